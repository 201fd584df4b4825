"""Buyers search in their own script, and share what they searched for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.storefront.observation import PHONE
from tests.storefront.sample_pages import as_address, path_words

pytestmark = [pytest.mark.browser, pytest.mark.sample]

WAIT = 15_000


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": PHONE, "height": 780})
    yield context.new_page()
    context.close()


def search_address(base: str, language: str) -> str:
    return as_address(base, f"/{language}/{path_words(language).get('search', 'search')}/")


@pytest.mark.parametrize(
    ("language", "words", "wanted"),
    [
        ("fr", "tisse", "Coussin kilim"),
        ("fr", "ARGANE", "Huile d’argan alimentaire"),
        ("ar", "زَرْبِيّة", "زربية حسب الطلب"),
        ("ar", "زربيه", "زربية حسب الطلب"),
        ("zgh", "ⵜⴰⵣⵔⴱⵉⵜ", "ⵜⴰⵥⵕⴱⵉⵜ"),
        ("zgh", "ⵜⴰⵎⵎⴻⵎⵜ", "ⵜⴰⵎⵎⴻⵎⵜ"),
    ],
    ids=["french without its accent", "capitals", "vowel marks", "haa for taa", "plain letters", "tifinagh"],
)
def test_a_product_is_found(page: Page, sample_url: str, language: str, words: str, wanted: str) -> None:
    page.goto(search_address(sample_url, language))
    page.get_by_role("searchbox").fill(words)
    titles = page.locator(".search-results strong")
    expect(titles.first).to_be_visible(timeout=WAIT)
    assert wanted in titles.all_inner_texts()


def test_the_word_behind_an_apostrophe_is_found_however_it_is_typed(page: Page, sample_url: str) -> None:
    found = []
    for words in ("orge", "l'orge", "d’orge", "D'ORGE"):
        page.goto(f"{search_address(sample_url, 'fr')}?q={words}")
        expect(page.locator(".search-count")).to_have_text(re.compile("[0-9]+"), timeout=WAIT)
        found.append(page.locator(".search-results li").all_inner_texts())
    assert found[0] and all(each == found[0] for each in found)
    told = "\n".join(found[0])
    assert "pain d’orge" in told and "rentrer l’orge" in told
    assert "'" not in told


def test_a_search_is_in_the_address_and_can_be_shared(page: Page, sample_url: str) -> None:
    page.goto(search_address(sample_url, "fr"))
    page.get_by_role("searchbox").fill("miel")
    expect(page.locator(".search-results li").first).to_be_visible(timeout=WAIT)
    page.goto(page.url)
    expect(page.get_by_role("searchbox")).to_have_value("miel")
    expect(page.locator(".search-results li").first).to_be_visible(timeout=WAIT)


def test_filters_and_order_narrow_the_results(page: Page, sample_url: str) -> None:
    page.goto(f"{search_address(sample_url, 'fr')}?q=coop%C3%A9rative")
    results = page.locator(".search-results li")
    expect(results.first).to_be_visible(timeout=WAIT)
    before = page.locator(".search-count").inner_text()
    page.locator('[data-filter="region"] input').first.check()
    expect(page.locator(".search-count")).not_to_have_text(before, timeout=WAIT)
    page.locator("select").select_option("asc")
    expect(results.first).to_be_visible(timeout=WAIT)


def test_what_is_not_there_is_said_to_screen_readers_too(page: Page, sample_url: str) -> None:
    page.goto(search_address(sample_url, "fr"))
    page.get_by_role("searchbox").fill("xyzzyqwx")
    expect(page.get_by_role("status")).to_contain_text("Rien n’a été trouvé", timeout=WAIT)


def test_the_engine_is_loaded_only_when_somebody_searches(page: Page, sample_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(search_address(sample_url, "fr"), wait_until="networkidle")
    assert not [address for address in asked if "/pagefind/" in address]


def test_without_javascript_the_form_leads_to_the_categories(chromium: Browser, sample_url: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(search_address(sample_url, "fr"))
    page.locator("#search-words").fill("miel")
    page.locator(".search-form button").click()
    assert "/fr/categories/" in page.url
    context.close()
