"""Fixtures of the storefront's tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.storefront.observation import Observation, observe
from tests.storefront.sample_pages import SamplePages, as_address


@pytest.fixture(scope="session")
def pages(sample_site: Path) -> SamplePages:
    """Return the pages of the sample shop."""
    return SamplePages(sample_site)


@pytest.fixture(scope="session")
def observed(pages: SamplePages, sample_url: str, chromium: Browser) -> Callable[[str, str, int], Observation]:
    """Return a function of kind, language and width that opens each page once for all tests."""

    @cache
    def look(kind: str, language: str, width: int) -> Observation:
        return observe(chromium, as_address(sample_url, pages.first(kind, language)), width)

    return look
