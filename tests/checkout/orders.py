"""Orders for the tests of checkout, and how a buyer's program reads a hand-off."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import parse_qsl, unquote, urlsplit

from sitegen.checkout.base import URL_LIMIT, Account, HandOff, Order, OrderKind, OrderLine
from sitegen.i18n.messages import Messages, load_buyer_catalogue
from sitegen.models.money import Money

ACCOUNT = Account(whatsapp="+212612345678", email="tamlalt@example.org")
HOSTS = ("buy.stripe.com", "pay.example.org")
MARKS = "\u200e\u200f\u202f"


def order(
    title: str = "Huile d'argan",
    language: str = "fr",
    kind: OrderKind = OrderKind.PRODUCT,
    sku: str = "ARG-250",
    shop: str = "Souk",
    path: str = "huile-argan",
) -> Order:
    """Return an order of two of one thing."""
    price = None if kind is OrderKind.QUOTE else Money(Decimal(120), "MAD")
    text = "" if price is None else "240\u00a0MAD"
    line = OrderLine(sku, title, 2, price, text, f"https://souk.example.org/{language}/products/{path}/")
    return Order(kind, shop, language, (line,), Messages([load_buyer_catalogue(language)], language))


def message_of(hand_off: HandOff) -> str:
    """Return the text that the cooperative will read."""
    parts = urlsplit(hand_off.url)
    fields = dict(parse_qsl(parts.query, strict_parsing=True))
    return fields["text"] if hand_off.provider == "whatsapp" else fields["body"]


def assert_sound(hand_off: HandOff) -> None:
    """Whatever the order was, the address is plain ASCII, short enough, and free of invisible marks."""
    assert hand_off.url.isascii()
    assert len(hand_off.url) <= URL_LIMIT
    assert not any(character in unquote(hand_off.url) for character in MARKS)
    assert not any(character in hand_off.url for character in " \n\r\t\"'<>\\")
    parts = urlsplit(hand_off.url)
    assert parts.scheme in ("https", "mailto")
    assert parts.hostname in (None, hand_off.host or "wa.me")
