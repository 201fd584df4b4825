"""Vouchers in number: which of a cooperative's checkouts a request takes."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.checkout.bulk import bulk_recipes
from sitegen.models.cooperative import Cooperative
from sitegen.models.product import Product

HOSTS = ("pay.example.org",)
LINK = {"provider": "link", "url": "https://pay.example.org/?ref={sku}"}
ENDPOINT = {"provider": "endpoint", "url": "https://pay.example.org/quotes"}
CONTACT = {"whatsapp": "+212612345678", "email": "union@example.org"}


def providers(own: Any = None, shared: Any = None, contact: dict[str, str] | None = None) -> list[str]:
    """Return the providers of a request, given the voucher's checkout, its cooperative's, and the contact."""
    maker = Cooperative.model_validate({
        "title": "Union", "region": "rabat", "contact": CONTACT if contact is None else contact, "checkout": shared,
    })  # fmt: skip
    voucher = Product.model_validate(
        {"title": "Chèque", "cooperative": "union", "category": "cadeaux", "type": "voucher", "denominations": [100],
         "checkout": own}, context={"currency": "MAD"},
    )  # fmt: skip
    return [recipe.provider for recipe in bulk_recipes(voucher, maker, (), HOSTS)]


@pytest.mark.parametrize(
    ("own", "shared", "expected"),
    [
        (None, None, ["whatsapp", "mailto"]),
        (LINK, "mailto", ["mailto"]),
        (LINK, LINK, ["whatsapp", "mailto"]),
        ("sms", "mailto", ["sms"]),
        (LINK, ["cash", ENDPOINT, "whatsapp"], ["endpoint", "whatsapp"]),
        ({"provider": "endpoint", "url": "https://elsewhere.example.com/"}, "mailto", ["mailto"]),
    ],
)
def test_a_request_takes_the_nearest_way_that_has_room_for_a_note(own: Any, shared: Any, expected: list[str]) -> None:
    contact = {**CONTACT, "phone": "+212512345678"}
    assert providers(own, shared, contact) == expected


def test_without_any_contact_there_is_no_way() -> None:
    assert providers(LINK, LINK, {}) == []
