from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from babel import Locale
from babel.lists import format_list
from babel.numbers import get_currency_precision, get_decimal_symbol
from hypothesis import given
from hypothesis import strategies as st

from sitegen.i18n.formats import HOUSE_LISTS, HOUSE_POINTS, NBSP, UNIT_IDS, CurrencyStyle, Formats, machine_safe
from sitegen.i18n.languages import HOUSE_LANGUAGES, make_language
from sitegen.models.money import CURRENCIES, UNITS, Money

CODES = sorted(HOUSE_LANGUAGES)
FORBIDDEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u202f\u2066-\u2069]")
FRENCH, ARABIC, TAMAZIGHT, ENGLISH, SPANISH = (Formats(make_language(code)) for code in ("fr", "ar", "zgh", "en", "es"))

formats = st.builds(Formats, st.sampled_from(CODES).map(make_language), st.sampled_from(get_args(CurrencyStyle)))
amounts = st.decimals(0, 100_000_000, places=2)


def spaced(text: str) -> str:
    return text.replace(NBSP, " ")


def read_back(text: str, decimal_point: str) -> Decimal:
    return Decimal(text.replace(NBSP, "").replace(decimal_point, "."))


@given(formats, amounts, st.sampled_from(["MAD", "EUR", "RSD"]))
def test_money_reads_back_as_the_same_amount(form: Formats, amount: Decimal, currency: str) -> None:
    number, _, _ = form.money(amount, currency).rpartition(NBSP)
    assert read_back(number, "." if form.language.code == "en" else ",") == amount


@given(formats, amounts, st.sampled_from(sorted(CURRENCIES)))
def test_money_has_no_invisible_mark_and_ascii_digits(form: Formats, amount: Decimal, currency: str) -> None:
    text = form.money(amount, currency)
    assert not FORBIDDEN.search(text)
    assert all(character.isascii() for character in text if character.isdigit())
    assert " " not in text


@given(formats, amounts.filter(lambda amount: amount >= 1000))
def test_a_thousand_is_never_parted_by_a_point_or_a_comma(form: Formats, amount: Decimal) -> None:
    assert not re.search(r"\d[.,]\d{3}", form.money(amount, "MAD"))


@given(formats, st.decimals(0, 10_000, places=3), st.sampled_from([*UNITS, "loaf"]))
def test_a_measure_has_no_invisible_mark_and_ascii_digits(form: Formats, amount: Decimal, unit: str) -> None:
    text = form.measure(amount, unit)
    assert not FORBIDDEN.search(text)
    assert not re.search(r"[^\W\d_]-[^\W\d_]", text), "no name of a unit instead of its word"
    assert all(character.isascii() for character in text if character.isdecimal())


@given(formats, st.dates())
def test_a_date_has_no_invisible_mark_and_ascii_digits(form: Formats, day: date) -> None:
    text = form.date(day)
    assert not FORBIDDEN.search(text)
    assert all(character.isascii() for character in text if character.isdigit())


@pytest.mark.parametrize("code", CODES)
def test_a_whole_amount_has_no_decimals(code: str) -> None:
    assert Formats(make_language(code)).money(Decimal("1250.00"), "MAD") == f"1{NBSP}250{NBSP}MAD"


def test_decimals_follow_the_language() -> None:
    texts = [spaced(form.money(Decimal("12.5"), "MAD")) for form in (FRENCH, ARABIC, TAMAZIGHT, SPANISH, ENGLISH)]
    assert texts == ["12,50 MAD"] * 4 + ["12.50 MAD"]


def test_the_currency_is_written_as_people_say_it_where_the_site_wants_so() -> None:
    texts = [spaced(Formats(make_language(code), "local").money(Decimal(120), "MAD")) for code in CODES]
    assert dict(zip(CODES, texts, strict=True)) == {
        "ar": "120 درهم",
        "en": "120 MAD",
        "es": "120 MAD",
        "fr": "120 DH",
        "zgh": "120 MAD",
    }
    assert spaced(Formats(make_language("fr"), "local").money(Decimal("11.5"), "EUR")) == "11,50 €"
    assert spaced(Formats(make_language("ar"), "local").money(Decimal("11.5"), "TND")) == "11,500 TND"


def test_an_amount_is_rounded_half_up_to_the_decimals_of_its_currency() -> None:
    assert spaced(FRENCH.money(Decimal("0.125"), "MAD")) == "0,13 MAD"
    assert spaced(FRENCH.money(Decimal("48.5"), "JPY")) == "49 JPY"
    assert spaced(FRENCH.money(Decimal("-0.001"), "MAD")) == "0 MAD"
    assert spaced(FRENCH.money(Decimal("-3.5"), "MAD")) == "-3,50 MAD"


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_people_and_machines_read_the_same_amount(currency: str) -> None:
    money = Money(Decimal("1.234"), currency)
    number, _, _ = ENGLISH.money(*money).partition(NBSP)
    assert Decimal(number) == Decimal(money.machine)


def test_what_is_not_finite_is_not_shown() -> None:
    with pytest.raises(ValueError, match="not an amount"):
        FRENCH.money(Decimal("NaN"), "MAD")
    with pytest.raises(ValueError, match="not a number"):
        FRENCH.number(Decimal("Infinity"))


