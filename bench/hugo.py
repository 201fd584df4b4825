"""Writes the seeded catalogue as a site of Hugo: the same records, words and links, in Hugo's own ways.

Cooperatives, categories, regions and labels are taxonomies, so that a term knows its products without a search.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from bench.catalogue import PROJECT, THEME, document
from bench.records import Entry, Fields, make_entries, merged
from bench.text import LANGUAGES

LAYOUTS = Path(__file__).parent / "hugo_layouts"

SETTINGS = """\
baseURL = "https://souk.example.org/"
title = "Souk"
defaultContentLanguage = "fr"
defaultContentLanguageInSubdir = true
disableDefaultLanguageRedirect = true
disableKinds = ["rss", "404"]
enableRobotsTXT = true

[taxonomies]
category = "categories"
region = "regions"
label = "labels"
cooperative = "cooperatives"

[pagination]
pagerSize = 24
disableAliases = true

[params]
tagline = "Le souk commun des coopératives"
description = "Huiles, miels, safran, tapis et poterie, choisis et vendus par les coopératives elles-mêmes."
"""

_NAMES = {"fr": "Français", "ar": "العربية", "zgh": "ⵜⴰⵎⴰⵣⵉⵖⵜ", "en": "English", "es": "Español"}
_TAXONOMIES = ("categories", "regions", "labels", "cooperatives")
_PLURALS = {1: ("other",), 2: ("one", "other"), 3: ("one", "many", "other"),
            6: ("zero", "one", "two", "few", "many", "other")}  # fmt: skip
_RENAMED = {"summary": "description", "order": "weight", "weight": "mass", "category": "categories"}
"""Keys that Hugo calls otherwise, or means otherwise."""


def write_hugo_site(root: Path, size: int) -> None:
    """Write a Hugo site of `size` products into `root`, which must be empty."""
    root.mkdir(parents=True)
    (root / "hugo.toml").write_text(SETTINGS + "".join(map(_language_settings, LANGUAGES)), encoding="utf-8")
    shutil.copytree(LAYOUTS, root / "layouts")
    shutil.copytree(THEME / "assets", root / "assets")
    _write_json(root / "data" / "icons.json", _icons())
    for language in LANGUAGES:
        _write_json(root / "i18n" / f"{language}.json", _messages(language))
    _write_roots(root / "content")
    entries = list(make_entries(size))
    regions = {entry.slug: entry.shared["region"] for entry in entries if entry.kind == "cooperatives"}
    for entry in entries:
        _write_entry(root / "content", entry, regions)


def _language_settings(language: str) -> str:
    direction = "rtl" if language == "ar" else "ltr"
    return (
        f"\n[languages.{language}]\nweight = {LANGUAGES.index(language) + 1}\n"
        f'[languages.{language}.params]\nlanguage = "{_NAMES[language]}"\ndirection = "{direction}"\n'
    )


def _write_roots(content: Path) -> None:
    """Write the pages that stand above the languages, and the list of products."""
    content.mkdir(parents=True)
    for name, url, layout in (("chooser", "/index.html", "chooser"), ("missing", "/404.html", "missing")):
        fields = {"title": "Souk", "url": url, "layout": layout, "params": {"sitemap": False}}
        (content / f"{name}.md").write_text(document(fields, ""), encoding="utf-8")
    (content / "products").mkdir()
    for language in LANGUAGES:
        (content / "products" / f"_index.{language}.md").write_text(
            document({"title": "Products"}, ""), encoding="utf-8"
        )


def _write_entry(content: Path, entry: Entry, regions: dict[str, str]) -> None:
    folder = content / entry.slug if entry.kind == "pages" else content / entry.kind / entry.slug
    folder.mkdir(parents=True)
    stem = "_index" if entry.kind in _TAXONOMIES else "index"
    for language in LANGUAGES:
        fields = hugo_fields(entry, merged(entry.shared, entry.words[language]), regions)
        name = f"{stem}.md" if language == LANGUAGES[0] else f"{stem}.{language}.md"
        (folder / name).write_text(document(fields, entry.bodies[language]), encoding="utf-8")


def hugo_fields(entry: Entry, fields: Fields, regions: dict[str, str]) -> Fields:
    """Return the front matter of one record as Hugo wants it: amounts are numbers, references are taxonomies."""
    found: Fields = {_RENAMED.get(key, key): _plain(value) for key, value in fields.items()}
    if entry.kind == "products":
        maker = found.pop("cooperative")
        found |= {"cooperatives": [maker], "regions": [regions[maker]]}
    if entry.kind == "cooperatives":
        found["proofs"] = found.pop("labels")
    if entry.kind == "pages":
        found["menus"] = [found.pop("menu")]
    return found


def _plain(value: Any) -> Any:
    """Return amounts and measures as numbers, everywhere below `value`."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str) and re.fullmatch(r"\d+ (MAD|g)", value):
        return int(value.split()[0])
    return value


def _icons() -> dict[str, str]:
    """Return the drawing of every icon of the theme."""
    text = (THEME / "templates" / "parts" / "icons.html").read_text(encoding="utf-8")
    return dict(re.findall(r"^  '(\w+)': '(.*)',$", text, re.MULTILINE))


def _messages(language: str) -> dict[str, Any]:
    """Return the interface strings of one language by their English text; what is missing stays English."""
    files = (THEME / "messages" / f"{language}.po", PROJECT / "sitegen" / "messages" / "buyers" / f"{language}.po")
    found: dict[str, Any] = {}
    for file in files:
        with file.open("rb") as stream:
            for message in read_po(stream):
                found |= _message(message.id, message.string) if message.id else {}
    return found


def _message(identifier: Any, text: Any) -> dict[str, Any]:
    """Return one message; its parts are tuples when it has a plural."""
    if isinstance(identifier, str):
        return {identifier: _placeholders(str(text) or identifier)}
    forms = [form or identifier[-1] for form in text]
    return {identifier[0]: {name: _placeholders(form)
                            for name, form in zip(_PLURALS[len(forms)], forms, strict=True)}}  # fmt: skip


def _placeholders(text: str) -> str:
    """Return Hugo's way to write `%(name)s`."""
    counted = text.replace("%(num)s", "{{ .Count }}")
    return re.sub(r"%\((\w+)\)s", r"{{ .\1 }}", counted)


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
