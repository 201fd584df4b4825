"""Pasted messages: what messengers, keyboards and people do to a text does not change what it says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sitegen.orders.pasted import PastedLine, read_orders

CODE = "0123456789ab #7KQM-20XZ"


def only(text: str) -> PastedLine:
    """Return the one line of a text."""
    (order,) = read_orders(text)
    (line,) = order.lines
    return line


@pytest.mark.parametrize(
    "text",
    [
        "[ARG-250] × 2 = 240 MAD",
        "[ARG-250] × 2 = 240\u00a0MAD",
        "[ARG-250] × 2 = 240.00\u202fMAD",
        "[ARG-250] x 2 = 240,00 MAD",
        "[ARG-250] X2=240MAD",
        "[ARG-250] * 2 = 240 DH",
        "[ARG-250]*2=240 dhs",
        "*[ARG-250] × 2 = 240 MAD*",
        "[*ARG-250*] × *2* = *240 MAD*",
        "_[ARG-250] × 2_ = ~240 MAD~",
        "[ARG-250] × ٢ = ٢٤٠ درهم",
        "[ARG-٢٥٠] × ۲ = ۲۴۰٫۰۰ درهم",
        "\u200f[ARG-250]\u200e × \u20662\u2069 = \u202b240\u202c MAD\u061c",
        "[ARG–250] × 2 = 240 MAD",
        "[ARG\u2011250] × 2 = 240 MAD",
        "> [ARG-250] × 2 = 240 MAD",
        ">> [ARG-250]\r\n>> × 2 = 240\r\n>> MAD",
        "[ARG-250]\n×\n2\n=\n240\nMAD",
        "[ARG-\n250] × 2 = 240 MAD",
        "［ARG-250］ × ２ ＝ ２４０ ＭＡＤ",
        "[ARG-250] × 2 = MAD 240",
        "bonjour [ARG-250] × 2 = 240 MAD merci",
        "[ARG-250] × 2 = 240 د.م.",
        "\ufeff[ARG-250] × 2 = 2\u200b40 MAD",
        "[12/05/2026, 10:22] Fatima : [ARG-250] × 2 = 240 MAD",
    ],
)
def test_a_line_is_read_however_it_came(text: str) -> None:
    (order,) = read_orders(text)
    line = next(line for line in order.lines if line.quantity)
    assert (line.sku, line.quantity, line.amount, line.currency) == ("ARG-250", 2, Decimal(240), "MAD")


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1 250 MAD", "1250", "MAD"), ("1\u202f250,50 MAD", "1250.50", "MAD"), ("12\n500.50 MAD", "12500.50", "MAD"),
        ("١٬٢٥٠٫٥٠ درهم", "1250.50", "MAD"), ("1,250.50 EUR", "1250.50", "EUR"), ("1.250,50 €", "1250.50", "EUR"),
        ("1,250 MAD", "1250", "MAD"), ("1.250 TND", "1.250", "TND"), ("1 250 000 JPY", "1250000", "JPY"),
        ("1’250 CHF", "1250", "CHF"), ("-5 MAD", "-5", "MAD"), ("12،50 درهم", "12.50", "MAD"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_it_is_written_anywhere(text: str, amount: str, currency: str) -> None:
    line = only(f"[A] × 1 = {text}")
    assert (line.amount, line.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["24O MAD", "beaucoup", "MAD", "1.2.3,4,5 MAD", "½ MAD", "240 pommes", "240"])
def test_what_is_no_price_is_not_guessed(text: str) -> None:
    line = only(f"[A] × 1 = {text}")
    assert not (line.amount is not None and line.currency)
    assert line.price_text


@pytest.mark.parametrize(
    "text", ["[A] × deux", "[A] × ½", "[A] ×²", "[A] × 1.5 = 3 MAD", "[A] × 2,5", "[A]", "A × 2", ""]
)
def test_what_is_no_quantity_is_not_guessed(text: str) -> None:
    assert read_orders(text) == ()


def test_a_line_without_a_price_ends_before_what_follows() -> None:
    line = only("[ZEL] × 50 3 rue du Souk = 12 MAD")
    assert (line.quantity, line.price_text) == (50, "")


def test_lines_are_counted_as_people_see_them() -> None:
    (order,) = read_orders("Bonjour\r\n\r\n[A] × 1 = 5 MAD\u2028[B] × 2 = 6 MAD\n" + CODE)
    assert [line.number for line in order.lines] == [3, 4]
    assert order.number == 5


@pytest.mark.parametrize(
    ("text", "release", "code"),
    [
        (CODE, "0123456789ab", "7KQM-20XZ"),
        ("0123456789AB\n#7kqm-2OXZ", "0123456789ab", "7KQM-20XZ"),
        ("*0123456789ab* *#7KQM-20XZ*", "0123456789ab", "7KQM-20XZ"),
        ("0123456789ab #7KQM–20XZ", "0123456789ab", "7KQM-20XZ"),
        ("٠١٢٣٤٥٦٧٨٩ab #٧KQM-٢٠XZ", "0123456789ab", "7KQM-20XZ"),
        ("0123456789ab #7KQM20XZ", "0123456789ab", "7KQM-20XZ"),
        ("#7KQM-20XZ", "", "7KQM-20XZ"),
        ("#7KQM-20XZ merci", "", "7KQM-20XZ"),
        ("#souk 2026 #cadeaux1 #a-b", "", ""),
        ("https://souk.example.org/#7KQM-20XZ", "", ""),
        ("0123456789abc", "", ""),
    ],
)
def test_the_release_and_the_code_are_found(text: str, release: str, code: str) -> None:
    (order,) = read_orders(f"[A] × 1 = 5 MAD\n{text}")
    assert (order.release, order.code) == (release, code)
    assert only(f"[A] × 1 = 5 MAD {text}").amount == 5


def test_two_messages_that_were_pasted_together_are_two_orders() -> None:
    first, second = read_orders(f"[A] × 1 = 5 MAD\n{CODE}\n\n[B] × 2 = 6 MAD\n#ABCD-EFGH\nMerci !")
    assert [line.sku for line in (*first.lines, *second.lines)] == ["A", "B"]
    assert (first.code, second.code) == ("7KQM-20XZ", "ABCD-EFGH")


def test_a_text_of_any_length_is_read_quickly() -> None:
    for text in ("[" * 200_000, "[A] × " * 60_000, "1 " * 300_000, "[A] × 1 = " + "1 000" * 60_000, "*" * 300_000):
        read_orders(text)
    assert len(read_orders("[A] × 1 = 5 MAD\n" * 20_000)[0].lines) == 20_000
