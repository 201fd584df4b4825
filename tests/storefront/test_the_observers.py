"""The observers see the faults that they are there for: a page with one of each is reported in full."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sitegen.serve import serving
from tests.storefront.accessibility import violations
from tests.storefront.observation import PHONE, observe
from tests.support.html_checker import check_html

FAULTY_PAGE = """<!doctype html>
<html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Huile</title>
<body><main><h1>Huile</h1>
<p style="width: 2000px">Trop large</p>
<p style="color: #ccc; background: #fff">Trop pâle</p>
<img src="/missing.png">
<script src="http://127.0.0.1:9/elsewhere.js"></script>
<script>let gap = 0; setInterval(() => document.querySelector("h1").style.marginTop = `${gap += 40}px`, 20)</script>
</main></body></html>
"""


@pytest.fixture
def faulty_site(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text(FAULTY_PAGE, encoding="utf-8")
    return tmp_path


@pytest.mark.browser
def test_the_browser_reports_every_fault_of_a_page(faulty_site: Path, chromium: Browser) -> None:
    with serving(faulty_site) as address:
        seen = observe(chromium, f"{address}/", PHONE)
    assert any("Trop large" in element for element in seen.wide_elements)
    assert seen.console_errors
    assert seen.foreign_requests == ["http://127.0.0.1:9/elsewhere.js"]
    assert [path.endswith("/missing.png") for path in seen.failed_requests] == [True]
    assert seen.layout_shifts
    assert [(picture.missing, picture.loaded) for picture in seen.pictures] == [(["width", "height", "alt"], False)]


@pytest.mark.browser
def test_axe_names_the_rule_and_the_element(faulty_site: Path, chromium: Browser) -> None:
    with serving(faulty_site) as address:
        found = violations(chromium, f"{address}/", PHONE)
    assert {line.partition(":")[0] for line in found} == {"color-contrast", "image-alt"}


@pytest.mark.java
def test_the_html_checker_names_page_and_line(faulty_site: Path) -> None:
    errors = check_html([faulty_site])
    assert [(error.page.name, error.line) for error in errors] == [("index.html", 6)]
