"""Ecwid: a basket as JSON behind the address of the storefront (`#!/~/cart/create=…`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.checkout.base import GOODS, Account, Capabilities, Goods, Provider, Recipe, Refusal
from sitegen.checkout.options import check_shop, items_of, match, names, need
from sitegen.models.checkout import CheckoutSpec


class Ecwid(Provider):
    """Leads to the cooperative's Ecwid storefront with the whole cart in its checkout; Ecwid knows the prices."""

    name = "ecwid"
    options = frozenset({"store", "product"})
    item_options = frozenset({"product"})
    capabilities = Capabilities(
        several_lines=True, tells_product=False, quantities=True, sends_price=False, kinds=GOODS,
        prefill=("note", "reference", "voucher"),
    )  # fmt: skip

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield why the storefront or the product is no use."""
        yield from check_shop(spec, hosts, "store", "boutique.example.org/store")
        yield from match(spec, "product", "[1-9][0-9]{0,14}", "66821181")

    def lacks(self, spec: CheckoutSpec) -> Iterator[Refusal]:
        """Yield a refusal when the number of the product is missing."""
        yield from need(spec, "product", "66821181")

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return the storefront with a basket that it creates; note, code and reference are comments on the order."""
        return Recipe(
            self.name, "basket", f"https://{spec.option('store')}#!/~/cart/create=", kinds=names(GOODS),
            items=items_of(goods, id="product"),
        )  # fmt: skip


PROVIDER = Ecwid()
