"""Money and measures: exact decimals with a unit, never floats."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, PlainSerializer, ValidationInfo
from pydantic_core import PydanticCustomError

from sitegen.models.fields import decimal_of

MINOR_UNITS = {"JPY": 0, "KRW": 0, "XOF": 0, "XAF": 0, "TND": 3, "KWD": 3, "BHD": 3, "JOD": 3, "OMR": 3, "LYD": 3}
"""Digits after the point of currencies that do not have two (ISO 4217)."""

CURRENCIES = frozenset(
    [
        "AED",
        "AUD",
        "BHD",
        "BRL",
        "CAD",
        "CHF",
        "CNY",
        "CZK",
        "DKK",
        "DZD",
        "EGP",
        "EUR",
        "GBP",
        "HKD",
        "HUF",
        "ILS",
        "INR",
        "JOD",
        "JPY",
        "KRW",
        "KWD",
        "LYD",
        "MAD",
        "MRU",
        "MXN",
        "NGN",
        "NOK",
        "NZD",
        "OMR",
        "PLN",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TND",
        "TRY",
        "TWD",
        "UAH",
        "USD",
        "XAF",
        "XOF",
        "ZAR",
    ]
)
"""ISO 4217 codes that a price may be in."""


class Money(NamedTuple):
    """An exact amount in one currency."""

    amount: Decimal
    currency: str

    @property
    def machine(self) -> str:
        """The amount for machines: ASCII digits, a dot, as many decimals as the currency has (`120.00`)."""
        return f"{self.amount:.{MINOR_UNITS.get(self.currency, 2)}f}"

    def __str__(self) -> str:
        """Return the amount and its currency, for machines and messages (`120.00 MAD`)."""
        return f"{self.machine} {self.currency}"


def parse_money(value: Any, base_currency: str) -> Money:
    """Read `120`, `"12.50"` (in the base currency) or `"12.50 MAD"`; raise PydanticCustomError otherwise."""
    number, currency = decimal_of(value), base_currency
    if number is None and isinstance(value, str):
        amount, _, code = value.strip().partition(" ")
        number, currency = decimal_of(amount), code.strip()
    if number is None or not currency.isalpha() or len(currency) != 3:
        raise PydanticCustomError(
            "price.not_amount",
            "not an amount",
            {"text": str(value), "currency": base_currency, "example": _example(str(value), base_currency)},
        )
    if currency.upper() != currency or currency not in CURRENCIES:
        raise PydanticCustomError("price.currency", "unknown currency", {"text": currency, "currency": base_currency})
    return _checked(Money(number, currency))


def _example(text: str, currency: str) -> str:
    """Return how the amount that somebody meant should be written."""
    number = re.search(r"\d+(?:[.,]\d{1,2})?", text.replace(" ", ""))
    amount = number.group(0).replace(",", ".") if number else "12.50"
    return f"{amount} {currency}"


def _checked(money: Money) -> Money:
    digits = MINOR_UNITS.get(money.currency, 2)
    exponent = money.amount.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > digits:
        values = {"text": str(money.amount), "currency": money.currency, "digits": str(digits)}
        raise PydanticCustomError("price.decimals", "too many decimals", values)
    if money.amount < 0:
        raise PydanticCustomError("price.zero", "less than nothing")
    if money.amount > Decimal(100_000_000):
        raise PydanticCustomError("price.too_large", "too large", {"text": str(money.amount)})
    return money


def _base_currency(info: ValidationInfo) -> str:
    context = info.context or {}
    return str(context.get("currency", "MAD"))


def _money(value: Any, info: ValidationInfo) -> Money:
    return value if isinstance(value, Money) else parse_money(value, _base_currency(info))


def _prices(value: Any, info: ValidationInfo) -> tuple[Money, ...]:
    if isinstance(value, tuple) and all(isinstance(item, Money) for item in value):
        return value
    if not isinstance(value, dict):
        return (_money(value, info),)
    if not value:
        raise PydanticCustomError(
            "price.not_amount",
            "no amount",
            {"text": "{}", "currency": _base_currency(info), "example": _example("", _base_currency(info))},
        )
    return tuple(_priced(amount, str(currency)) for currency, amount in value.items())


def _priced(amount: Any, currency: str) -> Money:
    if currency not in CURRENCIES:
        raise PydanticCustomError("price.currency", "unknown currency", {"text": currency, "currency": "MAD"})
    return parse_money(amount, currency)


Amount = Annotated[Money, BeforeValidator(_money)]
"""One amount: `120`, `12.50 MAD`."""

Prices = Annotated[tuple[Money, ...], BeforeValidator(_prices)]
"""The same price in one or several currencies: `120`, `120 MAD` or `{MAD: 120, EUR: 11.50}`; the first is the main."""

UNITS = {"mg": "g", "g": "g", "kg": "g", "ml": "ml", "cl": "ml", "l": "ml", "mm": "m", "cm": "m", "m": "m",
         "m²": "m²", "piece": "piece", "day": "day"}  # fmt: skip
"""Units that a contributor may write, each with the base unit that it is compared in."""

_FACTORS = {"mg": "0.001", "kg": "1000", "cl": "10", "l": "1000", "mm": "0.001", "cm": "0.01"}


class Measure(NamedTuple):
    """An exact amount of a unit: `250 ml`."""

    amount: Decimal
    unit: str

    @property
    def base(self) -> Decimal:
        """The amount in the base unit of its dimension (g, ml, m, m², piece)."""
        return self.amount * Decimal(_FACTORS.get(self.unit, "1"))

    def __str__(self) -> str:
        """Return the measure as a contributor writes it."""
        return f"{self.amount.normalize():f} {self.unit}"


def _measure(value: Any) -> Measure:
    if isinstance(value, Measure):
        return value
    amount, _, unit = str(value).strip().replace("m2", "m²").partition(" ")
    number = decimal_of(amount)
    unit = {"L": "l", "mL": "ml", "pièce": "piece"}.get(unit.strip(), unit.strip())
    if number is None or number <= 0 or unit not in UNITS:
        raise PydanticCustomError("measure.not_measure", "not a measure", {"text": str(value)})
    return Measure(number, unit)


MeasureField = Annotated[Measure, BeforeValidator(_measure), PlainSerializer(str)]


class Dimensions(NamedTuple):
    """Two or three lengths in one unit: `6 × 6 × 18 cm` (length, width, height)."""

    lengths: tuple[Decimal, ...]
    unit: str


def _dimensions(value: Any) -> Dimensions:
    if isinstance(value, Dimensions):
        return value
    text, _, unit = str(value).strip().rpartition(" ")
    lengths = [decimal_of(part.strip()) for part in text.replace("x", "×").split("×")]
    if unit not in ("mm", "cm", "m") or not 2 <= len(lengths) <= 3 or not all(lengths):
        raise PydanticCustomError("dimensions.not_dimensions", "not dimensions", {"text": str(value)})
    return Dimensions(tuple(length for length in lengths if length is not None), unit)


DimensionsField = Annotated[Dimensions, BeforeValidator(_dimensions)]
