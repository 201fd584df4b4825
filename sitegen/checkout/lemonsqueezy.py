"""Lemon Squeezy: `https://<store>/checkout/buy/<variant>`, for vouchers, because it sells nothing that is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.checkout.base import Account, Capabilities, Goods, OrderKind, Provider, Recipe, Refusal
from sitegen.checkout.options import check_shop, check_switch, is_set, items_of, match, names, need
from sitegen.models.checkout import CheckoutSpec

_KINDS = frozenset({OrderKind.VOUCHER})
_EXAMPLE = "0a8a9e4c-6a24-4c2b-9a3e-2f1d8c5b7e10"


class LemonSqueezy(Provider):
    """Leads to the payment of a voucher at Lemon Squeezy, which sells digital goods only and knows the price.

    `quantities: true` is for stores that let a buyer take several; else one is sold at a time.
    """

    name = "lemonsqueezy"
    options = frozenset({"store", "variant", "quantities"})
    item_options = frozenset({"variant"})
    capabilities = Capabilities(
        several_lines=False, tells_product=False, quantities=True, sends_price=False, kinds=_KINDS,
        prefill=("reference", "voucher"),
    )  # fmt: skip

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield why the store or the variant is no use."""
        yield from check_shop(spec, hosts, "store", "tamlalt.lemonsqueezy.com")
        yield from match(spec, "variant", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", _EXAMPLE)
        yield from check_switch(spec, "quantities")

    def lacks(self, spec: CheckoutSpec) -> Iterator[Refusal]:
        """Yield a refusal when the variant is missing."""
        yield from need(spec, "variant", _EXAMPLE)

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return the payment page; the reference comes back with every notice of the order."""
        each = (("quantity", "{quantity}"),) if is_set(spec, "quantities") else ()
        return Recipe(
            self.name, "link", f"https://{spec.option('store')}/checkout/buy/{{id}}", kinds=names(_KINDS), most=1,
            items=items_of(goods, id="variant"), each=each,
            query=(("checkout[discount_code]", "{voucher}"), ("checkout[custom][reference]", "{reference}")),
        )  # fmt: skip


PROVIDER = LemonSqueezy()
