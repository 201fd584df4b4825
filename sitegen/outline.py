"""The outline of a site: all that a build knew beside the bodies of its records, kept for the next one.

It is what a site is loaded, planned and keyed from, less the records themselves, which are recalled one by one when
they are needed. It holds as long as nothing changed but bodies; `sitegen.retouch` sees to that.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sitegen.catalog.catalog import Catalog
from sitegen.catalog.translations import Reader
from sitegen.config import SiteConfig
from sitegen.i18n.languages import Language
from sitegen.i18n.messages import Messages
from sitegen.load.content import LoadedRecord, RecordSource
from sitegen.models.base import Kind, Record
from sitegen.plan.pages import PlannedRedirect
from sitegen.plan.pictures import PictureKey
from sitegen.plan.plan import Plan
from sitegen.plan.urls import PageKey, PlannedPage
from sitegen.render.data_files import Makings
from sitegen.render.keys import Shared, Which
from sitegen.render.parts.prepared import MadeOnce
from sitegen.theme.assets import Asset
from sitegen.theme.chain import Theme
from sitegen.values import LightValue, light_value

OUTLINE = "outline"
"""The kind, and the key, under which the state keeps the outline of the last whole build."""

SUCCESSOR = "successor"
"""The kind of memos that say which record came in the place of one of the outline's, by the keys of both."""

SHELF = "shelf"
"""The kind, and the key, under which the state keeps where records are shown."""

TEMPLATE = "template"
"""The kind of memos that are compiled templates."""

Pages = Mapping[tuple[Any, ...], tuple[Any, ...]]
Recall = Callable[[Kind, str], LoadedRecord[Record]]


@light_value
class Outline(LightValue):
    """What a site was, less its records. What is needed piece by piece is pickled piece by piece.

    `records` has the slugs of what is published, in their order; `sources` and `source_of` have what each record was
    parsed from, and which of them a file belongs to.
    """

    root: Path
    config: SiteConfig
    theme: Theme
    languages: Mapping[str, Language]
    shared: Shared
    messages: Mapping[str, bytes]
    records: Mapping[Kind, tuple[str, ...]]
    products_in: Mapping[tuple[Kind, str], tuple[str, ...]]
    cooperatives_in: Mapping[tuple[Kind, str], tuple[str, ...]]
    related: Mapping[str, tuple[str, ...]]
    vouchers: tuple[str, ...]
    featured: Mapping[Kind, tuple[str, ...]]
    pages: Pages
    redirects: tuple[PlannedRedirect, ...]
    pictures: Mapping[PictureKey, bytes]
    assets: tuple[tuple[str, str, str], ...]
    sources: tuple[bytes, ...]
    source_of: Mapping[str, int]
    number_of: Mapping[tuple[Kind, str], int]

    def readers(self) -> dict[str, Reader]:
        """Return a reader for each language of the site."""
        return {code: Reader(self.config, language, self.languages) for code, language in self.languages.items()}

    def words(self) -> Mapping[str, Messages]:
        """Return the interface strings of every language, each when it is first asked for."""
        return MadeOnce(self.messages, lambda code: pickle.loads(self.messages[code]))  # noqa: S301 - signed

    def source(self, number: int) -> RecordSource:
        """Return what a record was parsed from."""
        found: RecordSource = pickle.loads(self.sources[number])  # noqa: S301 - signed, as all of the outline
        return found

    def catalog(self, recall: Recall) -> Catalog:
        """Return the catalog; each record is recalled when it is first asked for."""

        def table(kind: Kind) -> Mapping[str, Any]:
            published = dict.fromkeys(self.records[kind])

            def make(slug: str) -> LoadedRecord[Record]:
                if slug not in published:  # others can be recalled too, and are not in the shop
                    raise KeyError(slug)
                return recall(kind, slug)

            return MadeOnce(published, make)

        return Catalog(
            products=table(Kind.PRODUCT),
            cooperatives=table(Kind.COOPERATIVE),
            categories=table(Kind.CATEGORY),
            regions=table(Kind.REGION),
            labels=table(Kind.LABEL),
            collections=table(Kind.COLLECTION),
            pages=table(Kind.PAGE),
            products_in=self.products_in,
            cooperatives_in=self.cooperatives_in,
            related=self.related,
            vouchers=self.vouchers,
            featured=self.featured,
        )

    def plan(self) -> Plan:
        """Return the plan of the pages, for rendering some: without the jobs of pictures and the bytes of assets."""
        return Plan(
            pages=_PlannedPages(self.pages),
            redirects=self.redirects,
            pictures=MadeOnce(self.pictures, lambda key: pickle.loads(self.pictures[key])),  # noqa: S301 - signed
            jobs=(),
            assets={name: Asset(name, path, b"", integrity) for name, path, integrity in self.assets},
        )


