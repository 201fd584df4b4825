"""Checkouts: every product must have a way to be ordered that works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.catalog.catalog import Catalog, CooperativeItem, ProductItem
from sitegen.checkout.base import Account, OrderKind, Refusal, Risky
from sitegen.checkout.bulk import bulk_recipes
from sitegen.checkout.choice import (
    Asked,
    Choice,
    account_of,
    check_choice,
    check_links,
    check_spec,
    choose_checkout,
    shared_checkout,
)
from sitegen.checkout.registry import find_provider
from sitegen.config import FILE_NAME, SiteConfig
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Record
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.product import Product, Variant
from sitegen.problems import Problem, error, has_errors, warning

Place = tuple[str | int, ...]

_OF_THE_LEVEL = {"checkout.shared_link", "checkout.needs_script"}
"""What is wrong with a checkout that several products share, and mended where it is written."""


def check_checkouts(catalog: Catalog, config: SiteConfig) -> Iterator[Problem]:
    """Yield a problem for each checkout that cannot work, once, where it is written."""
    yield from dict.fromkeys(_check_all(catalog, config))


def check_bulk(catalog: Catalog, config: SiteConfig) -> Iterator[Problem]:
    """Yield a problem for each voucher that employers cannot ask for in number."""
    checkout = config.checkout
    for item in map(catalog.products.__getitem__, catalog.vouchers if checkout.quote_form == "none" else ()):
        maker = item.record.cooperative
        cooperative = catalog.cooperatives[maker].record
        if not bulk_recipes(item.record, cooperative, checkout.default, checkout.allowed_hosts):
            line = item.source.line_of("cooperative")
            yield warning("voucher.no_way", item.source.path, line, "cooperative", cooperative=maker)


def check_product(item: ProductItem, maker: CooperativeItem, config: SiteConfig) -> Iterator[Problem]:
    """Yield what is wrong with the checkouts of one product, beside what is wrong with those that it shares."""
    yield from _check_product(item, maker, config, _default_refusals(config), _shared_refusals(maker, config))


def _check_all(catalog: Catalog, config: SiteConfig) -> Iterator[Problem]:
    hosts = config.checkout.allowed_hosts
    told = _default_refusals(config)
    yield from (_problem(refusal, FILE_NAME, 0, "checkout.default") for refusal in told)
    yield from (_problem(risk, FILE_NAME, 0, "checkout.default") for risk in _risks(config.checkout.default))
    for item in catalog.cooperatives.values():
        for spec in item.record.checkout:
            yield from _at(item, ("checkout",), check_spec(spec, account_of(item.record), hosts, shared=True))
        yield from _at(item, ("checkout",), _risks(item.record.checkout))
    above = {slug: _shared_refusals(maker, config) for slug, maker in catalog.cooperatives.items()}
    for product in catalog.products.values():
        slug = product.record.cooperative
        yield from _check_product(product, catalog.cooperatives[slug], config, told, above[slug])


def _default_refusals(config: SiteConfig) -> set[Refusal]:
    """Return what is wrong with the site's own checkout, as far as it depends on no cooperative."""
    anybody = Account(whatsapp="+212600000000", email="anybody@example.org", phone="+212600000000")
    hosts = config.checkout.allowed_hosts
    return {refusal for spec in config.checkout.default for refusal in check_spec(spec, anybody, hosts, shared=True)}


def _shared_refusals(maker: CooperativeItem, config: SiteConfig) -> set[Refusal]:
    """Return what is wrong with the checkouts that a cooperative's products share."""
    hosts, account = config.checkout.allowed_hosts, account_of(maker.record)
    specs = shared_checkout(maker.record, config.checkout.default).specs
    return {refusal for spec in specs for refusal in check_spec(spec, account, hosts, shared=True)}


