"""Which checkouts serve a product: its own, its cooperative's or the site's, each checked once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sitegen.checkout.base import Account, HandOff, Order, Refusal
from sitegen.checkout.link import tells_product
from sitegen.checkout.registry import PROVIDERS, find_provider
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.cooperative import Cooperative
from sitegen.models.money import Money
from sitegen.models.product import Product, Variant
from sitegen.problems import did_you_mean


@dataclass(frozen=True, slots=True)
class Choice:
    """The checkouts that serve an order, and where they are written: `product`, `variant`, `cooperative` or `site`."""

    specs: tuple[CheckoutSpec, ...]
    level: str


def account_of(cooperative: Cooperative) -> Account:
    """Return how a cooperative can be written to."""
    contact = cooperative.contact
    return Account(whatsapp=contact.whatsapp or "", email=contact.email or "")


def choose_checkout(
    product: Product, variant: Variant | None, cooperative: Cooperative, default: tuple[CheckoutSpec, ...]
) -> Choice:
    """Return the nearest checkouts that are written; without any, those that the cooperative's contact allows."""
    if variant and variant.checkout:
        return Choice(variant.checkout, "variant")
    if product.checkout:
        return Choice(product.checkout, "product")
    if cooperative.checkout:
        return Choice(cooperative.checkout, "cooperative")
    if default:
        return Choice(default, "site")
    account = account_of(cooperative)
    implied = [("whatsapp", account.whatsapp), ("mailto", account.email)]
    return Choice(tuple(CheckoutSpec(provider=name) for name, address in implied if address), "contact")


def check_spec(spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
    """Yield why one checkout cannot work, whatever is ordered."""
    provider = find_provider(spec.provider)
    if provider is None:
        choices = ", ".join(sorted(PROVIDERS))
        suggestion = did_you_mean(spec.provider, PROVIDERS)
        values = (("text", spec.provider), ("choices", choices), ("suggestion", suggestion))
        yield Refusal("checkout.unknown", "provider", values)
        return
    for name, _ in spec.options:
        if name not in provider.options:
            choices = ", ".join(sorted(provider.options))
            values = (("text", name), ("choices", choices), ("suggestion", did_you_mean(name, provider.options)))
            yield Refusal("field.unknown", name, values)
    yield from provider.check(spec, account, hosts)


def check_choice(choice: Choice, variant: Variant | None, amounts: Sequence[Money] = ()) -> Iterator[Refusal]:
    """Yield why the checkouts, each fine by itself, cannot serve this product, variant or choice of `amounts`."""
    if not choice.specs:
        yield Refusal("checkout.none", "checkout")
    for spec in choice.specs:
        provider = find_provider(spec.provider)
        if provider is None or provider.capabilities.tells_product or tells_product(spec):
            continue
        if choice.level in ("cooperative", "site"):
            yield Refusal("checkout.shared_link", "checkout", (("provider", spec.provider), ("level", choice.level)))
        elif variant is not None and choice.level != "variant":
            yield Refusal("checkout.variant_link", "checkout", (("provider", spec.provider), ("variant", variant.id)))
        elif len(amounts) > 1:
            values = (("provider", spec.provider), ("variant", str(amounts[0])))
            yield Refusal("checkout.variant_link", "checkout", values)


def hand_offs(choice: Choice, account: Account, hosts: tuple[str, ...], order: Order) -> tuple[HandOff, ...]:
    """Return the hand-offs of an order, the best first; a checkout that cannot serve it is left out."""
    found = []
    for spec in choice.specs:
        provider = find_provider(spec.provider)
        if provider is None or any(check_spec(spec, account, hosts)):
            continue
        if order.kind in provider.capabilities.kinds:
            found.append(provider.hand_off(spec, account, order))
    return tuple(found)
