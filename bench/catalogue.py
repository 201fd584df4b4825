"""Writes the seeded catalogue as a site of sitegen."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from bench.records import Entry, Fields, make_entries, merged
from bench.text import LANGUAGES

PROJECT = Path(__file__).parents[1]
THEME = PROJECT / "themes" / "souk"

SETTINGS = """\
[site]
title = "Souk"
base_url = "https://souk.example.org"
currency = "MAD"
country = "MA"
tagline = "Le souk commun des coopératives"
description = "Huiles, miels, safran, tapis et poterie, choisis et vendus par les coopératives elles-mêmes."

[languages]
default = "fr"
all = ["fr", "ar", "zgh", "en", "es"]

[theme]
name = "souk"

[theme.options]
print_qr = false

[search]
enabled = false

[listing]
per_page = 24
related = 4
"""


def write_catalogue(root: Path, size: int) -> None:
    """Write a site of `size` products into `root`, which must be empty, with a copy of the theme to edit."""
    root.mkdir(parents=True)
    (root / "sitegen.toml").write_text(SETTINGS, encoding="utf-8")
    shutil.copytree(THEME, root / "themes" / "souk")
    for entry in make_entries(size):
        write_entry(root / "content" / entry.kind / entry.slug, entry)


def write_entry(folder: Path, entry: Entry) -> None:
    """Write one record: its source in the default language, and a translation in each other language."""
    folder.mkdir(parents=True)
    for language in LANGUAGES:
        words = entry.words[language]
        is_source = language == LANGUAGES[0]
        fields = merged(entry.shared, words) if is_source else _translation(entry, words)
        name = "index.md" if is_source else f"index.{language}.md"
        (folder / name).write_text(document(fields, entry.bodies[language]), encoding="utf-8")


def document(fields: Fields, body: str) -> str:
    """Return a source file: front matter and a body."""
    front = yaml.dump(fields, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{front}---\n{body}"


def _translation(entry: Entry, words: Fields) -> Fields:
    """Return the words of a translation; its variants name theirs by id."""
    if "variants" not in words:
        return words
    pairs = zip(entry.shared["variants"], words["variants"], strict=True)
    return {**words, "variants": [{"id": shared["id"], **own} for shared, own in pairs]}
