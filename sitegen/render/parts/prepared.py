"""Prepared parts of an edition: what many pages repeat, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from sitegen.catalog.catalog import CooperativeItem
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Kind, Record
from sitegen.plan.urls import TERM_KINDS
from sitegen.render.edition import Edition
from sitegen.render.parts.cooperatives import cooperative_card, maker_view
from sitegen.render.parts.products import card_view
from sitegen.render.parts.shipping import shipping_view
from sitegen.render.parts.site import site_view
from sitegen.render.parts.terms import term_cards
from sitegen.render.shown import hero_item
from sitegen.render.views import CardView, CooperativeCardView, MakerView, ShippingView, SiteView, TermCardView

MOST_KEPT = 20_000
"""Values of one kind and language that are kept; beyond them all are made anew when they are asked for."""

K = TypeVar("K")
V = TypeVar("V")


class MadeOnce(Mapping[K, V]):
    """A mapping whose values are made when they are first asked for."""

    def __init__(self, keys: Iterable[K], make: Callable[[K], V]) -> None:
        self._keys = tuple(keys)
        self._make = make
        self._made: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= MOST_KEPT:
                self.forget()
            found = self._made[key] = self._make(key)
        return found

    def forget(self) -> None:
        """Forget what was made: it is made again when it is asked for."""
        self._made.clear()

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


@dataclass(frozen=True, slots=True)
class Parts:
    """The shop around every page, and the cards of every record by slug, each made when a page first needs it."""

    site: SiteView
    products: MadeOnce[str, CardView]
    cooperatives: MadeOnce[str, CooperativeCardView]
    terms: MadeOnce[Kind, tuple[TermCardView, ...]]
    makers: MadeOnce[str, tuple[MakerView, ShippingView]]
    hero: Callable[[], LoadedRecord[Record] | None]
    """Whose picture opens the front page, and stands for the pages that have none of their own."""

    def forget(self) -> None:
        """Forget all cards."""
        for made in (self.products, self.cooperatives, self.terms, self.makers):
            made.forget()


def prepare(edition: Edition) -> Parts:
    """Return the prepared parts of an edition."""
    catalog = edition.catalog
    return Parts(
        site=site_view(edition),
        products=MadeOnce(catalog.products, lambda slug: card_view(edition, catalog.products[slug])),
        cooperatives=MadeOnce(catalog.cooperatives, lambda slug: cooperative_card(edition, catalog.cooperatives[slug])),
        makers=MadeOnce(catalog.cooperatives, lambda slug: _maker(edition, catalog.cooperatives[slug])),
        terms=MadeOnce(TERM_KINDS, lambda kind: term_cards(edition, kind)),
        hero=cache(lambda: hero_item(catalog, str(edition.config.theme.options.get("hero", "")))),
    )


def _maker(edition: Edition, item: CooperativeItem) -> tuple[MakerView, ShippingView]:
    """Return what the pages of a cooperative's products repeat of it."""
    return maker_view(edition, item), shipping_view(edition, item)
