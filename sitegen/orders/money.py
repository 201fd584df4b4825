"""What decides about money: every price, account, link, number and address of a site, as facts that can be compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import zip_longest
from typing import Any

from sitegen.config import FILE_NAME, Section, SiteConfig
from sitegen.load.content import LoadedRecord, Text
from sitegen.models.base import Record, Value
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.cooperative import Cooperative
from sitegen.models.money import Money
from sitegen.models.product import Product
from sitegen.orders.prices import Prices

_LINK = re.compile(r"(?:https?:|mailto:|tel:|sms:|whatsapp:)[^\s\"'<>)\]]+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w/=.-])\+?\d[\d\s().-]{6,20}\d(?!\w)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LEAST_DIGITS = 9


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One thing that money depends on: where it is written, in which field, and what it says."""

    where: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a fact; `old` is None when it was added, `new` when it was removed."""

    where: str
    field: str
    old: str | None
    new: str | None


def changes_between(old: Iterable[Fact], new: Iterable[Fact]) -> tuple[Change, ...]:
    """Return every difference, the settings first, then by place and field."""
    before, after = Counter(old), Counter(new)
    gone, come = _by_place(before - after), _by_place(after - before)
    changes = []
    for where, field in sorted(gone.keys() | come.keys(), key=lambda place: (place[0] != FILE_NAME, place)):
        pairs = _paired(gone.get((where, field), []), come.get((where, field), []))
        changes += [Change(where, field, old_value, new_value) for old_value, new_value in pairs]
    return tuple(changes)


def _by_place(facts: Counter[Fact]) -> dict[tuple[str, str], list[str]]:
    places: dict[tuple[str, str], list[str]] = {}
    for fact in sorted(facts.elements()):
        places.setdefault((fact.where, fact.field), []).append(fact.value)
    return places


def _paired(old: list[str], new: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Yield old values beside new ones: first those of one currency, then in order."""
    rest = list(new)
    unpaired = []
    for value in old:
        unit = value.rpartition(" ")[2]
        match = next((other for other in rest if " " in value and other.rpartition(" ")[2] == unit), None)
        if match is None:
            unpaired.append(value)
        else:
            rest.remove(match)
            yield value, match
    yield from zip_longest(unpaired, rest)


def site_facts(config: SiteConfig, records: Iterable[LoadedRecord[Record]]) -> Iterator[Fact]:
    """Yield the facts of a site: of its settings and of every record, drafts too."""
    yield from _facts_at(FILE_NAME, _setting_fields(config))
    for item in records:
        fields = [*_record_fields(item.record)]
        where = f"{item.kind.value}/{item.slug}"
        yield from _facts_at(where, fields)
        known = {value for _, value in fields}
        for text in item.texts.values():
            found = {pair for pair in _text_fields(text) if pair[1] not in known}
            yield from _facts_at(f"{where} ({text.language})", sorted(found))


def price_facts(prices: Prices) -> Iterator[Fact]:
    """Yield the facts of a release: what its lines cost and who gets the money."""
    yield Fact("shop", "address", prices.shop)
    for line in prices.lines.values():
        fields = [("cooperative", line.cooperative), *_money_fields("price", line.prices)]
        fields += [(f"price from {tier.from_quantity}", str(tier.price)) for tier in line.tiers]
        yield from _facts_at(f"products/{line.product} [{line.sku}]", fields)


def _facts_at(where: str, fields: Iterable[tuple[str, str]]) -> Iterator[Fact]:
    return (Fact(where, field, value) for field, value in fields)


def _setting_fields(config: SiteConfig) -> Iterator[tuple[str, str]]:
    yield "site.base_url", config.site.base_url
    yield "site.currency", config.site.currency
    for name in type(config.checkout).model_fields:
        yield from _flat(f"checkout.{name}", getattr(config.checkout, name))


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the fields within a setting; the order of a list of plain values does not matter, that of others does."""
    if isinstance(value, CheckoutSpec):
        yield f"{name}.provider", value.provider
        yield from ((f"{name}.{option}", text) for option, text in value.options)
    elif isinstance(value, Section | Value):
        for key in type(value).model_fields:
            yield from _flat(f"{name}.{key}", getattr(value, key))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flat(f"{name}.{key}", item)
    elif isinstance(value, Money):
        yield name, str(value)
    elif isinstance(value, tuple | list):
        is_plain = all(isinstance(item, str | int | Money) for item in value)
        for number, item in enumerate(value, 1):
            yield from _flat(name if is_plain else f"{name}.{number}", item)
    elif value not in (None, ""):
        yield name, str(value)


def _record_fields(record: Record) -> Iterator[tuple[str, str]]:
    if isinstance(record, Product):
        yield from _product_fields(record)
    elif isinstance(record, Cooperative):
        yield from _cooperative_fields(record)


def _product_fields(product: Product) -> Iterator[tuple[str, str]]:
    yield "cooperative", product.cooperative
    yield from _flat("sku", product.sku)
    yield from _money_fields("price", product.price or ())
    yield from _flat("compare_at", product.compare_at)
    yield from _money_fields("denominations", product.denominations)
    yield from ((f"tiers.{tier.from_quantity}", str(tier.price)) for tier in product.tiers)
    yield from _flat("checkout", product.checkout)
    for variant in product.variants:
        name = f"variants.{variant.id}"
        yield from _flat(f"{name}.sku", variant.sku)
        yield from _money_fields(f"{name}.price", variant.price or ())
        yield from _flat(f"{name}.compare_at", variant.compare_at)
        yield from _flat(f"{name}.checkout", variant.checkout)


def _money_fields(name: str, prices: Iterable[Money]) -> Iterator[tuple[str, str]]:
    return ((name, str(price)) for price in prices)


def _cooperative_fields(cooperative: Cooperative) -> Iterator[tuple[str, str]]:
    contact = cooperative.contact
    for name in ("phone", "whatsapp", "email"):
        yield from _flat(f"contact.{name}", getattr(contact, name))
    yield from _flat("checkout", cooperative.checkout)
    yield from _flat("social", cooperative.social)
    for number, zone in enumerate(cooperative.shipping.zones, 1):
        yield f"shipping.zones.{number}.price", str(zone.price)
        yield from _flat(f"shipping.zones.{number}.free_from", zone.free_from)


def _text_fields(text: Text) -> Iterator[tuple[str, str]]:
    """Yield the links, phone numbers and e-mail addresses that a text tells its readers."""
    for words in (unescape(text.body.html), *_strings(text.words.model_dump())):
        for link in _LINK.findall(words):
            yield "link", link.rstrip(".,;:!?…")
        shown = _LINK.sub(" ", re.sub(r"<[^>]*>", " ", words))
        for phone in _PHONE.findall(shown):
            digits = re.sub(r"[^\d+]", "", phone)
            if len(digits.lstrip("+")) >= _LEAST_DIGITS:
                yield "phone", digits
        for email in _EMAIL.findall(shown):
            yield "email", email


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _strings(item)
