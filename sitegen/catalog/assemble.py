"""From loaded records to the catalog: what is published today, in which order, related to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sitegen.catalog.catalog import Catalog, ProductItem
from sitegen.catalog.references import check_records, check_references
from sitegen.catalog.vouchers import check_vouchers
from sitegen.config import SiteConfig
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Kind, Record
from sitegen.models.product import Product, ProductType
from sitegen.models.taxonomy import Collection, Match
from sitegen.problems import Problem, warning

Traits = tuple[frozenset[tuple[str, str]], bool]

RELATED_WINDOW = 24
"""How many neighbours on the shelf are looked at for related products: enough to choose from, linear to compute."""


def assemble(
    loaded: Iterable[LoadedRecord[Record]],
    config: SiteConfig,
    today: date,
    *,
    drafts: bool,
    broken: frozenset[tuple[Kind, str]] = frozenset(),
) -> tuple[Catalog, list[Problem]]:
    """Return the catalog of what is published on `today`, and what is wrong between records.

    `broken` are records whose own files have problems: nobody is told that they are not there.
    """
    everything: dict[Kind, dict[str, LoadedRecord[Record]]] = {kind: {} for kind in Kind}
    for item in loaded:
        everything[item.kind][item.slug] = item
    problems = [*check_references(everything, broken), *check_records(everything, today)]
    shown = {kind: dict(_shown(table.values(), today, drafts)) for kind, table in everything.items()}
    problems += _drop_orphans(shown, everything)
    problems += check_vouchers(shown, everything)
    return _catalog(shown, config), problems


def _shown(
    items: Iterable[LoadedRecord[Record]], today: date, drafts: bool
) -> Iterator[tuple[str, LoadedRecord[Record]]]:
    for item in sorted(items, key=place_of):
        record = item.record
        if record.draft and not drafts:
            continue
        if isinstance(record, Product) and not _is_on_sale(record, today, drafts):
            continue
        yield item.slug, item


def place_of(item: LoadedRecord[Record]) -> tuple[int, str, str]:
    """Return what decides where a record stands among those of its kind."""
    return item.record.order, (item.record.title or item.slug).casefold(), item.slug


def _is_on_sale(product: Product, today: date, drafts: bool) -> bool:
    if product.expires and product.expires < today:
        return False
    return drafts or product.published is None or product.published <= today


def _drop_orphans(
    shown: dict[Kind, dict[str, LoadedRecord[Record]]], everything: Mapping[Kind, Mapping[str, LoadedRecord[Record]]]
) -> Iterator[Problem]:
    """Take out products whose cooperative or region is not published, because no page could name their maker."""
    for slug, item in list(shown[Kind.COOPERATIVE].items()):
        if getattr(item.record, "region", "") not in shown[Kind.REGION]:
            del shown[Kind.COOPERATIVE][slug]
    for slug, item in list(shown[Kind.PRODUCT].items()):
        assert isinstance(item.record, Product)
        maker = item.record.cooperative
        if maker in shown[Kind.COOPERATIVE]:
            continue
        del shown[Kind.PRODUCT][slug]
        if maker in everything[Kind.COOPERATIVE]:
            line = item.source.line_of("cooperative")
            yield warning("product.orphan", item.source.path, line, "cooperative", cooperative=maker)


def _catalog(shown: Mapping[Kind, Mapping[str, Any]], config: SiteConfig) -> Catalog:
    products: dict[str, ProductItem] = dict(shown[Kind.PRODUCT])
    regions = {slug: item.record.region for slug, item in shown[Kind.COOPERATIVE].items()}
    products_in = _products_in(products, shown, regions)
    cooperatives_in = {
        (Kind.REGION, region): tuple(slug for slug, own in regions.items() if own == region)
        for region in shown[Kind.REGION]
    }
    cooperatives_in |= {
        (Kind.LABEL, label): tuple(
            slug for slug, item in shown[Kind.COOPERATIVE].items()
            if any(proof.label == label for proof in item.record.labels)
        )
        for label in shown[Kind.LABEL]
    }  # fmt: skip
    return Catalog(
        products=products,
        cooperatives=shown[Kind.COOPERATIVE],
        categories=shown[Kind.CATEGORY],
        regions=shown[Kind.REGION],
        labels=shown[Kind.LABEL],
        collections=shown[Kind.COLLECTION],
        pages=shown[Kind.PAGE],
        products_in=products_in,
        cooperatives_in=cooperatives_in,
        related=dict(_related(products, products_in, config.listing.related)),
        vouchers=tuple(slug for slug, item in products.items() if item.record.type is ProductType.VOUCHER),
        featured={
            kind: tuple(slug for slug, item in shown[kind].items() if item.record.featured)
            for kind in (Kind.PRODUCT, Kind.COOPERATIVE)
        },
    )


def _products_in(
    products: Mapping[str, ProductItem], shown: Mapping[Kind, Mapping[str, Any]], regions: Mapping[str, str]
) -> dict[tuple[Kind, str], tuple[str, ...]]:
    found: dict[tuple[Kind, str], list[str]] = {
        (kind, slug): []
        for kind in (Kind.COOPERATIVE, Kind.CATEGORY, Kind.REGION, Kind.LABEL, Kind.COLLECTION)
        for slug in shown[kind]
    }
    parents = {slug: item.record.parent for slug, item in shown[Kind.CATEGORY].items()}
    for slug, item in products.items():
        record = item.record
        keys = {(Kind.COOPERATIVE, record.cooperative), (Kind.REGION, regions[record.cooperative])}
        keys |= {(Kind.CATEGORY, name) for name in _with_ancestors(record.categories, parents)}
        keys |= {(Kind.LABEL, name) for name in record.labels}
        for key in keys & found.keys():
            found[key].append(slug)
    for slug, item in shown[Kind.COLLECTION].items():
        found[Kind.COLLECTION, slug] = list(_collected(item.record, products, regions))
    return {key: tuple(slugs) for key, slugs in found.items()}


def _with_ancestors(categories: Iterable[str], parents: Mapping[str, str | None]) -> set[str]:
    found: set[str] = set()
    for category in categories:
        name: str | None = category
        while name and name not in found:
            found.add(name)
            name = parents.get(name)
    return found


def _collected(
    collection: Collection, products: Mapping[str, ProductItem], regions: Mapping[str, str]
) -> Iterator[str]:
    named = [slug for slug in collection.products if slug in products]
    yield from named
    if collection.match is None:
        return
    for slug, item in products.items():
        if slug not in named and matches(collection.match, item.record, regions):
            yield slug


def matches(match: Match, product: Product, regions: Mapping[str, str]) -> bool:
    """Return whether a collection takes a product; `regions` has those of the cooperatives."""
    wanted = (
        (match.tags, product.tags),
        (match.categories, product.categories),
        (match.regions, (regions[product.cooperative],)),
        (match.cooperatives, (product.cooperative,)),
        (match.labels, product.labels),
    )
    if any(choices and not set(choices) & set(own) for choices, own in wanted):
        return False
    if match.type and product.type is not match.type:
        return False
    if match.availability and product.availability is not match.availability:
        return False
    return match.price_max is None or _costs_at_most(match, product)


def _costs_at_most(match: Match, product: Product) -> bool:
    assert match.price_max is not None
    prices = [product.main_price(variant) for variant in product.variants] or [product.main_price()]
    limit = match.price_max
    return any(price and price.currency == limit.currency and price.amount <= limit.amount for price in prices)


def _related(
    products: Mapping[str, ProductItem], products_in: Mapping[tuple[Kind, str], tuple[str, ...]], count: int
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what goes well with each product; shelves are gone through once, not once a product."""
    shelf_of = {slug: item.record.categories[0] for slug, item in products.items()}
    places = {
        slug: place
        for category in set(shelf_of.values())
        for place, slug in enumerate(products_in.get((Kind.CATEGORY, category), ()))
        if shelf_of[slug] == category
    }
    traits = {slug: _traits(item.record) for slug, item in products.items()}
    for slug, item in products.items():
        shelf = products_in.get((Kind.CATEGORY, shelf_of[slug]), ())
        yield slug, related_to(item, products, neighbours(shelf, places.get(slug, -1)), count, traits)


