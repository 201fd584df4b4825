"""What a first visit on a phone weighs, on the line of a host that sends Brotli and the shop's own headers."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tools.audit import KINDS, LANGUAGES, Weight, address_of, weigh

pytestmark = [pytest.mark.browser, pytest.mark.sample]

FONTS = {"fr": 0, "ar": 10_000, "zgh": 4_000}
"""Bytes: system fonts for Latin, and for the Arabic words of other pages."""

EVERYTHING = {"html": 10_001, "css": 8_001, "js": 10_001, "fonts": 10_001, "picture": 45_001, "total": 100_001}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_first_visit_keeps_every_budget(
    sample_site: Path, sample_url: str, chromium: Browser, kind: str, language: str
) -> None:
    weight = weigh(chromium, sample_url + address_of(sample_site, kind, language))
    assert weight.broken(kind) == []
    assert weight.html > 1_000
    assert weight.css > 1_000
    assert weight.js > 100
    assert weight.fonts <= FONTS[language]
    assert (weight.picture > 1_000) == (kind not in ("search", "cart", "quote"))


@pytest.mark.parametrize("kind", [*KINDS, "employers", "offline", "thanks", "cancelled"])
def test_a_page_has_one_module_that_imports_none_before_it_runs(sample_site: Path, kind: str) -> None:
    text = (sample_site / address_of(sample_site, kind, "fr").strip("/") / "index.html").read_text(encoding="utf-8")
    (module,) = re.findall(r'<script type="module" src="/([^"]+)"', text)
    assert not re.search(r"\b(?:from|import)\s*[\"']", (sample_site / module).read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_largest_picture_is_waited_for_and_has_a_placeholder(sample_site: Path, kind: str) -> None:
    text = (sample_site / address_of(sample_site, kind, "fr").strip("/") / "index.html").read_text(encoding="utf-8")
    expected = int(kind in ("home", "category", "product", "cooperative"))
    assert text.count('fetchpriority="high"') == expected
    assert text.count('loading="eager"') == expected
    assert text.count('class="placeholder"') == expected


@pytest.mark.parametrize("name", sorted(EVERYTHING))
def test_a_budget_that_is_broken_is_told(name: str) -> None:
    kept = Weight(**{part: size - 1 for part, size in EVERYTHING.items()})
    assert kept.broken("home") == []
    assert len(replace(kept, **{name: EVERYTHING[name]}).broken("home")) == 1


def test_a_category_may_have_more_words_and_nobody_another_host() -> None:
    assert Weight(html=14_000).broken("category") == []
    assert Weight(html=14_001).broken("category") == ["html 14.0 kB"]
    assert Weight(foreign=1).broken("home") == ["1 requests to other hosts"]
