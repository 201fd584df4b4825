"""axe finds nothing against WCAG 2.2 AA."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.storefront.accessibility import violations
from tests.storefront.observation import PHONE, WIDTHS
from tests.storefront.sample_pages import KINDS, LANGUAGES, SamplePages, as_address

pytestmark = [pytest.mark.browser, pytest.mark.sample]


def as_message(path: str, found: list[str]) -> str:
    return "\n".join((path, *found))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(
    pages: SamplePages, sample_url: str, chromium: Browser, kind: str, language: str, width: int
) -> None:
    path = pages.first(kind, language)
    found = violations(chromium, as_address(sample_url, path), width)
    assert not found, as_message(path, found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_the_dark(pages: SamplePages, sample_url: str, chromium: Browser, language: str) -> None:
    path = pages.first("product", language)
    found = violations(chromium, as_address(sample_url, path), PHONE, "dark")
    assert not found, as_message(path, found)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/", "/404.html"])
def test_axe_finds_nothing_on_the_pages_of_no_language(
    sample_url: str, chromium: Browser, path: str, width: int
) -> None:
    found = violations(chromium, as_address(sample_url, path), width)
    assert not found, as_message(path, found)
