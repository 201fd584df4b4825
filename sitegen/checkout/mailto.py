"""E-mail: the order as a message to the cooperative's address (RFC 6068)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from sitegen.checkout.base import Account, Capabilities, HandOff, Order, Refusal
from sitegen.checkout.messages import message_text, subject
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.fields import EMAIL_PATTERN


class Mailto:
    """Takes anything: the cooperative reads the message and answers."""

    name = "mailto"
    options = frozenset({"address"})
    capabilities = Capabilities(several_lines=True, tells_product=True, quantities=True, sends_price=True)

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield a refusal when there is no usable address."""
        address = spec.option("address") or account.email
        if not address:
            yield Refusal("checkout.no_email", "address")
        elif not re.fullmatch(EMAIL_PATTERN, address):
            yield Refusal("email.not_address", "address", (("text", address),))

    def hand_off(self, spec: CheckoutSpec, account: Account, order: Order) -> HandOff:
        """Return a link that opens the mail program with the order as a message."""
        address = quote(spec.option("address") or account.email, safe="@")
        prefix = f"mailto:{address}?subject={quote(subject(order), safe='')}&body="
        return HandOff(self.name, prefix + quote(message_text(order, prefix, "\r\n"), safe=""))


PROVIDER = Mailto()
