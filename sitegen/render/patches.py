"""Files for machines in which some records say something else: pieces in the places of pieces, all else as it was.

A piece is made by what makes the whole file, once of the record as it was and once of the record as it is. The old one
has to be in the file once, and only once; else ValueError is raised, and nothing is known of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from sitegen.catalog.catalog import Catalog
from sitegen.config import SiteConfig
from sitegen.digests import short
from sitegen.orders.prices import PRICES_PATH, PriceLine, price_lines, prices_with, release_of, release_path, spliced
from sitegen.render.api import PRODUCTS_FILE, product_pieces, release_piece
from sitegen.render.data_files import Edits, Makings, catalog_path, cooperative_path, file_of_cooperative, price_files
from sitegen.render.edition import Edition
from sitegen.render.listings import cooperative_pieces, row_pieces
from sitegen.values import LightValue, light_value


@light_value
class Patched(LightValue):
    """A file for machines as it is now, with its key; one without bytes is gone."""

    path: str
    key: str
    data: bytes | None


@light_value
class Patcher(LightValue):
    """Patches the files of a site whose catalog was `before`, and is that of the editions now.

    `makings` are those of now; `read` returns the bytes of a file as the last build left it.
    """

    editions: Mapping[str, Edition]
    before: Catalog
    makings: Makings
    read: Callable[[str], bytes]

    def files(self, edits: Edits) -> Iterator[Patched]:
        """Yield every file whose bytes or whose key may be others after some edits."""
        last = self.read(PRICES_PATH)
        old, prices = release_of(last), prices_with(last, self._config.site.base_url, self._lines(edits))
        if prices.release != old:
            yield Patched(release_path(short(old)), "", None)
            yield from (Patched(file.path, file.key, file.make()) for file in price_files(self._config, prices))
        yield from self._cooperative_files(edits, old, prices.release)
        yield self._products_file(edits)
        yield from (self._catalog_file(edition, edits) for edition in self.editions.values())

    @property
    def _after(self) -> Catalog:
        return next(iter(self.editions.values())).catalog

    @property
    def _config(self) -> SiteConfig:
        return next(iter(self.editions.values())).config

    def _lines(self, edits: Edits) -> Iterator[tuple[PriceLine, PriceLine]]:
        for slug in edits.products:
            old, new = self.before.products[slug].record, self._after.products[slug].record
            yield from zip(price_lines(slug, old), price_lines(slug, new), strict=True)

    def _cooperative_files(self, edits: Edits, old: str, new: str) -> Iterator[Patched]:
        for slug in self._after.cooperatives:
            if slug in edits.stocks:
                file = file_of_cooperative(self.editions, self.makings, slug, new)
                yield Patched(file.path, file.key, file.make())
            elif new != old:
                path = cooperative_path(slug)
                data = spliced(self.read(path), release_piece(old), release_piece(new))
                yield Patched(path, self.makings.cooperative_key(slug, new), data)

    def _products_file(self, edits: Edits) -> Patched:
        data = self.read(PRODUCTS_FILE)
        for slug in edits.shown:
            old = product_pieces(self.editions, self.before.products[slug])
            data = _patched(data, old, product_pieces(self.editions, self._after.products[slug]))
        return Patched(PRODUCTS_FILE, self.makings.products_key(), data)

    def _catalog_file(self, edition: Edition, edits: Edits) -> Patched:
        path = catalog_path(edition.code)
        data = self.read(path)
        before, after = (
            [
                *row_pieces(edition, data, map(catalog.products.__getitem__, edits.shown)),
                *cooperative_pieces(edition, map(catalog.cooperatives.__getitem__, edits.cooperatives)),
            ]
            for catalog in (self.before, self._after)
        )
        data = _patched(data, before, after)
        return Patched(path, self.makings.catalog_key(edition.code), data)


def _patched(data: bytes, old: Iterable[bytes], new: Iterable[bytes]) -> bytes:
    for before, after in zip(old, new, strict=True):
        data = spliced(data, before, after)
    return data
