"""Prepared parts of an edition: what many pages repeat, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import cache
from typing import TypeVar

from sitegen.catalog.catalog import Catalog, CooperativeItem
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Kind, Record
from sitegen.plan.urls import TERM_KINDS
from sitegen.render.edition import Edition, Shelf
from sitegen.render.parts.cooperatives import cooperative_card, maker_view
from sitegen.render.parts.products import card_view
from sitegen.render.parts.shipping import shipping_view
from sitegen.render.parts.site import site_view
from sitegen.render.parts.terms import term_cards
from sitegen.render.shown import hero_item
from sitegen.render.views import CardView, CooperativeCardView, MakerView, ShippingView, SiteView, TermCardView
from sitegen.values import LightValue, light_value

K = TypeVar("K")
V = TypeVar("V")


class MadeOnce(Mapping[K, V]):
    """A mapping whose values are made when they are first asked for; `made` are values that are known already."""

    def __init__(self, keys: Iterable[K], make: Callable[[K], V], made: Mapping[K, V] | None = None) -> None:
        self._keys = tuple(keys)
        self._make = make
        self._made: Shelf[K, V] = Shelf(made or {})

    @property
    def made(self) -> dict[K, V]:
        """The values that were asked for, by now."""
        return dict(self._made)

    def __getitem__(self, key: K) -> V:
        found = self._made.get(key)
        return self._made.keep(key, self._make(key)) if found is None else found

    def forget(self) -> None:
        """Forget what was made: it is made again when it is asked for."""
        self._made.clear()

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


@light_value
class Parts(LightValue):
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


@light_value
class MadeParts(LightValue):
    """The parts that were made for an edition, as plain values."""

    site: SiteView
    products: Mapping[str, CardView]
    cooperatives: Mapping[str, CooperativeCardView]
    terms: Mapping[Kind, tuple[TermCardView, ...]]
    makers: Mapping[str, tuple[MakerView, ShippingView]]

    def without(self, shown: Set[tuple[Kind, str]], catalog: Catalog) -> MadeParts:
        """Return the parts that show none of some products and cooperatives, which are in the catalog.

        A part shows what the key of a page that has it is made from (`sitegen.render.keys`): a card its product and who
        made that, a term's card perhaps a cooperative.
        """
        makers = {slug for kind, slug in shown if kind is Kind.COOPERATIVE}
        doubtful = {slug for kind, slug in shown if kind is Kind.PRODUCT}
        doubtful.update(*(catalog.products_in[Kind.COOPERATIVE, maker] for maker in makers))
        return MadeParts(
            site=self.site,
            products=_but(self.products, doubtful),
            cooperatives=_but(self.cooperatives, makers),
            terms={} if makers else self.terms,
            makers=_but(self.makers, makers),
        )


def _but(values: Mapping[str, V], slugs: Set[str]) -> dict[str, V]:
    return {slug: value for slug, value in values.items() if slug not in slugs}


def made_parts(parts: Parts) -> MadeParts:
    """Return what was made of the parts of an edition."""
    return MadeParts(
        parts.site, parts.products.made, parts.cooperatives.made, parts.terms.made, parts.makers.made
    )  # fmt: skip


def prepare(edition: Edition, made: MadeParts | None = None) -> Parts:
    """Return the prepared parts of an edition; `made` are those that are known already."""
    catalog = edition.catalog
    known = made or MadeParts(site_view(edition), {}, {}, {}, {})
    return Parts(
        site=known.site,
        products=MadeOnce(catalog.products, lambda slug: card_view(edition, catalog.products[slug]), known.products),
        cooperatives=MadeOnce(
            catalog.cooperatives, lambda slug: cooperative_card(edition, catalog.cooperatives[slug]), known.cooperatives
        ),
        makers=MadeOnce(catalog.cooperatives, lambda slug: _maker(edition, catalog.cooperatives[slug]), known.makers),
        terms=MadeOnce(TERM_KINDS, lambda kind: term_cards(edition, kind), known.terms),
        hero=cache(lambda: hero_item(catalog, str(edition.config.theme.options.get("hero", "")))),
    )


def _maker(edition: Edition, item: CooperativeItem) -> tuple[MakerView, ShippingView]:
    """Return what the pages of a cooperative's products repeat of it."""
    return maker_view(edition, item), shipping_view(edition, item)
