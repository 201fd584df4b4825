"""The page of checkout providers: what each needs, what it can do, and a hand-off that it really makes."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from urllib.parse import unquote

from sitegen.checkout.base import Account, Capabilities, Order, OrderKind, OrderLine, Provider
from sitegen.checkout.choice import check_spec
from sitegen.checkout.registry import PROVIDERS, find_provider
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.money import Money
from tools.reference.examples import ExampleRefused
from tools.reference.markdown import block, code, page, paragraphs, table

INTRODUCTION = """
The shop takes no money. A checkout provider turns an order into a hand-off: a link to a page of the cooperative's own
checkout, or a message to the cooperative. Where a checkout is written decides whom it serves, and the nearest one wins.
"""

LEVELS = (
    ("`checkout` of a variant", "this variant"),
    ("`checkout` of a product", "this product, and its variants without their own"),
    ("`checkout` of a cooperative", "its products without their own"),
    ("`checkout.default` of `sitegen.toml`", "cooperatives without their own"),
    (
        "the cooperative's `contact`",
        "without any of these: `whatsapp`, then `mailto`, where the contact has them",
    ),
)

SHAPES = """
checkout: whatsapp
checkout: [whatsapp, mailto]
checkout: {provider: stripe, url: "https://buy.stripe.com/test_example"}
checkout: [{provider: link, url: "https://pay.example.org/?sku={sku}"}, whatsapp]
"""

RULES = """
Several checkouts are several buttons, the first one the main button. A product that can be ordered and has no checkout
at all is an error.

A link sells one thing. So a `stripe` checkout, or a `link` without `{sku}`, that a cooperative or the site would share
among its products is an error, and each variant needs a link of its own.

Links are `https` only and lead to hosts that `checkout.allowed_hosts` names exactly as they stand in the link:
`buy.stripe.com` does not allow `stripe.com`.
"""

OPTION_MEANINGS = {
    (
        "link",
        "url",
    ): "The page's address, at an allowed host; `{sku}`, `{quantity}` and `{language}` are filled in.",
    ("mailto", "address"): "The e-mail address; default: `contact.email` of the cooperative.",
    ("stripe", "url"): "The payment link that the cooperative made at Stripe, at an allowed host.",
    ("whatsapp", "phone"): "The number in E.164; default: `contact.whatsapp` of the cooperative.",
}

CAPABILITY_MEANINGS = {
    "several_lines": "one hand-off may hold several products",
    "tells_product": "the hand-off says what is ordered, so that one account serves any product",
    "quantities": "the hand-off says how many",
    "sends_price": "the price travels in the hand-off, so that the cooperative should compare it with its own",
    "kinds": "what may be ordered",
}

EXAMPLES = {
    "link": CheckoutSpec(provider="link", options=(("url", "https://pay.example.org/?sku={sku}&lang={language}"),)),
    "mailto": CheckoutSpec(provider="mailto"),
    "stripe": CheckoutSpec(provider="stripe", options=(("url", "https://buy.stripe.com/test_example"),)),
    "whatsapp": CheckoutSpec(provider="whatsapp"),
}
_HOSTS = ("pay.example.org", "buy.stripe.com")
_ACCOUNT = Account(whatsapp="+212600000001", email="argane@example.org")


class _English:
    def gettext(self, message: str) -> str:
        return message


_LINE = OrderLine("ARG-ALI-250ml", "Argan oil 250 ml", 1, Money(Decimal(120), "MAD"), "120 MAD",
                  "https://souk.example.org/en/products/argan-oil/")  # fmt: skip
_ORDER = Order(OrderKind.PRODUCT, "Souk Tiwizi", "en", (_LINE,), _English())


def providers() -> list[Provider]:
    """Return every provider, by name."""
    return [provider for name in sorted(PROVIDERS) if (provider := find_provider(name)) is not None]


def checkout_page() -> str:
    """Return the page of all providers."""
    return page(
        "Checkout",
        paragraphs(INTRODUCTION),
        "## Where a checkout is written", table(("Place, the nearest first", "Serves"), LEVELS),
        "## How it is written", "One of these lines, in front matter:", block(SHAPES, "yaml"), paragraphs(RULES),
        "## What providers can do", _capability_table(), paragraphs(_capability_words()),
        *(_section(provider) for provider in providers()),
    )  # fmt: skip


def _capability_table() -> str:
    names = [field.name for field in fields(Capabilities)]
    rows = [
        (code(provider.name), *(_shown(getattr(provider.capabilities, name)) for name in names))
        for provider in providers()
    ]
    return table(("Provider", *(code(name) for name in names)), rows)


def _shown(value: object) -> str:
    if isinstance(value, frozenset):
        return "all" if value == frozenset(OrderKind) else ", ".join(sorted(kind.value for kind in value))
    return "yes" if value else "no"


def _capability_words() -> str:
    named = [f"{code(field.name)}: {CAPABILITY_MEANINGS.get(field.name, '')}" for field in fields(Capabilities)]
    return "; ".join(named) + "."


def _section(provider: Provider) -> str:
    rows = [(code(name), OPTION_MEANINGS.get((provider.name, name), "")) for name in sorted(provider.options)]
    spec = EXAMPLES[provider.name]
    url = example_url(provider, spec)
    parts = [
        f"## {code(provider.name)}",
        paragraphs(type(provider).__doc__ or ""),
        table(("Option", "Meaning"), rows),
        "An order of one bottle becomes:",
        block(url),
    ]
    decoded = unquote(url).replace("\r\n", "\n")
    return "\n\n".join([*parts, "which reads:", block(decoded, "text")] if "\n" in decoded else parts)


def example_url(provider: Provider, spec: CheckoutSpec) -> str:
    """Return the address of a real hand-off; raise ExampleRefused when the provider would refuse it."""
    refusals = list(check_spec(spec, _ACCOUNT, _HOSTS))
    if refusals:
        raise ExampleRefused(f"{provider.name}: {refusals[0].code}")
    return provider.hand_off(spec, _ACCOUNT, _ORDER).url
