"""Formats: numbers, money, measures, dates and lists as a reader of one language writes them.

One house format where Babel's would be misread. Thousands are always parted by U+00A0, because `1.234` and `1,234`
mean a thousand times more to some readers than to others; the unit follows the amount after U+00A0; digits are ASCII;
no text holds an invisible mark of direction. Prices among other words belong into `<bdi>`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from sitegen.i18n.languages import Language

if TYPE_CHECKING:
    from babel import Locale

CurrencyStyle = Literal["code", "local"]

NBSP = "\N{NO-BREAK SPACE}"

_DIRECTION_MARKS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Code points of marks, embeddings, overrides and isolates of direction."""

_MACHINE_SAFE = dict.fromkeys(_DIRECTION_MARKS, "") | {0x202F: NBSP}
_UNSAFE = re.compile("[" + "".join(map(chr, _MACHINE_SAFE)) + "]")

LOCAL_CURRENCIES = {("fr", "MAD"): "DH", ("ar", "MAD"): "درهم"}
"""What people say instead of the code. `$` is not among the signs: too many currencies share it."""

CURRENCY_SIGNS = {"EUR": "€", "GBP": "£"}

# Babel counts the dinar of Serbia without decimals; ISO 4217, and whoever takes the money, with two. Of the usual
# currencies, as of the house's locales below, Babel knows the same: a build that renders one page need not load it.
_MINOR_UNITS = {"MAD": 2, "EUR": 2, "USD": 2, "GBP": 2, "RSD": 2}

HOUSE_POINTS = {"fr_MA": ",", "ar_MA": ",", "zgh_MA": ",", "en": ".", "es": ","}
"""Decimal points of the house's locales."""

HOUSE_LISTS = {
    "fr_MA": (", ", " et ", " et "),
    "ar_MA": (" و", " و", " و"),
    "zgh_MA": (", ", ", ", ", "),
    "en": (", ", ", and ", " and "),
    "es": (", ", " y ", " y "),
}
"""What stands between the items of a list, before its last one, and between two alone."""

UNIT_IDS = {
    "mg": "mass-milligram",
    "g": "mass-gram",
    "kg": "mass-kilogram",
    "ml": "volume-milliliter",
    "cl": "volume-centiliter",
    "l": "volume-liter",
    "mm": "length-millimeter",
    "cm": "length-centimeter",
    "m": "length-meter",
    "m²": "area-square-meter",
    "day": "duration-day",
}
"""CLDR's name of each unit that a contributor may write; a piece has none."""

# Plural tags to words; `other` serves every tag that is not there.
_PIECES = {
    "fr": {"one": "{} pièce", "other": "{} pièces"},
    "ar": {"one": "قطعة واحدة", "two": "قطعتان", "few": "{} قطع", "other": "{} قطعة"},
    "en": {"one": "{} piece", "other": "{} pieces"},
    "es": {"one": "{} pieza", "other": "{} piezas"},
}
_PIECES_ELSEWHERE = {"other": "{} pcs"}

_PHONE = re.compile(r"\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d+)", flags=re.ASCII)


@dataclass(frozen=True, slots=True)
class Formats:
    """How one language writes values. `currency_style` is `code` (`120 MAD`) or `local` (`120 DH`, `120 درهم`)."""

    language: Language
    currency_style: CurrencyStyle = "code"

    def money(self, amount: Decimal, currency: str) -> str:
        """Return `1 250 MAD` or `12,50 MAD`: decimals only where there are any, rounded half up to the currency's.

        Raise ValueError for an amount that is not finite.
        """
        return _money(self, amount, currency)

    @property
    def decimal_point(self) -> str:
        """The mark before decimals, a comma or a dot."""
        return _decimal_point(self.language.locale)

    def currency_word(self, currency: str) -> str:
        """Return what stands after an amount: `MAD`, `DH`, `درهم`, `€`."""
        return _currency_word(self, currency)

    def number(self, value: int | Decimal) -> str:
        """Return `1 250` or `0,5`, without zeros at the end; raise ValueError for what is not finite."""
        return _number(self.language.locale, Decimal(value))

    def percent(self, share: Decimal) -> str:
        """Return a share of one as per cent: `Decimal("0.125")` is `12,5 %`."""
        return self.number(share * 100) + _percent_sign(self.language.locale)

    def date(self, day: datetime.date) -> str:
        """Return a date in words: `23 novembre 2026`, in Morocco `23 نونبر 2026`."""
        return _date(self.language.locale, day)

    def date_machine(self, day: datetime.date) -> str:
        """Return a date as ISO 8601, for `datetime` attributes and structured data."""
        return day.isoformat()

    def join(self, items: Sequence[str]) -> str:
        """Return `A, B et C`; an empty string for no items."""
        return _join(self.language.locale, tuple(items))

    def measure(self, amount: Decimal, unit: str) -> str:
        """Return `250 ml` (`250 ملتر` in Arabic), with the plural where the unit is a word: `10 jours`.

        `unit` is one that a contributor may write; another one is shown as it is.
        """
        return _measure(self.language, amount, unit)

    def dimensions(self, lengths: Sequence[Decimal], unit: str) -> str:
        """Return lengths in one unit: `6 × 6 × 18 cm`."""
        numbers = f"{NBSP}×{NBSP}".join(map(self.number, lengths))
        return f"{numbers}{NBSP}{_symbol(self.language, unit)}"

    def phone(self, e164: str) -> str:
        """Return `+212 6 12 34 56 78` of `+212612345678`: in pairs, as read aloud in Morocco and France."""
        return _phone(e164)


