"""WhatsApp: the order as a text to the cooperative's number (`https://wa.me/<digits>?text=…`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.checkout.base import WHOLE_ORDER, Account, Goods, Provider, Recipe, Refusal
from sitegen.checkout.phones import check_phone, digits_of
from sitegen.models.checkout import CheckoutSpec


class WhatsApp(Provider):
    """Takes anything: the cooperative reads the message and answers."""

    name = "whatsapp"
    options = frozenset({"phone"})
    capabilities = WHOLE_ORDER

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield a refusal when there is no number in E.164."""
        phone = spec.option("phone") or account.whatsapp
        if not phone:
            yield Refusal("checkout.no_phone", "phone")
        yield from check_phone(phone)

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return an address that opens WhatsApp with the order as a text."""
        phone = spec.option("phone") or account.whatsapp
        return Recipe(self.name, "message", f"https://wa.me/{digits_of(phone)}?text=")


PROVIDER = WhatsApp()
