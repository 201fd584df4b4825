"""The cart, the quote basket and the return pages: what the browser needs to know, in the buyer's language."""

from __future__ import annotations

import json

from sitegen.checkout.messages import message_words
from sitegen.models.money import MINOR_UNITS
from sitegen.plan.pages import HOME
from sitegen.plan.urls import PageKey, PageKind, PlannedPage
from sitegen.render.api import COOPERATIVES_FOLDER
from sitegen.render.contexts import CancelledContext, CartContext, Context, QuoteContext, ThanksContext
from sitegen.render.edition import Edition
from sitegen.render.head import Head, page_view
from sitegen.render.parts.links import page_link
from sitegen.render.parts.prepared import Parts
from sitegen.render.shown import currencies_of
from sitegen.render.views import LinkView, PageView

TITLES = {
    PageKind.CART: "Cart",
    PageKind.QUOTE: "Quote request",
    PageKind.THANKS: "Thank you",
    PageKind.CANCELLED: "Order cancelled",
}
"""Interface strings that name the pages."""


def cart_page(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    """Return the context of the cart."""
    return CartContext(site=parts.site, page=_page(edition, parts, page), basket=basket_document(edition, parts))


def quote_page(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    """Return the context of the quote basket."""
    return QuoteContext(
        site=parts.site,
        page=_page(edition, parts, page),
        basket=basket_document(edition, parts),
        form=edition.config.checkout.quote_form,
        thanks_url=edition.plan.url(PageKey(PageKind.THANKS), edition.code),
    )


def thanks_page(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    """Return the context of the page that follows a payment."""
    return ThanksContext(site=parts.site, page=_page(edition, parts, page))


def cancelled_page(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    """Return the context of the page that follows a payment which was called off."""
    return CancelledContext(site=parts.site, page=_page(edition, parts, page))


def _page(edition: Edition, parts: Parts, page: PlannedPage) -> PageView:
    title = edition.interface(TITLES[page.key.kind])
    trail = (page_link(edition, HOME, "Home"), LinkView(title, page.url, current=True))
    return page_view(edition, page, Head(f"{title} – {parts.site.title}", "", trail))


def basket_document(edition: Edition, parts: Parts) -> str:
    """Return what the modules of the cart need to know of the shop and of the buyer's language."""
    document = {
        "api": f"/{COOPERATIVES_FOLDER}/",
        "base": edition.config.site.base_url,
        "language": edition.code,
        "money": money_formats(edition, currencies_of(edition.catalog)),
        "shop": parts.site.title,
        "words": message_words(edition.messages),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def money_formats(edition: Edition, currencies: tuple[str, ...]) -> dict[str, object]:
    """Return how amounts are written: the decimal point, and by currency its word and its decimals."""
    return {
        "point": edition.formats.decimal_point,
        "currencies": {
            code: [edition.formats.currency_word(code), MINOR_UNITS.get(code, 2)] for code in currencies
        },
    }  # fmt: skip
