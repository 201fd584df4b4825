"""Stripe Payment Links: `https://buy.stripe.com/…`, in the buyer's language, with a reference to find the order by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.checkout.base import GOODS, Account, Capabilities, Goods, Provider, Recipe, Refusal
from sitegen.checkout.options import check_switch, check_url, is_set, items_of, locales_of, names
from sitegen.models.checkout import CheckoutSpec

_EUROPEAN = "bg cs da de el en es et fi fr hr hu it lt lv mt nb nl pl pt ro ru sk sl sv tr"
LOCALES = frozenset(f"{_EUROPEAN} fil id ja ko ms th vi zh".split())
"""Languages that Stripe's checkout speaks; Arabic and Amazigh are not among them."""


class Stripe(Provider):
    """Leads to a payment link that the cooperative made at Stripe; the price is kept there."""

    name = "stripe"
    options = frozenset({"url", "adjustable"})
    item_options = frozenset({"url"})
    capabilities = Capabilities(
        several_lines=False, tells_product=False, quantities=False, sends_price=False, kinds=GOODS, languages=LOCALES,
        prefill=("reference", "voucher"),
    )  # fmt: skip

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield a refusal when the payment link is unsafe, or at a host that the site does not allow."""
        yield from check_switch(spec, "adjustable")
        if spec.option("url"):
            yield from check_url(spec.option("url"), hosts)

    def lacks(self, spec: CheckoutSpec) -> Iterator[Refusal]:
        """Yield a refusal when there is no payment link."""
        if not spec.option("url"):
            yield Refusal("checkout.no_url", "url")

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return the payment links, with `client_reference_id`, `locale` and the promotion code.

        Stripe drops a reference with other characters than ASCII letters, digits, `-` and `_` in silence.
        """
        return Recipe(
            self.name, "link", "", kinds=names(GOODS), most=1, items=items_of(goods, url="url"),
            locales=locales_of(goods, LOCALES, "fr"), any_quantity=is_set(spec, "adjustable"),
            query=(("client_reference_id", "{tag}"), ("locale", "{locale}"), ("prefilled_promo_code", "{voucher}")),
        )  # fmt: skip


PROVIDER = Stripe()
