"""`/api/products.json` and `/api/products/<cooperative>.json`: what is for sale, for the cart and for anybody.

Language-neutral and for machines: plain decimals, ISO codes, addresses from the root, no invisible direction marks. A
cooperative's file also says how its orders are handed over; the whole catalogue does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sitegen.catalog.catalog import CooperativeItem, ProductItem
from sitegen.checkout.base import Recipe
from sitegen.checkout.bulk import bulk_recipes
from sitegen.checkout.choice import Sellable, shop_recipes
from sitegen.config import CheckoutSection
from sitegen.i18n.formats import machine_safe
from sitegen.models.base import Kind
from sitegen.models.money import Money
from sitegen.models.product import Product, ProductType, Variant
from sitegen.orders.prices import denomination_sku
from sitegen.plan.pictures import own_pictures
from sitegen.render.edition import Edition
from sitegen.render.parts.orders import line_codes
from sitegen.render.parts.prices import availability_of
from sitegen.render.parts.products import variant_title
from sitegen.values import LightValue, light_value

PRODUCTS_FILE = "api/products.json"
COOPERATIVES_FOLDER = "api/products"

Node = dict[str, Any]

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@light_value
class Offer(LightValue):
    """One thing that can be put into a cart: a product as it stands, one of its variants, or an amount of a voucher."""

    item: ProductItem
    sku: str
    prices: tuple[Money, ...]
    variant: Variant | None = None
    is_denomination: bool = False


def offers_of(item: ProductItem) -> Iterator[Offer]:
    """Yield everything that a product is sold as."""
    product = item.record
    if product.variants:
        for variant in product.variants:
            yield Offer(item, product.sku_of(item.slug, variant), variant.price or product.price or (), variant)
    elif product.denominations:
        for money in product.denominations:
            sku = denomination_sku(product.sku_of(item.slug), money)
            yield Offer(item, sku, (money,), is_denomination=True)
    else:
        prices = () if product.type is ProductType.QUOTE else product.price or ()
        yield Offer(item, product.sku_of(item.slug), prices)


def cooperative_file(editions: Mapping[str, Edition], maker: CooperativeItem, release: str) -> bytes:
    """Return the file of one cooperative, with the recipes of its hand-offs; `release` names the published prices."""
    first = next(iter(editions.values()))
    catalog, checkout = first.catalog, first.config.checkout
    offers = [
        offer
        for slug in catalog.products_in[Kind.COOPERATIVE, maker.slug]
        for offer in offers_of(catalog.products[slug])
    ]
    items = {offer.sku: item_node(editions, offer) for offer in offers}
    goods = [
        Sellable(offer.item.record, offer.variant, offer.sku, items[offer.sku]["titles"], offer.prices)
        for offer in offers
    ]
    recipes = shop_recipes(maker.record, checkout.default, checkout.allowed_hosts, goods)
    for sku, bulk in _bulk(maker, checkout, goods):
        items[sku]["bulk"] = [recipe.as_json() for recipe in bulk]
    for sku, own in recipes.own.items():
        items[sku]["checkouts"] = [recipe.as_json() for recipe in own]
    node = {
        "cooperative": maker.slug,
        "names": {code: str(edition.reader.title(maker)) for code, edition in editions.items()},
        "pages": {
            code: edition.plan.record_url(Kind.COOPERATIVE, maker.slug, code) for code, edition in editions.items()
        },
        "checkouts": [recipe.as_json() for recipe in recipes.shared],
        "generated": release,
        "items": items,
    }
    return document(node)


def _bulk(
    maker: CooperativeItem, checkout: CheckoutSection, goods: Iterable[Sellable]
) -> Iterator[tuple[str, tuple[Recipe, ...]]]:
    """Yield how the amounts of vouchers are asked for in number, by SKU."""
    for one in goods:
        if one.product.type is ProductType.VOUCHER:
            yield one.sku, bulk_recipes(one.product, maker.record, checkout.default, checkout.allowed_hosts, (one,))


def products_file(editions: Mapping[str, Edition]) -> bytes:
    """Return the file of the whole catalogue, by SKU, each item with its cooperative."""
    catalog = next(iter(editions.values())).catalog
    # Written one by one: together they would be several times as large as their file.
    pieces = {sku: piece for item in catalog.products.values() for sku, piece in _pieces(editions, item)}
    return b'{"items":{%b}}' % b",".join(pieces[sku] for sku in sorted(pieces))


def product_pieces(editions: Mapping[str, Edition], item: ProductItem) -> list[bytes]:
    """Return what the file of the whole catalogue says of one product, an item a piece."""
    return list(dict(_pieces(editions, item)).values())


def release_piece(release: str) -> bytes:
    """Return what the file of a cooperative says of the published prices."""
    return document({"generated": release})[1:-1]


def _pieces(editions: Mapping[str, Edition], item: ProductItem) -> Iterator[tuple[str, bytes]]:
    """Yield what the file of the whole catalogue says of each thing that a product is sold as, by SKU."""
    for offer in offers_of(item):
        node = {**item_node(editions, offer), "cooperative": item.record.cooperative}
        yield offer.sku, document({offer.sku: node})[1:-1]


def item_node(editions: Mapping[str, Edition], offer: Offer) -> Node:
    """Return what the cart needs to know of one offer."""
    product, item, variant = offer.item.record, offer.item, offer.variant
    asked = f"?variant={variant.id}" if variant else ""
    node: Node = {
        "product": item.slug,
        "variant": variant.id if variant else "",
        "titles": {code: _title(edition, offer) for code, edition in editions.items()},
        "urls": {
            code: edition.plan.record_url(Kind.PRODUCT, item.slug, code) + asked for code, edition in editions.items()
        },
        "price": _money(offer.prices[0]) if offer.prices else None,
        "prices": {money.currency: money.machine for money in offer.prices},
        "availability": availability_of(product, variant).code,
        "kind": product.type.value,
        "quantity": _quantity(product),
        "picture": _picture(next(iter(editions.values())), offer),
        "code": line_codes(next(iter(editions.values())), item).get(offer.sku, ""),
    }
    if product.type is ProductType.QUOTE:
        node["quote"] = _quote(product)
    return node


def document(node: Node | list[Any] | str) -> bytes:
    """Return a compact JSON document with sorted keys; a part of it reads the same within it."""
    return machine_safe(_ENCODER.encode(node)).encode()


def _title(edition: Edition, offer: Offer) -> str:
    title = str(edition.reader.title(offer.item))
    if offer.variant:
        return f"{title} – {variant_title(edition, offer.item, offer.variant)}"
    return f"{title} – {edition.money(offer.prices[0]).text}" if offer.is_denomination else title


def _money(money: Money) -> Node:
    return {"amount": money.machine, "currency": money.currency}


def _quantity(product: Product) -> Node:
    """Return the rule of quantities; a quote starts at its smallest order."""
    rule = product.quantity
    return {"min": max(rule.min, product.minimum or 1), "max": rule.max, "step": rule.step}


def _quote(product: Product) -> Node:
    price = product.main_price()
    return {
        "unit": product.unit.replace("m2", "m²"),
        "from": _money(price) if price else None,
        "lead_time": product.lead_time,
        "tiers": [[tier.from_quantity, _money(tier.price)] for tier in product.tiers],
    }


def _picture(edition: Edition, offer: Offer) -> str:
    """Return the address of a small picture, that of the variant where it has its own."""
    pictures = own_pictures(offer.item)
    wanted = offer.variant.picture if offer.variant else None
    chosen = next((picture for picture in pictures if picture.file == wanted), None)
    presets = [(chosen, "gallery")] if chosen else []
    for picture, preset in [*presets, *((picture, "card") for picture in pictures[:1])]:
        planned = edition.plan.pictures.get((picture.path, preset, picture.focus))
        small = planned.of_format("jpeg")[:1] if planned else ()
        if small:
            return f"/{small[0].path}"
    return ""
