"""WooCommerce: `/checkout-link/` of release 10 and later with the whole cart, or the classic `?add-to-cart=`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.checkout.base import GOODS, Account, Capabilities, Goods, Provider, Recipe, Refusal
from sitegen.checkout.options import check_shop, items_of, match, names, need
from sitegen.models.checkout import CheckoutSpec

_NUMBER = "[1-9][0-9]{0,9}"


class WooCommerce(Provider):
    """Leads to the checkout of the cooperative's WordPress shop; the shop knows the prices.

    `style: classic` is for shops before WooCommerce 10: one product at a time.
    """

    name = "woocommerce"
    options = frozenset({"store", "style", "product", "variation"})
    item_options = frozenset({"product", "variation"})
    capabilities = Capabilities(
        several_lines=True, tells_product=False, quantities=True, sends_price=False, kinds=GOODS, prefill=("voucher",)
    )

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield why the shop, the style or a number is no use."""
        yield from check_shop(spec, hosts, "store", "boutique.example.org")
        yield from match(spec, "style", "checkout-link|classic", "classic")
        yield from match(spec, "product", _NUMBER, "123")
        yield from match(spec, "variation", _NUMBER, "789")

    def lacks(self, spec: CheckoutSpec) -> Iterator[Refusal]:
        """Yield a refusal when the number of the product is missing."""
        if not spec.option("variation") or spec.option("style") == "classic":
            yield from need(spec, "product", "123")

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return the link to the checkout, or to the cart with one product."""
        store = f"https://{spec.option('store')}"
        if spec.option("style") == "classic":
            variations = items_of(goods, id="product", variation="variation")
            return Recipe(
                self.name, "link", f"{store}/", kinds=names(GOODS), most=1,
                items={**items_of(goods, id="product"), **variations},
                each=(("add-to-cart", "{id}"), ("variation_id", "{variation}"), ("quantity", "{quantity}")),
            )  # fmt: skip
        return Recipe(
            self.name, "lines", f"{store}/checkout-link/?products=", kinds=names(GOODS),
            items={**items_of(goods, id="product"), **items_of(goods, id="variation")},
            line="{id}:{quantity}", join=",", query=(("coupon", "{voucher}"),),
        )  # fmt: skip


PROVIDER = WooCommerce()
