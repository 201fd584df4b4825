"""Published prices: `/api/prices.json`, what every line costs in one release, with a digest a line and a signature.

The same content gives the same bytes: the release is named by the digest of what it says, and no clock is in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from sitegen.digests import digest_bytes, digest_parts, short
from sitegen.errors import PricesError
from sitegen.models.money import CURRENCIES, Money
from sitegen.models.product import Product, ProductType
from sitegen.orders.signing import ALGORITHM, Signer, is_signed
from sitegen.values import LightValue, light_value

PRICES_PATH = "api/prices.json"
"""Where a shop publishes its prices, below its address."""

FORMAT = 1
UNSIGNED = "unsigned"
DIGEST_LENGTH = 16
_RELEASE = b',"release":'
_ENCODER = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"))

SIZE_LIMIT = 100_000_000
"""Bytes of the largest file of prices that is read; 100,000 lines have about 30 MB."""


class Tier(NamedTuple):
    """The price of one from a certain quantity on."""

    from_quantity: int
    price: Money


@light_value
class PriceLine(LightValue):
    """What can be ordered under one SKU: the price of one in each currency, from which quantity to which."""

    sku: str
    product: str
    variant: str
    cooperative: str
    kind: str
    prices: tuple[Money, ...]
    minimum: int
    maximum: int | None
    step: int
    tiers: tuple[Tier, ...] = ()

    @property
    def digest(self) -> str:
        """The digest of all that the line says."""
        return _digest(_canonical(_facts(self)))


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices of one release: `content` is what they are named and signed by.

    `digests` are those of the lines by SKU, where somebody has made the content of them. `signature` and `public_key`
    are empty when nobody signed them.
    """

    shop: str
    lines: Mapping[str, PriceLine]
    content: bytes
    release: str
    public_key: str = ""
    signature: str = ""
    digests: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def short(self) -> str:
        """The name of the release as messages and files carry it."""
        return short(self.release)

    def is_signed_by(self, public_key: str) -> bool:
        """Return whether the holder of a key signed this release."""
        return bool(self.signature) and is_signed(self.content, self.signature, public_key)


def prices_of(products: Iterable[tuple[str, Product]], shop: str) -> Prices:
    """Return the prices of published products, each with its slug; `shop` is the address of the shop."""
    lines = {line.sku: line for slug, product in products for line in price_lines(slug, product)}
    ordered = dict(sorted(lines.items()))
    entries = {sku: _entry(line) for sku, line in ordered.items()}
    content = _content(shop, {sku: entry for sku, (entry, _) in entries.items()})
    digests = {sku: digest for sku, (_, digest) in entries.items()}
    return Prices(shop, ordered, content, digest_bytes(content), digests=digests)


def price_lines(slug: str, product: Product) -> Iterator[PriceLine]:
    """Yield every line that can be ordered of a product: itself, its variants, or the amounts of a voucher."""
    own = product.sku_of(slug)
    if product.denominations:
        skus = dict.fromkeys(denomination_sku(own, amount) for amount in product.denominations)
        for sku in skus:
            amounts = tuple(money for money in product.denominations if denomination_sku(own, money) == sku)
            yield _line(slug, product, sku, amounts)
    for variant in product.variants:
        yield _line(slug, product, product.sku_of(slug, variant), variant.price or product.price or (), variant.id)
    if not (product.denominations or product.variants):
        yield _line(slug, product, own, product.price or ())


def prices_with(data: bytes, shop: str, changes: Iterable[tuple[PriceLine, PriceLine]]) -> Prices:
    """Return the prices of a file of `shop` in which some lines are others, of the same SKUs.

    `lines` has those alone. Raises ValueError when the file is not what its release says, or has not those lines.
    """
    content = data.rpartition(_RELEASE)[0] + b"}"
    if digest_bytes(content) != release_of(data):
        raise ValueError(shop)
    lines = {}
    for old, new in changes:
        content = spliced(content, _named_entry(old), _named_entry(new))
        lines[new.sku] = new
    return Prices(shop, lines, content, digest_bytes(content))


def release_of(data: bytes) -> str:
    """Return the release that a file of ours says it is; raise ValueError when it says none."""
    _, mark, rest = data.rpartition(_RELEASE)
    return str(json.loads(b"{" + mark[1:] + rest)["release"]) if mark else ""


def spliced(data: bytes, old: bytes, new: bytes) -> bytes:
    """Return a file with a piece in the place of another, which has to be there once, and only once."""
    if data.count(old) != 1:
        raise ValueError(old)
    return data.replace(old, new)


def line_digests(slug: str, product: Product) -> dict[str, str]:
    """Return the digest of every line of a product by its SKU, for whoever makes check codes."""
    return {line.sku: line.digest for line in price_lines(slug, product)}


def denomination_sku(own: str, amount: Money) -> str:
    """Return the SKU of one amount of a voucher, given that of the voucher."""
    return f"{own}-{amount.amount.normalize():f}"


def _line(slug: str, product: Product, sku: str, prices: tuple[Money, ...], variant: str = "") -> PriceLine:
    return PriceLine(
        sku=sku,
        product=slug,
        variant=variant,
        cooperative=product.cooperative,
        kind=product.type.value,
        prices=prices,
        minimum=max(product.quantity.min, product.minimum or 1),
        maximum=product.quantity.max,
        step=product.quantity.step,
        tiers=tuple(Tier(tier.from_quantity, tier.price) for tier in product.tiers),
    )


