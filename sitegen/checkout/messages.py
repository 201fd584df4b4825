"""The text of an order that is sent as a message: short, in the buyer's language, readable by the cooperative."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from sitegen.checkout.base import URL_LIMIT, Order, OrderKind, OrderLine
from sitegen.i18n.formats import machine_safe

SUBJECT_LIMIT = 700
"""Characters of a quoted subject: what is left of `URL_LIMIT` holds the order itself."""

_GREETINGS = {
    OrderKind.PRODUCT: "Hello, I would like to order:",
    OrderKind.VOUCHER: "Hello, I would like to order this gift voucher:",
    OrderKind.QUOTE: "Hello, I would like a quote for:",
}


def message_text(order: Order, prefix: str, newline: str = "\n") -> str:
    """Return the longest text of an order that fits behind the address `prefix` within `URL_LIMIT` characters.

    Pages' addresses go first, then titles, then the greeting; SKUs, quantities and prices always stay.
    """
    for level in range(4):
        text = machine_safe(newline.join(_lines(order, level)))
        if len(prefix) + len(quote(text, safe="")) <= URL_LIMIT:
            break
    return text


def _lines(order: Order, level: int) -> Iterator[str]:
    greeting = order.words.gettext(_GREETINGS[order.kind])
    if level < 3:
        yield greeting
    for line in order.lines:
        yield from _order_line(line, level)
    if level < 2:
        yield order.words.gettext("My name and town:")


def _order_line(line: OrderLine, level: int) -> Iterator[str]:
    if level < 2:
        yield line.title
    price = f" = {line.price_text}" if line.price_text else ""
    yield f"[{line.sku}] × {line.quantity}{price}"
    if level < 1:
        yield line.url


def subject(order: Order) -> str:
    """Return the subject of an e-mail with this order; at most `SUBJECT_LIMIT` characters once it is quoted."""
    message = (
        "Quote request from %(shop)s: %(title)s" if order.kind is OrderKind.QUOTE else "Order from %(shop)s: %(title)s"
    )
    text = machine_safe(order.words.gettext(message) % {"shop": order.shop, "title": order.lines[0].title})
    while len(quote(text, safe="")) > SUBJECT_LIMIT:
        text = text[:-2].rstrip() + "…"
    return text
