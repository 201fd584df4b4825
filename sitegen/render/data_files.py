"""Files for machines, each with the key of what it is made from: the cart's, the lists', anybody's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from sitegen.catalog.catalog import Catalog
from sitegen.checkout.secrets import secrets_digest
from sitegen.config import SiteConfig
from sitegen.digests import digest_parts
from sitegen.models.base import Kind
from sitegen.orders.prices import PRICES_PATH, Prices, prices_file, prices_of, release_path
from sitegen.orders.signing import signer_from
from sitegen.plan.urls import TERM_KINDS
from sitegen.render.api import COOPERATIVES_FOLDER, PRODUCTS_FILE, cooperative_file, products_file
from sitegen.render.edition import Edition
from sitegen.render.keys import KeyMaker
from sitegen.render.listings import CATALOG_FOLDER, catalog_file
from sitegen.render.snipcart import served_products, snipcart_file, snipcart_path
from sitegen.values import LightValue, light_value


@light_value
class DataFile(LightValue):
    """A file that is no page: its path below the output folder, what it is made from as one digest, and its maker."""

    path: str
    key: str
    make: Callable[[], bytes]


@light_value
class Makings(LightValue):
    """What the files for machines are made from, beside the published prices, as digests.

    `cards` are those of the products, `names` those of the cooperatives as lists name them, `stocks` what each
    cooperative's own file is made from, by slug; `terms` are how the other lists are called, and what they list.
    """

    settings: str
    cards: Mapping[str, str]
    names: Mapping[str, str]
    stocks: Mapping[str, str]
    terms: tuple[str, ...]

    def cooperative_key(self, slug: str, release: str) -> str:
        """Return the key of the file of one cooperative."""
        return digest_parts("cooperative", self.settings, release, self.stocks[slug])

    def products_key(self) -> str:
        """Return the key of the file of the whole catalogue."""
        return digest_parts("products", self.settings, *self.cards.values())

    def catalog_key(self, language: str) -> str:
        """Return the key of the short form of the catalogue in one language."""
        return digest_parts("catalog", language, self.settings, *self.cards.values(), *self.names.values(), *self.terms)


def makings_of(catalog: Catalog, config: SiteConfig, maker: KeyMaker) -> Makings:
    """Return what the files for machines are made from."""
    return Makings(
        settings=config.model_dump_json() + secrets_digest(),
        cards={slug: maker.card(slug) for slug in catalog.products},
        names={slug: _name(catalog, maker, slug) for slug in catalog.cooperatives},
        stocks={slug: _stock(catalog, maker, slug) for slug in catalog.cooperatives},
        terms=tuple(_terms(catalog, maker)),
    )


@light_value
class Edits(LightValue):
    """What was edited, by slug: `shown` are the products whose cards are others, `stocks` who offers an edited one."""

    products: tuple[str, ...]
    cooperatives: tuple[str, ...]
    shown: tuple[str, ...]
    stocks: tuple[str, ...]


def edits_of(catalog: Catalog, edited: Iterable[tuple[Kind, str]]) -> Edits:
    """Return what it comes to when some products and cooperatives were edited."""
    listed = sorted(edited)
    products = tuple(slug for kind, slug in listed if kind is Kind.PRODUCT)
    makers = tuple(slug for kind, slug in listed if kind is Kind.COOPERATIVE)
    own = (slug for maker in makers for slug in catalog.products_in[Kind.COOPERATIVE, maker])
    stocks = (catalog.products[slug].record.cooperative for slug in products)
    return Edits(products, makers, tuple(dict.fromkeys((*products, *own))), tuple(dict.fromkeys((*makers, *stocks))))


def makings_after(before: Makings, catalog: Catalog, maker: KeyMaker, edits: Edits) -> Makings:
    """Return the makings after some edits, by which nothing came, went or changed its place."""
    cards = {slug: maker.card(slug) for slug in edits.shown}
    names = {slug: _name(catalog, maker, slug) for slug in edits.cooperatives}
    stocks = {slug: _stock(catalog, maker, slug) for slug in edits.stocks}
    return replace(
        before, cards={**before.cards, **cards}, names={**before.names, **names}, stocks={**before.stocks, **stocks}
    )


def data_files(editions: Mapping[str, Edition], makings: Makings) -> Iterator[DataFile]:
    """Yield every file for machines; nothing is made until it is asked for."""
    first = next(iter(editions.values()))
    catalog, config = first.catalog, first.config
    products = ((slug, item.record) for slug, item in catalog.products.items())
    prices = prices_of(products, config.site.base_url)
    _keep_codes(first, prices)
    for slug in catalog.cooperatives:
        yield file_of_cooperative(editions, makings, slug, prices.release)
    yield DataFile(PRODUCTS_FILE, makings.products_key(), partial(products_file, editions))
    for code, edition in editions.items():
        yield DataFile(catalog_path(code), makings.catalog_key(code), partial(catalog_file, edition))
    for product in served_products(catalog, config):
        cooperative = catalog.cooperatives[product.record.cooperative]
        key = digest_parts("snipcart", makings.settings, product.digest, cooperative.digest)
        yield DataFile(snipcart_path(product.slug), key, partial(snipcart_file, catalog, config, product))
    yield from price_files(config, prices)


def file_of_cooperative(editions: Mapping[str, Edition], makings: Makings, slug: str, release: str) -> DataFile:
    """Return the file of one cooperative."""
    item = next(iter(editions.values())).catalog.cooperatives[slug]
    make = partial(cooperative_file, editions, item, release)
    return DataFile(cooperative_path(slug), makings.cooperative_key(slug, release), make)


def cooperative_path(slug: str) -> str:
    """Return where the file of a cooperative lies below the output folder."""
    return f"{COOPERATIVES_FOLDER}/{slug}.json"


def catalog_path(language: str) -> str:
    """Return where the short form of the catalogue lies in one language."""
    return f"{CATALOG_FOLDER}/{language}.json"


def price_files(config: SiteConfig, prices: Prices) -> Iterator[DataFile]:
    """Yield what everything costs, signed where a key is there: as the newest release, and under its own name."""
    signer = signer_from(os.environ, config.checkout.signing_public_key)
    key = digest_parts("prices", prices.release, signer.public_key if signer else "")
    file = replace(prices, lines={})  # they stand in its content, and there are many
    for path in (PRICES_PATH, release_path(prices.short)):
        yield DataFile(path, key, partial(prices_file, file, signer))


def _keep_codes(edition: Edition, prices: Prices) -> None:
    """Keep the digests of all published lines, which pages and files ask for."""
    codes: dict[str, dict[str, str]] = {}
    for line in prices.lines.values():
        codes.setdefault(line.product, {})[line.sku] = prices.digests[line.sku]
    for slug, own in codes.items():
        edition.codes.keep((slug, edition.catalog.products[slug].digest), own)


def _stock(catalog: Catalog, maker: KeyMaker, slug: str) -> str:
    own = (maker.card(product) for product in catalog.products_in[Kind.COOPERATIVE, slug])
    return digest_parts(maker.face(Kind.COOPERATIVE, slug), *own)


def _name(catalog: Catalog, maker: KeyMaker, slug: str) -> str:
    return f"{maker.face(Kind.COOPERATIVE, slug)} {catalog.cooperatives[slug].record.region}"


def _terms(catalog: Catalog, maker: KeyMaker) -> Iterator[str]:
    """Yield how the terms are called, and what they list."""
    for kind in TERM_KINDS:
        for slug in catalog.of_kind(kind):
            yield f"{kind.value}/{slug} {maker.face(kind, slug)} {' '.join(catalog.products_in[kind, slug])}"
