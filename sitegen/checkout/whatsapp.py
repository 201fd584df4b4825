"""WhatsApp: the order as a text to the cooperative's number (`https://wa.me/<digits>?text=…`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from sitegen.checkout.base import Account, Capabilities, HandOff, Order, Refusal
from sitegen.checkout.messages import message_text
from sitegen.models.checkout import CheckoutSpec


class WhatsApp:
    """Takes anything: the cooperative reads the message and answers."""

    name = "whatsapp"
    options = frozenset({"phone"})
    capabilities = Capabilities(several_lines=True, tells_product=True, quantities=True, sends_price=True)

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield a refusal when there is no number in E.164."""
        phone = spec.option("phone") or account.whatsapp
        if not phone:
            yield Refusal("checkout.no_phone", "phone")
        elif not re.fullmatch(r"\+[1-9][0-9]{6,14}", _compact(phone)):
            yield Refusal("phone.not_e164", "phone", (("text", phone),))

    def hand_off(self, spec: CheckoutSpec, account: Account, order: Order) -> HandOff:
        """Return a link that opens WhatsApp with the order as a text."""
        digits = _compact(spec.option("phone") or account.whatsapp).lstrip("+")
        prefix = f"https://wa.me/{digits}?text="
        return HandOff(self.name, prefix + quote(message_text(order, prefix), safe=""))


def _compact(phone: str) -> str:
    return re.sub(r"[\s().-]", "", phone)


PROVIDER = WhatsApp()
