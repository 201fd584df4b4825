"""Structured data: what machines read agrees with what people read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.site import built, document, json_ld, page, picture, product, write

LANGUAGES = ("fr", "ar", "zgh", "en", "es")
VARIANTS = [
    {"id": "250ml", "title": "250 ml", "options": {"volume": "250 ml"}},
    {"id": "1l", "title": "1 l", "price": "1250.50 MAD", "options": {"volume": "1 l"}, "availability": "out_of_stock"},
]


def node(output: Path, url: str, kind: str) -> dict[str, Any]:
    """Return the one document of a type on a page."""
    found = [data for data in json_ld(page(output, url)) if data["@type"] == kind]
    assert len(found) == 1
    return found[0]


def strings(value: Any) -> list[str]:
    """Return every text in a document."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_price_is_the_one_on_the_page(tmp_path: Path, language: str) -> None:
    output = built(tmp_path, product(price="1250.50 MAD"))
    url = f"/{language}/products/argan/"
    offer = node(output, url, "Product")["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("1250.50", "MAD")
    assert '<data value="1250.50">MAD</data>' in page(output, url)


@pytest.mark.parametrize(
    ("price", "expected"), [(120, "120.00"), ("12.5 EUR", "12.50"), ("1500 JPY", "1500"), ("1.234 TND", "1.234")]
)
def test_a_price_has_as_many_decimals_as_its_currency(tmp_path: Path, price: object, expected: str) -> None:
    output = built(tmp_path, product(price=price))
    assert node(output, "/fr/products/argan/", "Product")["offers"]["price"] == expected


def test_machine_values_are_ascii_and_no_text_has_invisible_marks(tmp_path: Path) -> None:
    write(tmp_path, "content/products/argan/a.jpg", picture())
    text = product(title="Huile\u200f d'argan\u200e 1\u202f000", gtin="4006381333931")
    arabic = "-- content/products/argan/index.ar.md --\n" + document({"title": "زيت\u200f أركان"}, "زيت\u200e.")
    output = built(tmp_path, text + arabic)
    for language in LANGUAGES:
        data = json_ld(page(output, f"/{language}/products/argan/"))
        found = strings(data)
        assert not [text for text in found if re.search("[\u200e\u200f\u202f]", text)]
        own = next(item for item in data if item["@type"] == "Product")
        machine = [own["url"], *own["image"], own["sku"], own["gtin"], *strings(own["offers"]["price"]),
                   own["offers"]["priceCurrency"], own["offers"]["availability"], own["countryOfOrigin"]]  # fmt: skip
        assert all(value.isascii() for value in machine)


def test_a_product_with_variants_is_a_group(tmp_path: Path) -> None:
    output = built(tmp_path, product(variants=VARIANTS, sku="ARG"))
    group = node(output, "/fr/products/argan/", "ProductGroup")
    assert "offers" not in group
    assert group["productGroupID"] == "ARG"
    assert group["variesBy"] == ["https://schema.org/size"]
    assert [(own["sku"], own["offers"]["price"], own["size"]) for own in group["hasVariant"]] == [
        ("ARG-250ml", "120.00", "250 ml"), ("ARG-1l", "1250.50", "1 l"),
    ]  # fmt: skip
    assert group["hasVariant"][1]["offers"]["availability"] == "https://schema.org/OutOfStock"
    assert group["hasVariant"][1]["url"].endswith("?variant=1l")


def test_variants_share_the_terms_of_sale_of_their_page_and_show_their_own_picture(tmp_path: Path) -> None:
    zones = [
        {"title": "Maroc", "countries": ["MA"], "price": "40 MAD", "days": [1, 3]},
        {"title": "France", "countries": ["FR"], "price": "9 EUR", "days": [5, 9]},
    ]
    maker = {"title": "T", "region": "souss", "contact": {"email": "a@b.ma"}, "shipping": {"zones": zones}}
    for name in ("a", "b"):
        write(tmp_path, f"content/products/argan/{name}.jpg", picture())
    variants = [
        {"id": "250ml", "title": "250 ml", "picture": "b.jpg"},
        {"id": "1l", "title": "1 l", "price": "30 EUR"},
        {"id": "2l", "title": "2 l"},
    ]
    text = "-- content/cooperatives/tamlalt.md --\n" + document(maker) + product(variants=variants)
    output = built(tmp_path, text)
    group, *terms = [data for data in json_ld(page(output, "/fr/products/argan/")) if data["@type"] != "BreadcrumbList"]
    named = {data["@id"]: data["@type"] for data in terms}
    assert named == {
        "#returns": "MerchantReturnPolicy",
        "#shipping-mad-1": "OfferShippingDetails",
        "#shipping-eur-1": "OfferShippingDetails",
    }
    sent = [own["offers"]["shippingDetails"] for own in group["hasVariant"]]
    assert sent == [[{"@id": "#shipping-mad-1"}], [{"@id": "#shipping-eur-1"}], [{"@id": "#shipping-mad-1"}]]
    assert {own["offers"]["hasMerchantReturnPolicy"]["@id"] for own in group["hasVariant"]} == {"#returns"}
    first, other, last = (own["image"] for own in group["hasVariant"])
    assert "/argan-b-" in first
    assert "/argan-a-" in other
    assert other == last


@pytest.mark.parametrize(
    "fields",
    [{"type": "quote", "price": None}, {"type": "quote", "price": 900, "unit": "m²"}],
)
def test_what_cannot_be_bought_as_it_stands_makes_no_offer(tmp_path: Path, fields: dict[str, Any]) -> None:
    output = built(tmp_path, product(**fields))
    assert not re.search(r'"offers"|"Product(Group)?"', page(output, "/fr/products/argan/"))


@pytest.mark.parametrize(
    ("availability", "word"),
    [("in_stock", "InStock"), ("made_to_order", "MadeToOrder"), ("preorder", "PreOrder"),
     ("out_of_stock", "OutOfStock"), ("one_of_a_kind", "LimitedAvailability")],
)  # fmt: skip
def test_every_availability_has_its_word(tmp_path: Path, availability: str, word: str) -> None:
    output = built(tmp_path, product(availability=availability, lead_time=5))
    assert node(output, "/fr/products/argan/", "Product")["offers"]["availability"] == f"https://schema.org/{word}"


def test_a_trail_ends_at_the_page_itself(tmp_path: Path) -> None:
    output = built(tmp_path, product())
    items = node(output, "/fr/products/argan/", "BreadcrumbList")["itemListElement"]
    assert [item["position"] for item in items] == [1, 2, 3]
    assert items[-1]["item"] == "https://souk.example.org/fr/products/argan/"


def test_pictures_are_named_with_their_whole_address(tmp_path: Path) -> None:
    write(tmp_path, "content/products/argan/a.jpg", picture())
    output = built(tmp_path, product())
    for image in node(output, "/fr/products/argan/", "Product")["image"]:
        assert (output / image.removeprefix("https://souk.example.org/")).is_file()


def test_a_badge_is_shown_only_while_its_proof_holds(tmp_path: Path) -> None:
    label = "-- content/labels/igp.md --\n" + document({"title": "IGP Argane", "scheme": "geographical", "short": "I"})
    for until, shown in (("2026-06-01", True), ("2026-05-31", False)):
        proof = {"label": "igp", "number": "N-7", "certifier": "Normacert", "valid_until": until}
        maker = {"title": "T", "region": "souss", "contact": {"email": "a@b.ma"}, "labels": [proof]}
        text = label + "-- content/cooperatives/tamlalt.md --\n" + document(maker) + product(labels=["igp"])
        output = built(tmp_path, text)
        assert ("N-7" in page(output, "/fr/products/argan/")) is shown
        assert ("hasCertification" in page(output, "/fr/products/argan/")) is shown
        assert ("N-7" in page(output, "/fr/cooperatives/tamlalt/")) is shown


def test_a_voucher_offers_each_of_its_amounts(tmp_path: Path) -> None:
    voucher = product(type="voucher", price=None, denominations=[500, 100, "20 EUR"], validity=12, sku="CHQ")
    found = node(built(tmp_path, voucher), "/fr/products/argan/", "Product")
    euros, dirhams = found["offers"]
    assert (euros["priceCurrency"], euros["lowPrice"], euros["highPrice"]) == ("EUR", "20.00", "20.00")
    assert (dirhams["lowPrice"], dirhams["highPrice"], dirhams["offerCount"]) == ("100.00", "500.00", 2)
    amounts = [(offer["sku"], offer["price"]) for offer in dirhams["offers"]]
    assert amounts == [("CHQ-100", "100.00"), ("CHQ-500", "500.00")]
    facts = {fact["propertyID"]: fact for fact in found["additionalProperty"]}
    assert (facts["validity"]["value"], facts["validity"]["unitCode"]) == (12, "MON")
    assert "countryOfOrigin" not in found


def test_a_cooperative_says_that_it_takes_the_vouchers_that_it_accepts(tmp_path: Path) -> None:
    voucher = product("cheque", type="voucher", price=None, denominations=[100])
    found = node(built(tmp_path, voucher), "/fr/cooperatives/tamlalt/", "LocalBusiness")
    assert found["paymentAccepted"] == "Cheque"