def machine_safe(text: str) -> str:
    """Return text without invisible marks of direction, for messages, feeds, attributes and structured data.

    U+202F, which is a space, becomes U+00A0: taking it away would glue words together.
    """
    # No mark of direction is plain or printable, and nearly every text is: those are the quickest questions.
    return text if text.isascii() or text.isprintable() or not _UNSAFE.search(text) else text.translate(_MACHINE_SAFE)


@lru_cache(maxsize=256)
def _locale(identifier: str) -> Locale:
    from babel import Locale

    return Locale.parse(identifier)


@lru_cache(maxsize=256)
def _decimal_point(locale: str) -> str:
    if locale in HOUSE_POINTS:
        return HOUSE_POINTS[locale]
    from babel.numbers import get_decimal_symbol

    return "," if get_decimal_symbol(_locale(locale)) == "," else "."


def _digits(locale: str, plain: str) -> str:
    """Return the house form of a number in plain ASCII (`-1234.50`)."""
    whole, _, decimals = plain.partition(".")
    grouped = f"{int(whole.lstrip('-')):,}".replace(",", NBSP)
    sign = "-" if whole.startswith("-") else ""
    return sign + grouped + (_decimal_point(locale) + decimals if decimals else "")


@lru_cache(maxsize=16384)
def _number(locale: str, value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is not a number to show")
    plain = f"{value or Decimal(0):f}"  # never -0
    return _digits(locale, plain.rstrip("0").rstrip(".") if "." in plain else plain)


@lru_cache(maxsize=16384)
def _money(formats: Formats, amount: Decimal, currency: str) -> str:
    if not amount.is_finite():
        raise ValueError(f"{amount} is not an amount to show")
    step = Decimal(1).scaleb(-_minor_units(currency))
    rounded = amount.quantize(step, rounding=ROUND_HALF_UP) or Decimal(0)
    plain = f"{rounded:.0f}" if rounded == rounded.to_integral_value() else f"{rounded:f}"
    return _digits(formats.language.locale, plain) + NBSP + _currency_word(formats, currency)


@lru_cache(maxsize=256)
def _minor_units(currency: str) -> int:
    from babel.numbers import get_currency_precision

    return _MINOR_UNITS.get(currency) or get_currency_precision(currency)


def _currency_word(formats: Formats, currency: str) -> str:
    if formats.currency_style == "code":
        return currency
    return LOCAL_CURRENCIES.get((formats.language.base, currency)) or CURRENCY_SIGNS.get(currency, currency)


@lru_cache(maxsize=256)
def _percent_sign(locale: str) -> str:
    pattern = _locale(locale).percent_formats[None]
    return NBSP * (NBSP in machine_safe(pattern.suffix[0])) + "%"


@lru_cache(maxsize=4096)
def _date(locale: str, day: datetime.date) -> str:
    from babel.dates import format_date

    text = machine_safe(format_date(day, "long", locale=_locale(locale)))
    is_french = _locale(locale).language == "fr"
    return text.replace("1 ", "1er ", 1) if is_french and day.day == 1 else text


@lru_cache(maxsize=4096)
def _join(locale: str, items: tuple[str, ...]) -> str:
    if locale in HOUSE_LISTS:
        between, last, two = HOUSE_LISTS[locale]
        return two.join(items) if len(items) < 3 else last.join((between.join(items[:-1]), items[-1]))
    from babel.lists import format_list

    return format_list(items, locale=_locale(locale))


@lru_cache(maxsize=4096)
def _measure(language: Language, amount: Decimal, unit: str) -> str:
    number = _number(language.locale, amount)
    if unit == "piece":
        words = _PIECES.get(language.base, _PIECES_ELSEWHERE)
        tag = _locale(language.locale).plural_form(amount)
        return words.get(tag, words["other"]).format(number).replace(" ", NBSP)
    if unit == "day" or (unit in UNIT_IDS and language.direction == "rtl"):
        return _measure_in_words(language.locale, amount, unit)
    return f"{number}{NBSP}{unit}"


def _measure_in_words(locale: str, amount: Decimal, unit: str) -> str:
    """Return Babel's words with the house's number; the short form where Babel lacks the long one or need not have it.

    Babel's number is replaced because it would have the locale's separators.
    """
    from babel.numbers import format_decimal
    from babel.units import format_unit

    shape, identifier = "0.######", UNIT_IDS[unit]
    text = format_unit(amount, identifier, "long" if unit == "day" else "short", shape, locale=_locale(locale))
    if identifier in text:
        text = format_unit(amount, identifier, "short", shape, locale=_locale(locale))
    plain = format_decimal(amount, shape, locale=_locale(locale))
    return machine_safe(text.replace(plain, _number(locale, amount), 1)).replace(" ", NBSP)


def _symbol(language: Language, unit: str) -> str:
    # A hundred is the plural tag `other` in Arabic, so that the word stands alone without its dual or accusative.
    return _measure(language, Decimal(100), unit).removeprefix(f"100{NBSP}")


@lru_cache(maxsize=4096)
def _phone(e164: str) -> str:
    found = _PHONE.fullmatch(e164)
    if found is None:
        return machine_safe(e164)
    country, rest = found.groups()
    if country == "1" and len(rest) == 10:
        return NBSP.join(("+1", rest[:3], rest[3:6], rest[6:]))
    first = len(rest) % 2
    pairs = [rest[start : start + 2] for start in range(first, len(rest), 2)]
    return NBSP.join([f"+{country}", *([rest[0]] if first else []), *pairs])
