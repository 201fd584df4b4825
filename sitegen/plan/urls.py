"""Addresses: which pages there are, and where."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from sitegen.config import SiteConfig
from sitegen.models.base import Kind
from sitegen.values import LightValue, light_value


class PageKind(StrEnum):
    """The kinds of page; each has its context and its template."""

    HOME = "home"
    PRODUCT = "product"
    PRODUCTS = "products"
    TERM = "term"
    TERMS = "terms"
    COOPERATIVE = "cooperative"
    COOPERATIVES = "cooperatives"
    PAGE = "page"
    NOT_FOUND = "404"
    CHOOSER = "chooser"
    CART = "cart"
    QUOTE = "quote"
    THANKS = "thanks"
    CANCELLED = "cancelled"
    OFFLINE = "offline"
    SEARCH = "search"
    EMPLOYERS = "employers"


ORDER_KINDS = (PageKind.CART, PageKind.QUOTE, PageKind.THANKS, PageKind.CANCELLED)
"""What a buyer passes on the way to a checkout and back."""

PRIVATE_KINDS = frozenset({PageKind.NOT_FOUND, PageKind.OFFLINE, PageKind.THANKS, PageKind.CANCELLED})
"""Pages that search engines leave out: they say nothing to whoever comes from there."""

UNLISTED_KINDS = PRIVATE_KINDS | {PageKind.SEARCH, PageKind.CART, PageKind.QUOTE}
"""Pages that no sitemap lists: a search engine may find tools, and is not sent to them."""

TERM_KINDS = (Kind.CATEGORY, Kind.REGION, Kind.LABEL, Kind.COLLECTION)

TERM_TEMPLATES: Mapping[str, str] = dict(zip(TERM_KINDS, ("category", "region", "label", "collection"), strict=True))
"""Templates of terms by their kind, without an ending: a theme may override them one by one."""


class PageKey(NamedTuple):
    """A page, whatever its language: `of` and `slug` name its record, `number` its place in a paged list."""

    kind: PageKind
    of: Kind | None = None
    slug: str = ""
    number: int = 1


@light_value
class PlannedPage(LightValue):
    """A page in one language: where it is and what it lists.

    `items` are slugs of the products on it; `total` is the number of pages of its list and `item_count` the number of
    all products on them; `text_language` is the language that its main text is in.
    """

    key: PageKey
    language: str
    url: str
    text_language: str
    items: tuple[str, ...] = ()
    total: int = 1
    item_count: int = 0

    @property
    def is_translated(self) -> bool:
        """False when the main text fell back to another language."""
        return self.text_language == self.language

    @property
    def path(self) -> str:
        """The file below the output folder."""
        return path_of(self.url)


def path_of(url: str) -> str:
    """Return the file below the output folder that an address from the root is served from."""
    path = url.lstrip("/")
    return path + "index.html" if not path or path.endswith("/") else path


def home_url(language: str) -> str:
    """Return the address of the front page of a language."""
    return f"/{language}/"


def list_url(config: SiteConfig, language: str, kind: Kind) -> str:
    """Return the address of the list of all records of a kind."""
    return f"/{language}/{config.path_word(language, kind.value)}/"


def order_url(config: SiteConfig, language: str, kind: PageKind) -> str:
    """Return the address of a page that no record makes: the cart, the quote basket, that for employers."""
    return f"/{language}/{config.path_word(language, kind.value)}/"


def record_url(config: SiteConfig, language: str, kind: Kind, slug: str) -> str:
    """Return the address of a record; free pages stand right below the language."""
    if kind is Kind.PAGE:
        return f"/{language}/{slug}/"
    return f"{list_url(config, language, kind)}{slug}/"


def numbered_url(config: SiteConfig, language: str, url: str, number: int) -> str:
    """Return the address of a page of a list; the first is the list itself."""
    return url if number == 1 else f"{url}{config.path_word(language, 'page')}/{number}/"
