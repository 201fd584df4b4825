"""E-mail: the order as a message to the cooperative's address (RFC 6068)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from sitegen.checkout.base import WHOLE_ORDER, Account, Goods, Provider, Recipe, Refusal
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.fields import EMAIL_PATTERN

LIMIT = 1_800
"""Characters of an address that every mail program takes."""


class Mailto(Provider):
    """Takes anything: the cooperative reads the message and answers."""

    name = "mailto"
    options = frozenset({"address"})
    capabilities = WHOLE_ORDER

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield a refusal when there is no usable address."""
        address = spec.option("address") or account.email
        if not address:
            yield Refusal("checkout.no_email", "address")
        elif not re.fullmatch(EMAIL_PATTERN, address):
            yield Refusal("email.not_address", "address", (("text", address),))

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return an address that opens the mail program with the order as a message."""
        address = quote(spec.option("address") or account.email, safe="@")
        url = f"mailto:{address}?subject={{subject}}&body="
        return Recipe(self.name, "message", url, newline="\r\n", limit=LIMIT)


PROVIDER = Mailto()
