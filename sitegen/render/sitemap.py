"""`sitemap.xml`, one file per language, and `robots.txt`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from sitegen.plan.urls import UNLISTED_KINDS, PlannedPage
from sitegen.render.edition import Edition
from sitegen.render.head import alternates

URLS_PER_FILE = 20_000
"""Addresses in one file: with the alternates of five languages this stays below half of the 50 MB allowed."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


def sitemaps(editions: Iterable[Edition]) -> Iterator[tuple[str, bytes]]:
    """Yield every sitemap with its path, then the index that names them, then `robots.txt`."""
    names = []
    base_url = ""
    for edition in editions:
        base_url = edition.config.site.base_url
        pages = list(_listed(edition))
        for start in range(0, len(pages), URLS_PER_FILE):
            number = start // URLS_PER_FILE
            name = f"sitemap-{edition.code}.xml" if number == 0 else f"sitemap-{edition.code}-{number + 1}.xml"
            names.append(name)
            yield name, _sitemap(edition, pages[start : start + URLS_PER_FILE])
    entries = "".join(f"<sitemap><loc>{escape(f'{base_url}/{name}')}</loc></sitemap>\n" for name in names)
    yield "sitemap.xml", _document(f'<sitemapindex xmlns="{_SITEMAP}">\n{entries}</sitemapindex>\n')
    yield "robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {base_url}/sitemap.xml\n".encode()


def _listed(edition: Edition) -> Iterator[PlannedPage]:
    """Yield the pages of a language that are really in it; the chooser is listed once, with the default language."""
    for page in edition.plan.pages.values():
        if page.language == edition.code and page.is_translated and page.key.kind not in UNLISTED_KINDS:
            yield page


def _sitemap(edition: Edition, pages: Iterable[PlannedPage]) -> bytes:
    entries = "".join(_entry(edition, page) for page in pages)
    return _document(f'<urlset xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}">\n{entries}</urlset>\n')


def _entry(edition: Edition, page: PlannedPage) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(view.hreflang)}" href="{escape(view.url)}"/>\n'
        for view in alternates(edition, page)
    )
    return f"<url><loc>{escape(edition.absolute(page.url))}</loc>\n{links}</url>\n"


def _document(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
