"""The catalog: what is in the shop, frozen and queryable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from sitegen.load.content import LoadedRecord
from sitegen.models.base import Kind, Record
from sitegen.models.cooperative import Cooperative
from sitegen.models.page import Page
from sitegen.models.product import Product
from sitegen.models.taxonomy import Category, Collection, Label, Region
from sitegen.values import LightValue, light_value

ProductItem: TypeAlias = LoadedRecord[Product]
CooperativeItem: TypeAlias = LoadedRecord[Cooperative]


@light_value
class Catalog(LightValue):
    """Everything that is published, by slug, in the order in which it is shown.

    `products_in` lists the slugs of products of every term and cooperative: `(Kind.CATEGORY, "huiles")` → slugs;
    `vouchers` those of the products that are vouchers, `featured` those of what is to be on the front page.
    """

    products: Mapping[str, ProductItem]
    cooperatives: Mapping[str, CooperativeItem]
    categories: Mapping[str, LoadedRecord[Category]]
    regions: Mapping[str, LoadedRecord[Region]]
    labels: Mapping[str, LoadedRecord[Label]]
    collections: Mapping[str, LoadedRecord[Collection]]
    pages: Mapping[str, LoadedRecord[Page]]
    products_in: Mapping[tuple[Kind, str], tuple[str, ...]]
    cooperatives_in: Mapping[tuple[Kind, str], tuple[str, ...]]
    related: Mapping[str, tuple[str, ...]]
    vouchers: tuple[str, ...]
    featured: Mapping[Kind, tuple[str, ...]]

    def of_kind(self, kind: Kind) -> Mapping[str, LoadedRecord[Record]]:
        """Return all records of one kind."""
        tables: dict[Kind, Mapping[str, LoadedRecord[Record]]] = {
            Kind.PRODUCT: self.products,
            Kind.COOPERATIVE: self.cooperatives,
            Kind.CATEGORY: self.categories,
            Kind.REGION: self.regions,
            Kind.LABEL: self.labels,
            Kind.COLLECTION: self.collections,
            Kind.PAGE: self.pages,
        }
        return tables[kind]

    def vouchers_accepted(self, cooperative: str) -> tuple[str, ...]:
        """Return the slugs of the vouchers that a cooperative accepts."""
        return tuple(
            slug for slug in self.vouchers if cooperative in (self.products[slug].record.accepted_by or (cooperative,))
        )

    def region_of(self, product: ProductItem) -> str:
        """Return the slug of the region that a product comes from."""
        return self.cooperatives[product.record.cooperative].record.region

    def ancestors(self, category: str) -> tuple[str, ...]:
        """Return the categories above one, from the top; none above one that is not published."""
        if category not in self.categories:
            return ()
        above: list[str] = []
        parent = self.categories[category].record.parent
        while parent and parent in self.categories and parent not in above:
            above.insert(0, parent)
            parent = self.categories[parent].record.parent
        return tuple(above)

    def children(self, category: str) -> tuple[str, ...]:
        """Return the categories right below one."""
        return tuple(slug for slug, item in self.categories.items() if item.record.parent == category)
