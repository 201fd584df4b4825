"""Fields: each takes what people write and refuses the rest with a code of its own."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from sitegen.models.fields import Date, Email, Focus, Gtin, HttpsUrl, Phone, Sku, Slug, Slugs


def read(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).validate_python(value)


def code_of(kind: Any, value: object) -> str:
    with pytest.raises(ValidationError) as refusal:
        read(kind, value)
    return refusal.value.errors()[0]["type"]


@pytest.mark.parametrize("value", ["argan", "huile-d-argan", "2026", 12])
def test_a_slug_is_lower_case_letters_digits_and_hyphens(value: object) -> None:
    assert read(Slug, value) == str(value)


@pytest.mark.parametrize("value", ["Argan", "a--b", "-a", "a/b", "..", "é", "a b", "", True, None, "a\n", "a" * 81])
def test_anything_else_is_no_slug(value: object) -> None:
    assert code_of(Slug, value) == "slug.not_slug"


def test_one_slug_may_stand_where_a_list_is_meant() -> None:
    assert read(Slugs, "miel") == ("miel",)


@pytest.mark.parametrize("text", ["+212 6 12-34.56(78)", "+212612345678", "+٢١٢٦١٢٣٤٥٦٧٨"])
def test_a_phone_number_ends_in_ascii_digits(text: str) -> None:
    assert read(Phone, text) == "+212612345678"


@pytest.mark.parametrize("text", ["0612345678", "+0612345678", "+212", "+2126123456789012", "appelez", ""])
def test_a_local_phone_number_is_refused(text: str) -> None:
    assert code_of(Phone, text) == "phone.not_e164"


@pytest.mark.parametrize("text", ["4006381333931", "4006 3813 3393 1", 4006381333931, "٤٠٠٦٣٨١٣٣٣٩٣١"])
def test_a_gtin_with_the_right_check_digit_is_read(text: object) -> None:
    assert read(Gtin, text) == "4006381333931"


def test_a_gtin_with_a_wrong_check_digit_is_refused() -> None:
    assert code_of(Gtin, "4006381333932") == "gtin.check_digit"


@pytest.mark.parametrize("text", ["400638133393", "abc", "", "12345"])
def test_what_has_the_wrong_length_is_no_gtin(text: str) -> None:
    assert code_of(Gtin, text) in {"gtin.not_gtin", "gtin.check_digit"}


@pytest.mark.parametrize("text", ["a@b.ma", "anne.o'brien+x@example.org"])
def test_an_email_address_is_read(text: str) -> None:
    assert read(Email, text) == text


@pytest.mark.parametrize("text", ["a@b", "a b@c.ma", "a@b.ma?bcc=x@y.ma", "a@b.ma\nBcc: x", "<a@b.ma>", "a@@b.ma"])
def test_an_address_that_could_carry_headers_is_refused(text: str) -> None:
    assert code_of(Email, text) == "email.not_address"


@pytest.mark.parametrize(
    "text",
    ["http://a.org", "javascript:alert(1)", "//a.org", "https://a@b.org/", "https://a.org\\x", 'https://a.org/"x',
     "https://a.org/<x", "https:// a.org", "ftp://a.org", "data:text/html,x"],
)  # fmt: skip
def test_only_plain_https_addresses_are_read(text: str) -> None:
    assert code_of(HttpsUrl, text) == "url.not_https"


def test_a_date_is_written_year_month_day() -> None:
    assert read(Date, "2026-05-01").isoformat() == "2026-05-01"


@pytest.mark.parametrize("text", ["2026-02-31", "01/05/2026", "2026-5-1", 20260501, None, "2026-05-01T10:00"])
def test_any_other_date_is_refused(text: object) -> None:
    assert code_of(Date, text) == "date.not_date"


@pytest.mark.parametrize("text", ["<b>", "a b", "", "-a", "x" * 51, 'a"b', "é"])
def test_an_sku_is_plain_ascii(text: str) -> None:
    assert code_of(Sku, text) == "sku.not_sku"


@pytest.mark.parametrize("value", [("1.1", "0"), ("nan", "0"), ("-0.1", "0")])
def test_a_focus_outside_the_picture_is_refused(value: tuple[str, str]) -> None:
    assert code_of(Focus, value) == "picture.focus"
