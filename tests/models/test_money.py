"""Money: exact, in a known currency, the same for every machine."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from sitegen.models.money import CURRENCIES, MINOR_UNITS, MeasureField, Money, Prices, parse_money


def refusal_of(value: object) -> str:
    with pytest.raises(PydanticCustomError) as refusal:
        parse_money(value, "MAD")
    return refusal.value.type


@pytest.mark.parametrize("value", [120, "120", "120 MAD", "120.0", "120.00 MAD", " 120  MAD ", "١٢٠ MAD"])
def test_the_same_price_written_in_many_ways(value: object) -> None:
    assert parse_money(value, "MAD").machine == "120.00"


@pytest.mark.parametrize(
    "value", ["12,50", "12.50 DH", "MAD", "1 200 MAD", "-5", "1e3", "NaN", "Infinity", True, None, [], "12.5.1", ""]
)
def test_what_is_no_amount_is_refused(value: object) -> None:
    assert refusal_of(value) == "price.not_amount"


def test_an_unknown_or_lower_case_currency_is_refused() -> None:
    assert refusal_of("12 XYZ") == refusal_of("12 mad") == "price.currency"


def test_more_decimals_than_the_currency_has_are_refused() -> None:
    assert refusal_of("12.505 MAD") == refusal_of("12.5 JPY") == "price.decimals"
    assert parse_money("12.505 TND", "MAD").machine == "12.505"


def test_an_absurd_amount_is_refused() -> None:
    assert refusal_of(10**17) == "price.too_large"


def test_prices_in_several_currencies_keep_their_order() -> None:
    prices = TypeAdapter(Prices).validate_python({"EUR": "11.50", "MAD": 120})
    assert [str(money) for money in prices] == ["11.50 EUR", "120.00 MAD"]


def test_no_prices_at_all_are_refused() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Prices).validate_python({})


@given(st.integers(0, 10**8), st.sampled_from(sorted(CURRENCIES)))
def test_a_machine_amount_is_ascii_and_reads_back(amount: int, currency: str) -> None:
    money = Money(Decimal(amount).scaleb(-MINOR_UNITS.get(currency, 2)), currency)
    assert money.machine.isascii()
    assert parse_money(str(money), "MAD") == money


@pytest.mark.parametrize("text", ["0 g", "-1 kg", "250", "ml", "250 oz", "2,5 kg", None, "1e3 g"])
def test_what_is_no_measure_is_refused(text: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(MeasureField).validate_python(text)
