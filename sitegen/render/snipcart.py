"""`/api/snipcart/<slug>.json`: what Snipcart reads before it takes the money for a product, whatever the language.

A file has every form of a product that Snipcart serves, with the price that its button has.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.catalog.catalog import Catalog, CooperativeItem, ProductItem
from sitegen.checkout.base import OrderLine
from sitegen.checkout.choice import choose_checkout
from sitegen.checkout.snipcart import PROVIDER, Entry, entries_json, entry_of, entry_url
from sitegen.config import SiteConfig
from sitegen.models.money import Money
from sitegen.models.product import ProductType, Variant
from sitegen.orders.prices import denomination_sku
from sitegen.render.parts.orders import grams_of


def served_products(catalog: Catalog, config: SiteConfig) -> Iterator[ProductItem]:
    """Yield the products that Snipcart serves, in the order of the catalog."""
    for item in catalog.products.values():
        maker = catalog.cooperatives[item.record.cooperative]
        if any(_is_served(item, maker, config, variant) for variant in item.record.variants or (None,)):
            yield item


def snipcart_file(catalog: Catalog, config: SiteConfig, item: ProductItem) -> bytes:
    """Return the file of one product."""
    return entries_json(tuple(_entries(catalog, config, item)))


def snipcart_path(slug: str) -> str:
    """Return where the file of a product lies below the output folder."""
    return entry_url(slug).lstrip("/")


def snipcart_files(catalog: Catalog, config: SiteConfig) -> dict[str, bytes]:
    """Return every file by its path; none when no product is served."""
    return {snipcart_path(item.slug): snipcart_file(catalog, config, item) for item in served_products(catalog, config)}


def _entries(catalog: Catalog, config: SiteConfig, item: ProductItem) -> Iterator[Entry]:
    maker = catalog.cooperatives[item.record.cooperative]
    for variant in item.record.variants or (None,):
        if _is_served(item, maker, config, variant):
            for sku, prices in _forms(item, variant):
                grams = grams_of((variant.weight if variant else None) or item.record.weight)
                line = OrderLine(sku, "", 1, None, "", "", prices, product=item.slug, grams=grams)
                entry = entry_of(line)
                if entry:
                    yield entry


def _forms(item: ProductItem, variant: Variant | None) -> Iterator[tuple[str, tuple[Money, ...]]]:
    """Yield the SKU and the prices of a product, a variant, or each amount of a voucher."""
    product = item.record
    if product.denominations:
        own = product.sku_of(item.slug)
        yield from ((denomination_sku(own, money), (money,)) for money in product.denominations)
    else:
        yield product.sku_of(item.slug, variant), (variant.price if variant else None) or product.price or ()


def _is_served(item: ProductItem, maker: CooperativeItem, config: SiteConfig, variant: Variant | None) -> bool:
    choice = choose_checkout(item.record, variant, maker.record, config.checkout.default)
    is_sold = ((variant.availability if variant else None) or item.record.availability).can_be_ordered
    is_priced = item.record.type is not ProductType.QUOTE
    return is_sold and is_priced and any(spec.provider == PROVIDER.name for spec in choice.specs)
