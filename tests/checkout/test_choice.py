"""Which checkout serves a product: the nearest that somebody wrote, else what the contact allows."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from sitegen.checkout.choice import choose_checkout
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.cooperative import Cooperative
from sitegen.models.product import Product
from tests.support.site import SETTINGS, build_site, built, document, errors, make_site, page, product

FACTS = {"title": "A", "cooperative": "c", "category": "h", "price": 1}
SITE = (CheckoutSpec(provider="mailto", options=(("address", "site@example.org"),)),)
LINK = "https://pay.example.org/"


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ({"variant", "product", "cooperative", "site", "contact"}, "variant"),
        ({"product", "cooperative", "site", "contact"}, "product"),
        ({"cooperative", "site", "contact"}, "cooperative"),
        ({"site", "contact"}, "site"),
        ({"contact"}, "contact"),
        (set(), "contact"),
    ],
)
def test_the_nearest_checkout_wins(written: set[str], level: str) -> None:
    own = {"checkout": "whatsapp"}
    variant = {"id": "v", "title": "V", **(own if "variant" in written else {})}
    record = Product.model_validate({**FACTS, "variants": [variant], **(own if "product" in written else {})})
    contact = {"whatsapp": "+212612345678", "email": "a@b.ma"} if "contact" in written else {}
    maker = Cooperative.model_validate(
        {"title": "C", "region": "r", "contact": contact, **(own if "cooperative" in written else {})}
    )
    choice = choose_checkout(record, record.variants[0], maker, SITE if "site" in written else ())
    assert choice.level == level
    assert bool(choice.specs) is bool(written)


def links_of(markup: str) -> list[str]:
    """Return the addresses of the buy buttons of a page."""
    return [unescape(url) for url in re.findall(r'<a class="buy"[^>]* href="([^"]+)"', markup)]


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, 2),
        ({"type": "quote", "price": None, "unit": "m²", "minimum": 5}, 2),
        ({"type": "voucher", "price": None, "denominations": [100, 200]}, 4),
        ({"variants": [{"id": "a", "title": "A"}, {"id": "b", "title": "B", "availability": "out_of_stock"}]}, 2),
        ({"availability": "made_to_order", "lead_time": 10}, 2),
        ({"availability": "preorder", "lead_time": 10}, 2),
        ({"availability": "one_of_a_kind"}, 2),
        ({"availability": "out_of_stock"}, 0),
        ({"checkout": {"provider": "stripe", "url": "https://buy.stripe.com/abc"}}, 1),
        ({"checkout": [{"provider": "link", "url": f"{LINK}?s={{sku}}"}, "whatsapp"]}, 2),
    ],
)
def test_a_product_of_every_type_has_a_working_buy_link_without_javascript(
    tmp_path: Path, fields: dict[str, Any], count: int
) -> None:
    output = built(tmp_path, product(**fields))
    for language in ("fr", "ar", "zgh", "en", "es"):
        markup = page(output, f"/{language}/products/argan/")
        found = links_of(markup)
        assert len(found) == count
        assert all(re.match(r"https://(wa\.me/212612345678\?|buy\.stripe\.com/|pay\.example\.org/)|mailto:", url)
                   for url in found)  # fmt: skip
        assert not re.search(r"<script(?! type=\"application/ld\+json\")", markup)


def checkout_errors(root: Path, text: str) -> list[tuple[str, str]]:
    return [(problem.code, problem.field) for problem in errors(build_site(make_site(root, text)))]


def cooperative(**fields: object) -> str:
    facts = {"title": "Tamlalt", "region": "souss", **fields}
    return "-- content/cooperatives/tamlalt.md --\n" + document(facts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (cooperative() + product(), [("checkout.none", "checkout")]),
        (product(checkout="paypall"), [("checkout.unknown", "checkout.provider")]),
        (product(checkout={"provider": "stripe", "url": "https://evil.example/"}), [("checkout.host", "checkout.url")]),
        (product(checkout={"provider": "stripe", "url": "https://[/"}), [("checkout.url", "checkout.url")]),
        (product(checkout={"provider": "link", "url": "https://pay.example.org:{quantity}/"}),
         [("checkout.url", "checkout.url")]),
        (product(checkout={"provider": "stripe"}), [("checkout.no_url", "checkout.url")]),
        (product(checkout=5), [("checkout.shape", "checkout")]),
        (product(checkout={"provider": "link", "url": [1]}), [("checkout.shape", "checkout")]),
        (product(checkout={"provider": "link", "url": LINK}, variants=[{"id": "a", "title": "A"}]),
         [("checkout.variant_link", "checkout")]),
        (cooperative(checkout={"provider": "link", "url": LINK}) + product(), [("checkout.shared_link", "checkout")]),
    ],
)  # fmt: skip
def test_a_checkout_that_cannot_work_stops_publication(
    tmp_path: Path, text: str, expected: list[tuple[str, str]]
) -> None:
    assert sorted(set(checkout_errors(tmp_path, text))) == expected


def test_a_link_of_its_own_for_each_variant_works(tmp_path: Path) -> None:
    variants = [{"id": name, "title": name, "checkout": {"provider": "link", "url": LINK + name}} for name in "ab"]
    output = built(tmp_path, product(variants=variants))
    assert links_of(page(output, "/fr/products/argan/")) == [LINK + "a", LINK + "b"]


def test_the_site_may_serve_every_cooperative_without_its_own(tmp_path: Path) -> None:
    settings = SETTINGS.replace("[checkout]", f'[checkout]\ndefault = {{provider = "link", url = "{LINK}?s={{sku}}"}}')
    output = built(tmp_path, "-- sitegen.toml --\n" + settings + cooperative() + product())
    assert links_of(page(output, "/fr/products/argan/")) == [f"{LINK}?s=argan"]
