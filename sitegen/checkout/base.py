"""The provider protocol: from an order to a hand-off.

A provider turns order lines into a link at a host that the site allows, into a form, or into a message. What it would
do is a `Recipe`: data that this program and the buyer's browser follow alike. It declares what it is capable of, so
that a build can refuse what cannot work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlsplit

from sitegen.models.checkout import CheckoutSpec
from sitegen.models.money import Money
from sitegen.values import LightValue, light_value

URL_LIMIT = 2_000
"""Characters of a hand-off address that every browser, messenger and mail program takes."""

Pair = tuple[str, str]


class OrderKind(StrEnum):
    """What the buyer asks for."""

    PRODUCT = "product"
    VOUCHER = "voucher"
    QUOTE = "quote"


GOODS = frozenset({OrderKind.PRODUCT, OrderKind.VOUCHER})
"""What has a price, and so can be paid."""


class Words(Protocol):
    """Where a provider gets the words of a message from, in the buyer's language."""

    def gettext(self, message: str) -> str:
        """Return the translation of a message."""
        ...


@light_value
class OrderLine(LightValue):
    """One line of an order: `price` is None for a quote; `price_text` is for people; `url` is the product's page.

    `price` is that of one unit and `price_text` that of the whole line; `prices` are one unit's in every currency,
    `code` is the check digest of the line, `product` the slug and `grams` the weight with packaging, where it is known.
    """

    sku: str
    title: str
    quantity: int
    price: Money | None
    price_text: str
    url: str
    prices: tuple[Money, ...] = ()
    code: str = ""
    product: str = ""
    grams: int = 0


@light_value
class Order(LightValue):
    """What leaves the shop: lines of one cooperative, in the buyer's language (BCP 47).

    `reference` is that of this hand-off and `group` that of the whole cart; `voucher` is a code that the buyer typed,
    `check` the last line of a message: the release of the prices and the order's check code.
    """

    kind: OrderKind
    shop: str
    language: str
    lines: tuple[OrderLine, ...]
    words: Words
    group: str = ""
    reference: str = ""
    note: str = ""
    voucher: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Who takes the order: what the cooperative's contact says, for providers that need an address."""

    whatsapp: str = ""
    email: str = ""
    phone: str = ""


@light_value
class Goods(LightValue):
    """Something that can be ordered, as a provider needs to know it, with its checkout's options in full.

    `titles` has its name in each language; `prices` are those of one unit, the main one first.
    """

    sku: str
    spec: CheckoutSpec
    titles: Mapping[str, str]
    prices: tuple[Money, ...] = ()


@light_value
class Capabilities(LightValue):
    """What a provider can do.

    `several_lines`: one hand-off may hold several products; `tells_product`: the hand-off says what is ordered, so that
    one account serves any product; `sends_price`: the amount travels in the hand-off; `tamperable`: the money is taken
    at that amount before anybody has compared it; `currencies` None: any, or the account's own; `languages` None: any,
    none: the provider's page chooses; `prefill`: what the buyer need not type again; `needs_script`: there is no
    hand-off without JavaScript; `secrets`: variables of the environment that sign the hand-off.
    """

    several_lines: bool
    tells_product: bool
    quantities: bool
    sends_price: bool
    tamperable: bool = False
    kinds: frozenset[OrderKind] = frozenset(OrderKind)
    currencies: tuple[str, ...] | None = None
    languages: frozenset[str] | None = None
    prefill: tuple[str, ...] = ()
    needs_script: bool = False
    secrets: tuple[str, ...] = ()


@light_value
class Recipe(LightValue):
    """How a provider's hand-offs are made, as data: the browser has it too, so it holds no secret.

    `kind` is `message` (`url` and a text behind it), `link` (one line), `lines` (several), `form` (several, sent as a
    form when the address would be too long), `basket` (JSON behind `url`) or `endpoint` (JSON in a form). `url`,
    `line` (one a line, parted by `join`), `each` (pairs of the query a line) and `query` (pairs of the whole) have
    placeholders in braces. `items` has what is told of each SKU, `texts` the same by language; who is not in `items`
    is not served. `locales` has what each language is called there.
    """

    provider: str
    kind: str
    url: str
    kinds: tuple[str, ...] = ()
    most: int = 0
    currencies: tuple[str, ...] = ()
    items: Mapping[str, Mapping[str, str]] | None = None
    texts: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    locales: Mapping[str, str] = field(default_factory=dict)
    line: str = ""
    join: str = ""
    each: tuple[Pair, ...] = ()
    query: tuple[Pair, ...] = ()
    any_quantity: bool = False
    newline: str = ""
    level: int = 0
    cash: bool = False
    limit: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return what `handoff.js` reads: only what is not left at its default."""
        known = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in known.items() if value or (name == "items" and value is not None)}


@light_value
class HandOff(LightValue):
    """An address that the buyer goes to, or a form that she sends there; `host` is empty for messages.

    `missing` names what the provider has no room for (`note`, `voucher`, `quantity`); `attributes` are those of a
    button that a script of the provider brings to life, and then `url` is empty.
    """

    provider: str
    url: str
    host: str = ""
    method: str = "GET"
    fields: tuple[Pair, ...] = ()
    missing: str = ""
    attributes: tuple[Pair, ...] = ()


@light_value
class Refusal(LightValue):
    """Why a provider cannot work with its options: a problem's code, the option, and values for the message.

    `is_risk`: it works, and somebody should know at what risk.
    """

    code: str
    option: str
    values: tuple[tuple[str, str], ...] = ()
    is_risk: bool = False


WHOLE_ORDER = Capabilities(
    several_lines=True, tells_product=True, quantities=True, sends_price=True, prefill=("note", "reference", "voucher")
)
"""What a message can do, and whatever takes an order as it was made."""


class Provider(Protocol):
    """One way to hand an order over, and what most of them have in common. Pure: the same order, the same hand-off.

    `options` are all that it knows; `item_options` those that say which product is meant, so that they belong to a
    product or a variant. The others are of the account, and a cooperative gives them once.
    """

    name: str
    options: frozenset[str]
    item_options: frozenset[str] = frozenset()
    capabilities: Capabilities

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield why the account cannot work, or an option is no use; `hosts` are those that the site allows."""
        ...

    def lacks(self, spec: CheckoutSpec) -> Iterator[Refusal]:
        """Yield which option is missing that says what is ordered; none where the order itself says so."""
        yield from ()

    def tells_product(self, spec: CheckoutSpec) -> bool:
        """Return whether, with these options, any product of the cooperative may be ordered."""
        return self.capabilities.tells_product

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe | None:
        """Return how orders of these goods are handed over; called only when `check` yielded nothing.

        Goods that lack an option are left out; None when the provider has its own cart.
        """
        ...


@runtime_checkable
class Risky(Protocol):
    """A provider that may take money at a price which the buyer could have changed."""

    def risks(self, spec: CheckoutSpec) -> Iterator[Refusal]:
        """Yield what somebody should know before such a hand-off is published."""
        ...


@runtime_checkable
class ButtonMaker(Protocol):
    """A provider whose script brings buttons of the page to life."""

    def button(self, spec: CheckoutSpec, order: Order) -> HandOff | None:
        """Return the button of an order of one product, or None."""
        ...


def has_options(provider: Provider, spec: CheckoutSpec) -> bool:
    """Return whether nothing is missing that says what is ordered."""
    return not any(provider.lacks(spec))


def host_of(url: str) -> str:
    """Return the host of an address, empty for a message."""
    return (urlsplit(url).hostname or "") if url.startswith("https:") else ""
