"""Every page says its language, and leads to itself in the others."""

from __future__ import annotations

from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest

from tests.storefront.sample_pages import KINDS, LANGUAGES, LOCATION, SamplePages, as_path

pytestmark = pytest.mark.sample


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_says_its_language_and_direction(pages: SamplePages, kind: str, language: str) -> None:
    page = pages.read(pages.first(kind, language))
    assert page.language.partition("-")[0] == language
    assert page.direction == ("rtl" if language == "ar" else "ltr")


def test_the_language_switcher_leads_to_the_same_product(pages: SamplePages) -> None:
    start = pages.first("product", "fr")
    product = pages.read(start)
    assert product.identity()
    assert {"ar", "zgh", "en", "es"} <= product.switcher.keys()
    for language, address in product.switcher.items():
        other = pages.read(as_path(urljoin(start, address)))
        assert other.language.partition("-")[0] == language
        assert other.identity() == product.identity()


def test_translations_name_each_other(pages: SamplePages) -> None:
    product = pages.read(pages.first("product", "fr"))
    assert "x-default" in product.alternates
    for language, address in product.alternates.items():
        other = pages.read(as_path(address))
        assert other.alternates == product.alternates, language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sitemap_lists_pages_that_exist(pages: SamplePages, language: str) -> None:
    paths = pages.in_sitemap(language)
    assert f"/{language}/" in paths
    for path in paths:
        assert pages.read(path).language.partition("-")[0] == language


def test_the_sitemap_index_names_a_sitemap_a_language(pages: SamplePages) -> None:
    index = ElementTree.parse(pages.root / "sitemap.xml")
    named = {as_path(node.text or "") for node in index.iter(LOCATION)}
    assert {f"/sitemap-{language}.xml" for language in LANGUAGES} <= named
    assert all((pages.root / path.lstrip("/")).is_file() for path in named)
