"""The next page is fetched while somebody is about to open it; a checkout never is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.storefront.sample_pages import SamplePages, as_address

pytestmark = [pytest.mark.browser, pytest.mark.sample]

RULES = 'script[type="speculationrules"]'


@pytest.fixture
def page(pages: SamplePages, sample_url: str, chromium: Browser) -> Page:
    """Return a product's page in Arabic, once its rules stand."""
    page = chromium.new_context(viewport={"width": 360, "height": 780}).new_page()
    page.goto(as_address(sample_url, pages.first("product", "ar")))
    page.wait_for_selector(RULES, state="attached")
    return page


def listen(page: Page, event: str) -> tuple[CDPSession, list[dict[str, Any]]]:
    """Return what the browser tells of its fetching ahead, as it comes."""
    heard: list[dict[str, Any]] = []
    session = page.context.new_cdp_session(page)
    session.on(event, lambda told: heard.extend([told]))
    session.send("Preload.enable")
    return session, heard


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Let the browser go on until something is so, or fail after ten seconds without it."""
    for _ in range(500):
        if is_so():
            return
        page.wait_for_timeout(20)
    pytest.fail("it never came")


def test_a_link_that_is_pointed_at_is_fetched_before_it_is_opened(page: Page) -> None:
    _, fetched = listen(page, "Preload.prefetchStatusUpdated")
    link = page.locator("main .breadcrumbs a, .breadcrumbs a").last
    address = link.evaluate("link => link.href")
    link.hover()
    wait_until(page, lambda: any(event["status"] == "Ready" and event["prefetchUrl"] == address for event in fetched))


def test_the_browser_understands_the_rules(page: Page) -> None:
    _, told = listen(page, "Preload.ruleSetUpdated")
    wait_until(page, lambda: bool(told))
    assert [event["ruleSet"].get("errorType") for event in told] == [None]


def test_the_rules_take_the_pages_of_the_shop_and_no_checkout(page: Page) -> None:
    rules = json.loads(page.locator(RULES).text_content() or "")
    (rule,) = rules["prefetch"]
    taken = page.evaluate(
        "links => [...document.querySelectorAll('a[href]')].map(a => [a.href, a.matches(links)])",
        rule["where"]["selector_matches"],
    )
    ours = {address for address, is_taken in taken if is_taken}
    others = {address for address, is_taken in taken if not is_taken}
    origin = page.evaluate("location.origin")
    assert {page.evaluate("new URL('/ar/', location).href")} <= ours
    assert all(address.startswith(f"{origin}/") for address in ours)
    assert any(address.startswith("https://wa.me/") for address in others)
    assert page.locator("a[rel~=nofollow]").count() > 0
