"""Vouchers in number: how an employer's request reaches the cooperative that issues them.

It goes as a quote, whatever a single voucher is paid with, and only where a note has room: it tells the occasion, the
day and who is to be invoiced.
"""

from __future__ import annotations

from collections.abc import Sequence

from sitegen.checkout.base import Account, Goods, OrderKind, Recipe
from sitegen.checkout.choice import Sellable, account_of, check_spec, choose_checkout, shared_checkout
from sitegen.checkout.registry import find_provider
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.cooperative import Cooperative
from sitegen.models.product import Product

_BY_MESSAGE = tuple(CheckoutSpec(provider=name) for name in ("whatsapp", "mailto"))
"""What serves where none of the checkouts of the voucher or its cooperative takes a request with a note."""


def bulk_recipes(
    voucher: Product,
    maker: Cooperative,
    default: tuple[CheckoutSpec, ...],
    hosts: tuple[str, ...],
    goods: Sequence[Sellable] = (),
) -> tuple[Recipe, ...]:
    """Return how a request for amounts of a voucher is handed over, the best first; none when there is no way."""
    account = account_of(maker)
    own = choose_checkout(voucher, None, maker, default).specs
    for specs in (own, shared_checkout(maker, default).specs, _BY_MESSAGE):
        found = (_recipe(spec, account, hosts, goods) for spec in specs)
        recipes = tuple(recipe for recipe in found if recipe)
        if recipes:
            return recipes
    return ()


def _recipe(spec: CheckoutSpec, account: Account, hosts: tuple[str, ...], goods: Sequence[Sellable]) -> Recipe | None:
    provider = find_provider(spec.provider)
    if provider is None or any(check_spec(spec, account, hosts)):
        return None
    can = provider.capabilities
    if OrderKind.QUOTE not in can.kinds or not can.several_lines or "note" not in can.prefill:
        return None
    return provider.recipe(spec, account, [Goods(one.sku, spec, one.titles, one.prices) for one in goods])