def neighbours(shelf: Sequence[str], place: int) -> tuple[str, ...]:
    """Return what stands behind a place on a shelf; behind its end stands its beginning."""
    behind = shelf[place + 1 : place + 1 + RELATED_WINDOW]
    return (*behind, *shelf[: min(place + 1, RELATED_WINDOW - len(behind))])


def related_to(
    item: ProductItem,
    products: Mapping[str, ProductItem],
    around: Iterable[str],
    count: int,
    traits: Mapping[str, Traits] | None = None,
) -> tuple[str, ...]:
    """Return what goes well with a product: what its maker says, then its likest neighbours on the shelf.

    `traits` are those of all products, where somebody has them.
    """
    named = [slug for slug in item.record.related if slug in products and slug != item.slug]
    others = [slug for slug in around if slug != item.slug and slug not in named]
    own, _ = _traits(item.record)

    def unlikeness(slug: str) -> int:
        other, can_be_ordered = traits[slug] if traits else _traits(products[slug].record)
        return -len(own & other) - can_be_ordered

    others.sort(key=unlikeness)
    return tuple([*named, *others][:count])


def _traits(product: Product) -> Traits:
    """Return what products may have in common, and whether it can be ordered; a category counts twice."""
    whats = (("tag", product.tags), ("label", product.labels), ("in", product.categories), ("of", product.categories))
    common = frozenset((what, name) for what, names in whats for name in names)
    return common, product.availability.can_be_ordered
