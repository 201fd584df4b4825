"""What machines read of a shop: the cart's files, the lists' files, and how seldom they are made anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.site import SETTINGS, build_site, built, document, make_site, product, snapshot, write

ROSE = """
-- content/cooperatives/azlag.md --
---
title: Coopérative Azlag
region: souss
contact: {whatsapp: "+212612345679"}
---
Des roses.
"""

VARIANTS = [
    {"id": "250ml", "title": "250 ml"},
    {
        "id": "500ml", "title": "500 ml", "price": "160 MAD", "availability": "in_stock",
        "checkout": {"provider": "link", "url": "https://pay.example.org/500"},
    },
]  # fmt: skip

SHOP = (
    product("argan", price={"MAD": 120, "EUR": "11.50"}, quantity={"min": 2, "max": 20, "step": 2}, sku="ARG")
    + f"-- content/products/argan/index.ar.md --\n{document({'title': 'أركان'})}"
    + product("huile", price=90, availability="out_of_stock", variants=VARIANTS)
    + product("cheque", price=None, type="voucher", denominations=[100, 250], cooperative="azlag")
    + product(
        "devis", type="quote", price=450, unit="m²", minimum=3, lead_time=20, tiers=[{"from": 10, "price": 420}],
        cooperative="azlag",
    )
    + ROSE
)  # fmt: skip


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("api"), SHOP)


def read(output: Path, path: str) -> Any:
    return json.loads((output / path).read_text(encoding="utf-8"))


def shelf(output: Path, cooperative: str) -> Any:
    return read(output, f"api/products/{cooperative}.json")


def test_a_cooperative_s_file_has_what_the_cart_needs(output: Path) -> None:
    node = shelf(output, "tamlalt")
    assert (node["cooperative"], node["names"]["ar"]) == ("tamlalt", "Coopérative Tamlalt")
    assert node["pages"]["fr"] == "/fr/cooperatives/tamlalt/"
    assert [recipe["provider"] for recipe in node["checkouts"]] == ["whatsapp", "mailto"]
    item = node["items"]["ARG"]
    assert item["titles"] == {"fr": "Argan", "ar": "أركان", "zgh": "أركان", "en": "Argan", "es": "Argan"}
    assert item["urls"]["es"] == "/es/products/argan/"
    assert (item["price"], item["prices"]) == (
        {"amount": "120.00", "currency": "MAD"},
        {"EUR": "11.50", "MAD": "120.00"},
    )
    assert (item["kind"], item["availability"], item["variant"]) == ("product", "in_stock", "")
    assert item["quantity"] == {"min": 2, "max": 20, "step": 2}
    assert "checkouts" not in item


def test_a_variant_is_an_item_with_its_own_price_address_and_checkout(output: Path) -> None:
    items = shelf(output, "tamlalt")["items"]
    assert "huile" not in items
    assert (items["huile-250ml"]["price"]["amount"], items["huile-250ml"]["availability"]) == ("90.00", "out_of_stock")
    own = items["huile-500ml"]
    assert (own["titles"]["fr"], own["urls"]["fr"]) == ("Huile – 500\u00a0ml", "/fr/products/huile/?variant=500ml")
    assert (own["price"]["amount"], own["availability"]) == ("160.00", "in_stock")
    assert [recipe["provider"] for recipe in own["checkouts"]] == ["link"]


def test_a_voucher_is_an_item_an_amount_and_a_quote_has_its_tiers(output: Path) -> None:
    items = shelf(output, "azlag")["items"]
    assert [(sku, items[sku]["price"]["amount"], items[sku]["kind"]) for sku in ("cheque-100", "cheque-250")] == [
        ("cheque-100", "100.00", "voucher"), ("cheque-250", "250.00", "voucher"),
    ]  # fmt: skip
    quoted = items["devis"]
    assert (quoted["price"], quoted["quantity"]["min"]) == (None, 3)
    assert quoted["quote"] == {
        "unit": "m²", "from": {"amount": "450.00", "currency": "MAD"}, "lead_time": 20,
        "tiers": [[10, {"amount": "420.00", "currency": "MAD"}]],
    }  # fmt: skip


def test_the_digests_are_those_of_the_published_prices(output: Path) -> None:
    prices = read(output, "api/prices.json")
    for cooperative in ("tamlalt", "azlag"):
        node = shelf(output, cooperative)
        assert node["generated"] == prices["release"]
        for sku, item in node["items"].items():
            assert item["code"] == prices["lines"][sku]["digest"]


def test_the_whole_catalogue_has_every_item_and_no_recipe(output: Path) -> None:
    items = read(output, "api/products.json")["items"]
    assert set(items) == {"ARG", "huile-250ml", "huile-500ml", "cheque-100", "cheque-250", "devis"}
    assert {item["cooperative"] for item in items.values()} == {"tamlalt", "azlag"}
    assert not [sku for sku, item in items.items() if "checkouts" in item]


def test_the_list_of_a_language_names_prices_regions_and_what_each_list_holds(output: Path) -> None:
    found = read(output, "api/catalog/ar.json")
    rows = {row[0]: dict(zip(found["columns"], row, strict=True)) for row in found["rows"]}
    assert rows["/ar/products/argan/"]["title"] == "أركان"
    assert rows["/ar/products/huile/"] | {"pictures": []} == {
        "url": "/ar/products/huile/", "title": "Huile", "language": "fr", "type": "product", "price": "90.00",
        "currency": "MAD", "from": 1, "former": "", "availability": "out_of_stock", "cooperative": 1, "labels": [],
        "materials": [], "pictures": [],
    }  # fmt: skip
    assert [found["cooperatives"][1][0], found["regions"][0][0]] == ["tamlalt", "souss"]
    listed = [found["rows"][place][0] for place in found["lists"]["categories/huiles"]]
    assert listed == [row[0] for row in found["rows"]]


def test_no_machine_value_holds_marks_of_direction(output: Path) -> None:
    for path in output.glob("api/**/*.json"):
        text = path.read_text(encoding="utf-8")
        assert not {"\u200e", "\u200f", "\u202f"} & set(text)


def edited(root: Path, path: str, old: str, new: str) -> set[str]:
    """Edit a file and build again; return the files for machines that were written."""
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    write(root, path, text.replace(old, new))
    report = build_site(root)
    assert report.written is not None
    return {name for name in report.written.written if name.startswith(("api/products", "api/catalog"))}


def test_an_edit_is_written_to_the_files_that_tell_it(tmp_path: Path) -> None:
    built(tmp_path, SHOP)
    assert edited(tmp_path, "content/cooperatives/tamlalt.md", "Des femmes", "Les femmes") == set()
    lists = {f"api/catalog/{code}.json" for code in ("fr", "ar", "zgh", "en", "es")}
    everyone = {"api/products.json", "api/products/tamlalt.json", "api/products/azlag.json"}
    assert edited(tmp_path, "content/products/argan/index.md", '"MAD": 120', '"MAD": 130') == everyone | lists
    words = edited(tmp_path, "content/products/argan/index.ar.md", "أركان", "زيت أركان")
    assert words == {"api/products.json", "api/products/tamlalt.json", "api/catalog/ar.json", "api/catalog/zgh.json"}
    fresh = tmp_path / "fresh"
    build_site(tmp_path, output=fresh, clean=True)
    assert {path: data for path, data in snapshot(tmp_path / "build").items() if path.startswith("api/")} == {
        path: data for path, data in snapshot(fresh).items() if path.startswith("api/")
    }


def test_the_path_words_of_the_cart_can_be_translated_and_must_differ(tmp_path: Path) -> None:
    words = SETTINGS + '\n[paths.fr]\ncart = "panier"\nthanks = "merci"\n'
    output = built(tmp_path, f"-- sitegen.toml --\n{words}" + product())
    assert (output / "fr/panier/index.html").is_file()
    assert (output / "fr/merci/index.html").is_file()
    assert (output / "ar/cart/index.html").is_file()
    make_site(tmp_path, f"-- sitegen.toml --\n{words}quote = 'panier'\n" + product())
    assert [problem.code for problem in build_site(tmp_path).problems if problem.severity.value == "error"] == [
        "config.path_twice"
    ]
