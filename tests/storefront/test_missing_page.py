"""The page for missing addresses speaks every language of the shop."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.sample


@pytest.mark.parametrize(
    ("language", "home", "products"),
    [("fr", "Accueil", "Tous les produits"), ("ar", "الرئيسية", "جميع المنتجات"), ("en", "Home", "All products")],
)
def test_a_missing_page_leads_home_in_each_language(sample_site: Path, language: str, home: str, products: str) -> None:
    markup = (sample_site / "404.html").read_text("utf-8")
    entry = markup.split(f'<li lang="{language}"')[1].split("</li>")[0]
    assert f">{home}</a>" in entry
    assert f">{products}</a>" in entry
