"""The page for employers: vouchers in number, asked for with blanks to fill in, or with what the page's form says."""

from __future__ import annotations

import json
from urllib.parse import quote

from sitegen.catalog.catalog import ProductItem
from sitegen.checkout.base import Order, OrderKind, OrderLine, Recipe
from sitegen.checkout.bulk import bulk_recipes
from sitegen.checkout.choice import Sellable
from sitegen.checkout.messages import message_words
from sitegen.checkout.recipes import serve
from sitegen.models.base import Kind, RecordText
from sitegen.models.money import Money
from sitegen.models.product import ProductText
from sitegen.orders.prices import denomination_sku
from sitegen.plan.pages import HOME
from sitegen.plan.urls import PageKey, PageKind, PlannedPage
from sitegen.render.contexts import Context, EmployersContext
from sitegen.render.edition import Edition
from sitegen.render.head import Head, page_view
from sitegen.render.order_pages import money_formats
from sitegen.render.parts.links import page_link, record_link
from sitegen.render.parts.orders import hand_off_view
from sitegen.render.parts.pictures import main_picture
from sitegen.render.parts.prepared import Parts
from sitegen.render.parts.products import accepting
from sitegen.render.shown import currencies_of
from sitegen.render.structured_data import Node, voucher_offers
from sitegen.render.views import BulkAmountView, BulkVoucherView, LinkView

NOTE = {
    "occasion": "Occasion: %(text)s",
    "delivery": "Wanted by: %(text)s",
    "arrival": "Arrival: %(text)s",
    "company": "Invoice to: %(text)s",
    "ice": "ICE: %(text)s",
    "address": "Address: %(text)s",
    "contact": "Contact: %(text)s",
    "list": "List of recipients to follow: %(text)s",
}
"""What the note of a request tells, by the names of the form's fields, in this order."""

JOIN = " · "
"""What stands between the parts of a note."""

_BLANK = "…"
_IN_BLANK = ("occasion", "delivery", "company", "ice", "address")
_COLUMNS = ("Employee", "Amount", "Language")


