"""Languages, formats and messages; the only package that knows Babel."""
