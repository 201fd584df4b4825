"""Published prices: the same content gives the same bytes, and nobody changes them unseen."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sitegen.digests import digest_bytes
from sitegen.errors import PricesError
from sitegen.orders.prices import PRICES_PATH, Prices, line_digests, parse_prices, prices_file, release_files
from sitegen.orders.signing import is_signed, new_key, signer_of
from tests.orders.shop import GOODS, make_product, prices


def told(published: Prices, **signed: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(prices_file(published, **signed))
    return document


def test_every_line_that_can_be_ordered_is_there_with_its_price_in_each_currency() -> None:
    lines = told(prices())["lines"]
    assert list(lines) == ["ARG-250ml", "ARG-500", "TAPIS_7", "cheque-200", "cheque-500", "savon", "zellige"]
    assert lines["ARG-250ml"] == {
        "sku": "ARG-250ml", "product": "argan", "variant": "250ml", "cooperative": "tamlalt", "kind": "product",
        "prices": [{"amount": "120.00", "currency": "MAD"}, {"amount": "11.50", "currency": "EUR"}],
        "quantity": {"min": 1, "max": 20, "step": 1}, "tiers": [], "digest": "371dd5b570b7e507",
    }  # fmt: skip
    assert lines["cheque-500"]["prices"] == [{"amount": "500.00", "currency": "MAD"}]
    assert lines["zellige"]["quantity"]["min"] == 10
    assert lines["zellige"]["tiers"][0] == {"from": 50, "amount": "350.00", "currency": "MAD"}


def test_the_same_content_gives_the_same_bytes_whatever_its_order() -> None:
    turned = prices(**{slug: GOODS[slug] for slug in reversed(GOODS)})
    assert prices_file(turned) == prices_file(prices())
    assert prices_file(prices()).isascii()
    assert b"\n" not in prices_file(prices())[:-1]


def test_without_a_key_it_is_a_plain_digest_and_says_so() -> None:
    document = told(prices())
    assert document["signature"] == "unsigned"
    content = prices_file(prices()).split(b',"release":')[0] + b"}"
    assert document["release"] == digest_bytes(content)
    assert not prices().is_signed_by("A" * 43 + "=")


def test_a_signature_is_over_the_bytes_that_name_the_release() -> None:
    signer = signer_of(new_key())
    data = prices_file(prices(), signer)
    signature = json.loads(data)["signature"]
    assert signature["algorithm"] == "Ed25519"
    assert signature["key"] == signer.public_key
    assert is_signed(data.split(b',"release":')[0] + b"}", signature["value"], signer.public_key)
    assert prices_file(prices(), signer) == data


def test_a_signed_file_reads_back_and_is_checked_with_the_right_key_only() -> None:
    signer, other = signer_of(new_key()), signer_of(new_key())
    read = parse_prices(prices_file(prices(), signer), "x")
    assert read.lines == prices().lines
    assert read.is_signed_by(signer.public_key)
    assert not read.is_signed_by(other.public_key)
    assert prices_file(read) == prices_file(prices(), signer)


@pytest.mark.parametrize(
    "changed",
    [
        {"savon": {"price": "36 MAD", "quantity": {"min": 6, "step": 6}}},
        {"savon": {"price": "35 EUR", "quantity": {"min": 6, "step": 6}}},
        {"savon": {"price": "35 MAD", "quantity": {"min": 6, "step": 3}}},
        {"savon": {"price": "35 MAD", "quantity": {"min": 6, "step": 6}, "cooperative": "other"}},
        {"savon": {}},
    ],
)
def test_any_change_of_a_line_is_another_release(changed: dict[str, dict[str, Any]]) -> None:
    before, after = prices(), prices(**changed)
    assert after.release != before.release
    others = before.lines.keys() - {"savon"}
    assert all(after.lines[sku].digest == before.lines[sku].digest for sku in others)


def test_the_digests_of_a_product_are_those_that_are_published() -> None:
    found = line_digests("argan", make_product(**GOODS["argan"]))
    assert found == {sku: prices().lines[sku].digest for sku in ("ARG-250ml", "ARG-500")}


def test_a_release_is_published_as_the_newest_and_under_its_own_name() -> None:
    (newest, data), (past, same) = release_files(prices())
    assert (newest, past) == (PRICES_PATH, f"api/prices/{prices().short}.json")
    assert data == same


def tampered(**changes: Any) -> bytes:
    document = told(prices())
    document["lines"]["savon"] |= changes
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    "data",
    [
        tampered(prices=[{"amount": "1.00", "currency": "MAD"}]),
        tampered(prices=[{"amount": "35.0", "currency": "MAD"}]),
        tampered(prices=[{"amount": "NaN", "currency": "MAD"}]),
        tampered(prices=[{"amount": "35.00", "currency": "XXX"}]),
        tampered(quantity={"min": True, "max": None, "step": 1}),
        tampered(quantity={"min": 6, "max": None, "step": 0}),
        tampered(kind="gift"),
        b"", b"[]", b"{}", b"null", b"\xff", b'{"format":2,"lines":{}}', b"[" * 100_000,
        b'{"format":1,"lines":[],"shop":"x","release":"x","signature":"unsigned"}',
        b'{"format":1,"lines":{},"shop":"x","release":"x","signature":"unsigned"}',
        b'{"format":1,"lines":{},"shop":"x","release":"x","signature":[]}',
    ],
)  # fmt: skip
def test_what_is_no_file_of_prices_or_was_changed_is_refused(data: bytes) -> None:
    with pytest.raises(PricesError) as refusal:
        parse_prices(data, "prices.json")
    assert "prices.json" in str(refusal.value)
    assert refusal.value.hint


def test_a_line_that_was_changed_with_its_digests_has_no_signature_any_more() -> None:
    signer = signer_of(new_key())
    signature = json.loads(prices_file(prices(), signer))["signature"]
    cheap = told(prices(savon={"price": "1 MAD"}))
    forged = parse_prices(json.dumps({**cheap, "signature": signature}).encode(), "x")
    assert not forged.is_signed_by(signer.public_key)
