"""What was seen can be read without a network; no saved page hides that it is one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sitegen.serve import serving
from tests.storefront.sample_pages import SamplePages, as_address, path_words

pytestmark = [pytest.mark.browser, pytest.mark.sample]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()


def until(page: Page, expression: str) -> None:
    """Wait until a promise of the page comes true."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {expression}")


def go_and_wait(page: Page, base: str, language: str) -> None:
    """Open a front page and wait until the service worker has saved the first pages of its language."""
    page.goto(as_address(base, f"/{language}/"))
    offline, products = (path_words(language).get(name, name) for name in ("offline", "products"))
    for path in (offline, products):
        until(page, saved(f"/{language}/{path}/"))


def saved(path: str) -> str:
    return f"caches.open('shop-pages').then(cache => cache.match('{path}')).then(found => found !== undefined)"


def test_a_page_that_was_seen_is_read_offline_and_says_so(page: Page, pages: SamplePages, sample_url: str) -> None:
    product = pages.first("product", "fr")
    go_and_wait(page, sample_url, "fr")
    page.goto(as_address(sample_url, product))
    expect(page.locator(".saved-note")).to_be_hidden()
    title = page.locator("h1").inner_text()
    until(page, saved(product))
    page.context.set_offline(True)
    page.goto(as_address(sample_url, product))
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".saved-note")).to_be_visible()


def test_the_list_of_products_is_there_before_it_was_opened(page: Page, pages: SamplePages, sample_url: str) -> None:
    go_and_wait(page, sample_url, "ar")
    page.context.set_offline(True)
    page.goto(as_address(sample_url, "/ar/products/"))
    assert page.locator(".card").count() > 5
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_what_was_never_saved_is_told_in_the_language_of_the_address(page: Page, sample_url: str) -> None:
    go_and_wait(page, sample_url, "fr")
    page.context.set_offline(True)
    page.goto(as_address(sample_url, "/fr/labels/"))
    expect(page.locator("h1")).to_have_text("Vous êtes hors ligne")


def test_prices_are_never_answered_from_a_cache(page: Page, sample_url: str) -> None:
    go_and_wait(page, sample_url, "fr")
    assert page.evaluate("fetch('/api/products.json').then(answer => answer.ok)")
    page.context.set_offline(True)
    assert page.evaluate("fetch('/api/products.json').then(() => 'answered', () => 'refused')") == "refused"


def test_a_worker_that_was_switched_off_forgets_everything_and_leaves(
    chromium: Browser, sample_site: Path, tmp_path: Path
) -> None:
    shop = tmp_path / "shop"
    shutil.copytree(sample_site, shop, copy_function=link)
    context = chromium.new_context()
    page = context.new_page()
    with serving(shop) as base:
        go_and_wait(page, base, "fr")
        worker = (shop / "sw.js").read_text(encoding="utf-8")
        (shop / "sw.js").unlink()
        (shop / "sw.js").write_text(worker.replace('"enabled": true', '"enabled": false'), encoding="utf-8")
        page.evaluate("navigator.serviceWorker.getRegistration().then(registration => registration.update())")
        until(page, "caches.keys().then(names => names.length === 0)")
        until(page, "navigator.serviceWorker.getRegistrations().then(all => all.length === 0)")
    context.close()


def link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.mark.parametrize("language", ["fr", "ar", "zgh"])
def test_a_phone_can_keep_the_shop_in_each_language(sample_site: Path, language: str) -> None:
    manifest = json.loads((sample_site / language / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert (manifest["lang"], manifest["start_url"]) == (language, f"/{language}/")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        assert (sample_site / icon["src"].lstrip("/")).is_file()
