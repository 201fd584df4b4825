"""SMS: the order as a short text to the cooperative's number (RFC 5724, in the form that iOS and Android both read)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.checkout.base import WHOLE_ORDER, Account, Goods, Provider, Recipe, Refusal
from sitegen.checkout.phones import check_phone, digits_of
from sitegen.models.checkout import CheckoutSpec

LEVEL = 1
"""A segment holds 70 characters of Arabic or Tifinagh, so the pages' addresses are left out from the start."""


class Sms(Provider):
    """Takes anything, where there is no data connection: the cooperative reads the message and answers."""

    name = "sms"
    options = frozenset({"phone"})
    capabilities = WHOLE_ORDER

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield a refusal when there is no number in E.164."""
        phone = _phone(spec, account)
        if not phone:
            yield Refusal("checkout.no_phone", "phone")
        yield from check_phone(phone)

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return an address that opens the program for messages with the order as a text."""
        return Recipe(self.name, "message", f"sms:+{digits_of(_phone(spec, account))}?&body=", level=LEVEL)


def _phone(spec: CheckoutSpec, account: Account) -> str:
    return spec.option("phone") or account.phone or account.whatsapp


PROVIDER = Sms()
