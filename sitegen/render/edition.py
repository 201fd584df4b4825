"""An edition: the shop in one language, with all that its views are prepared from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sitegen.catalog.catalog import Catalog
from sitegen.catalog.translations import Reader
from sitegen.config import SiteConfig
from sitegen.i18n.formats import Formats
from sitegen.i18n.languages import Language
from sitegen.i18n.messages import Messages
from sitegen.i18n.phrases import Phrase
from sitegen.models.base import Kind
from sitegen.models.money import Money
from sitegen.plan.plan import Plan
from sitegen.render.views import LabelView, LinkView, MoneyView, PictureView

PictureMarkup = Callable[[PictureView], str]

MOST_KEPT = 20_000
"""Values of one kind that are kept; beyond them all are made anew when they are asked for."""

K = TypeVar("K")
V = TypeVar("V")


class Shelf(dict[K, V]):
    """Values that are kept by what they were made from, as long as there are not too many."""

    def keep(self, key: K, value: V) -> V:
        """Keep a value, and return it."""
        if len(self) >= MOST_KEPT:
            self.clear()
        self[key] = value
        return value


Codes = Shelf[tuple[str, str], Mapping[str, str]]
"""The digests of a product's published lines by SKU, by its slug and its own digest."""


@dataclass(slots=True)
class Kept:
    """What an edition has made by now and pages ask for again and again."""

    amounts: Shelf[Money, MoneyView] = field(default_factory=Shelf)
    measures: Shelf[tuple[Decimal, str], str] = field(default_factory=Shelf)
    words: Shelf[tuple[str, str], Phrase] = field(default_factory=Shelf)
    """Interface strings, by message and language."""
    links: Shelf[tuple[Kind, str], LinkView] = field(default_factory=Shelf)
    """To the pages of records other than products, which are few."""
    labels: Shelf[tuple[str, str], LabelView | None] = field(default_factory=Shelf)
    """By the slugs of a cooperative and a label; None where there is nothing to show."""
    terms: Shelf[tuple[str, str, int], dict[str, Any]] = field(default_factory=Shelf)
    """What structured data says of shipping and returns, by a cooperative's slug, a currency and days of lead time."""

    def forget(self) -> None:
        """Forget it all: it is made again when it is asked for."""
        for made in (self.amounts, self.measures, self.words, self.links, self.labels, self.terms):
            made.clear()


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of the shop.

    `picture_markup` is the theme's way to show a picture within a body; `all_messages` has the interface strings of
    every language, for the pages that speak all of them. `codes` are kept here for the editions of all languages.
    """

    reader: Reader
    formats: Formats
    messages: Messages
    catalog: Catalog
    plan: Plan
    today: date
    picture_markup: PictureMarkup
    all_messages: Mapping[str, Messages]
    codes: Codes = field(default_factory=Shelf, repr=False, compare=False)
    kept: Kept = field(default_factory=Kept, init=False, repr=False, compare=False)

    @property
    def config(self) -> SiteConfig:
        """The site's settings."""
        return self.reader.config

    @property
    def language(self) -> Language:
        """The language of the edition."""
        return self.reader.language

    @property
    def code(self) -> str:
        """The code of the language."""
        return self.reader.language.code

    def money(self, money: Money) -> MoneyView:
        """Return an amount for people and for machines."""
        found = self.kept.amounts.get(money)
        if found is None:
            text = self.formats.money(money.amount, money.currency)
            found = self.kept.amounts.keep(money, MoneyView(text, money.machine, money.currency))
        return found

    def measure(self, amount: Decimal, unit: str) -> str:
        """Return a measure for people."""
        found = self.kept.measures.get((amount, unit))
        return found or self.kept.measures.keep((amount, unit), self.formats.measure(amount, unit))

    def absolute(self, url: str) -> str:
        """Return the absolute form of an address from the root."""
        return f"{self.config.site.base_url}{url}" if url else ""

    def site_words(self, words: Mapping[str, str]) -> Phrase:
        """Return words of `sitegen.toml` in the reader's language or the nearest fallback."""
        for code in self.config.fallbacks(self.code, self.config.languages.default):
            if code in words:
                return self.reader.in_language(words[code], code)
        return self.reader.in_language(words.get("*", ""), self.code)

    def interface(self, message: str, language: str = "") -> Phrase:
        """Return an interface string of this or another language, with the language that it really is in."""
        asked = (message, language or self.code)
        found = self.kept.words.get(asked)
        return found or self.kept.words.keep(asked, self._interface(*asked))

    def _interface(self, message: str, language: str) -> Phrase:
        messages = self.all_messages[language]
        supplied, words = messages.language_of(message), messages.gettext(message)
        known = supplied in self.reader.languages
        return self.reader.in_language(words, supplied) if known else Phrase(words, "en", "ltr", self.code != "en")
