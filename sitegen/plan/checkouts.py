"""Checkouts: every product must have a way to be ordered that works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.catalog.catalog import Catalog, CooperativeItem, ProductItem
from sitegen.checkout.base import Account, Refusal
from sitegen.checkout.choice import account_of, check_choice, check_spec, choose_checkout
from sitegen.config import FILE_NAME, SiteConfig
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Record
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.product import Variant
from sitegen.problems import Problem, error


def check_checkouts(catalog: Catalog, config: SiteConfig) -> Iterator[Problem]:
    """Yield a problem for each checkout that cannot work, where it is written."""
    hosts = config.checkout.allowed_hosts
    yield from _check_default(config)
    for item in catalog.cooperatives.values():
        account = account_of(item.record)
        yield from _check_specs(item, item.record.checkout, account, hosts, ("checkout",))
    for product in catalog.products.values():
        yield from _check_product(product, catalog.cooperatives[product.record.cooperative], config)


def _check_default(config: SiteConfig) -> Iterator[Problem]:
    """Yield what is wrong with the site's own checkout, as far as it depends on no cooperative."""
    anybody = Account(whatsapp="+212600000000", email="anybody@example.org")
    for spec in config.checkout.default:
        for refusal in check_spec(spec, anybody, config.checkout.allowed_hosts):
            yield _problem(refusal, FILE_NAME, 0, "checkout.default")


def _check_product(item: ProductItem, maker: CooperativeItem, config: SiteConfig) -> Iterator[Problem]:
    product, hosts, account = item.record, config.checkout.allowed_hosts, account_of(maker.record)
    yield from _check_specs(item, product.checkout, account, hosts, ("checkout",))
    for index, variant in enumerate(product.variants):
        yield from _check_specs(item, variant.checkout, account, hosts, ("variants", index, "checkout"))
    if not product.availability.can_be_ordered:
        return
    variants: list[tuple[int | None, Variant | None]] = [*enumerate(product.variants)] or [(None, None)]
    seen: set[Refusal] = set()
    for position, chosen in variants:
        choice = choose_checkout(product, chosen, maker.record, config.checkout.default)
        place = ("checkout",) if position is None or not chosen or not chosen.checkout else ("variants", position)
        for refusal in check_choice(choice, chosen):
            if refusal not in seen:
                seen.add(refusal)
                field = ".".join(str(part) for part in place)
                yield _problem(refusal, item.source.path, item.source.line_of(*place), field)
        if choice.level == "site":
            yield from _check_specs(item, choice.specs, account, hosts, ("checkout",))


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
