"""What a buyer meets on a phone and on a desktop, in French, Arabic and Tifinagh."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.storefront.observation import WIDTHS, Observation
from tests.storefront.sample_pages import LANGUAGES

Observed = Callable[[str, str, int], Observation]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sample,
    pytest.mark.parametrize("width", WIDTHS),
    pytest.mark.parametrize("language", LANGUAGES),
    pytest.mark.parametrize("kind", ["home", "product", "category"]),
]


def test_a_page_never_scrolls_sideways(observed: Observed, kind: str, language: str, width: int) -> None:
    found = observed(kind, language, width).wide_elements
    assert not found


def test_the_console_stays_silent(observed: Observed, kind: str, language: str, width: int) -> None:
    found = observed(kind, language, width).console_errors
    assert not found


def test_no_other_host_is_asked_for_anything(observed: Observed, kind: str, language: str, width: int) -> None:
    found = observed(kind, language, width).foreign_requests
    assert not found


def test_every_request_succeeds(observed: Observed, kind: str, language: str, width: int) -> None:
    found = observed(kind, language, width).failed_requests
    assert not found


def test_nothing_moves_while_a_page_loads(observed: Observed, kind: str, language: str, width: int) -> None:
    found = observed(kind, language, width).layout_shifts
    assert not found


def test_every_picture_has_its_size_and_text(observed: Observed, kind: str, language: str, width: int) -> None:
    pictures = observed(kind, language, width).pictures
    assert pictures
    incomplete = [f"{picture.missing} {picture.tag}" for picture in pictures if picture.missing]
    assert not incomplete


def test_every_picture_loads(observed: Observed, kind: str, language: str, width: int) -> None:
    broken = [picture.tag for picture in observed(kind, language, width).pictures if not picture.loaded]
    assert not broken