def employers_page(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    """Return the context of the page for employers."""
    items = [edition.catalog.products[slug] for slug in page.items]
    here = LinkView(edition.interface("For employers"), page.url, current=True)
    title = edition.interface("Gift vouchers for your teams")
    lead = edition.interface("One gift that suits everyone: each employee chooses, and cooperatives earn.")
    nodes = tuple(_service(edition, item, str(title), page.url) for item in items)
    trail = (page_link(edition, HOME, "Home"), here)
    head = Head(f"{title} – {parts.site.title}", str(lead), trail, nodes=nodes)
    return EmployersContext(
        site=parts.site,
        page=page_view(edition, page, head),
        vouchers=tuple(_bulk_view(edition, item) for item in items),
        form=edition.config.checkout.quote_form,
        thanks_url=edition.plan.url(PageKey(PageKind.THANKS), edition.code),
    )


def _bulk_view(edition: Edition, item: ProductItem) -> BulkVoucherView:
    product, reader = item.record, edition.reader
    lines = tuple(_line(edition, item, money) for money in product.denominations)
    order = _blank_order(edition, lines)
    served = ((recipe, serve(recipe, order)) for recipe in _recipes(edition, item, lines))
    ways = [(recipe, hand_off) for recipe, hand_off in served if hand_off]
    return BulkVoucherView(
        slug=item.slug,
        title=reader.title(item),
        url=edition.plan.record_url(Kind.PRODUCT, item.slug, edition.code),
        summary=reader.summary(item),
        terms=reader.phrase(item, _terms),
        picture=main_picture(edition, item, "card"),
        maker=record_link(edition, Kind.COOPERATIVE, product.cooperative),
        amounts=tuple(
            BulkAmountView(edition.money(money), line.sku)
            for money, line in zip(product.denominations, lines, strict=True)
        ),
        validity_months=product.validity,
        accepted_everywhere=not product.accepted_by,
        accepted_by=accepting(edition, product),
        hand_offs=tuple(hand_off_view(hand_off) for _, hand_off in ways),
        order=_document(edition, item, lines, [recipe for recipe, _ in ways]),
        list_file=_list_file(edition),
        list_columns=tuple(edition.messages.gettext(column) for column in _COLUMNS),
    )


def _terms(words: RecordText) -> str | None:
    return words.terms if isinstance(words, ProductText) else None


def _line(edition: Edition, item: ProductItem, money: Money) -> OrderLine:
    return OrderLine(
        sku=denomination_sku(item.record.sku_of(item.slug), money),
        title=f"{edition.reader.title(item)} – {edition.money(money).text}",
        quantity=1,
        price=money,
        price_text="",
        url=edition.absolute(edition.plan.record_url(Kind.PRODUCT, item.slug, edition.code)),
        prices=(money,),
        product=item.slug,
    )


def _recipes(edition: Edition, item: ProductItem, lines: tuple[OrderLine, ...]) -> tuple[Recipe, ...]:
    checkout, product = edition.config.checkout, item.record
    maker = edition.catalog.cooperatives[product.cooperative].record
    goods = [Sellable(product, None, line.sku, {edition.code: line.title}, line.prices) for line in lines]
    return bulk_recipes(product, maker, checkout.default, checkout.allowed_hosts, goods)


def _blank_order(edition: Edition, lines: tuple[OrderLine, ...]) -> Order:
    """Return the order of somebody without JavaScript: one of each amount, and blanks for her to fill in."""
    note = JOIN.join(edition.messages.gettext(NOTE[name]) % {"text": _BLANK} for name in _IN_BLANK)
    shop = str(edition.site_words(edition.config.site.title))
    return Order(OrderKind.QUOTE, shop, edition.code, lines, edition.messages, note=note)


def _document(edition: Edition, item: ProductItem, lines: tuple[OrderLine, ...], recipes: list[Recipe]) -> str:
    """Return what the page's module needs to know of a voucher, its issuer and the buyer's language.

    The recipes are those of the page's links, in the same order.
    """
    document = {
        "cooperative": item.record.cooperative,
        "join": JOIN,
        "language": edition.code,
        "lines": [
            {
                "sku": line.sku,
                "title": line.title,
                "price": {"amount": money.machine, "currency": money.currency},
                "url": line.url,
            }
            for line, money in zip(lines, item.record.denominations, strict=True)
        ],
        "money": money_formats(edition, currencies_of(edition.catalog)),
        "note": {name: edition.messages.gettext(words) for name, words in NOTE.items()},
        "recipes": [recipe.as_json() for recipe in recipes],
        "shop": str(edition.site_words(edition.config.site.title)),
        "words": message_words(edition.messages),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _list_file(edition: Edition) -> str:
    """Return an empty table of recipients as an address, with the separator that the language's spreadsheets expect."""
    separator = ";" if edition.formats.decimal_point == "," else ","
    head = separator.join(edition.messages.gettext(column) for column in _COLUMNS)
    return "data:text/csv;charset=utf-8," + quote(f"\ufeff{head}\r\n", safe="")


def _service(edition: Edition, item: ProductItem, name: str, url: str) -> Node:
    """Return a Service: vouchers in number, for employers."""
    maker = edition.catalog.cooperatives[item.record.cooperative]
    seller = str(edition.reader.title(maker))
    own = edition.absolute(edition.plan.record_url(Kind.PRODUCT, item.slug, edition.code))
    return {
        "@type": "Service",
        "name": f"{name} – {edition.reader.title(item)}",
        "url": edition.absolute(url),
        "areaServed": edition.config.site.country,
        "audience": {"@type": "BusinessAudience", "audienceType": str(edition.interface("For employers"))},
        "provider": {"@type": "Organization", "name": seller},
        "offers": voucher_offers(item, own, seller),
    }
