"""Records travel between processes and builds: what arrives is what was sent."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from sitegen.models.base import Picture, Value
from sitegen.models.cooperative import Cooperative
from sitegen.models.product import Product, VariantText
from sitegen.models.taxonomy import Region

PRODUCT: dict[str, Any] = {
    "title": "Huile",
    "cooperative": "tamlalt",
    "category": ["huiles", "savons"],
    "price": {"MAD": 120, "EUR": "11.50"},
    "net": "250 ml",
    "dimensions": "6 × 6 × 18 cm",
    "published": "2026-05-01",
    "pictures": ["a.jpg", {"file": "b.jpg", "focus": [0.1, 0.2]}],
    "variants": [{"id": "v1", "title": "Petit", "options": {"size": "250 ml"}, "checkout": "whatsapp"}],
    "tiers": [{"from": 6, "price": 100}],
    "order": 0,
}
COOPERATIVE: dict[str, Any] = {
    "title": "Tamlalt",
    "region": "souss-massa",
    "contact": {"phone": "+212612345678", "location": [30.0, -9.0]},
    "shipping": {"from": "Agadir", "zones": [{"title": "Maroc", "countries": ["MA"], "price": 40, "days": [2, 5]}]},
    "people": [{"name": "Fadma", "consent": True}],
}


def sent(value: Value) -> Any:
    return pickle.loads(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


@pytest.mark.parametrize(
    ("model", "data"),
    [(Product, PRODUCT), (Cooperative, COOPERATIVE), (Region, {}), (Picture, {"file": "a.jpg"})],
)
def test_a_record_arrives_as_it_was_sent(model: type[Value], data: dict[str, Any]) -> None:
    value = model.model_validate(data, context={"currency": "MAD"})
    arrived = sent(value)
    assert arrived == value
    assert repr(arrived) == repr(value)
    assert arrived.model_fields_set == value.model_fields_set
    assert arrived.model_dump() == value.model_dump()


def test_what_arrived_is_still_frozen() -> None:
    value = sent(Product.model_validate(PRODUCT, context={"currency": "MAD"}))
    with pytest.raises(ValueError, match="frozen"):
        value.title = "Autre"


def test_two_that_arrived_share_no_options() -> None:
    first, second = sent(VariantText(id="a")), sent(VariantText(id="b"))
    first.options["size"] = "1 l"
    assert second.options == VariantText(id="c").options == {}


def test_names_of_fields_do_not_travel() -> None:
    assert b"unit_price" not in pickle.dumps(Product.model_validate(PRODUCT, context={"currency": "MAD"}))
