"""Every page of the shop is valid HTML, and no link in it is broken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.storefront.sample_pages import LANGUAGES
from tests.support.html_checker import check_html

pytestmark = pytest.mark.sample


@pytest.mark.java
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_valid_html(sample_site: Path, language: str) -> None:
    errors = check_html([sample_site / language])
    assert not errors, "\n".join(str(error) for error in errors[:20])


@pytest.mark.java
def test_the_pages_of_no_language_are_valid_html(sample_site: Path) -> None:
    errors = check_html([sample_site / "index.html", sample_site / "404.html"])
    assert not errors, "\n".join(str(error) for error in errors[:20])


def test_no_link_or_fragment_is_broken(sample_site: Path) -> None:
    lychee = Path(sys.executable).with_name("lychee")
    options = ("--offline", "--index-files", "index.html", "--include-fragments", "--no-progress")
    command = (str(lychee), *options, "--root-dir", str(sample_site), f"{sample_site}/**/*.html")
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