def test_a_number_ends_without_zeros() -> None:
    assert [spaced(FRENCH.number(value)) for value in (1250, Decimal("0.50"), Decimal("1E+4"), 0, Decimal("-0"))] == [
        "1 250",
        "0,5",
        "10 000",
        "0",
        "0",
    ]


def test_a_share_is_shown_per_cent() -> None:
    share = Decimal("0.125")
    assert [spaced(form.percent(share)) for form in (FRENCH, ARABIC, ENGLISH)] == ["12,5 %", "12,5%", "12.5%"]


def test_a_date_is_in_words() -> None:
    day = date(2026, 11, 23)
    assert FRENCH.date(day) == "23 novembre 2026"
    assert ARABIC.date(day) == "23 نونبر 2026"
    assert TAMAZIGHT.date(day) == "23 ⵏⵓⵡⴰⵏⴱⵉⵔ 2026"
    assert ENGLISH.date(day) == "November 23, 2026"
    assert FRENCH.date(date(2026, 11, 1)) == "1er novembre 2026"
    assert ARABIC.date_machine(day) == "2026-11-23"


def test_items_are_joined_as_in_the_language() -> None:
    joined = [form.join(["A", "B", "C"]) for form in (FRENCH, ARABIC, TAMAZIGHT, ENGLISH, SPANISH)]
    assert joined == ["A, B et C", "A وB وC", "A, B, C", "A, B, and C", "A, B y C"]
    assert FRENCH.join(["{0}", "{x}"]) == "{0} et {x}"
    assert FRENCH.join([]) == ""


def test_a_measure_is_in_symbols_and_in_arabic_in_words() -> None:
    amount = Decimal(250)
    assert {spaced(form.measure(amount, "ml")) for form in (FRENCH, TAMAZIGHT, ENGLISH, SPANISH)} == {"250 ml"}
    assert spaced(ARABIC.measure(amount, "ml")) == "250 ملتر"
    assert spaced(ARABIC.measure(Decimal("1500"), "g")) == "1 500 غرام"
    assert spaced(ARABIC.measure(Decimal("0.75"), "l")) == "0,75 لتر"


def test_words_of_measure_take_their_plural() -> None:
    assert [spaced(FRENCH.measure(Decimal(count), "day")) for count in (0, 1, 10)] == ["0 jour", "1 jour", "10 jours"]
    assert [spaced(ARABIC.measure(Decimal(count), "day")) for count in (1, 2, 5, 11)] == [
        "يوم",
        "يومان",
        "5 أيام",
        "11 يومًا",
    ]
    assert [spaced(ENGLISH.measure(Decimal(count), "piece")) for count in (1, 2)] == ["1 piece", "2 pieces"]
    assert spaced(TAMAZIGHT.measure(Decimal(3), "piece")) == "3 pcs"


def test_every_unit_of_a_contributor_is_known() -> None:
    assert UNITS.keys() - UNIT_IDS.keys() == {"piece"}


def test_dimensions_share_their_unit() -> None:
    lengths = (Decimal(6), Decimal("6.5"), Decimal(18))
    assert spaced(FRENCH.dimensions(lengths, "cm")) == "6 × 6,5 × 18 cm"
    assert spaced(ARABIC.dimensions(lengths, "cm")) == "6 × 6,5 × 18 سم"
    assert spaced(ARABIC.dimensions((Decimal(1), Decimal(2)), "m")) == "1 × 2 متر"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+212612345678", "+212 6 12 34 56 78"),
        ("+212524123456", "+212 5 24 12 34 56"),
        ("+33612345678", "+33 6 12 34 56 78"),
        ("+12125551234", "+1 212 555 1234"),
        ("+35312345678", "+353 12 34 56 78"),
        ("not a number", "not a number"),
    ],
)
def test_a_phone_number_is_shown_in_groups(number: str, shown: str) -> None:
    assert spaced(ARABIC.phone(number)) == shown


def test_text_for_machines_has_no_marks_and_keeps_its_spaces() -> None:
    assert machine_safe("\u200f1\u202f234,50 د.م.\u200f\u2068x\u2069") == f"1{NBSP}234,50 د.م.x"


@pytest.mark.parametrize("code", CODES)
def test_what_the_house_knows_of_its_locales_is_what_babel_knows(code: str) -> None:
    locale = Locale.parse(HOUSE_LANGUAGES[code].locale)
    assert str(locale) in HOUSE_LISTS
    assert HOUSE_POINTS[str(locale)] == get_decimal_symbol(locale)
    for count in range(6):
        items = [f"{{{number}}}" for number in range(count)]
        assert Formats(HOUSE_LANGUAGES[code]).join(items) == format_list(items, locale=locale)


@pytest.mark.parametrize("currency", ["MAD", "EUR", "USD", "GBP"])
def test_the_usual_currencies_have_the_decimals_that_babel_knows(currency: str) -> None:
    assert f"{Decimal('1.5'):.{get_currency_precision(currency)}f}" in ENGLISH.money(Decimal("1.5"), currency)
