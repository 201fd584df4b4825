"""Files for machines, each with the key of what it is made from: the cart's, the lists', anybody's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that is no page: its path below the output folder, what it is made from as one digest, and its maker."""

    path: str
    key: str
    make: Callable[[], bytes]


def data_files(editions: Mapping[str, Edition], maker: KeyMaker) -> Iterator[DataFile]:
    """Yield every file for machines; nothing is made until it is asked for."""
    first = next(iter(editions.values()))
    catalog, settings = first.catalog, first.config.model_dump_json() + secrets_digest()
    products = ((slug, item.record) for slug, item in catalog.products.items())
    prices = prices_of(products, first.config.site.base_url)
    release = prices.release
    for slug, item in catalog.cooperatives.items():
        own = (maker.card(product) for product in catalog.products_in[Kind.COOPERATIVE, slug])
        key = digest_parts("cooperative", settings, release, item.digest, maker.face(Kind.COOPERATIVE, slug), *own)
        yield DataFile(f"{COOPERATIVES_FOLDER}/{slug}.json", key, partial(cooperative_file, editions, item, release))
    cards = tuple(maker.card(slug) for slug in catalog.products)
    yield DataFile(PRODUCTS_FILE, digest_parts("products", settings, *cards), partial(products_file, editions))
    terms = tuple(_terms(catalog, maker))
    for code, edition in editions.items():
        key = digest_parts("catalog", code, settings, *cards, *terms)
        yield DataFile(f"{CATALOG_FOLDER}/{code}.json", key, partial(catalog_file, edition))
    for product in served_products(catalog, first.config):
        cooperative = catalog.cooperatives[product.record.cooperative]
        key = digest_parts("snipcart", settings, product.digest, cooperative.digest)
        yield DataFile(snipcart_path(product.slug), key, partial(snipcart_file, catalog, first.config, product))
    yield from _price_files(first.config, prices)


def _price_files(config: SiteConfig, prices: Prices) -> Iterator[DataFile]:
    """Yield what everything costs, signed where a key is there: as the newest release, and under its own name."""
    signer = signer_from(os.environ, config.checkout.signing_public_key)
    key = digest_parts("prices", prices.release, signer.public_key if signer else "")
    file = replace(prices, lines={})  # they stand in its content, and there are many
    for path in (PRICES_PATH, release_path(prices.short)):
        yield DataFile(path, key, partial(prices_file, file, signer))


def _terms(catalog: Catalog, maker: KeyMaker) -> Iterator[str]:
    """Yield how the terms and cooperatives are called, and what they list."""
    for slug, item in catalog.cooperatives.items():
        yield f"{maker.face(Kind.COOPERATIVE, slug)} {item.record.region}"
    for kind in TERM_KINDS:
        for slug in catalog.of_kind(kind):
            yield f"{kind.value}/{slug} {maker.face(kind, slug)} {' '.join(catalog.products_in[kind, slug])}"
