"""Products: what holds between their fields."""

from __future__ import annotations

from datetime import date

import pytest

from sitegen.models.cooperative import Proof
from sitegen.models.product import Product

FACTS = {"title": "Argan", "cooperative": "tamlalt", "category": "huiles"}


def complaints(**fields: object) -> set[str]:
    product = Product.model_validate({**FACTS, **fields}, context={"currency": "MAD"})
    return {complaint.code for complaint in product.complaints()}


def test_five_lines_are_enough() -> None:
    assert complaints(price=120) == set()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "price.missing"),
        ({"price": 0}, "price.zero"),
        ({"price": 120, "compare_at": 120}, "compare_at.lower"),
        ({"price": 120, "compare_at": "130 EUR"}, "compare_at.lower"),
        ({"price": 120, "unit_price": {"per": "100 ml"}}, "unit_price.net"),
        ({"price": 120, "unit_price": {"per": "100 ml"}, "net": "1 kg"}, "unit_price.net"),
        ({"price": 120, "published": "2026-05-02", "expires": "2026-05-01"}, "expires.before"),
        ({"price": 120, "denominations": [100]}, "voucher.only"),
        ({"price": 120, "minimum": 5}, "quote.only"),
        ({"type": "voucher"}, "voucher.denominations"),
        ({"type": "voucher", "denominations": [0]}, "price.zero"),
        ({"type": "voucher", "denominations": [100], "price": 100}, "voucher.price"),
        ({"type": "voucher", "denominations": [100, "100.00 MAD"]}, "voucher.amount_twice"),
        ({"type": "voucher", "denominations": [100, "100 EUR"]}, "voucher.same_number"),
        ({"type": "voucher", "denominations": [100], "accepted_by": ["tamlalt", "tamlalt"]}, "voucher.accepted_twice"),
        ({"type": "quote", "variants": [{"id": "a", "title": "A"}]}, "quote.variants"),
        ({"price": 1, "variants": [{"id": "a", "title": "A"}, {"id": "a", "title": "B"}]}, "variants.twice"),
        ({"variants": [{"id": "a", "title": "A", "price": 1}, {"id": "b", "title": "B"}]}, "price.missing"),
    ],
)
def test_what_contradicts_itself_is_named(fields: dict[str, object], code: str) -> None:
    assert code in complaints(**fields)


@pytest.mark.parametrize("accepted", [None, "all", "tamlalt", ["tamlalt", "adrar"]])
def test_a_voucher_of_several_amounts_and_currencies_is_sound(accepted: object) -> None:
    where = {} if accepted is None else {"accepted_by": accepted}
    assert complaints(type="voucher", denominations=[100, 200, "20 EUR"], validity=12, **where) == set()


def test_variants_take_what_they_do_not_say_from_the_product() -> None:
    fields = {"price": "9 MAD", "variants": [{"id": "a", "title": "A"}, {"id": "b", "title": "B", "price": 12}]}
    product = Product.model_validate({**FACTS, **fields})
    assert [str(product.main_price(variant)) for variant in product.variants] == ["9.00 MAD", "12.00 MAD"]
    assert product.sku_of("argan", product.variants[1]) == "argan-b"


def test_a_proof_holds_from_its_first_to_its_last_day() -> None:
    proof = Proof.model_validate(
        {"label": "igp", "number": "1", "certifier": "X", "valid_from": "2026-01-01", "valid_until": "2026-01-31"}
    )
    held = [proof.holds_on(date(2026, month, day)) for month, day in ((1, 1), (1, 31), (2, 1))]
    assert held == [True, True, False]
    assert not proof.holds_on(date(2025, 12, 31))
