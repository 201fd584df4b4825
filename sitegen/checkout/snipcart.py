"""Snipcart: a button with the product's facts, compared with `/api/snipcart/<slug>.json` before any money is taken.

That file is the same for every language, so that an order from any page is found to be right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sitegen.checkout.base import (
    GOODS,
    Account,
    Capabilities,
    Goods,
    HandOff,
    Order,
    OrderLine,
    Pair,
    Provider,
    Refusal,
)
from sitegen.checkout.options import check_host, match, need
from sitegen.checkout.recipes import plain
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.money import Money
from sitegen.values import LightValue, light_value

HOSTS = ("app.snipcart.com", "cdn.snipcart.com")
"""Where its cart and its script live: the site allows both, because the script runs in the shop's own pages."""

VERSION = "3.7.1"


class Snipcart(Provider):
    """Puts the product into a cart that Snipcart's script opens over the page; it checks prices against the shop's own.

    It needs JavaScript, so that a second way to order must stand behind it, such as `whatsapp`.
    """

    name = "snipcart"
    options = frozenset({"key", "version"})
    capabilities = Capabilities(
        several_lines=True, tells_product=True, quantities=True, sends_price=True, kinds=GOODS, needs_script=True,
        languages=frozenset({"ar", "en", "es", "fr"}),
    )  # fmt: skip

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield why the public key is no use, or its hosts are not allowed."""
        yield from need(spec, "key", "YmFzZTY0LW9mLXRoZS1wdWJsaWMta2V5")
        yield from match(spec, "key", r"(?!S_)[A-Za-z0-9_-]{20,200}", "YmFzZTY0LW9mLXRoZS1wdWJsaWMta2V5")
        yield from match(spec, "version", r"3\.[0-9]{1,3}(\.[0-9]{1,3})?", VERSION)
        for host in HOSTS:
            yield from check_host(host, hosts, "provider")

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> None:
        """Return None: Snipcart has a cart of its own."""

    def button(self, spec: CheckoutSpec, order: Order) -> HandOff | None:
        """Return the button of one product; None for what has no price."""
        line = order.lines[0]
        entry = entry_of(line)
        if len(order.lines) != 1 or order.kind not in GOODS or entry is None:
            return None
        attributes = (
            ("data-snipcart-key", spec.option("key")),
            ("data-snipcart-version", spec.option("version") or VERSION),
            *button_attributes(entry, plain(line.title), line.quantity),
        )
        return HandOff(self.name, "", HOSTS[0], attributes=attributes)


@light_value
class Entry(LightValue):
    """What Snipcart compares: `price` is JSON, a number or a map of numbers by currency; `grams` 0: not told."""

    id: str
    price: str
    url: str
    grams: int = 0


def entry_of(line: OrderLine) -> Entry | None:
    """Return the entry of a line; None when it has no price."""
    prices = line.prices or ((line.price,) if line.price else ())
    return Entry(line.sku, price_json(prices), entry_url(line.product), line.grams) if prices else None


def entry_url(slug: str) -> str:
    """Return the address that both the button and the file name."""
    return f"/api/snipcart/{slug}.json"


def price_json(prices: Sequence[Money]) -> str:
    """Return a price as JSON: `90.00`, or `{"eur":9.00,"mad":90.00}` in several currencies."""
    if len(prices) == 1:
        return prices[0].machine
    inner = ",".join(f'"{money.currency.lower()}":{money.machine}' for money in sorted(prices, key=_currency))
    return f"{{{inner}}}"


def _currency(money: Money) -> str:
    return money.currency


def button_attributes(entry: Entry, title: str, quantity: int = 1) -> Iterator[Pair]:
    """Yield the attributes of a button."""
    yield "data-item-id", entry.id
    yield "data-item-name", title
    yield "data-item-price", entry.price
    yield "data-item-url", entry.url
    if entry.grams:
        yield "data-item-weight", str(entry.grams)
    if quantity > 1:
        yield "data-item-quantity", str(quantity)


def entries_json(entries: Sequence[Entry]) -> bytes:
    """Return what Snipcart reads at an entry's address: compact JSON, prices as they stand on the button."""
    return f"[{','.join(map(_entry_json, entries))}]\n".encode()


def _entry_json(entry: Entry) -> str:
    weight = f',"weight":{entry.grams}' if entry.grams else ""
    return f'{{"id":{json.dumps(entry.id)},"price":{entry.price},"url":{json.dumps(entry.url)}{weight}}}'


PROVIDER = Snipcart()
