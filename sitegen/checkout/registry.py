"""Providers by name, imported when they are asked for."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from sitegen.checkout.base import Provider

PROVIDERS = {
    "link": "sitegen.checkout.link",
    "mailto": "sitegen.checkout.mailto",
    "stripe": "sitegen.checkout.stripe",
    "whatsapp": "sitegen.checkout.whatsapp",
}


def find_provider(name: str) -> Provider | None:
    """Return a provider, or None when there is none of that name."""
    module = PROVIDERS.get(name)
    return cast(Provider, import_module(module).PROVIDER) if module else None
