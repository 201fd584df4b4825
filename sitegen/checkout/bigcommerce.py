"""BigCommerce: `/checkout/?products=<id or SKU>:<quantity>,…`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.checkout.base import GOODS, Account, Capabilities, Goods, Provider, Recipe, Refusal
from sitegen.checkout.options import check_shop, match, names
from sitegen.models.checkout import CheckoutSpec


class BigCommerce(Provider):
    """Leads to the checkout of the cooperative's BigCommerce shop with the whole cart; the shop knows the prices.

    A product without the option `product` is found by its SKU, which is then the same in both places.
    """

    name = "bigcommerce"
    options = frozenset({"store", "product"})
    item_options = frozenset({"product"})
    capabilities = Capabilities(
        several_lines=True, tells_product=True, quantities=True, sends_price=False, kinds=GOODS, prefill=("voucher",)
    )

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield why the shop or the product is no use."""
        yield from check_shop(spec, hosts, "store", "boutique.example.org")
        yield from match(spec, "product", "[A-Za-z0-9][A-Za-z0-9._-]{0,90}", "15")

    def tells_product(self, spec: CheckoutSpec) -> bool:
        """Return whether the SKU says what is ordered."""
        return not spec.option("product")

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return the link to the checkout."""
        return Recipe(
            self.name, "lines", f"https://{spec.option('store')}/checkout/?products=", kinds=names(GOODS),
            items={one.sku: {"id": one.spec.option("product") or one.sku} for one in goods},
            line="{id}:{quantity}", join=",", query=(("coupon", "{voucher}"), ("action", "buy")),
        )  # fmt: skip


PROVIDER = BigCommerce()
