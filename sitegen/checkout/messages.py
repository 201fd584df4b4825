"""The text of an order that is sent as a message: short, in the buyer's language, readable by the cooperative.

`themes/souk/assets/js/handoff.js` writes the same text, with the words that `message_words` gives to a page.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.checkout.base import Order, OrderKind, OrderLine, Words
from sitegen.checkout.quoting import quoted

SUBJECT_LIMIT = 500
"""Characters of a quoted subject: what is left of the address holds the order itself."""

BAREST = 4
"""The level at which a message has only SKUs, quantities and codes."""

WORDS = {
    "product": "Hello, I would like to order:",
    "voucher": "Hello, I would like to order this gift voucher:",
    "quote": "Hello, I would like a quote for:",
    "reference": "Reference: %(reference)s",
    "code": "Voucher code: %(code)s",
    "note": "Note: %(note)s",
    "cash": "I will pay in cash on delivery.",
    "name": "My name and town:",
    "address": "My name, telephone and address:",
    "subject": "Order from %(shop)s: %(title)s",
    "subject_quote": "Quote request from %(shop)s: %(title)s",
}
"""The words of messages by the names that the browser knows them by."""


def message_words(words: Words) -> dict[str, str]:
    """Return the words of messages in one language, for a page that writes them in the browser."""
    return {name: words.gettext(message) for name, message in WORDS.items()}


def message_lines(order: Order, level: int, *, cash: bool = False) -> list[str]:
    """Return the lines of an order's message.

    From level to level something goes: the pages' addresses, then titles and the line for the name, then the greeting
    and the note, then prices. SKUs, quantities, the voucher's code and the check code always stay.
    """
    return [line for line in _lines(order, level, cash=cash) if line]


def _lines(order: Order, level: int, *, cash: bool) -> Iterator[str]:
    words = order.words
    if level < 3:
        yield words.gettext(WORDS[order.kind])
    for line in order.lines:
        yield from _order_line(line, level)
    if order.reference:
        yield put(words, "reference", reference=order.reference)
    if order.voucher:
        yield put(words, "code", code=order.voucher)
    if order.note and level < 3:
        yield put(words, "note", note=order.note)
    if cash:
        yield words.gettext(WORDS["cash"])
    if level < 2:
        yield words.gettext(WORDS["address" if cash else "name"])
    yield order.check


def _order_line(line: OrderLine, level: int) -> Iterator[str]:
    if level < 2:
        yield line.title
    price = f" = {line.price_text}" if line.price_text and level < BAREST else ""
    yield f"[{line.sku}] × {line.quantity}{price}"
    if level < 1:
        yield line.url


def put(words: Words, name: str, **values: str) -> str:
    """Return a message with its values."""
    return words.gettext(WORDS[name]) % values


def subject(order: Order) -> str:
    """Return the subject of an e-mail with this order; at most `SUBJECT_LIMIT` characters once it is quoted."""
    name = "subject_quote" if order.kind is OrderKind.QUOTE else "subject"
    more = f" + {len(order.lines) - 1}" if len(order.lines) > 1 else ""
    text = put(order.words, name, shop=order.shop, title=order.lines[0].title + more)
    if len(quoted(text)) <= SUBJECT_LIMIT:
        return text
    while len(quoted(f"{text}…")) > SUBJECT_LIMIT:
        text = text[:-1]
    return text.rstrip(" ") + "…"
