"""Reading and buying need no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.storefront.sample_pages import SamplePages, as_address, is_hand_off

pytestmark = [pytest.mark.browser, pytest.mark.sample]

NOT_A_DIGIT = re.compile(r"\D+")


@pytest.fixture(scope="module")
def plain_page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 780})
    yield context.new_page()
    context.close()


def products_for_sale(pages: SamplePages, language: str) -> list[str]:
    return [path for path in pages.of_kind("product", language) if pages.read(path).can_be_bought()]


def shows_a_price(text: str, prices: list[str]) -> bool:
    """Tell whether one of the machine's prices ("1250.00") stands in the text in any way of writing ("1 250,00")."""
    digits = NOT_A_DIGIT.sub("", text)
    return any(NOT_A_DIGIT.sub("", price.removesuffix(".00")) in digits for price in prices)


def visible_hand_offs(page: Page) -> list[str]:
    # Without JavaScript the page cannot be asked; the browser resolves what its own locators see.
    links = page.locator("main a[href]:visible")
    forms = page.locator("main form[action]:visible")
    addresses = [links.nth(index).get_attribute("href") or "" for index in range(links.count())]
    addresses += [forms.nth(index).get_attribute("action") or "" for index in range(forms.count())]
    return list(filter(is_hand_off, addresses))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_product_for_sale_shows_its_price_and_a_way_to_buy(
    pages: SamplePages, sample_url: str, plain_page: Page, language: str
) -> None:
    paths = products_for_sale(pages, language)
    assert paths
    complaints = []
    for path in paths:
        plain_page.goto(as_address(sample_url, path))
        if not shows_a_price(plain_page.locator("main").inner_text(), pages.read(path).prices()):
            complaints.append(f"{path}: no price is shown")
        if not visible_hand_offs(plain_page):
            complaints.append(f"{path}: no link or form to an allowed host")
    assert not complaints
