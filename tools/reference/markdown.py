"""Markdown that the reference is made of: tables, code and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

NOTICE = "<!-- Written by `python -m tools.reference`: change the code's docstrings, not this page. -->"


def page(title: str, *sections: str) -> str:
    """Return a page: its title, the notice that it is generated, and its sections with a line between them."""
    parts = [f"# {title}", NOTICE, *(section.strip() for section in sections if section.strip())]
    return "\n\n".join(parts) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are on one line and cannot end early."""
    lines = [_row(heads), _row(["---"] * len(heads)), *(_row([cell(text) for text in row]) for row in rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def cell(text: str) -> str:
    """Return text that stays within a cell of a table."""
    return one_line(text).replace("|", "\\|") or "—"


def one_line(text: str) -> str:
    """Return text without line breaks and indentation."""
    return " ".join(text.split())


def paragraphs(docstring: str) -> str:
    """Return a docstring as paragraphs, each on one line."""
    return "\n\n".join(one_line(part) for part in re.split(r"\n\s*\n", docstring.strip()))


def code(text: str) -> str:
    """Return text as code within a line; backticks inside are kept."""
    fence = "``" if "`" in text else "`"
    space = " " if "`" in text else ""
    return f"{fence}{space}{text}{space}{fence}" if text else "—"


def block(text: str, language: str = "") -> str:
    """Return a block of code."""
    return f"```{language}\n{text.strip()}\n```"


def anchor(heading: str) -> str:
    """Return the anchor that hosts of Markdown give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def link(heading: str) -> str:
    """Return a link to a heading of the same page that is a piece of code."""
    return f"[`{heading}`](#{anchor(heading)})"
