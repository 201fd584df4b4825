"""Links to records and lists."""

from __future__ import annotations

from sitegen.i18n.phrases import Phrase
from sitegen.models.base import Kind
from sitegen.plan.urls import PageKey
from sitegen.render.edition import Edition
from sitegen.render.views import LinkView


def record_link(edition: Edition, kind: Kind, slug: str) -> LinkView:
    """Return a link to the page of a record."""
    found = edition.kept.links.get((kind, slug))
    if found is None:
        item = edition.catalog.of_kind(kind)[slug]
        found = LinkView(edition.reader.title(item), edition.plan.record_url(kind, slug, edition.code))
        if kind is not Kind.PRODUCT:
            edition.kept.links.keep((kind, slug), found)
    return found


def page_link(edition: Edition, key: PageKey, message: str) -> LinkView:
    """Return a link to a list, named by an interface string."""
    return LinkView(edition.interface(message), edition.plan.url(key, edition.code))


def no_phrase(edition: Edition) -> Phrase:
    """Return no words at all."""
    return edition.reader.own("")
