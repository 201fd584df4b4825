"""The page of problems: every code with its words and what to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from sitegen.problems import known_codes
from tools.reference.markdown import code, page, paragraphs, table

SOURCES = Path(__file__).parents[2] / "sitegen"

INTRODUCTION = """
`sitegen check` and `sitegen build` tell every problem of every file in one run, sorted by file and line. An **error**
stops publication: the last good shop stays. A **warning** does so only with `--strict`. The words come in English and
French; words in braces stand for what was found. A word that is nearly right gets a suggestion.
"""

AREAS = {
    "body": "Bodies", "cache": "Cache", "checkout": "Checkouts", "config": "Settings", "field": "Fields",
    "file": "Files", "folder": "Folders", "frontmatter": "Front matter", "link": "Links", "messages": "Catalogues of "
    "messages", "order": "Orders", "picture": "Pictures", "price": "Prices", "proof": "Proofs", "quote": "Quotes",
    "toml": "TOML", "translation": "Translations", "url": "Addresses", "voucher": "Vouchers", "yaml": "YAML",
}  # fmt: skip

_CHOSEN_WHEN_FOUND = {"body.unsafe", "checkout.tamperable", "checkout.unsigned"}
"""Warnings whose code is a value when they are made."""


def problems_page() -> str:
    """Return the page of all problems."""
    codes = {name: words for name, words in known_codes("en").items() if "." in name}
    soft = warning_codes()
    sections = [
        _section(area, {name: codes[name] for name in names}, soft)
        for area, names in groupby(sorted(codes), key=lambda name: name.partition(".")[0])
    ]
    return page("Problems", paragraphs(INTRODUCTION), *sections)


def _section(area: str, codes: dict[str, dict[str, str]], soft: frozenset[str]) -> str:
    rows = [
        (code(name), "warning" if name in soft else "error", plain(words["message"]), plain(words.get("hint", "")))
        for name, words in codes.items()
    ]
    heading = AREAS.get(area, area.replace("_", " ").capitalize())
    return f"## {heading}\n\n{table(('Code', 'Kind', 'Message', 'Hint'), rows)}"


def plain(template: str) -> str:
    """Return a template as a reader sees it: doubled braces are one, and nothing in it is Markdown."""
    return re.sub(r"([\\\[\]<*_`])", r"\\\1", template.replace("{{", "{").replace("}}", "}"))


@cache
def warning_codes() -> frozenset[str]:
    """Return the codes that the sources of sitegen make warnings of."""
    found = set(_CHOSEN_WHEN_FOUND)
    for file in sorted(SOURCES.rglob("*.py")):
        found |= set(_warnings_in(ast.parse(file.read_bytes())))
    return frozenset(found)


def _warnings_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="warning"), args=[ast.Constant(value=str(name)), *_]):
                yield name
