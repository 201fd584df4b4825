"""Prepared parts of an edition: what many pages repeat, made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sitegen.models.base import Kind
from sitegen.render.edition import Edition
from sitegen.render.parts.cooperatives import cooperative_card
from sitegen.render.parts.products import card_view
from sitegen.render.parts.site import site_view
from sitegen.render.parts.terms import term_cards
from sitegen.render.views import CardView, CooperativeCardView, SiteView, TermCardView


@dataclass(frozen=True, slots=True)
class Parts:
    """The shop around every page, and the cards of every record by slug."""

    site: SiteView
    products: Mapping[str, CardView]
    cooperatives: Mapping[str, CooperativeCardView]
    terms: Mapping[Kind, tuple[TermCardView, ...]]


def prepare(edition: Edition) -> Parts:
    """Return the prepared parts of an edition."""
    catalog = edition.catalog
    kinds = (Kind.CATEGORY, Kind.REGION, Kind.LABEL, Kind.COLLECTION)
    return Parts(
        site=site_view(edition),
        products={slug: card_view(edition, item) for slug, item in catalog.products.items()},
        cooperatives={slug: cooperative_card(edition, item) for slug, item in catalog.cooperatives.items()},
        terms={kind: term_cards(edition, kind) for kind in kinds},
    )
