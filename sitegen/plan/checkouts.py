"""Checkouts: every product must have a way to be ordered that works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.catalog.catalog import Catalog, CooperativeItem, ProductItem
from sitegen.checkout.base import Account, Refusal
from sitegen.checkout.choice import Choice, account_of, check_choice, check_spec, choose_checkout
from sitegen.config import FILE_NAME, SiteConfig
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Record
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.product import Variant
from sitegen.problems import Problem, error


def check_checkouts(catalog: Catalog, config: SiteConfig) -> Iterator[Problem]:
    """Yield a problem for each checkout that cannot work, once, where it is written."""
    yield from dict.fromkeys(_check_all(catalog, config))


def _check_all(catalog: Catalog, config: SiteConfig) -> Iterator[Problem]:
    hosts = config.checkout.allowed_hosts
    told = _default_refusals(config)
    yield from (_problem(refusal, FILE_NAME, 0, "checkout.default") for refusal in told)
    for item in catalog.cooperatives.values():
        account = account_of(item.record)
        yield from _check_specs(item, item.record.checkout, account, hosts, ("checkout",))
    for product in catalog.products.values():
        yield from _check_product(product, catalog.cooperatives[product.record.cooperative], config, told)


def _default_refusals(config: SiteConfig) -> set[Refusal]:
    """Return what is wrong with the site's own checkout, as far as it depends on no cooperative."""
    anybody = Account(whatsapp="+212600000000", email="anybody@example.org")
    hosts = config.checkout.allowed_hosts
    return {refusal for spec in config.checkout.default for refusal in check_spec(spec, anybody, hosts)}


def _check_product(
    item: ProductItem, maker: CooperativeItem, config: SiteConfig, told: set[Refusal]
) -> Iterator[Problem]:
    """Yield what is wrong with a product's checkouts; `told` was said of the site's own already."""
    product, hosts, account = item.record, config.checkout.allowed_hosts, account_of(maker.record)
    yield from _check_specs(item, product.checkout, account, hosts, ("checkout",))
    for index, variant in enumerate(product.variants):
        yield from _check_specs(item, variant.checkout, account, hosts, ("variants", index, "checkout"))
    variants: list[tuple[int | None, Variant | None]] = [*enumerate(product.variants)] or [(None, None)]
    for position, chosen in variants:
        if not ((chosen.availability if chosen else None) or product.availability).can_be_ordered:
            continue
        choice = choose_checkout(product, chosen, maker.record, config.checkout.default)
        for refusal in check_choice(choice, chosen, product.denominations):
            yield _choice_problem(refusal, choice, item, maker, position)
        if choice.level == "site":
            for spec in choice.specs:
                for refusal in set(check_spec(spec, account, hosts)) - told:
                    yield _problem(refusal, item.source.path, item.source.line_of("cooperative"), "checkout")


def _choice_problem(
    refusal: Refusal, choice: Choice, item: ProductItem, maker: CooperativeItem, position: int | None
) -> Problem:
    """Return a problem where the chosen checkout is written: at the variant, the product, its maker or the site."""
    if choice.level == "cooperative":
        return _problem(refusal, maker.source.path, maker.source.line_of("checkout"), "checkout")
    if choice.level == "site":
        return _problem(refusal, FILE_NAME, 0, "checkout.default")
    place = ("variants", position) if choice.level == "variant" and position is not None else ("checkout",)
    return _problem(refusal, item.source.path, item.source.line_of(*place), ".".join(str(part) for part in place))


def _check_specs(
    item: LoadedRecord[Record],
    specs: Iterable[CheckoutSpec],
    account: Account,
    hosts: tuple[str, ...],
    place: tuple[str | int, ...],
) -> Iterator[Problem]:
    for spec in specs:
        for refusal in check_spec(spec, account, hosts):
            line = item.source.line_of(*place, refusal.option)
            yield _problem(refusal, item.source.path, line, ".".join(str(part) for part in place))


def _problem(refusal: Refusal, path: str, line: int, field: str) -> Problem:
    inner = f".{refusal.option}" if refusal.option != "checkout" else ""
    return error(refusal.code, path, line, f"{field}{inner}", **dict(refusal.values))
