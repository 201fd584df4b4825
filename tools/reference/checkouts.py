"""The pages of checkouts: where they are written, what each provider needs and can do, and hand-offs really made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from urllib.parse import unquote

from sitegen.checkout.base import (
    Account,
    ButtonMaker,
    Capabilities,
    Goods,
    HandOff,
    Order,
    OrderKind,
    OrderLine,
    Provider,
    Recipe,
)
from sitegen.checkout.choice import check_spec
from sitegen.checkout.recipes import serve
from sitegen.checkout.registry import PROVIDERS, find_provider
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.money import Money
from tools.reference.examples import ExampleRefused
from tools.reference.markdown import block, code, page, paragraphs, table

INTRODUCTION = """
The shop takes no money. A checkout provider turns an order into a hand-off: a link to a page of the cooperative's own
checkout, or a message to the cooperative. Where a checkout is written decides whom it serves, and the nearest one wins.
What each provider needs and can do is on a page of its own: [checkout providers](checkout-providers.md).
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
Several checkouts are several buttons, the first one the main button. A cart is handed over by the first of them that
can serve it: that holds its lines, their quantities and their currency. A product that can be ordered and that none of
them can serve is an error, and so is one that can be ordered with JavaScript only.

A link sells one thing. So a `stripe` checkout, or a `link` without `{sku}`, that a cooperative or the site would share
among its products is an error, and each variant needs a link of its own.

