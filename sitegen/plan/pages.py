"""All pages of a site, with clashes of addresses found before any work is done."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from sitegen.catalog.catalog import Catalog
from sitegen.catalog.translations import Reader
from sitegen.models.base import Kind
from sitegen.plan.urls import (
    ORDER_KINDS,
    TERM_KINDS,
    PageKey,
    PageKind,
    PlannedPage,
    home_url,
    list_url,
    numbered_url,
    order_url,
    path_of,
    record_url,
)
from sitegen.problems import Problem, error
from sitegen.values import LightValue, light_value

_RESERVED = re.compile(r"(api|assets|sw\.js|robots\.txt|sitemap[^/]*\.xml)(/.*)?")
"""Files and folders below the output folder that no old address may take."""

_PATH = re.compile(r'(/(?!\.)[^\x00-\x20\x7f/\\:*?"<>|#]{1,80})+/?')
"""Addresses that every file system and every server takes: no hidden files, no long names, nothing that leads out."""

CHOOSER = PageKey(PageKind.CHOOSER)
NOT_FOUND = PageKey(PageKind.NOT_FOUND)
HOME = PageKey(PageKind.HOME)
PRODUCTS = PageKey(PageKind.PRODUCTS)
COOPERATIVES = PageKey(PageKind.COOPERATIVES)
CART = PageKey(PageKind.CART)
QUOTE = PageKey(PageKind.QUOTE)
OFFLINE = PageKey(PageKind.OFFLINE)
SEARCH = PageKey(PageKind.SEARCH)
EMPLOYERS = PageKey(PageKind.EMPLOYERS)


@light_value
class PlannedRedirect(LightValue):
    """An address that moved: `url` leads to `target`, both from the root."""

    url: str
    target: str
    origin: str

    @property
    def path(self) -> str:
        """The file below the output folder; an address that is no HTML file is a folder."""
        return path_of(self.url if self.url.endswith((".html", ".htm")) else f"{self.url.rstrip('/')}/")


def plan_pages(
    catalog: Catalog, readers: Mapping[str, Reader], *, search: bool = False, employers: bool = False
) -> Iterator[PlannedPage]:
    """Yield every page in every language; the root's first, in the default language.

    `search`: one to search in. `employers`: one on vouchers in number, where there is a voucher.
    """
    default = next(iter(readers.values())).config.languages.default
    yield PlannedPage(CHOOSER, default, "/", default)
    yield PlannedPage(NOT_FOUND, default, "/404.html", default)
    for code, reader in readers.items():
        yield PlannedPage(HOME, code, home_url(code), code)
        yield from _lists(catalog, reader)
        yield from _records(catalog, reader)
        for kind in (*ORDER_KINDS, PageKind.OFFLINE, *((PageKind.SEARCH,) if search else ())):
            yield PlannedPage(PageKey(kind), code, order_url(reader.config, code, kind), code)
        if employers and catalog.vouchers:
            yield _for_employers(catalog, reader)


def _for_employers(catalog: Catalog, reader: Reader) -> PlannedPage:
    """Return the page on vouchers in number; its text is in the language of the first voucher's."""
    code = reader.language.code
    url = order_url(reader.config, code, PageKind.EMPLOYERS)
    language = reader.text_language(catalog.products[catalog.vouchers[0]])
    return PlannedPage(EMPLOYERS, code, url, language, catalog.vouchers)


def _lists(catalog: Catalog, reader: Reader) -> Iterator[PlannedPage]:
    code = reader.language.code
    url = list_url(reader.config, code, Kind.PRODUCT)
    yield from _numbered(reader, PRODUCTS, url, tuple(catalog.products), code)
    yield PlannedPage(COOPERATIVES, code, list_url(reader.config, code, Kind.COOPERATIVE), code)
    for kind in TERM_KINDS:
        if catalog.of_kind(kind):
            yield PlannedPage(PageKey(PageKind.TERMS, kind), code, list_url(reader.config, code, kind), code)
            yield from _terms(catalog, reader, kind)


def _terms(catalog: Catalog, reader: Reader, kind: Kind) -> Iterator[PlannedPage]:
    for slug, item in catalog.of_kind(kind).items():
        url = record_url(reader.config, reader.language.code, kind, reader.slug(item))
        products = catalog.products_in[kind, slug]
        yield from _numbered(reader, PageKey(PageKind.TERM, kind, slug), url, products, reader.text_language(item))


