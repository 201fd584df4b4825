"""Machine values hold ASCII digits, a dot and nothing invisible, whatever a stranger wrote anywhere."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.checkout.base import URL_LIMIT, HandOff, Order
from sitegen.checkout.recipes import serve
from sitegen.models.money import MINOR_UNITS, Money
from tests.checkout.orders import FOXY_KEY, LANGUAGES, SERVING, cart, order, recipe_of

TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)
HARD = st.text(alphabet="\u200e\u200f\u202f\u061c\u2066\u2069\u00a0٣۴ⵣزé'&|#?=%+ \n\x00", max_size=40)
WRITTEN = TEXTS | HARD
HUMAN = re.compile(r"name|title|note|short|text|body|subject|voucher|code|coupon|discount|custom|reference|attributes")
MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u202f\u2066-\u2069]")


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Return an order with strangers' words wherever strangers write, in up to three currencies."""
    codes = draw(st.lists(st.sampled_from(["MAD", "EUR", "USD", "TND", "JPY"]), min_size=1, max_size=3, unique=True))
    whole = cart(draw(st.integers(1, 15)), draw(WRITTEN), draw(st.sampled_from(LANGUAGES)))
    lines = []
    for line in whole.lines:
        amounts = [draw(st.integers(1, 10**9)) for _ in codes]
        prices = tuple(
            Money(Decimal(amount).scaleb(-MINOR_UNITS.get(code, 2)), code)
            for amount, code in zip(amounts, codes, strict=True)
        )
        text, quantity = draw(WRITTEN), draw(st.integers(0, 999))
        lines.append(replace(line, prices=prices, price=prices[0], price_text=text, quantity=quantity))
    told = {name: draw(WRITTEN) for name in ("shop", "note", "voucher", "reference")}
    return replace(whole, lines=tuple(lines), **told)  # type: ignore[arg-type]


def machine_values(found: HandOff) -> list[str]:
    """Return what machines read of a hand-off: its address and every field that is not meant for people."""
    parts = urlsplit(found.url)
    pairs = [*parse_qsl(parts.query.lstrip("&")), *found.fields]
    basket = unquote(parts.fragment.partition("create=")[2])
    values = [unquote(parts.path), *(value for name, value in pairs if not HUMAN.search(name) and name != "order")]
    for text in [basket, *(value for name, value in pairs if name == "order")]:
        values += plain_values(json.loads(text)) if text else []
    return values


def plain_values(tree: Any) -> list[str]:
    """Return the numbers, codes and amounts of a JSON document."""
    if isinstance(tree, dict):
        return [value for name, item in tree.items() if not HUMAN.search(name) and name != "orderComments"
                for value in plain_values(item)]  # fmt: skip
    if isinstance(tree, list):
        return [value for item in tree for value in plain_values(item)]
    return [str(tree)]


@pytest.fixture(autouse=True, scope="module")
def key_of_foxy() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOXY_API_KEY", FOXY_KEY)
        yield


@pytest.mark.parametrize("name", SERVING)
@settings(max_examples=40)
@given(wanted=orders())
def test_no_mark_and_no_foreign_digit_is_in_any_machine_value(name: str, wanted: Order) -> None:
    found = serve(recipe_of(SERVING[name], wanted), wanted)
    if found is None:
        return
    assert len(found.url) <= URL_LIMIT
    assert found.url.isascii()
    assert not MARKS.search(unquote(found.url))
    assert not any(MARKS.search(value) for _, value in found.fields)
    for value in machine_values(found):
        assert not MARKS.search(value)
        assert not [letter for letter in value if unicodedata.category(letter) == "Nd" and not letter.isascii()]


@given(voucher=st.text(alphabet="٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹ABC-\u200f ", min_size=1, max_size=30))
@settings(max_examples=50)
def test_a_code_typed_on_any_keyboard_arrives_in_ascii(voucher: str) -> None:
    found = serve(recipe_of(SERVING["shopify"], order()), replace(order(), voucher=voucher))
    assert found is not None
    assert dict(parse_qsl(urlsplit(found.url).query)).get("discount", "").isascii()


@pytest.mark.parametrize("name", ["paypal", "endpoint", "paypal-me", "foxy"])
@settings(max_examples=40)
@given(wanted=orders())
def test_amounts_are_exact_and_written_as_machines_do(name: str, wanted: Order) -> None:
    found = serve(recipe_of(SERVING[name], wanted), wanted)
    if found is None:
        return
    pairs = [*parse_qsl(urlsplit(found.url).query), *found.fields]
    texts = [value for field, value in pairs if re.match(r"amount_|\d+:price", field)]
    texts += re.findall(r'"amount":"([^"]*)"', dict(pairs).get("order", ""))
    texts += re.findall(r"/tamlalt/(.*)", urlsplit(found.url).path)
    assert texts
    assert all(re.fullmatch(r"[0-9]+(\.[0-9]{2,3})?([A-Z]{3})?", text) for text in texts)
