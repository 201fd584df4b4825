"""Verification: a message is right when it says what was published, however it looks; any other is not."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sitegen.orders.pasted import read_orders
from sitegen.orders.prices import Prices, parse_prices, prices_file
from sitegen.orders.releases import Found
from sitegen.orders.signing import new_key, signer_of
from sitegen.orders.verify import OrderVerdict, Proof, fits, judge_order
from tests.orders.mangling import ALL, Mangle
from tests.orders.shop import OIL, TITLES, message, prices

NOW = prices()
BEFORE = prices(argan={**OIL, "variants": [{"id": "250ml", "title": "250 ml", "price": "90 MAD"}]})
ORDERS = [
    [("ARG-250ml", 2)],
    [("ARG-250ml", 20), ("TAPIS_7", 1), ("savon", 12)],
    [("cheque-500", 3), ("zellige", 60)],
    [("zellige", 10)],
]

wanted = st.lists(
    st.sampled_from(
        [("ARG-250ml", 3), ("ARG-500", 20), ("TAPIS_7", 1), ("savon", 6), ("savon", 18), ("cheque-200", 7)]
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda pair: pair[0],
)


def judged(text: str, published: Prices | None = NOW, newest: Prices = NOW, key: str = "") -> OrderVerdict:
    (order,) = read_orders(text)
    found = Found(published, "prices.json") if published else None
    return judge_order(order, found, Found(newest, "newest.json"), "message", key)


def told(verdict: OrderVerdict) -> set[str]:
    return {problem.code for problem in (*verdict.problems, *(p for line in verdict.lines for p in line.problems))}


@pytest.mark.parametrize("style", ["code", "local"])
@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("order", ORDERS)
def test_what_the_shop_writes_is_right(order: list[tuple[str, int]], language: str, style: str) -> None:
    verdict = judged(message(NOW, order, language, style=style))
    assert verdict.is_right, told(verdict)
    assert [(line.line.sku, line.line.quantity) for line in verdict.lines] == order


@pytest.mark.parametrize("mangle", ALL, ids=lambda mangle: mangle.__name__)
@pytest.mark.parametrize("language", TITLES)
def test_what_a_message_goes_through_keeps_its_verdict(language: str, mangle: Mangle) -> None:
    for seed, order in enumerate(ORDERS):
        for style in ("code", "local"):
            text = mangle(message(NOW, order, language, style=style), random.Random(seed))
            verdict = judged(text)
            assert verdict.is_right, (text, told(verdict))


@settings(max_examples=200)
@given(wanted, st.sampled_from(sorted(TITLES)), st.lists(st.sampled_from(ALL), max_size=4, unique=True), st.randoms())
def test_whatever_a_message_goes_through_keeps_its_verdict(
    order: list[tuple[str, int]], language: str, mangles: list[Mangle], chance: random.Random
) -> None:
    text = message(NOW, order, language, style=chance.choice(["code", "local"]), release=chance.random() < 0.5)
    for mangle in sorted(mangles, key=ALL.index):
        text = mangle(text, chance)
    verdict = judged(text)
    assert verdict.is_right, (text, told(verdict))


@settings(max_examples=200)
@given(wanted, st.sampled_from(sorted(TITLES)), st.sampled_from(ALL), st.randoms(), st.data())
def test_another_price_quantity_or_sku_is_seen(
    order: list[tuple[str, int]], language: str, mangle: Mangle, chance: random.Random, data: st.DataObject
) -> None:
    text = message(NOW, order, language)
    found = data.draw(st.sampled_from(list(re.finditer(r"\[(\S+)\] × (\d+) = ([\d\u00a0]+)", text))))
    part = data.draw(st.sampled_from([1, 2, 3]))
    old = re.sub(r"\D", "", found[part]) if part == 3 else found[part]
    new = data.draw(st.sampled_from(sorted(NOW.lines)) if part == 1 else st.integers(1, 30_000).map(str))
    assume(new != old)
    changed = mangle(text[: found.start(part)] + new + text[found.end(part) :], chance)
    assert not judged(changed).is_right


@given(wanted, st.data())
def test_a_line_that_was_left_out_or_added_is_seen(order: list[tuple[str, int]], data: st.DataObject) -> None:
    text = message(NOW, order)
    lines = text.split("\n")
    places = [number for number, line in enumerate(lines) if line.startswith("[")]
    place = data.draw(st.sampled_from(places))
    assert "order.code" in told(judged("\n".join([*lines[: place + 1], lines[place], *lines[place + 1 :]])))
    if len(places) > 1:
        assert "order.code" in told(judged("\n".join([*lines[:place], *lines[place + 1 :]])))


@given(st.text(max_size=300))
def test_any_text_at_all_is_read_or_not_and_never_breaks(text: str) -> None:
    for order in (*read_orders(text), *read_orders(f"[ARG-500] × {text} = {text}\n#{text}")):
        judge_order(order, Found(NOW, "x"), Found(NOW, "x"), "message")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("[ARG-250ml] × 2 = 200 MAD", "order.price"),
        ("[ARG-250ml] × 2 = 240 EUR", "order.price"),
        ("[ARG-250ml] × 2 = 120 MAD", "order.price"),
        ("[ARG-250ml] × 2 = 240 pièces", "order.price_read"),
        ("[ARG-250ml] × 2 = ½ MAD", "order.price_read"),
        ("[ARG-250ml] × 2", "order.price_missing"),
        ("[ARG-250ml] × 21 = 2520 MAD", "order.quantity_max"),
        ("[savon] × 5 = 175 MAD", "order.quantity_min"),
        ("[savon] × 9 = 315 MAD", "order.quantity_step"),
        ("[savon] × 0 = 0 MAD", "order.line"),
        ("[savonn] × 6 = 210 MAD", "order.sku"),
        ("[SAVON] × 6 = 210 MAD", "order.sku"),
        ("[cheque-500] × 1 = 200 MAD", "order.price"),
        ("[zellige] × 5", "order.quantity_min"),
        ("[zellige] × 60 = 24000 MAD", "order.price"),
    ],
)
def test_a_difference_is_named(line: str, code: str) -> None:
    verdict = judged(f"[TAPIS_7] × 1 = 12 500,50 MAD\n{line}\n{NOW.short} #0000-0000")
    assert not verdict.is_right
    assert told(verdict) - {"order.unsigned"} == {code}


def test_a_difference_tells_what_was_published_and_where() -> None:
    verdict = judged(f"Bonjour\n[ARG-250ml] × 2 = 200 MAD\n{NOW.short} #0000-0000")
    (problem,) = verdict.lines[0].problems
    assert (problem.path, problem.line, problem.field) == ("message", 2, "ARG-250ml")
    assert dict(problem.values) == {
        "found": "200.00 MAD", "expected": "240.00 MAD (2 × 120.00) / 23.00 EUR (2 × 11.50)",
    }  # fmt: skip


def test_a_quote_may_name_the_price_of_its_tier_and_needs_no_code() -> None:
    assert told(judged("[zellige] × 60 = 21 000 MAD\n#0000-0000")) >= {"order.code"}
    assert judged("[zellige] × 60").is_right
    assert not judged("[savon] × 6 = 210 MAD").is_right


def test_a_long_message_that_leaves_prices_out_is_right_by_its_code() -> None:
    for currency in ("MAD", "EUR"):
        text = message(NOW, [("ARG-250ml", 2), ("ARG-500", 1)], currency=currency, priced=False)
        verdict = judged(text)
        assert verdict.is_right
        assert [line.unit and line.unit.currency for line in verdict.lines] == [currency, currency]
        assert told(judged(text.replace("× 2", "× 3"))) >= {"order.price_missing"}


def test_a_release_since_replaced_is_judged_by_its_own_prices() -> None:
    text = message(BEFORE, [("ARG-250ml", 2), ("savon", 6)])
    verdict = judged(text, BEFORE, NOW)
    assert verdict.is_right
    assert told(verdict) == {"order.replaced", "order.price_since", "order.unsigned"}
    assert not judged(text, NOW, NOW).is_right
    assert "order.gone" in told(judged(text, BEFORE, prices(argan={})))


def test_the_code_tells_which_release_it_is_of() -> None:
    (order,) = read_orders(message(BEFORE, [("ARG-250ml", 2), ("savon", 6)], release=False))
    assert fits(order, BEFORE)
    assert not fits(order, NOW)


def test_an_unknown_release_is_told() -> None:
    verdict = judged(message(BEFORE, [("savon", 6)]), None)
    assert "order.release" in told(verdict)
    assert not verdict.is_right


def signed(published: Prices, key: str) -> Prices:
    return parse_prices(prices_file(published, signer_of(key)), "x")


def test_how_far_the_prices_can_be_trusted_is_told() -> None:
    text = message(NOW, ORDERS[1])
    key, other = new_key(), new_key()
    public = signer_of(key).public_key
    cases = [
        (signed(NOW, key), public, Proof.SIGNED, set(), True),
        (signed(NOW, other), public, Proof.FORGED, {"order.forged"}, False),
        (NOW, public, Proof.UNSIGNED, {"order.not_signed"}, False),
        (NOW, "", Proof.UNSIGNED, {"order.unsigned"}, True),
        (signed(NOW, key), "", Proof.UNCHECKED, {"order.unchecked"}, True),
    ]
    for published, known_key, proof, codes, is_right in cases:
        verdict = judged(text, published, key=known_key)
        assert (verdict.proof, told(verdict), verdict.is_right) == (proof, codes, is_right)


def test_prices_worked_out_from_a_revision_need_no_signature() -> None:
    (order,) = read_orders(message(NOW, ORDERS[0]))
    found = Found(NOW, "0123456789ab (2026-06-01)", is_revision=True)
    verdict = judge_order(order, found, found, "message", signer_of(new_key()).public_key)
    assert (verdict.proof, verdict.is_right) == (Proof.REVISION, True)
