"""The pages of an order: for everybody, whatever she sees with, and light enough for a slow network."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.storefront.accessibility import found_on
from tests.storefront.buyers import Shop, buying, hand_offs
from tests.storefront.observation import NOTE_SHIFTS, PHONE, SCROLL_THROUGH, WIDE_ELEMENTS, observe
from tests.storefront.sample_pages import KINDS, LANGUAGES, SamplePages, as_address, path_words

pytestmark = [pytest.mark.browser, pytest.mark.sample]

MOST = 10_000
"""Bytes of all JavaScript on one page, compressed: 10 kB."""

COMPRESS = "process.stdout.write(String(require('zlib').brotliCompressSync(require('fs').readFileSync(0)).length))"


@pytest.fixture(scope="module")
def shop(sample_site: Path, sample_url: str) -> Shop:
    return Shop(sample_site, sample_url)


def complaints(page: Page) -> list[str]:
    wide: list[str] = page.evaluate(WIDE_ELEMENTS)
    return [*found_on(page), *wide]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", ["cart", "quote", "thanks", "cancelled"])
def test_an_empty_page_of_an_order_is_accessible(shop: Shop, chromium: Browser, word: str, language: str) -> None:
    with buying(chromium, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(shop.page(word, language), wait_until="networkidle")
        assert complaints(page) == []


@pytest.mark.parametrize(("language", "scheme"), [("fr", "light"), ("ar", "light"), ("zgh", "light"), ("fr", "dark")])
@pytest.mark.parametrize(("word", "kind"), [("cart", "product"), ("quote", "quote")])
def test_a_full_basket_is_accessible(
    shop: Shop, chromium: Browser, word: str, kind: str, language: str, scheme: str
) -> None:
    skus = [*shop.sellable("whatsapp", kind), *shop.sellable("mailto", kind)][:2]
    with buying(chromium, reduced_motion="reduce", color_scheme=scheme) as context:
        page = context.new_page()
        for sku in skus:
            shop.add(page, sku, language)
        assert complaints(page) == []
        page.goto(shop.page(word, language))
        hand_offs(page)
        page.locator("a[data-slot=send]").first.evaluate("link => { link.target = '_blank'; link.click(); }")
        expect(page.locator(".order-sent")).to_have_count(1)
        assert complaints(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_open_filters_and_their_results_are_accessible(shop: Shop, chromium: Browser, language: str) -> None:
    with buying(chromium, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(f"{shop.url}/{language}/{path_words(language).get('products', 'products')}/?sort=price")
        page.click(".filters > summary")
        page.wait_for_selector("[data-facet=region] input", state="attached")
        for fold in page.locator(".filters .fold:visible > summary").all():
            fold.click()
        expect(page.locator(".filtered .card")).to_have_count(24)
        assert complaints(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", ["cart", "quote", "search"])
def test_an_empty_page_of_tools_stands_still_and_keeps_its_policy(
    shop: Shop, chromium: Browser, word: str, language: str
) -> None:
    seen = observe(chromium, shop.page(word, language), PHONE)
    assert seen.layout_shifts == []
    assert seen.console_errors == []
    assert seen.foreign_requests == seen.failed_requests == []


def test_nothing_moves_when_a_page_with_a_full_cart_loads(shop: Shop, chromium: Browser) -> None:
    with buying(chromium) as context:
        context.add_init_script(NOTE_SHIFTS)
        page = context.new_page()
        for sku in (*shop.sellable("whatsapp")[:1], *shop.sellable("mailto")[:1]):
            shop.add(page, sku, "fr")
        for address in (f"{shop.url}/fr/", page.url):
            page.goto(address, wait_until="load")
            assert page.evaluate(SCROLL_THROUGH) == []
        page.goto(shop.page("cart", "fr"))
        assert len(hand_offs(page)) == 2
        assert page.evaluate(SCROLL_THROUGH) == []


@cache
def weight(file: Path) -> int:
    """Return the bytes of a file as a server sends it."""
    answer = subprocess.run(["node", "-e", COMPRESS], input=file.read_bytes(), capture_output=True, check=True)
    return int(answer.stdout)


@contextmanager
def weighed(context: BrowserContext, root: Path) -> Iterator[Page]:
    """Open a page; when all is done, compare the weight of all modules that it asked for with the budget."""
    page = context.new_page()
    asked: set[Path] = set()
    page.on("request", lambda request: asked.add(root / urlsplit(request.url).path.lstrip("/")))
    yield page
    modules = (file for file in sorted(asked) if file.suffix == ".js")
    weights = {file.name: weight(file) for file in modules}
    assert weights
    assert sum(weights.values()) <= MOST, weights


@pytest.mark.parametrize("kind", KINDS)
def test_the_modules_of_a_page_are_light(shop: Shop, chromium: Browser, pages: SamplePages, kind: str) -> None:
    with buying(chromium, service_workers="block") as context, weighed(context, shop.root) as page:
        page.goto(as_address(shop.url, pages.first(kind, "fr")), wait_until="networkidle")
        if page.locator(".filters > summary").count():
            page.click(".filters > summary")
            page.wait_for_selector("[data-facet=region] input", state="attached")


@pytest.mark.parametrize(("word", "kind"), [("cart", "product"), ("quote", "quote")])
def test_the_modules_of_a_full_basket_are_light(shop: Shop, chromium: Browser, word: str, kind: str) -> None:
    with buying(chromium, service_workers="block") as context:
        shop.add(context.new_page(), shop.sellable("mailto", kind)[0], "ar")
        with weighed(context, shop.root) as page:
            page.goto(shop.page(word, "ar"), wait_until="networkidle")
            assert len(hand_offs(page)) == 1


def test_a_whole_catalogue_in_short_is_light(shop: Shop) -> None:
    products = len(shop.offers())
    for file in (shop.root / "api/catalog").iterdir():
        assert weight(file) < 3_000 + 60 * products
