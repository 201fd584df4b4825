"""Steady edits: what a record may say otherwise while all else stays where it is.

A price, a name or a sentence is shown in many places and moves nothing: no page comes or goes, no list has another
order, no picture another name, no problem another line. What may change is listed field by field. Whatever the plan
reads of these fields all the same is worked out for the record as it was and as it is, and has to be equal; a test
notes what planning reads, so that nothing is forgotten here. All other fields have to be equal themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sitegen.catalog.assemble import RELATED_WINDOW, matches, neighbours, place_of, related_to
from sitegen.catalog.catalog import Catalog
from sitegen.catalog.references import untold
from sitegen.checkout.choice import account_of
from sitegen.config import SiteConfig
from sitegen.load.content import LoadedRecord, Text
from sitegen.load.parsed import Location
from sitegen.models.base import Kind, Record, RecordText
from sitegen.models.cooperative import Cooperative
from sitegen.models.product import Product, ProductType
from sitegen.plan.checkouts import check_product
from sitegen.plan.pages import links_from_root
from sitegen.problems import Problem
from sitegen.render.shown import currencies_in
from sitegen.values import LightValue, light_value

Item = LoadedRecord[Any]

MAY_CHANGE = {
    Kind.PRODUCT: frozenset({
        "title", "summary", "price", "compare_at", "unit_price", "net", "gtin", "availability", "lead_time", "quantity",
        "variants", "dimensions", "weight", "care", "ingredients", "origin", "terms", "minimum", "tiers",
    }),
    Kind.COOPERATIVE: frozenset({
        "title", "summary", "commune", "legal_name", "founded", "members", "women", "registrations", "contact",
        "shipping", "returns", "social",
    }),
}  # fmt: skip
"""The fields that may change, by the kind of record; other kinds stand in menus, and vouchers on pages of their own."""


@light_value
class Steadiness(LightValue):
    """Decides whether edits are steady.

    `before` and `after` are the whole catalog, as it was and as it is; `told` are the files that have problems, whose
    lines must not move.
    """

    before: Catalog
    after: Catalog
    config: SiteConfig
    told: frozenset[str]

    def keeps(self, kind: Kind, slug: str) -> bool:
        """Return whether everything but what a record shows is as it was; the record is published."""
        old: Item = self.before.of_kind(kind)[slug]
        new: Item = self.after.of_kind(kind)[slug]
        if kind not in MAY_CHANGE or _rest(old) != _rest(new):
            return False
        if not self._keeps_lines(old, new) or not self._stays_in_place(old, new):
            return False
        if isinstance(new.record, Product):
            return self._keeps_product(slug)
        return isinstance(new.record, Cooperative) and account_of(old.record) == account_of(new.record)

    def _keeps_lines(self, old: Item, new: Item) -> bool:
        """Return whether problems of what may not change are told of the lines that they were told of."""
        told = [code for code, text in new.texts.items() if text.path in self.told]
        return all(_lines(old.kind, old.texts[code]) == _lines(new.kind, new.texts[code]) for code in told)

    def _stays_in_place(self, old: Item, new: Item) -> bool:
        if place_of(old) == place_of(new):
            return True
        table = self.after.of_kind(new.kind)
        order = tuple(table)
        at = order.index(new.slug)
        around = [table[slug] for slug in (*order[max(at - 1, 0) : at], new.slug, *order[at + 1 : at + 2])]
        places = [place_of(item) for item in around]
        return places == sorted(places)

    def _keeps_product(self, slug: str) -> bool:
        old, new = self.before.products[slug], self.after.products[slug]
        if new.record.type is ProductType.VOUCHER or currencies_in(old.record) != currencies_in(new.record):
            return False
        if _variants(old.record) != _variants(new.record) or self._collected(old.record) != self._collected(new.record):
            return False
        return self._problems(self.before, slug) == self._problems(self.after, slug) and self._keeps_likeness(
            old.record, new
        )

    def _problems(self, catalog: Catalog, slug: str) -> set[Problem]:
        """Return the problems that may come of what may change."""
        item = catalog.products[slug]
        maker = catalog.cooperatives[item.record.cooperative]
        return {*untold(item), *check_product(item, maker, self.config)}

    def _collected(self, product: Product) -> list[str]:
        """Return the collections whose rules take a product."""
        maker = product.cooperative
        regions = {maker: self.after.cooperatives[maker].record.region}
        rules = ((slug, item.record.match) for slug, item in self.after.collections.items())
        return [slug for slug, match in rules if match and matches(match, product, regions)]

    def _keeps_likeness(self, old: Product, new: LoadedRecord[Product]) -> bool:
        """Return whether a product is related to the same ones as before: one that can be ordered is liked better."""
        if old.availability.can_be_ordered == new.record.availability.can_be_ordered:
            return True
        related = self.after.related
        return all(self._related(slug) == related[slug] for slug in self._neighbours(new))

    def _related(self, slug: str) -> tuple[str, ...]:
        """Return what a product is related to now."""
        products = self.after.products
        shelf = self.after.products_in.get((Kind.CATEGORY, products[slug].record.categories[0]), ())
        place = shelf.index(slug) if slug in shelf else -1
        return related_to(products[slug], products, neighbours(shelf, place), self.config.listing.related)

    def _neighbours(self, item: LoadedRecord[Product]) -> Iterator[str]:
        """Yield the products whose windows on their shelves may have one."""
        for category in self.after.categories:
            shelf = self.after.products_in[Kind.CATEGORY, category]
            if item.slug in shelf:
                at = shelf.index(item.slug)
                yield from (*shelf[at + 1 :], *shelf[:at])[-RELATED_WINDOW:]


def _rest(item: Item) -> tuple[Any, ...]:
    """Return all of a record that has to be as it was."""
    texts = {code: _rest_of_text(item.kind, text) for code, text in item.texts.items()}
    source = _rest_of_text(item.kind, item.source)
    return _fixed(item.kind, item.record), source, texts, [*texts], item.folder, item.found_pictures


def _fixed(kind: Kind, words: Record | RecordText) -> dict[str, Any]:
    may_change = MAY_CHANGE[kind]
    return {name: value for name, value in words.__dict__.items() if name not in may_change}


def _rest_of_text(kind: Kind, text: Text) -> tuple[Any, ...]:
    body = replace(text.body, utf8=outward(text.body.html).encode(), first_sentence="")
    return text.path, text.language, _fixed(kind, text.words), bool(text.words.title), body


def _lines(kind: Kind, text: Text) -> dict[Location, int]:
    """Return the lines of all that may not change; what planning tells of the rest is made again."""
    return {place: line for place, line in text.places().items() if place and place[0] not in MAY_CHANGE[kind]}


def outward(body: str) -> str:
    """Return what the plan wants to know of the HTML of a body: whether there is one, and where it leads."""
    return f"{bool(body)} {links_from_root(body)}"


def _variants(product: Product) -> list[tuple[object, ...]]:
    return [(variant.id, variant.sku, variant.picture, variant.checkout) for variant in product.variants]
