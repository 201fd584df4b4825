"""An edition: the shop in one language, with all that its views are prepared from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sitegen.catalog.catalog import Catalog
from sitegen.catalog.translations import Reader
from sitegen.config import SiteConfig
from sitegen.i18n.formats import Formats
from sitegen.i18n.languages import Language
from sitegen.i18n.messages import Messages
from sitegen.i18n.phrases import Phrase
from sitegen.models.money import Money
from sitegen.plan.plan import Plan
from sitegen.render.views import MoneyView, PictureView

PictureMarkup = Callable[[PictureView], str]


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of the shop.

    `picture_markup` is the theme's way to show a picture within a body; `all_messages` has the interface strings of
    every language, for the pages that speak all of them.
    """

    reader: Reader
    formats: Formats
    messages: Messages
    catalog: Catalog
    plan: Plan
    today: date
    picture_markup: PictureMarkup
    all_messages: Mapping[str, Messages]

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
        return MoneyView(self.formats.money(money.amount, money.currency), money.machine, money.currency)

    def measure(self, amount: Decimal, unit: str) -> str:
        """Return a measure for people."""
        return self.formats.measure(amount, unit)

    def absolute(self, url: str) -> str:
        """Return the absolute form of an address from the root."""
        return f"{self.config.site.base_url}{url}" if url else ""

    def site_words(self, words: Mapping[str, str]) -> Phrase:
        """Return words of `sitegen.toml` in the reader's language or the nearest fallback."""
        for code in self.config.fallbacks(self.code, self.config.languages.default):
            if code in words:
                return self.reader.in_language(words[code], code)
        return self.reader.own(words.get("*", ""))

    def interface(self, message: str, language: str = "") -> Phrase:
        """Return an interface string of this or another language, with the language that it really is in."""
        messages = self.all_messages[language or self.code]
        supplied, words = messages.language_of(message), messages.gettext(message)
        known = supplied in self.reader.languages
        return self.reader.in_language(words, supplied) if known else Phrase(words, "en", "ltr", self.code != "en")
