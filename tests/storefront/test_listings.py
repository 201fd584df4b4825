"""Sort and filter: over the whole list, in the address, told aloud, and gone without a trace where no script runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.storefront.buyers import Shop, buying
from tests.storefront.sample_pages import path_words

pytestmark = [pytest.mark.browser, pytest.mark.sample]


@pytest.fixture(scope="module")
def shop(sample_site: Path, sample_url: str) -> Shop:
    return Shop(sample_site, sample_url)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with buying(chromium) as context:
        yield context.new_page()


def catalog(shop: Shop, language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shop.root / f"api/catalog/{language}.json").read_text(encoding="utf-8"))
    return found


def products_url(shop: Shop, language: str) -> str:
    return f"{shop.url}/{language}/{path_words(language).get('products', 'products')}/"


def open_filters(page: Page) -> None:
    page.click(".filters > summary")
    page.wait_for_selector("[data-facet=region] input", state="attached")


def choose(page: Page, facet: str, value: str) -> None:
    fold = page.locator(f"[data-facet={facet}]")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    fold.locator(f'[value="{value}"]').check()


def in_region(found: dict[str, Any], place: int) -> list[str]:
    makers = [at for at, maker in enumerate(found["cooperatives"]) if maker[2] == place]
    return [row[1] for row in found["rows"] if row[9] in makers]


def titles(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".filtered:visible .card h2").all_inner_texts()]


def test_nothing_is_loaded_until_a_buyer_filters(shop: Shop, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(products_url(shop, "fr"), wait_until="networkidle")
    assert not [url for url in asked if "/api/" in url]
    open_filters(page)
    assert [url for url in asked if url.endswith("/api/catalog/fr.json")]


def test_a_filter_shows_the_whole_list_s_matches_and_back_undoes_it(shop: Shop, page: Page) -> None:
    found = catalog(shop, "fr")
    region, wanted = found["regions"][0][0], in_region(found, 0)
    page.goto(products_url(shop, "fr"))
    plain = page.locator(".cards > .card").count()
    open_filters(page)
    choose(page, "region", region)
    expect(page.locator(".filter-count")).to_contain_text(str(len(wanted)))
    assert titles(page) == wanted
    assert f"region={region}" in page.url
    page.click(".filtered .card h2 a")
    page.wait_for_selector(".product")
    page.go_back()
    expect(page.locator(".filtered .card")).to_have_count(len(wanted))
    page.go_back()
    expect(page.locator(".filtered")).to_be_hidden()
    assert "region" not in page.url
    expect(page.locator(".cards:visible > .card")).to_have_count(plain)
    page.go_forward()
    assert titles(page) == wanted


def test_a_shared_address_shows_the_same_choice_in_another_language(shop: Shop, page: Page) -> None:
    found = catalog(shop, "ar")
    region = found["regions"][0][0]
    page.goto(f"{products_url(shop, 'ar')}?region={region}&sort=price")
    rows = [row for row in found["rows"] if row[1] in in_region(found, 0)]
    expect(page.locator(".filtered .card")).to_have_count(len(rows))
    priced = sorted((row for row in rows if row[4]), key=lambda row: float(row[4]))
    assert titles(page)[: len(priced)] == [row[1] for row in priced]


def test_the_number_of_results_is_told_politely(shop: Shop, page: Page) -> None:
    page.goto(products_url(shop, "ar"))
    status = page.locator(".filter-count")
    assert status.get_attribute("role") == "status"
    assert status.inner_text() == ""
    open_filters(page)
    page.fill("[name=max]", "1")
    page.press("[name=max]", "Enter")
    expect(status).not_to_be_empty()
    expect(page.locator(".filtered .card")).to_have_count(0)


def test_a_category_filters_its_own_products_alone(shop: Shop, page: Page) -> None:
    found = catalog(shop, "fr")
    name, places = max(
        ((name, places) for name, places in found["lists"].items() if name.startswith("categories/")),
        key=lambda pair: len(pair[1]),
    )
    slug = name.partition("/")[2]
    word = path_words("fr").get("categories", "categories")
    page.goto(f"{shop.url}/fr/{word}/{slug}/?sort=title")
    expect(page.locator(".filtered .card")).to_have_count(len(places))
    assert sorted(titles(page)) == sorted(found["rows"][place][1] for place in places)


def test_a_long_result_comes_in_portions(shop: Shop, page: Page) -> None:
    total = len(catalog(shop, "fr")["rows"])
    page.goto(f"{products_url(shop, 'fr')}?sort=title")
    cards = page.locator(".filtered .card")
    expect(cards).to_have_count(24)
    page.click(".filtered > .buttons button")
    expect(cards).to_have_count(total)
    expect(page.locator(".filtered > .buttons button")).to_be_hidden()
    assert page.evaluate("document.activeElement.closest('.card') === document.querySelectorAll('.filtered .card')[24]")


def test_the_filters_are_cleared_at_once(shop: Shop, page: Page) -> None:
    region = catalog(shop, "fr")["regions"][0][0]
    page.goto(f"{products_url(shop, 'fr')}?region={region}&min=10")
    page.click(".filters > summary")
    page.click("[type=reset]")
    expect(page.locator(".filtered")).to_be_hidden()
    assert page.url == products_url(shop, "fr")


def test_a_list_that_cannot_be_loaded_leaves_the_plain_one(shop: Shop, page: Page) -> None:
    page.route("**/api/catalog/*.json", lambda route: route.abort())
    page.goto(products_url(shop, "fr"))
    plain = page.locator(".cards:visible > .card").count()
    page.click(".filters > summary")
    expect(page.locator(".filter-count")).to_contain_text("n’a pas pu être chargée")
    expect(page.locator(".cards:visible > .card")).to_have_count(plain)


def test_without_javascript_there_is_the_paged_list_and_no_filter(shop: Shop, chromium: Browser) -> None:
    with buying(chromium, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(products_url(shop, "fr"))
        expect(page.locator(".filters")).to_be_hidden()
        expect(page.locator(".pagination a[rel=next]")).to_be_visible()