class _PlannedPages(Mapping[tuple[PageKey, str], PlannedPage]):
    """All planned pages; each is put together when it is asked for."""

    def __init__(self, rows: Pages) -> None:
        self._rows = rows

    def __getitem__(self, wanted: tuple[PageKey, str]) -> PlannedPage:
        key, language = wanted
        return PlannedPage(key, language, *self._rows[key.kind, key.of, key.slug, key.number, language])

    def __iter__(self) -> Iterator[tuple[PageKey, str]]:
        return ((PageKey(*row[:4]), row[4]) for row in self._rows)

    def __len__(self) -> int:
        return len(self._rows)


@light_value
class Shelf(LightValue):
    """Where the products and cooperatives of an outline are shown, and what the files for machines are made from.

    `shown_on` has the places, among the outline's pages whatever their language, of those that show a record; `served`
    are the products whose checkout reads a file of their own.
    """

    shown_on: Mapping[tuple[Kind, str], bytes]
    served: frozenset[str]
    makings: Makings

    def pages_showing(self, outline: Outline, shown: Iterable[tuple[Kind, str]]) -> Iterator[PageKey]:
        """Yield the pages that show one of some records, each once."""
        keys = _page_keys(outline.pages)
        places = {place for which in shown for place in array("L", self.shown_on.get(which, b""))}
        return (PageKey(*keys[place]) for place in sorted(places))


def make_shelf(
    outlined: Iterable[PageKey], shown_on: Mapping[Which, Iterable[PageKey]], served: Iterable[str], makings: Makings
) -> bytes:
    """Return the shelf of a site, pickled; `outlined` are the pages of its outline."""
    places = {key: place for place, key in enumerate(dict.fromkeys(outlined))}
    packed = {which: array("L", map(places.__getitem__, keys)).tobytes() for which, keys in shown_on.items()}
    return _pickled(Shelf(packed, frozenset(served), makings))


def _page_keys(pages: Pages) -> list[tuple[Any, ...]]:
    """Return the pages whatever their language, in the order of the plan."""
    return list(dict.fromkeys(row[:4] for row in pages))


def make_outline(
    root: Path,
    config: SiteConfig,
    theme: Theme,
    readers: Mapping[str, Reader],
    messages: Mapping[str, Messages],
    shared: Shared,
    catalog: Catalog,
    plan: Plan,
    sources: Iterable[RecordSource],
) -> bytes:
    """Return the outline of a site, pickled."""
    listed = tuple(sources)
    outline = Outline(
        root=root,
        config=config,
        theme=theme,
        languages={code: reader.language for code, reader in readers.items()},
        shared=shared,
        messages={code: _pickled(messages[code]) for code in readers},
        records={kind: tuple(catalog.of_kind(kind)) for kind in Kind},
        products_in=dict(catalog.products_in),
        cooperatives_in=dict(catalog.cooperatives_in),
        related=dict(catalog.related),
        vouchers=catalog.vouchers,
        featured=dict(catalog.featured),
        pages=dict(map(_row, plan.pages.values())),
        redirects=plan.redirects,
        pictures={key: _pickled(picture) for key, picture in plan.pictures.items()},
        assets=tuple((asset.name, asset.path, asset.integrity) for asset in plan.assets.values()),
        sources=tuple(map(_pickled, listed)),
        source_of={file.path: number for number, source in enumerate(listed) for file in source.files},
        number_of={(source.files[0].kind, source.files[0].slug): number for number, source in enumerate(listed)},
    )
    return _pickled(outline)


def _row(page: PlannedPage) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    key = page.key
    values = (page.url, page.text_language, page.items, page.total, page.item_count)
    return (key.kind, key.of, key.slug, key.number, page.language), values


def _pickled(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
