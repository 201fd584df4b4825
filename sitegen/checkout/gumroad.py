"""Gumroad: `https://<store>/l/<product>?wanted=true`, straight to the payment of one product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.checkout.base import GOODS, Account, Capabilities, Goods, Provider, Recipe, Refusal
from sitegen.checkout.options import check_shop, check_switch, is_set, items_of, match, names, need
from sitegen.models.checkout import CheckoutSpec


class Gumroad(Provider):
    """Leads to the payment of one product at Gumroad, which knows the price.

    `quantities: true` is for stores that let a buyer take several; else one is sold at a time.
    """

    name = "gumroad"
    options = frozenset({"store", "product", "quantities"})
    item_options = frozenset({"product"})
    capabilities = Capabilities(
        several_lines=False, tells_product=False, quantities=True, sends_price=False, kinds=GOODS,
        prefill=("reference",),
    )  # fmt: skip

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield why the store or the product is no use."""
        yield from check_shop(spec, hosts, "store", "tamlalt.gumroad.com")
        yield from match(spec, "product", "[A-Za-z0-9_-]{1,100}", "savon")
        yield from check_switch(spec, "quantities")

    def lacks(self, spec: CheckoutSpec) -> Iterator[Refusal]:
        """Yield a refusal when the product's permalink is missing."""
        yield from need(spec, "product", "savon")

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return the product's page; an unknown parameter comes back with Gumroad's notice of the sale."""
        each = (("wanted", "true"), *((("quantity", "{quantity}"),) if is_set(spec, "quantities") else ()))
        return Recipe(
            self.name, "link", f"https://{spec.option('store')}/l/{{id}}", kinds=names(GOODS), most=1,
            items=items_of(goods, id="product"), each=each, query=(("reference", "{reference}"),),
        )  # fmt: skip


PROVIDER = Gumroad()