def _records(catalog: Catalog, reader: Reader) -> Iterator[PlannedPage]:
    kinds = ((Kind.PRODUCT, PageKind.PRODUCT), (Kind.COOPERATIVE, PageKind.COOPERATIVE), (Kind.PAGE, PageKind.PAGE))
    code = reader.language.code
    for kind, page_kind in kinds:
        for slug, item in catalog.of_kind(kind).items():
            url = record_url(reader.config, code, kind, reader.slug(item))
            items = catalog.products_in[kind, slug] if kind is Kind.COOPERATIVE else ()
            yield PlannedPage(PageKey(page_kind, kind, slug), code, url, reader.text_language(item), items)


def _numbered(
    reader: Reader, key: PageKey, url: str, products: tuple[str, ...], text_language: str
) -> Iterator[PlannedPage]:
    size, code = reader.config.listing.per_page, reader.language.code
    total = max(1, -(-len(products) // size))
    for number in range(1, total + 1):
        items = products[(number - 1) * size : number * size]
        numbered = PageKey(key.kind, key.of, key.slug, number)
        address = numbered_url(reader.config, code, url, number)
        yield PlannedPage(numbered, code, address, text_language, items, total, len(products))


def plan_redirects(catalog: Catalog, readers: Mapping[str, Reader]) -> Iterator[PlannedRedirect]:
    """Yield the old addresses of every record, leading to its page in its source language."""
    for kind in Kind:
        for item in catalog.of_kind(kind).values():
            reader = readers[item.source.language]
            target = record_url(reader.config, reader.language.code, kind, reader.slug(item))
            for url in item.record.redirects:
                yield PlannedRedirect(_decoded(url), target, item.source.path)


def _decoded(url: str) -> str:
    """Return an address as its file is named: servers decode what browsers ask for."""
    return unicodedata.normalize("NFC", unquote(url))


def check_pages(
    pages: Iterable[PlannedPage], redirects: Iterable[PlannedRedirect], catalog: Catalog
) -> Iterator[Problem]:
    """Yield a problem for every address that two pages want, or that leaves the output folder."""
    taken: dict[str, PlannedPage | str] = {}
    for page in pages:
        first = taken.setdefault(page.path.lower(), page)
        if first is not page and (other := _blamed(first, catalog)) != (origin := _blamed(page, catalog)):
            yield error("url.twice", origin, 0, "slug", url=page.url, other=other)
    folders = {folder for path in taken for folder in _folders_of(path)}
    for redirect in redirects:
        path = redirect.path.lower()
        parents = set(_folders_of(path))
        if not _is_name(redirect.url) or _RESERVED.fullmatch(path):
            yield error("redirect.path", redirect.origin, 0, "redirects", url=redirect.url)
        elif path in taken or path in folders or parents & taken.keys():
            first = next((taken[name] for name in (path, *sorted(parents)) if name in taken), redirect.url)
            other = _blamed(first, catalog)
            yield error("url.twice", redirect.origin, 0, "redirects", url=redirect.url, other=other)
        else:
            taken[path] = redirect.origin
            folders |= parents


def _is_name(url: str) -> bool:
    """Return whether a decoded address can be a file; one that was no UTF-8, or encoded twice, would not be found."""
    return bool(_PATH.fullmatch(url)) and "\ufffd" not in url and unquote(url) == url


def check_body_links(
    catalog: Catalog, pages: Iterable[PlannedPage], redirects: Iterable[PlannedRedirect]
) -> Iterator[Problem]:
    """Yield a problem for each address from the root, written in a body, that no page has."""
    known = {page.path for page in pages} | {redirect.path for redirect in redirects}
    for kind in Kind:
        for item in catalog.of_kind(kind).values():
            for text in item.texts.values():
                for url in links_from_root(text.body.html) if b"<a " in text.body.utf8 else ():
                    address = html.unescape(url)
                    if path_of(unquote(urlsplit(address).path)) not in known:
                        yield error("link.dead", text.path, 0, "", url=address)


def links_from_root(body: str) -> list[str]:
    """Return the addresses from the root that the HTML of a body leads to, as they are written there."""
    return re.findall(r'<a [^>]*?href="(/[^"/][^"]*)"', body)


def _folders_of(path: str) -> Iterator[str]:
    """Yield the folders that hold a file, the output folder itself (`.`) last."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
    yield "."


def _blamed(page: PlannedPage | str, catalog: Catalog) -> str:
    """Return who to blame for an address: the source file, or the setting that makes a list."""
    if isinstance(page, str):
        return page
    if page.key.of is None or not page.key.slug:
        return f"sitegen.toml ({page.key.kind.value} {page.key.of.value if page.key.of else ''})".replace(" )", ")")
    item = catalog.of_kind(page.key.of)[page.key.slug]
    text = item.texts.get(page.language, item.source)
    return text.path