def _check_product(
    item: ProductItem, maker: CooperativeItem, config: SiteConfig, told: set[Refusal], above: set[Refusal]
) -> Iterator[Problem]:
    """Yield what is wrong with a product's checkouts.

    `told` was said of the site's own already, and `above` of those that it shares.
    """
    product, account = item.record, account_of(maker.record)
    shared = shared_checkout(maker.record, config.checkout.default)
    if shared.level == "site":
        line = item.source.line_of("cooperative")
        yield from (_problem(refusal, item.source.path, line, "checkout") for refusal in above - told)
    written = [*_check_written(item, maker, config, above)]
    yield from written
    for position, chosen in _forms(product):
        choice = choose_checkout(product, chosen, maker.record, config.checkout.default)
        asked = _asked(product, chosen)
        # what a broken account would do with an order need not be tried
        is_sound = not has_errors(written, strict=False) and not above
        refusals = check_choice(choice, chosen, account, asked) if is_sound else check_links(choice, chosen, asked)
        for refusal in refusals:
            yield _choice_problem(refusal, choice, item, maker, position)


def _forms(product: Product) -> Iterator[tuple[int | None, Variant | None]]:
    """Yield the product, or each of its variants with its place, as far as they can be ordered."""
    variants: list[tuple[int | None, Variant | None]] = [*enumerate(product.variants)] or [(None, None)]
    for position, chosen in variants:
        if ((chosen.availability if chosen else None) or product.availability).can_be_ordered:
            yield position, chosen


def _asked(product: Product, variant: Variant | None) -> Asked:
    prices = product.denominations[:1] or (variant.price if variant else None) or product.price or ()
    quantity = max(product.quantity.min, product.minimum or 1)
    return Asked(OrderKind(product.type.value), quantity, tuple(prices), product.denominations)


def _check_written(
    item: ProductItem, maker: CooperativeItem, config: SiteConfig, above: set[Refusal]
) -> Iterator[Problem]:
    """Yield what is wrong with the options that a product and its variants have of their own."""
    product, hosts, account = item.record, config.checkout.allowed_hosts, account_of(maker.record)
    variants: list[tuple[Place, Variant]] = [
        (("variants", at, "checkout"), own) for at, own in enumerate(product.variants)
    ]
    places: list[tuple[Place, Variant | None]] = [(("checkout",), None), *variants]
    for place, variant in places:
        own = variant.checkout if variant else product.checkout
        choice = choose_checkout(product, variant, maker.record, config.checkout.default)
        leaves_rest = variant is None and bool(product.variants)
        for spec in _merged(own, choice):
            found = [one for one in check_spec(spec, account, hosts, shared=leaves_rest) if one not in above]
            yield from _at(item, place, found)
        yield from _at(item, place, _risks(own))


def _merged(own: tuple[CheckoutSpec, ...], choice: Choice) -> Iterator[CheckoutSpec]:
    """Yield what each checkout that is written in one place is with its account."""
    by_provider = {spec.provider: spec for spec in choice.specs}
    is_completed = bool(choice.completed)
    for position, spec in enumerate(own):
        yield by_provider.get(spec.provider, spec) if is_completed else choice.specs[position]


def _risks(specs: Iterable[CheckoutSpec]) -> Iterator[Refusal]:
    for spec in specs:
        provider = find_provider(spec.provider)
        if isinstance(provider, Risky):
            yield from provider.risks(spec)


def _choice_problem(
    refusal: Refusal, choice: Choice, item: ProductItem, maker: CooperativeItem, position: int | None
) -> Problem:
    """Return a problem where it can be mended: at the variant, the product, its maker or the site."""
    if refusal.code in _OF_THE_LEVEL and choice.level == "cooperative":
        return _problem(refusal, maker.source.path, maker.source.line_of("checkout"), "checkout")
    if refusal.code in _OF_THE_LEVEL and choice.level == "site":
        return _problem(refusal, FILE_NAME, 0, "checkout.default")
    place = ("variants", position) if choice.level == "variant" and position is not None else ("checkout",)
    return _problem(refusal, item.source.path, item.source.line_of(*place), ".".join(str(part) for part in place))


def _at(item: LoadedRecord[Record], place: Place, refusals: Iterable[Refusal]) -> Iterator[Problem]:
    for refusal in refusals:
        line = item.source.line_of(*place, refusal.option)
        yield _problem(refusal, item.source.path, line, ".".join(str(part) for part in place))


def _problem(refusal: Refusal, path: str, line: int, field: str) -> Problem:
    inner = f".{refusal.option}" if refusal.option != "checkout" else ""
    make = warning if refusal.is_risk else error
    return make(refusal.code, path, line, f"{field}{inner}", **dict(refusal.values))
