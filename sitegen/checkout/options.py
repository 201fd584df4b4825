"""Options of checkouts: what is wrong with them, and what recipes are made from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from sitegen.checkout.base import Goods, OrderKind, Refusal
from sitegen.models.checkout import CheckoutSpec

HOST = r"[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+"
_SHOP = rf"{HOST}(?:/[A-Za-z0-9._~-]+)*"
_UNSAFE = frozenset('"<>\\^`{|}\x7f')


def match(spec: CheckoutSpec, option: str, pattern: str, example: str) -> Iterator[Refusal]:
    """Yield a refusal when an option that is given does not have the form of its example."""
    value = spec.option(option)
    if value and not re.fullmatch(pattern, value, flags=re.ASCII):
        values = (("text", value), ("provider", spec.provider), ("option", option), ("example", example))
        yield Refusal("checkout.option", option, values)


def need(spec: CheckoutSpec, option: str, example: str) -> Iterator[Refusal]:
    """Yield a refusal when an option is not given."""
    if not spec.option(option):
        values = (("provider", spec.provider), ("option", option), ("example", example))
        yield Refusal("checkout.no_option", option, values)


def names(kinds: frozenset[OrderKind]) -> tuple[str, ...]:
    """Return kinds of order as a recipe names them."""
    return tuple(sorted(kind.value for kind in kinds))


def items_of(goods: Sequence[Goods], **wanted: str) -> dict[str, dict[str, str]]:
    """Return what is told of each SKU: `id="variant"` takes the option `variant`; goods that lack one are left out."""
    found = {one.sku: {name: one.spec.option(option) for name, option in wanted.items()} for one in goods}
    return {sku: told for sku, told in found.items() if all(told.values())}


def locales_of(goods: Sequence[Goods], known: Mapping[str, str] | frozenset[str], otherwise: str) -> dict[str, str]:
    """Return what each language of the goods is called at a provider, for those that it calls otherwise."""
    table = known if isinstance(known, Mapping) else {code: code for code in known}
    languages = sorted({language for one in goods for language in one.titles})
    found = {language: table.get(language, table.get(language.split("-")[0], otherwise)) for language in languages}
    return {language: locale for language, locale in found.items() if locale != language}


def is_set(spec: CheckoutSpec, option: str) -> bool:
    """Return whether an option is `true`."""
    return spec.option(option) == "true"


def check_switch(spec: CheckoutSpec, option: str) -> Iterator[Refusal]:
    """Yield a refusal when an option is neither `true` nor `false`."""
    yield from match(spec, option, "true|false", "true")


def check_shop(spec: CheckoutSpec, hosts: tuple[str, ...], option: str, example: str) -> Iterator[Refusal]:
    """Yield why the host that an option names, with a folder or without, is no use."""
    value = spec.option(option)
    if not value or not re.fullmatch(_SHOP, value, flags=re.ASCII):
        yield from need(spec, option, example)
        yield from match(spec, option, _SHOP, example)
    else:
        yield from check_host(value.partition("/")[0], hosts, option)


def check_host(host: str, hosts: tuple[str, ...], option: str) -> Iterator[Refusal]:
    """Yield a refusal when the site does not allow a host."""
    if host not in hosts:
        yield Refusal("checkout.host", option, (("host", host), ("hosts", ", ".join(hosts) or "—")))


def check_url(url: str, hosts: tuple[str, ...], option: str = "url") -> Iterator[Refusal]:
    """Yield why a checkout link is not safe: only https, only allowed hosts, nothing hidden in front of the host."""
    host = _https_host(url)
    if not host:
        yield Refusal("checkout.url", option, (("text", url),))
    else:
        yield from check_host(host, hosts, option)


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
