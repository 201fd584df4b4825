"""Providers by name, imported when they are asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import cast

from sitegen.checkout.base import Provider

PROVIDERS = {
    "bigcommerce": "sitegen.checkout.bigcommerce",
    "cash": "sitegen.checkout.cash",
    "ecwid": "sitegen.checkout.ecwid",
    "endpoint": "sitegen.checkout.endpoint",
    "foxy": "sitegen.checkout.foxy",
    "gumroad": "sitegen.checkout.gumroad",
    "lemonsqueezy": "sitegen.checkout.lemonsqueezy",
    "link": "sitegen.checkout.link",
    "mailto": "sitegen.checkout.mailto",
    "paypal": "sitegen.checkout.paypal",
    "shopify": "sitegen.checkout.shopify",
    "sms": "sitegen.checkout.sms",
    "snipcart": "sitegen.checkout.snipcart",
    "stripe": "sitegen.checkout.stripe",
    "whatsapp": "sitegen.checkout.whatsapp",
    "woocommerce": "sitegen.checkout.woocommerce",
}


@cache
def find_provider(name: str) -> Provider | None:
    """Return a provider, or None when there is none of that name."""
    module = PROVIDERS.get(name)
    return cast(Provider, import_module(module).PROVIDER) if module else None
