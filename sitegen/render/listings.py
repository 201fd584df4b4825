"""`/api/catalog/<language>.json`: every product in short, so that the browser can filter and sort whole lists.

Rows instead of objects, and numbers instead of names: 1,000 products weigh some 30 kB once compressed, and are loaded
when a buyer first opens the filters. The columns of a row are named by `ROW`, which `listing.js` repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from json import JSONDecoder
from typing import Any

from sitegen.catalog.catalog import Catalog, CooperativeItem, ProductItem
from sitegen.i18n.formats import machine_safe
from sitegen.models.base import Kind, RecordText
from sitegen.models.product import ProductText
from sitegen.plan.pictures import own_pictures
from sitegen.plan.urls import TERM_KINDS
from sitegen.render.api import document
from sitegen.render.edition import Edition
from sitegen.render.order_pages import money_formats
from sitegen.render.parts.labels import badge, product_labels
from sitegen.render.parts.prices import availability_of, product_price
from sitegen.render.shown import currencies_of
from sitegen.values import LightValue, light_value

CATALOG_FOLDER = "api/catalog"

ROW = (
    "url", "title", "language", "type", "price", "currency", "from", "former", "availability", "cooperative", "labels",
    "materials", "pictures",
)  # fmt: skip
"""The columns of a product. Addresses come without what they share; cooperatives, labels and materials are places in
their tables; `language` is that of a title which fell back, else empty; pictures are addresses by format."""

_WIDTH = 400
"""Pixels of the rendition that a filtered list shows."""


def catalog_file(edition: Edition) -> bytes:
    """Return the products of one language, in the order of the lists."""
    catalog = edition.catalog
    products = catalog.products.values()
    place = _places(catalog.products)
    words = {item.slug: _materials(edition, item) for item in products}
    materials = sorted({word for own in words.values() for word in own})
    regions = _places(catalog.regions)
    places = _all_places(catalog, materials)
    head = document({
        "columns": ROW,
        "cooperatives": [_cooperative(edition, item, regions) for item in catalog.cooperatives.values()],
        "currency": edition.config.site.currency,
        "labels": [
            [slug, str(edition.reader.title(item)), badge(edition, item)] for slug, item in catalog.labels.items()
        ],
        "language": edition.code,
        "lists": {
            f"{kind.value}/{slug}": [place[product] for product in catalog.products_in[kind, slug]]
            for kind in TERM_KINDS for slug in catalog.of_kind(kind)
        },
        "materials": materials,
        "money": money_formats(edition, currencies_of(catalog)),
        "regions": [[slug, str(edition.reader.title(item))] for slug, item in catalog.regions.items()],
    })  # fmt: skip
    # The rows come last; written one by one, they are never held as the many values that they are.
    rows = (document(_row(edition, item, words[item.slug], places)) for item in products)
    return b'%b,"rows":[%b]}' % (head[:-1], b",".join(rows))


def row_pieces(edition: Edition, data: bytes, items: Iterable[ProductItem]) -> list[bytes]:
    """Return what a file of the catalogue says of each of some products.

    Raises ValueError where it lacks one of their materials or cooperatives.
    """
    _, _, rest = data.decode().partition('"materials":')
    materials, _ = JSONDecoder().raw_decode(rest)
    places = _all_places(edition.catalog, materials)
    try:
        return [document(_row(edition, item, _materials(edition, item), places)) for item in items]
    except KeyError as stranger:
        raise ValueError(f"the file of the catalogue has no {stranger}") from stranger


def cooperative_pieces(edition: Edition, items: Iterable[CooperativeItem]) -> list[bytes]:
    """Return what a file of the catalogue says of each of some cooperatives."""
    regions = _places(edition.catalog.regions)
    return [document(_cooperative(edition, item, regions)) for item in items]


@light_value
class Places(LightValue):
    """Where the cooperatives, labels and materials stand in their tables."""

    cooperatives: Mapping[str, int]
    labels: Mapping[str, int]
    materials: Mapping[str, int]


def _places(names: Iterable[str]) -> dict[str, int]:
    return {name: index for index, name in enumerate(names)}


def _all_places(catalog: Catalog, materials: Iterable[str]) -> Places:
    return Places(_places(catalog.cooperatives), _places(catalog.labels), _places(materials))


def _cooperative(edition: Edition, item: CooperativeItem, regions: Mapping[str, int]) -> list[Any]:
    return [item.slug, str(edition.reader.title(item)), regions[item.record.region]]


def _row(edition: Edition, item: ProductItem, materials: Iterable[str], places: Places) -> list[Any]:
    product = item.record
    title = edition.reader.title(item)
    price = product_price(edition, product)
    proven = {str(view.url) for view in product_labels(edition, product)}
    return [
        edition.plan.record_url(Kind.PRODUCT, item.slug, edition.code),
        str(title),
        title.language if title.fallen_back else "",
        product.type.value,
        price.amount.amount if price else "",
        price.amount.currency if price else "",
        int(price.is_from) if price else 0,
        price.compare_at.amount if price and price.compare_at else "",
        availability_of(product).code,
        places.cooperatives[product.cooperative],
        [places.labels[slug] for slug in product.labels
         if slug in places.labels and edition.plan.record_url(Kind.LABEL, slug, edition.code) in proven],
        [places.materials[word] for word in materials],
        list(_pictures(edition, item)),
    ]  # fmt: skip


def _materials(edition: Edition, item: ProductItem) -> tuple[str, ...]:
    """Return what a product is made of, in the reader's words, as the file of the catalogue says them."""

    def find(words: RecordText) -> str | None:
        return "\n".join(words.materials) if isinstance(words, ProductText) else None

    words = machine_safe(str(edition.reader.phrase(item, find)))
    return tuple(dict.fromkeys(filter(None, words.split("\n"))))


def _pictures(edition: Edition, item: ProductItem) -> Iterator[str]:
    """Yield the addresses of the main picture, the best format first, JPEG last."""
    first = next(iter(own_pictures(item)), None)
    planned = edition.plan.pictures.get((first.path, "card", first.focus)) if first else None
    if planned is None:
        return
    for name in dict.fromkeys(rendition.format for rendition in planned.renditions):
        sizes = planned.of_format(name)
        chosen = next((size for size in sizes if size.width >= _WIDTH), sizes[-1])
        yield f"/{chosen.path}"
