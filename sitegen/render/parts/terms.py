"""Categories, regions, labels and collections: as cards and in full."""

from __future__ import annotations

from sitegen.load.content import LoadedRecord
from sitegen.models.base import Kind, Record
from sitegen.models.taxonomy import Label
from sitegen.render.edition import Edition
from sitegen.render.parts.bodies import body_of
from sitegen.render.parts.labels import badge
from sitegen.render.parts.links import record_link
from sitegen.render.parts.pictures import main_picture
from sitegen.render.views import PictureView, TermCardView, TermView


def term_card(edition: Edition, item: LoadedRecord[Record]) -> TermCardView:
    """Return a term as lists show it."""
    return TermCardView(
        kind=item.kind.value,
        slug=item.slug,
        title=edition.reader.title(item),
        summary=edition.reader.summary(item),
        url=edition.plan.record_url(item.kind, item.slug, edition.code),
        picture=_picture(edition, item, "cover"),
        product_count=len(edition.catalog.products_in[item.kind, item.slug]),
        short=badge(edition, item),
    )


def term_cards(edition: Edition, kind: Kind, *, featured_only: bool = False) -> tuple[TermCardView, ...]:
    """Return all terms of a kind that have products."""
    items = edition.catalog.of_kind(kind).values()
    chosen = (item for item in items if not featured_only or getattr(item.record, "featured", True))
    return tuple(term_card(edition, item) for item in chosen if edition.catalog.products_in[kind, item.slug])


def term_view(edition: Edition, item: LoadedRecord[Record]) -> TermView:
    """Return a term in full."""
    record, catalog = item.record, edition.catalog
    is_category = item.kind is Kind.CATEGORY
    return TermView(
        kind=item.kind.value,
        slug=item.slug,
        title=edition.reader.title(item),
        summary=edition.reader.summary(item),
        body=body_of(edition, item),
        picture=_picture(edition, item, "hero"),
        parents=tuple(record_link(edition, Kind.CATEGORY, slug) for slug in catalog.ancestors(item.slug))
        if is_category else (),
        children=tuple(record_link(edition, Kind.CATEGORY, slug) for slug in catalog.children(item.slug))
        if is_category else (),
        short=badge(edition, item),
        scheme=record.scheme.value if isinstance(record, Label) else "",
        website=(record.url or "") if isinstance(record, Label) else "",
    )  # fmt: skip


def _picture(edition: Edition, item: LoadedRecord[Record], preset: str) -> PictureView | None:
    """Return the term's own picture, or that of a cooperative in the region."""
    own = main_picture(edition, item, preset)
    if own or item.kind is not Kind.REGION:
        return own
    makers = edition.catalog.cooperatives_in[Kind.REGION, item.slug]
    return main_picture(edition, edition.catalog.cooperatives[makers[0]], preset) if makers else None
