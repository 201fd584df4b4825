"""The provider protocol: from an order to a hand-off.

A provider turns order lines into a link at a host that the site allows, or into a message. It declares what it is
capable of, so that a build can refuse what cannot work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from sitegen.models.checkout import CheckoutSpec
from sitegen.models.money import Money

URL_LIMIT = 2_000
"""Characters of a hand-off address that every browser, messenger and mail program takes."""


_UNSAFE = frozenset('"<>\\^`{|}\x7f')


class OrderKind(StrEnum):
    """What the buyer asks for."""

    PRODUCT = "product"
    VOUCHER = "voucher"
    QUOTE = "quote"


class Words(Protocol):
    """Where a provider gets the words of a message from, in the buyer's language."""

    def gettext(self, message: str) -> str:
        """Return the translation of a message."""
        ...


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order: `price` is None for a quote; `price_text` is for people; `url` is the product's page."""

    sku: str
    title: str
    quantity: int
    price: Money | None
    price_text: str
    url: str


@dataclass(frozen=True, slots=True)
class Order:
    """What leaves the shop: lines of one cooperative, in the buyer's language (BCP 47)."""

    kind: OrderKind
    shop: str
    language: str
    lines: tuple[OrderLine, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class Account:
    """Who takes the order: what the cooperative's contact says, for providers that need an address."""

    whatsapp: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do.

    `several_lines`: one hand-off may hold several products; `tells_product`: the hand-off says what is ordered, so that
    one account serves any product; `sends_price`: the amount travels in the hand-off and a buyer could change it.
    """

    several_lines: bool
    tells_product: bool
    quantities: bool
    sends_price: bool
    kinds: frozenset[OrderKind] = frozenset(OrderKind)


@dataclass(frozen=True, slots=True)
class HandOff:
    """An address that the buyer goes to; `host` is empty for messages."""

    provider: str
    url: str
    host: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a provider cannot work with its options: a problem's code, the option, and values for the message."""

    code: str
    option: str
    values: tuple[tuple[str, str], ...] = ()


class Provider(Protocol):
    """One way to hand an order over. Pure: the same order gives the same hand-off."""

    name: str
    options: frozenset[str]
    capabilities: Capabilities

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield why these options cannot work; `hosts` are those that the site allows."""
        ...

    def hand_off(self, spec: CheckoutSpec, account: Account, order: Order) -> HandOff:
        """Return the hand-off of an order; called only when `check` yielded nothing."""
        ...


def check_url(url: str, hosts: tuple[str, ...]) -> Iterator[Refusal]:
    """Yield why a checkout link is not safe: only https, only allowed hosts, nothing hidden in front of the host."""
    host = _https_host(url)
    if not host:
        yield Refusal("checkout.url", "url", (("text", url),))
    elif host not in hosts:
        allowed = ", ".join(hosts) or "—"
        yield Refusal("checkout.host", "url", (("host", host), ("hosts", allowed)))


def _https_host(url: str) -> str:
    """Return the host of an https address that hides nothing, else an empty string."""
    if not url.isascii() or any(character <= " " or character in _UNSAFE for character in url):
        return ""
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme == "https" and "@" not in parts.netloc and parts.port in (None, 443)
    except ValueError:
        return ""
    return (parts.hostname or "") if is_plain else ""
