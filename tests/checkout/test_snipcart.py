"""Snipcart reads one file a product, and every button in every language says what stands there."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from sitegen.policy import content_security_policy
from sitegen.write.manifest import media_type
from tests.checkout.orders import HOSTS, SNIPCART_KEY
from tests.support.site import SETTINGS, build_site, built, document, make_site, page, product

LANGUAGES = ("fr", "ar", "zgh", "en", "es")
CHECKOUT = [{"provider": "snipcart", "key": SNIPCART_KEY}, "whatsapp"]
VARIANTS = [
    {"id": "s", "title": "Petit", "price": {"MAD": "90", "EUR": "9.10"}, "weight": "0.25 kg"},
    {"id": "l", "title": "Grand d'hiver", "price": "170.50 MAD"},
    {"id": "x", "title": "Géant", "price": "300 MAD", "availability": "out_of_stock"},
]


def site(*products: str, theme: str = "plain") -> str:
    allowed = SETTINGS.replace('["buy.stripe.com", "pay.example.org"]', json.dumps(HOSTS)).replace("plain", theme)
    facts = {"title": "Tamlalt", "region": "souss", "checkout": CHECKOUT, "contact": {"whatsapp": "+212612345678"}}
    files = f"-- sitegen.toml --\n{allowed}\n-- content/cooperatives/tamlalt.md --\n{document(facts)}"
    return files + "".join(products)


def buttons(output: Path, language: str, slug: str) -> list[dict[str, str]]:
    """Return the attributes of each Snipcart button of a page."""
    found = re.findall(r"<button [^>]*snipcart-add-item[^>]*>", page(output, f"/{language}/products/{slug}/"))
    return [{name: unescape(value) for name, value in re.findall(r'(data-[\w-]+)="([^"]*)"', tag)} for tag in found]


def crawled(output: Path, url: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((output / url.lstrip("/")).read_bytes())
    return entries


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, 1),
        ({"price": {"MAD": "120", "EUR": "11.50"}, "weight": "320 g", "sku": "A/B-1"}, 1),
        ({"variants": VARIANTS, "weight": "1 kg"}, 2),
        ({"type": "voucher", "price": None, "denominations": [100, "250.50 MAD"]}, 2),
        ({"quantity": {"min": 6, "step": 6}}, 1),
    ],
)
def test_the_file_is_equal_to_the_button_in_every_language(tmp_path: Path, fields: dict[str, Any], count: int) -> None:
    output = built(tmp_path, site(product(title="Huile 'argan' & \"miel\"", **fields)))
    for language in LANGUAGES:
        told = buttons(output, language, "argan")
        assert len(told) == count
        entries = {entry["id"]: entry for entry in crawled(output, told[0]["data-item-url"])}
        assert len(entries) == count
        for button in told:
            entry = entries[button["data-item-id"]]
            assert json.loads(button["data-item-price"]) == entry["price"]
            assert button["data-item-url"] == entry["url"]
            assert button.get("data-item-weight") == (str(entry["weight"]) if "weight" in entry else None)
            assert button["data-item-name"].startswith("Huile 'argan' & \"miel\"")
            assert button["data-snipcart-key"] == SNIPCART_KEY


def test_the_file_is_the_same_bytes_whatever_the_languages_of_the_shop(tmp_path: Path) -> None:
    whole = built(tmp_path / "a", site(product(variants=VARIANTS)))
    one = site(product(variants=VARIANTS)).replace('all = ["fr", "ar", "zgh", "en", "es"]', 'all = ["fr"]')
    single = built(tmp_path / "b", re.sub(r"fallback = .*", "", one))
    path = "api/snipcart/argan.json"
    assert (whole / path).read_bytes() == (single / path).read_bytes() == (
        b'[{"id":"argan-s","price":{"eur":9.10,"mad":90.00},"url":"/api/snipcart/argan.json","weight":250},'
        b'{"id":"argan-l","price":170.50,"url":"/api/snipcart/argan.json"}]\n'
    )  # fmt: skip
    assert media_type(path).startswith("application/json")


def test_what_snipcart_does_not_serve_has_no_file(tmp_path: Path) -> None:
    text = site(product("miel", checkout="whatsapp"), product("tapis", type="quote"), product("argan"))
    output = built(tmp_path, text)
    assert [file.name for file in (output / "api/snipcart").iterdir()] == ["argan.json"]
    assert not (built(tmp_path / "none", product()) / "api/snipcart").exists()


def test_a_new_price_changes_the_file_and_the_buttons(tmp_path: Path) -> None:
    output = built(tmp_path, site(product()))
    make_site(tmp_path, site(product(price="130 MAD")))
    build_site(tmp_path)
    assert crawled(output, "/api/snipcart/argan.json")[0]["price"] == 130
    assert {buttons(output, language, "argan")[0]["data-item-price"] for language in LANGUAGES} == {"130.00"}


def test_the_button_waits_for_its_script_and_the_way_behind_it_does_not(tmp_path: Path) -> None:
    output = built(tmp_path, site(product()))
    markup = page(output, "/fr/products/argan/")
    assert re.search(r"<button [^>]*snipcart-add-item[^>]* hidden", markup)
    assert "https://wa.me/212612345678" in markup


def test_the_policy_of_a_shop_lets_the_script_in_only_where_its_hosts_are_allowed() -> None:
    strict = content_security_policy(["pay.example.org", "cdn.snipcart.com"], secure=True)
    assert "snipcart" not in strict.replace("form-action 'self' https://cdn.snipcart.com https://pay.example.org", "")
    policy = content_security_policy(HOSTS, secure=True)
    told = {part.split()[0]: part.split()[1:] for part in policy.split("; ")}
    for name in ("script-src", "style-src", "connect-src", "frame-src"):
        assert "https://cdn.snipcart.com" in told[name]
        assert not [host for host in told[name] if host.startswith("https:") and "snipcart" not in host]
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize("key", ["S_" + "x" * 30, "short", "x y" * 10])
def test_what_is_no_public_key_is_refused(tmp_path: Path, key: str) -> None:
    text = site(product()).replace(SNIPCART_KEY, key)
    assert "checkout.option" in {problem.code for problem in build_site(make_site(tmp_path, text)).problems}
