"""The page without JavaScript and the cart with it lead to the same place: Python and JavaScript agree on each byte."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rjsmin

from sitegen.checkout.base import Order, OrderKind, OrderLine, Recipe
from sitegen.checkout.messages import message_words
from sitegen.checkout.recipes import serve
from tests.checkout.orders import FOXY_KEY, LANGUAGES, SERVING, cart, order, recipe_of

PROJECT = Path(__file__).parents[2]
MODULE = PROJECT / "themes/souk/assets/js/handoff.js"
TITLES = ["Huile d'argan", "زيت أركان الغذائي", "ⴰⵣⵎⵓⵔ ⵏ ⵡⴰⵔⴳⴰⵏ", "A & B = 100 % #1 +?(!*)~", "🫒" * 90, "ⵣ" * 421,
          "\u200fأ\u200e 1\u202f000\n\x07x", "\"><script>'\\"]  # fmt: skip


def node(module: Path, cases: Sequence[tuple[Sequence[Recipe], Order]]) -> list[dict[str, Any] | None]:
    """Return what the browser's module makes of each order with its recipes."""
    data = [
        {"recipes": [one.as_json() for one in recipes], "order": browser_order(wanted)} for recipes, wanted in cases
    ]
    command = ["node", str(Path(__file__).with_name("twin.mjs")), str(module)]
    answer = subprocess.run(command, input=json.dumps(data), capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    found: list[dict[str, Any] | None] = json.loads(answer.stdout)
    return found


def browser_order(wanted: Order) -> dict[str, Any]:
    """Return an order as the cart has it."""
    told = {
        name: getattr(wanted, name) for name in ("shop", "language", "group", "reference", "note", "voucher", "check")
    }
    return {**told, "kind": wanted.kind.value, "words": message_words(wanted.words),
            "lines": [browser_line(line) for line in wanted.lines]}  # fmt: skip


def browser_line(line: OrderLine) -> dict[str, Any]:
    price = {"amount": line.price.machine, "currency": line.price.currency} if line.price else None
    return {"sku": line.sku, "title": line.title, "quantity": line.quantity, "price": price, "url": line.url,
            "priceText": line.price_text, "code": line.code,
            "prices": {money.currency: money.machine for money in line.prices}}  # fmt: skip


def python(recipes: Sequence[Recipe], wanted: Order) -> dict[str, Any] | None:
    """Return what Python makes of an order, as the browser says it."""
    found = next((made for recipe in recipes if (made := serve(recipe, wanted))), None)
    if found is None:
        return None
    told: dict[str, Any] = {"provider": found.provider, "method": found.method, "url": found.url}
    if found.fields:
        told["fields"] = [list(pair) for pair in found.fields]
    return {**told, "missing": found.missing} if found.missing else told


def orders() -> Iterator[Order]:
    """Yield orders of every kind, size, language and script."""
    for title in TITLES:
        for language in LANGUAGES:
            yield from (order(title, language, kind) for kind in OrderKind)
            yield cart(15, title, language)
    yield order(quantity=1)
    yield cart(2)
    yield cart(1, note="ⵣ" * 700, voucher="\u200f AB\u202fC ' ۱۲۳ " + "x" * 200)
    yield cart(40, "ⵣ" * 40, "zgh")
    yield cart(200)
    yield replace(cart(3), lines=())
    yield replace(cart(3), lines=tuple(replace(line, quantity=line.quantity - 2) for line in cart(3).lines))
    yield replace(cart(3), lines=tuple(replace(line, prices=line.prices[:1]) for line in cart(3).lines))
    yield replace(order(), shop="ⵣ" * 300, reference="é'/ " * 20)


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOXY_API_KEY", FOXY_KEY)


@pytest.fixture(params=["as written", "minified"])
def module(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "as written":
        return MODULE
    small = tmp_path / "handoff.mjs"
    small.write_text(rjsmin.jsmin(MODULE.read_text(encoding="utf-8")), encoding="utf-8")
    return small


def test_every_way_leads_to_the_same_place_from_the_page_and_from_the_cart(module: Path) -> None:
    cases = [([recipe_of(way, one)], one) for way in SERVING.values() for one in orders() if one.lines]
    made = node(module, cases)
    for (recipes, one), found in zip(cases, made, strict=True):
        assert found == python(recipes, one), (recipes[0].provider, one.language, one.kind, len(one.lines))
    assert sum(found is not None for found in made) > len(cases) / 3


def test_an_empty_cart_is_handed_to_nobody(module: Path) -> None:
    empty = replace(order(), lines=())
    cases = [([recipe_of(way, order())], empty) for way in SERVING.values()]
    assert node(module, cases) == [None] * len(cases)
    assert not any(python(*case) for case in cases)


def test_the_first_that_can_serve_a_cart_serves_it_in_both(module: Path) -> None:
    stripe, whatsapp, paypal = SERVING["stripe"], SERVING["whatsapp"], SERVING["paypal"]
    in_dirhams = replace(cart(2), lines=tuple(replace(line, prices=line.prices[:1]) for line in cart(2).lines))
    wanted = [(order(), "stripe"), (cart(2), "paypal"), (in_dirhams, "whatsapp")]
    cases = [([recipe_of(way, one) for way in (stripe, paypal, whatsapp)], one) for one, _ in wanted]
    made = node(module, cases)
    assert [found and found["provider"] for found in made] == [provider for _, provider in wanted]
    assert made == [python(*case) for case in cases]


def test_the_words_of_a_page_are_all_that_a_message_needs() -> None:
    source = MODULE.read_text(encoding="utf-8")
    for name in message_words(order().words):
        assert name in (kind.value for kind in OrderKind) or f"words.{name}" in source
