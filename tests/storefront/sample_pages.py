"""Where the pages of a built shop are: found through its sitemap, its path words and its language switcher."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit
from xml.etree import ElementTree

PROJECT = Path(__file__).parents[2]
LANGUAGES = ("fr", "ar", "zgh")
KINDS = ("home", "product", "category", "cooperative", "listing")
PATH_WORDS = {"product": "products", "category": "categories", "cooperative": "cooperatives"}
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says to a machine."""

    path: str
    """Its address on the site, decoded, with a slash at both ends."""
    language: str
    direction: str
    alternates: dict[str, str]
    """Addresses in the head, by language."""
    switcher: dict[str, str]
    """Addresses that a buyer can follow to the same page, by language."""
    data: tuple[dict[str, Any], ...]
    """Every object in its JSON-LD, nested ones too."""

    def is_product(self) -> bool:
        """Tell whether the page's structured data describes a product."""
        return any(node.get("@type") in ("Product", "ProductGroup") for node in self.data)

    def prices(self) -> list[str]:
        """Return the prices in the page's structured data, as written there."""
        keys = ("price", "lowPrice")
        return [str(node[key]) for node in self.data for key in keys if key in node]

    def can_be_bought(self) -> bool:
        """Tell whether at least one offer has a price and is neither sold out nor out of stock."""
        offers = [node for node in self.data if "price" in node or "lowPrice" in node]
        gone = ("OutOfStock", "SoldOut", "Discontinued")
        return any(not str(offer.get("availability", "")).endswith(gone) for offer in offers)

    def identity(self) -> str:
        """Return what stays the same in every language: the product's SKU or group number."""
        products = [node for node in self.data if node.get("@type") in ("ProductGroup", "Product")]
        return str(products[0].get("productGroupID") or products[0].get("sku")) if products else ""


class _PageParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.html: dict[str, str] = {}
        self.alternates: dict[str, str] = {}
        self.switcher: dict[str, str] = {}
        self.scripts: list[str] = []
        self._in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        language, address = attributes.get("hreflang"), attributes.get("href", "")
        self._in_data = tag == "script" and attributes.get("type") == "application/ld+json"
        if tag == "html":
            self.html = attributes
        elif tag == "link" and language and attributes.get("rel") == "alternate":
            self.alternates[language] = address
        elif tag == "a" and language:
            self.switcher.setdefault(language, address)

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.scripts.append(data)
            self._in_data = False


def nested_objects(value: object) -> Iterator[dict[str, Any]]:
    """Yield every JSON object in `value`, outer ones first."""
    if isinstance(value, dict):
        yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from nested_objects(child)


@dataclass(frozen=True)
class SamplePages:
    """The pages of the shop that was built into `root`."""

    root: Path

    def read(self, path: str) -> Page:
        """Return the page at an address of the site."""
        return _read(self.root, path)

    def in_sitemap(self, language: str) -> list[str]:
        """Return the addresses that the sitemap of `language` lists, in its order."""
        sitemap = ElementTree.parse(self.root / f"sitemap-{language}.xml")
        return [as_path(node.text or "") for node in sitemap.iter(LOCATION)]

    def of_kind(self, kind: str, language: str) -> list[str]:
        """Return the addresses of all pages of a kind in `language`, fallen-back ones too, in order of name."""
        word = path_words(language).get(PATH_WORDS[kind], PATH_WORDS[kind])
        return sorted(_addresses(self.root, f"{language}/{word}/*/index.html"))

    def first(self, kind: str, language: str) -> str:
        """Return the page of a kind that the tests look at: the same one in every language."""
        start = self._first_in_french(kind)
        return start if language == "fr" else as_path(urljoin(start, self.read(start).switcher[language]))

    def _first_in_french(self, kind: str) -> str:
        if kind == "home":
            return "/fr/"
        if kind == "listing":
            return self._listings()[0]
        # The page in most languages has the most to get wrong.
        return max(self.of_kind(kind, "fr"), key=lambda path: len(self.read(path).alternates))

    def _listings(self) -> list[str]:
        """Return second pages of long listings, else the listings of collections, labels and regions."""
        words = (path_words("fr").get(name, name) for name in ("collections", "labels", "regions"))
        short = (address for word in words for address in sorted(_addresses(self.root, f"fr/{word}/*/index.html")))
        return sorted(_addresses(self.root, "fr/**/2/index.html")) or list(short)


@cache
def _read(root: Path, path: str) -> Page:
    parser = _PageParser()
    file = root / path.strip("/") / "index.html" if path.endswith("/") else root / path.lstrip("/")
    parser.feed(file.read_text(encoding="utf-8"))
    return Page(
        path=path,
        language=parser.html.get("lang", ""),
        direction=parser.html.get("dir", ""),
        alternates=parser.alternates,
        switcher=parser.switcher,
        data=tuple(node for script in parser.scripts for node in nested_objects(json.loads(script))),
    )


def _addresses(root: Path, pattern: str) -> Iterator[str]:
    return (f"/{file.parent.relative_to(root).as_posix()}/" for file in root.glob(pattern))


def as_path(address: str) -> str:
    """Return the decoded path of an address."""
    return unquote(urlsplit(address).path)


def as_address(base: str, path: str) -> str:
    """Return the address of a decoded path below `base`."""
    return base + quote(path)


@cache
def settings() -> dict[str, Any]:
    """Return the sample site's sitegen.toml."""
    return tomllib.loads((PROJECT / "sitegen.toml").read_text(encoding="utf-8"))


def path_words(language: str) -> dict[str, str]:
    """Return the translated words of addresses in `language`."""
    words: dict[str, str] = settings().get("paths", {}).get(language, {})
    return words


def is_hand_off(address: str) -> bool:
    """Tell whether a link or form leads to a place where the site lets orders go.

    A message counts when it carries an order: a bare address or number is a contact and no hand-off.
    """
    parts = urlsplit(address)
    if parts.scheme == "mailto":
        return "body" in parse_qs(parts.query)
    if parts.hostname == "wa.me":
        return "text" in parse_qs(parts.query)
    allowed: list[str] = settings().get("checkout", {}).get("allowed_hosts", [])
    return parts.scheme == "https" and parts.hostname in allowed
