"""Writes the seeded catalogue as a site of Hugo: the same records, words and links, in Hugo's own ways.

Cooperatives, categories, regions and labels are taxonomies, so that a term knows its products without a search.
"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from gettext import c2py
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
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
disableHugoGeneratorInject = true
enableRobotsTXT = true

[outputs]
home = ["html", "webappmanifest"]

[markup.goldmark.parser]
autoHeadingID = false

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
_AND = {"fr": " et ", "ar": " و", "zgh": " ⴷ ", "en": " and ", "es": " y "}
"""What stands before the last of several materials."""

_SHOP_PAGES = {"cart": "Cart", "quote": "Quote request", "thanks": "Thank you", "cancelled": "Order cancelled",
               "offline": "You are offline"}  # fmt: skip
"""The pages that no record stands for, and their titles."""

_COUNTED = {
    "product": "%(num)s product",
    "day": "ready in %(num)s day",
    "order": "%(num)s order of your cart is still to be handed over.",
}
"""Messages that scripts count with: they need all plural forms."""

_RENAMED = {"summary": "description", "order": "weight", "weight": "mass", "category": "categories"}
"""Keys that Hugo calls otherwise, or means otherwise."""


def write_hugo_site(root: Path, size: int) -> None:
    """Write a Hugo site of `size` products into `root`, which must be empty."""
    root.mkdir(parents=True)
    catalogues = {language: tuple(_catalogues(language)) for language in LANGUAGES}
    languages = (_language_settings(language, catalogues[language]) for language in LANGUAGES)
    (root / "hugo.toml").write_text(SETTINGS + "".join(languages), encoding="utf-8")
    shutil.copytree(LAYOUTS, root / "layouts")
    shutil.copytree(THEME / "assets", root / "assets")
    _write_json(root / "data" / "icons.json", _icons())
    _write_json(root / "data" / "bundles.json", tomllib.loads((THEME / "theme.toml").read_text())["assets"]["bundles"])
    for language in LANGUAGES:
        messages = _messages(catalogues[language], language)
        _write_json(root / "i18n" / f"{language}.json", messages)
        _write_shop_pages(root / "content", language, messages)
    _write_roots(root / "content")
    entries = list(make_entries(size))
    regions = {entry.slug: entry.shared["region"] for entry in entries if entry.kind == "cooperatives"}
    for entry in entries:
        _write_entry(root / "content", entry, regions)


def _language_settings(language: str, catalogues: tuple[Catalog, ...]) -> str:
    direction, point = "rtl" if language == "ar" else "ltr", "." if language == "en" else ","
    counted = "".join(f"{name} = {json.dumps(_forms(catalogues, text), ensure_ascii=False)}\n"
                      for name, text in _COUNTED.items())  # fmt: skip
    return (
        f"\n[languages.{language}]\nweight = {LANGUAGES.index(language) + 1}\n"
        f'[languages.{language}.params]\nlanguage = "{_NAMES[language]}"\ndirection = "{direction}"\n'
        f'and = "{_AND[language]}"\npoint = "{point}"\n'
        f"[languages.{language}.params.counted]\n{counted}"
    )


def _write_roots(content: Path) -> None:
    """Write the pages that stand above the languages, and the list of products."""
    _write_page(content / "chooser.md", "/index.html", "chooser", ["html"])
    _write_page(content / "missing.md", "/404.html", "missing", ["html"])
    _write_page(content / "every.md", "/api/products.json", "every", ["json"])
    (content / "products").mkdir()
    for language in LANGUAGES:
        (content / "products" / f"_index.{language}.md").write_text(
            document({"title": "Products"}, ""), encoding="utf-8"
        )


def _write_shop_pages(content: Path, language: str, messages: dict[str, Any]) -> None:
    """Write the pages that no record stands for, and the list that the filters read, in one language."""
    content.mkdir(exist_ok=True)
    french = _messages(tuple(_catalogues(LANGUAGES[0])), LANGUAGES[0])
    for name, title in _SHOP_PAGES.items():
        params = {"sitemap": False, "noindex": name not in ("cart", "quote")}
        fields = {"title": messages.get(title, french[title]), "layout": name, "params": params}
        (content / f"{name}.{language}.md").write_text(document(fields, ""), encoding="utf-8")
    _write_page(content / f"list.{language}.md", f"/api/catalog/{language}.json", "list", ["json"])


def _write_page(path: Path, url: str, layout: str, outputs: list[str]) -> None:
    """Write a page without a text that stands at an address of its own."""
    fields = {"title": "Souk", "url": url, "layout": layout, "outputs": outputs, "params": {"sitemap": False}}
    path.write_text(document(fields, ""), encoding="utf-8")


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


def _catalogues(language: str) -> Iterator[Catalog]:
    """Yield the interface strings of one language: those of the theme, then those of messages to cooperatives."""
    for folder in (THEME / "messages", PROJECT / "sitegen" / "messages" / "buyers"):
        with (folder / f"{language}.po").open("rb") as stream:
            yield read_po(stream)


def _messages(catalogues: tuple[Catalog, ...], language: str) -> dict[str, Any]:
    """Return the interface strings of one language by their English text; Hugo takes what is missing from French."""
    found: dict[str, Any] = {}
    for message in (message for catalogue in catalogues for message in catalogue if message.id):
        if language == "en" or _is_translated(message.string):
            found |= _message(message.id, message.string)
    return found


def _is_translated(text: Any) -> bool:
    return bool(text) if isinstance(text, str) else all(text)


def _message(identifier: Any, text: Any) -> dict[str, Any]:
    """Return one message; its parts are tuples when it has a plural."""
    if isinstance(identifier, str):
        return {identifier: _placeholders(str(text) or identifier)}
    forms = [form or identifier[-1] for form in text]
    return {identifier[0]: {name: _placeholders(form)
                            for name, form in zip(_PLURALS[len(forms)], forms, strict=True)}}  # fmt: skip


def _forms(catalogues: tuple[Catalog, ...], identifier: str) -> str:
    """Return the form of each number from 0 to 199 as a digit, then the forms, as the theme's scripts read them."""
    for catalogue in catalogues:
        message = catalogue.get(identifier)
        if message and _is_translated(message.string):
            choose, forms = c2py(catalogue.plural_expr), tuple(message.string or ())
            texts = [forms[choose(number)] for number in range(200)]
            distinct = list(dict.fromkeys(texts))
            return "|".join(["".join(str(distinct.index(text)) for text in texts), *distinct])
    return _forms(tuple(_catalogues(LANGUAGES[0])), identifier)


def _placeholders(text: str) -> str:
    """Return Hugo's way to write `%(name)s`."""
    counted = text.replace("%(num)s", "{{ .Count }}")
    return re.sub(r"%\((\w+)\)s", r"{{ .\1 }}", counted)


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