def prices_file(prices: Prices, signer: Signer | None = None) -> bytes:
    """Return `/api/prices.json`: compact, sorted, in ASCII; a plain digest that says so when there is no signer.

    What is signed is the file without its last two keys, `release` and `signature`.
    """
    signature: Any = UNSIGNED
    if signer:
        signature = {"algorithm": ALGORITHM, "key": signer.public_key, "value": signer.sign(prices.content)}
    elif prices.signature:
        signature = {"algorithm": ALGORITHM, "key": prices.public_key, "value": prices.signature}
    return _appended(prices.content, {"release": prices.release, "signature": signature}) + b"\n"


def release_files(prices: Prices, signer: Signer | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield the paths and bytes that a release publishes: its prices as the newest, and under its own name."""
    data = prices_file(prices, signer)
    yield PRICES_PATH, data
    yield release_path(prices.short), data


def release_path(name: str) -> str:
    """Return where the prices of a release stay for good, below the shop's address."""
    return f"{PRICES_PATH.removesuffix('.json')}/{name}.json"


def parse_prices(data: bytes, name: str) -> Prices:
    """Read a file of prices, from anywhere; raise PricesError when it is none, or was changed. `name` says which."""
    try:
        raw = json.loads(data)
        is_known = raw["format"] == FORMAT
        lines = {sku: _parsed_line(sku, line) for sku, line in raw["lines"].items()} if is_known else {}
        shop, release, signature = str(raw["shop"]), str(raw["release"]), raw["signature"]
        key, value = ("", "") if signature == UNSIGNED else (str(signature["key"]), str(signature["value"]))
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        raise PricesError(f"{name} is no file of prices", f"name a file like {PRICES_PATH} of a shop") from None
    if not is_known:
        raise PricesError(f"{name} has a format that is not known", "update sitegen")
    ordered = dict(sorted(lines.items()))
    content = _content(shop, {sku: _entry(line)[0] for sku, line in ordered.items()})
    if digest_bytes(content) != release:
        raise PricesError(f"{name} was changed: its release is not the digest of its prices", "take another copy")
    return Prices(shop, ordered, content, release, key, value)


def _parsed_line(sku: str, raw: Mapping[str, Any]) -> PriceLine:
    line = PriceLine(
        sku=sku,
        product=str(raw["product"]),
        variant=str(raw["variant"]),
        cooperative=str(raw["cooperative"]),
        kind=ProductType(raw["kind"]).value,
        prices=tuple(map(_parsed_money, raw["prices"])),
        minimum=_whole(raw["quantity"]["min"]),
        maximum=None if raw["quantity"]["max"] is None else _whole(raw["quantity"]["max"]),
        step=_whole(raw["quantity"]["step"]),
        tiers=tuple(Tier(_whole(tier["from"]), _parsed_money(tier)) for tier in raw["tiers"]),
    )
    if line.digest != raw["digest"]:
        raise ValueError(sku)
    return line


def _whole(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError(value)
    return value


def _parsed_money(raw: Mapping[str, Any]) -> Money:
    money = Money(Decimal(str(raw["amount"])), str(raw["currency"]))
    if money.currency not in CURRENCIES or not money.amount.is_finite() or money.machine != raw["amount"]:
        raise ValueError(raw)
    return money


def _content(shop: str, entries: Mapping[str, bytes]) -> bytes:
    named = b",".join([_canonical(sku) + b":" + entry for sku, entry in entries.items()])
    return b'{"format":%d,"lines":{%b},"shop":%b}' % (FORMAT, named, _canonical(shop))


def _named_entry(line: PriceLine) -> bytes:
    return _canonical(line.sku) + b":" + _entry(line)[0]


def _entry(line: PriceLine) -> tuple[bytes, str]:
    """Return what the file says of a line, and the line's digest."""
    facts = _canonical(_facts(line))
    digest = _digest(facts)
    return _appended(facts, {"digest": digest}), digest


def _digest(facts: bytes) -> str:
    return digest_parts("price line", facts)[:DIGEST_LENGTH]


def _appended(node: bytes, more: Mapping[str, Any]) -> bytes:
    """Return a JSON object with more keys at its end."""
    return node[:-1] + b"," + _canonical(more)[1:]


def _facts(line: PriceLine) -> dict[str, Any]:
    """Return what a line says, as JSON has it; its SKU is the key that it stands under, and part of its digest."""
    return {
        "sku": line.sku,
        "product": line.product,
        "variant": line.variant,
        "cooperative": line.cooperative,
        "kind": line.kind,
        "prices": [_money_facts(price) for price in line.prices],
        "quantity": {"min": line.minimum, "max": line.maximum, "step": line.step},
        "tiers": [{"from": tier.from_quantity, **_money_facts(tier.price)} for tier in line.tiers],
    }


def _money_facts(money: Money) -> dict[str, str]:
    return {"amount": money.machine, "currency": money.currency}


def _canonical(value: Any) -> bytes:
    return _ENCODER.encode(value).encode()
