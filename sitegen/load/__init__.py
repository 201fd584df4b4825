"""From files to records: sources, front matter, Markdown, validation. Every mistake becomes a problem."""
