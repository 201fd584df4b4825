"""Which records a page chooses to show: asked by the page itself and by its key."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sitegen.catalog.catalog import Catalog, ProductItem
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Kind, Record
from sitegen.models.money import Money
from sitegen.models.product import Product
from sitegen.plan.pictures import own_pictures

HOME_PRODUCTS = 8
"""Products on the front page when none is featured."""

MORE_OF_COOPERATIVE = 4


def home_products(catalog: Catalog) -> tuple[str, ...]:
    """Return the products on the front page."""
    return catalog.featured[Kind.PRODUCT] or tuple(catalog.products)[:HOME_PRODUCTS]


def home_cooperatives(catalog: Catalog) -> tuple[str, ...]:
    """Return the cooperatives on the front page."""
    return catalog.featured[Kind.COOPERATIVE] or tuple(catalog.cooperatives)


def hero_item(catalog: Catalog, wanted: str) -> LoadedRecord[Record] | None:
    """Return whose picture opens the front page: `wanted` (`cooperatives/slug`), or a cooperative that has one."""
    kind, _, slug = wanted.partition("/")
    if kind in [known.value for known in Kind] and slug in catalog.of_kind(Kind(kind)):
        return catalog.of_kind(Kind(kind))[slug]
    makers = sorted(catalog.cooperatives.values(), key=lambda item: not item.record.featured)
    return next((item for item in makers if own_pictures(item)), None)


def currencies_of(catalog: Catalog) -> tuple[str, ...]:
    """Return every currency that a product, a variant, a denomination or a tier is priced in, sorted."""
    found: set[str] = set()
    for item in catalog.products.values():
        found |= currencies_in(item.record)
    return tuple(sorted(found))


def currencies_in(product: Product) -> set[str]:
    """Return every currency that one product is priced in."""
    return {money.currency for money in _amounts(product)}


def _amounts(product: Product) -> Iterator[Money]:
    yield from product.price or ()
    yield from product.denominations
    yield from (tier.price for tier in product.tiers)
    for variant in product.variants:
        yield from variant.price or ()


def more_of_cooperative(catalog: Catalog, item: ProductItem) -> tuple[str, ...]:
    """Return other products of the same cooperative, beside those that are shown as related."""
    siblings = catalog.products_in[Kind.COOPERATIVE, item.record.cooperative]
    shown = (item.slug, *catalog.related[item.slug])
    return tuple(islice((slug for slug in siblings if slug not in shown), MORE_OF_COOPERATIVE))
