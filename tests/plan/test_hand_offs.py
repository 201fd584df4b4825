"""A payment link sells one thing at one price: what has several must have several links."""

from __future__ import annotations

from pathlib import Path

from tests.support.site import build_site, error_codes, make_site, product

ONE_LINK = {"provider": "link", "url": "https://pay.example.org/one"}
TELLING_LINK = {"provider": "link", "url": "https://pay.example.org/?ref={sku}"}


def voucher(checkout: dict[str, str]) -> str:
    return product("bon", type="voucher", denominations=[100, 500], price=None, checkout=checkout)


def test_amounts_of_a_voucher_cannot_share_one_link(tmp_path: Path) -> None:
    assert error_codes(build_site(make_site(tmp_path, voucher(ONE_LINK)))) == ["checkout.variant_link"]


def test_a_link_that_tells_the_amount_serves_them_all(tmp_path: Path) -> None:
    assert error_codes(build_site(make_site(tmp_path, voucher(TELLING_LINK)))) == []


def test_variants_in_stock_of_a_product_that_is_not_are_checked_too(tmp_path: Path) -> None:
    variants = [
        {"id": "s", "title": "Petit", "price": "100 MAD", "availability": "in_stock"},
        {"id": "l", "title": "Grand", "price": "900 MAD", "availability": "in_stock"},
    ]
    text = product("tapis", availability="out_of_stock", variants=variants, checkout=ONE_LINK)
    assert set(error_codes(build_site(make_site(tmp_path, text)))) == {"checkout.variant_link"}