Links are `https` only and lead to hosts that `checkout.allowed_hosts` names exactly as they stand in the link:
`buy.stripe.com` does not allow `stripe.com`.
"""

COMPLETING = """
A cooperative writes its account once, and its products only what is their own. A checkout with nothing but options
of a product (below, the options that say so) completes the cooperative's checkout of the same provider; the others of
the cooperative's list stay behind it. Here the saffron is sold by Shopify, and everything else by WhatsApp:
"""

COMPLETED = """
# the cooperative
checkout: [{provider: shopify, shop: tamlalt.myshopify.com}, whatsapp]
# the saffron
checkout: {provider: shopify, variant: 70881412}
"""

PROVIDERS_INTRODUCTION = """
What can be written as `provider` of a [checkout](checkout.md), what each needs, what it can do, and the hand-off that
it makes of an order. `sitegen check` refuses what cannot work and says why.
"""

OPTION_MEANINGS = {
    ("bigcommerce", "store"): "The host of the shop.",
    ("bigcommerce", "product"): "The number or SKU of the product there; default: its SKU here.",
    ("cash", "by"): "`whatsapp`, `sms` or `mailto`; default: what the contact has.",
    ("cash", "phone"): "The number in E.164; default: that of the cooperative's contact.",
    ("cash", "address"): "The e-mail address; default: `contact.email` of the cooperative.",
    ("ecwid", "store"): "The address of the page with the storefront, without `https://`.",
    ("ecwid", "product"): "The number of the product there.",
    ("endpoint", "url"): "The function's address, at an allowed host.",
    ("foxy", "store"): "The host of the store, such as `tamlalt.foxycart.com`.",
    ("foxy", "secret"): "The variable of the environment with the store's key, `FOXY_…`; default: `FOXY_API_KEY`.",
    ("gumroad", "store"): "The host of the store, such as `tamlalt.gumroad.com`.",
    ("gumroad", "product"): "The last part of the product's address there.",
    ("gumroad", "quantities"): "`true` when the store sells several at once.",
    ("lemonsqueezy", "store"): "The host of the store, such as `tamlalt.lemonsqueezy.com`.",
    ("lemonsqueezy", "variant"): "The variant's UUID, from its share link.",
    ("lemonsqueezy", "quantities"): "`true` when the store sells several at once.",
    (
        "link",
        "url",
    ): "The page's address, at an allowed host; `{sku}`, `{quantity}`, `{language}`, `{reference}` and `{voucher}` are "
    "filled in.",
    ("link", "adjustable"): "`true` when buyers choose the quantity on that page.",
    ("mailto", "address"): "The e-mail address; default: `contact.email` of the cooperative.",
    ("paypal", "business"): "The account that takes whole carts: an e-mail address or a merchant id.",
    ("paypal", "button"): "The id of a hosted button for this product.",
    ("paypal", "payment"): "The id of a payment link for this product.",
    ("paypal", "me"): "The name at paypal.me; it gets an amount and no order.",
    ("shopify", "shop"): "The host of the shop, such as `tamlalt.myshopify.com`.",
    ("shopify", "variant"): "The number of the variant there.",
    ("sms", "phone"): "The number in E.164; default: `contact.phone`, then `contact.whatsapp` of the cooperative.",
    ("snipcart", "key"): "The public key; never the secret one.",
    ("snipcart", "version"): "The version of Snipcart's script; default: the newest that was tried.",
    ("stripe", "url"): "The payment link that the cooperative made at Stripe, at an allowed host.",
    ("stripe", "adjustable"): "`true` when the link lets buyers choose the quantity.",
    ("whatsapp", "phone"): "The number in E.164; default: `contact.whatsapp` of the cooperative.",
    ("woocommerce", "store"): "The host of the shop, with its folder if it has one.",
    ("woocommerce", "style"): "`classic` for WooCommerce before 10; default: `checkout-link`.",
    ("woocommerce", "product"): "The number of the product there.",
    ("woocommerce", "variation"): "The number of the variation there.",
}

CAPABILITY_MEANINGS = {
    "several_lines": "one hand-off may hold several products",
    "tells_product": "the hand-off says what is ordered, so that one account serves any product",
    "quantities": "the hand-off can say how many",
    "sends_price": "the price travels in the hand-off",
    "tamperable": "the money is taken at that price before anybody has compared it, so that a warning is given",
    "kinds": "what may be ordered",
    "currencies": "those that it takes; *own*: any, or those of the account there",
    "languages": "what `ar` and `zgh` become where it does not speak them",
    "prefill": "what the buyer wrote in the cart and need not type again",
    "needs_script": "it needs JavaScript, and so another way behind it",
    "secrets": "variables of the environment that sign the hand-off; without them it is not signed",
}

_KEY = "YmFzZTY0LW9mLXRoZS1wdWJsaWMta2V5"
_UUID = "0a8a9e4c-6a24-4c2b-9a3e-2f1d8c5b7e10"


def _spec(provider: str, **options: str) -> CheckoutSpec:
    return CheckoutSpec(provider=provider, options=tuple(sorted(options.items())))


EXAMPLES = {
    "bigcommerce": _spec("bigcommerce", store="boutique.example.org"),
    "cash": _spec("cash"),
    "ecwid": _spec("ecwid", store="boutique.example.org/store", product="66821181"),
    "endpoint": _spec("endpoint", url="https://souk.example.org/.netlify/functions/cmi"),
    "foxy": _spec("foxy", store="tamlalt.foxycart.com", secret="FOXY_KEY_OF_NOBODY"),
    "gumroad": _spec("gumroad", store="tamlalt.gumroad.com", product="savon"),
    "lemonsqueezy": _spec("lemonsqueezy", store="tamlalt.lemonsqueezy.com", variant=_UUID),
    "link": _spec("link", url="https://pay.example.org/?sku={sku}&lang={language}"),
    "mailto": _spec("mailto"),
    "paypal": _spec("paypal", business="argane@example.org"),
    "shopify": _spec("shopify", shop="tamlalt.myshopify.com", variant="70881412"),
    "sms": _spec("sms"),
    "snipcart": _spec("snipcart", key=_KEY),
    "stripe": _spec("stripe", url="https://buy.stripe.com/test_example"),
    "whatsapp": _spec("whatsapp"),
    "woocommerce": _spec("woocommerce", store="boutique.example.org", product="123"),
}
_HOSTS = (
    "pay.example.org", "buy.stripe.com", "boutique.example.org", "souk.example.org", "tamlalt.foxycart.com",
    "tamlalt.gumroad.com", "tamlalt.lemonsqueezy.com", "www.paypal.com", "tamlalt.myshopify.com", "app.snipcart.com",
    "cdn.snipcart.com",
)  # fmt: skip
_ACCOUNT = Account(whatsapp="+212600000001", email="argane@example.org")


class _English:
    def gettext(self, message: str) -> str:
        return message


_PRICES = (Money(Decimal(120), "MAD"), Money(Decimal("11.50"), "EUR"))
_LINE = OrderLine("ARG-ALI-250ml", "Argan oil 250 ml", 1, _PRICES[0], "120 MAD",
                  "https://souk.example.org/en/products/argan-oil/", _PRICES, product="argan-oil")  # fmt: skip
_ORDER = Order(OrderKind.PRODUCT, "Souk Tiwizi", "en", (_LINE,), _English())


def providers() -> list[Provider]:
    """Return every provider, by name."""
    return [provider for name in sorted(PROVIDERS) if (provider := find_provider(name)) is not None]


def checkout_page() -> str:
    """Return the page of where checkouts are written."""
    return page(
        "Checkout",
        paragraphs(INTRODUCTION),
        "## Where a checkout is written", table(("Place, the nearest first", "Serves"), LEVELS),
        "## How it is written", "One of these lines, in front matter:", block(SHAPES, "yaml"), paragraphs(RULES),
        "## An account and its products", paragraphs(COMPLETING), block(COMPLETED, "yaml"),
    )  # fmt: skip


def providers_page() -> str:
    """Return the page of all providers."""
    return page(
        "Checkout providers",
        paragraphs(PROVIDERS_INTRODUCTION),
        "## What they can do", _capability_table(), paragraphs(_capability_words()),
        *(_section(provider) for provider in providers()),
    )  # fmt: skip


def _capability_table() -> str:
    names = [field.name for field in fields(Capabilities)]
    rows = [(code(provider.name), *(_cell(provider, name) for name in names)) for provider in providers()]
    return table(("Provider", *(code(name) for name in names)), rows)


def _cell(provider: Provider, name: str) -> str:
    value = getattr(provider.capabilities, name)
    tell = _TOLD.get(name)
    if tell:
        return tell(provider)
    if isinstance(value, tuple):
        return ", ".join(map(code, value)) or "none"
    return "yes" if value else "no"


def _kinds(provider: Provider) -> str:
    kinds = provider.capabilities.kinds
    return "all" if kinds == frozenset(OrderKind) else ", ".join(sorted(kind.value for kind in kinds))


def _currencies(provider: Provider) -> str:
    return ", ".join(provider.capabilities.currencies or ()) or "own"


def _languages(provider: Provider) -> str:
    """Return what Arabic and Amazigh become, found out by asking for a recipe."""
    goods = Goods("x", EXAMPLES[provider.name], {"ar": "x", "zgh": "x"}, _PRICES)
    recipe = provider.recipe(EXAMPLES[provider.name], _ACCOUNT, (goods,))
    if recipe and recipe.locales:
        return ", ".join(f"{code(language)} → {code(locale)}" for language, locale in recipe.locales.items())
    if provider.capabilities.languages is not None:
        return "`zgh` → `fr`"
    return "any" if recipe and (recipe.kind in ("message", "endpoint") or recipe.texts) else "its own"


_TOLD: dict[str, Callable[[Provider], str]] = {"kinds": _kinds, "currencies": _currencies, "languages": _languages}


def _capability_words() -> str:
    named = [f"{code(field.name)}: {CAPABILITY_MEANINGS.get(field.name, '')}" for field in fields(Capabilities)]
    return "; ".join(named) + "."


def _section(provider: Provider) -> str:
    rows = [
        (code(name), "product" if name in provider.item_options else "account",
         OPTION_MEANINGS.get((provider.name, name), ""))
        for name in sorted(provider.options)
    ]  # fmt: skip
    parts = [f"## {code(provider.name)}", paragraphs(type(provider).__doc__ or "")]
    parts.append(table(("Option", "Of the", "Meaning"), rows))
    return "\n\n".join([*parts, *_example(example_of(provider, EXAMPLES[provider.name]))])


def _example(found: HandOff) -> list[str]:
    """Return what an order becomes, in the words of a page."""
    if found.attributes:
        attributes = "\n".join(f'{name}="{value}"' for name, value in found.attributes)
        return ["An order of one bottle becomes a button with these attributes:", block(attributes, "text")]
    if found.method == "POST":
        sent = "\n".join(f"{name}={value}" for name, value in found.fields)
        return ["An order of one bottle becomes a form that is sent to", block(found.url), "with", block(sent, "text")]
    decoded = unquote(found.url).replace("\r\n", "\n")
    parts = ["An order of one bottle becomes:", block(found.url)]
    return [*parts, "which reads:", block(decoded, "text")] if "\n" in decoded else parts


def example_of(provider: Provider, spec: CheckoutSpec) -> HandOff:
    """Return a real hand-off; raise ExampleRefused when the provider would refuse it."""
    refusals = list(check_spec(spec, _ACCOUNT, _HOSTS))
    if refusals:
        raise ExampleRefused(f"{provider.name}: {refusals[0].code}")
    kind = OrderKind.PRODUCT if OrderKind.PRODUCT in provider.capabilities.kinds else OrderKind.VOUCHER
    order = replace(_ORDER, kind=kind)
    goods = Goods(_LINE.sku, spec, {order.language: _LINE.title}, _PRICES)
    recipe = provider.recipe(spec, _ACCOUNT, (goods,))
    found = provider.button(spec, order) if isinstance(provider, ButtonMaker) else _served(recipe, order)
    if found is None:
        raise ExampleRefused(f"{provider.name} does not serve an order of one bottle")
    return found


def _served(recipe: Recipe | None, order: Order) -> HandOff | None:
    return serve(recipe, order) if recipe else None
