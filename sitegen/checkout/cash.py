"""Cash on delivery: the order as a message that says so, by WhatsApp, SMS or e-mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sitegen.checkout.base import GOODS, Account, Capabilities, Goods, Provider, Recipe, Refusal
from sitegen.checkout.mailto import PROVIDER as MAILTO
from sitegen.checkout.mailto import Mailto
from sitegen.checkout.options import match, names
from sitegen.checkout.sms import PROVIDER as SMS
from sitegen.checkout.sms import Sms
from sitegen.checkout.whatsapp import PROVIDER as WHATSAPP
from sitegen.checkout.whatsapp import WhatsApp
from sitegen.models.checkout import CheckoutSpec

_CARRIERS: dict[str, WhatsApp | Sms | Mailto] = {"whatsapp": WHATSAPP, "sms": SMS, "mailto": MAILTO}


class Cash(Provider):
    """Takes anything that has a price: the buyer pays whoever brings the parcel, and the message says so."""

    name = "cash"
    options = frozenset({"by", "phone", "address"})
    capabilities = Capabilities(
        several_lines=True, tells_product=True, quantities=True, sends_price=True, kinds=GOODS,
        prefill=("note", "reference", "voucher"),
    )  # fmt: skip

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield why the message cannot be sent."""
        refusals = list(match(spec, "by", "|".join(_CARRIERS), "whatsapp"))
        yield from refusals or _carrier(spec, account).check(spec, account, hosts)

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return the message of WhatsApp, SMS or e-mail with a line that says how it will be paid."""
        message = _carrier(spec, account).recipe(spec, account, goods)
        return replace(message, provider=self.name, cash=True, kinds=names(GOODS))


def _carrier(spec: CheckoutSpec, account: Account) -> WhatsApp | Sms | Mailto:
    """Return what the cooperative chose; without a choice what its contact, or the options, allow."""
    if spec.option("by"):
        return _CARRIERS[spec.option("by")]
    has_phone = spec.option("phone") or account.whatsapp
    return WHATSAPP if has_phone or not (spec.option("address") or account.email) else MAILTO


PROVIDER = Cash()
