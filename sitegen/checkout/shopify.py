"""Shopify cart permalinks: `https://<shop>/cart/<variant>:<quantity>,…`, straight to the checkout of a Shopify shop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.checkout.base import GOODS, Account, Capabilities, Goods, Provider, Recipe, Refusal
from sitegen.checkout.options import check_shop, items_of, locales_of, match, names, need
from sitegen.models.checkout import CheckoutSpec

_LOCALES = {"zgh": "fr"}


class Shopify(Provider):
    """Leads to the checkout of the cooperative's Shopify shop, with the whole cart in it; the shop knows the prices."""

    name = "shopify"
    options = frozenset({"shop", "variant"})
    item_options = frozenset({"variant"})
    capabilities = Capabilities(
        several_lines=True, tells_product=False, quantities=True, sends_price=False, kinds=GOODS,
        prefill=("note", "reference", "voucher"),
    )  # fmt: skip

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield why the shop or the variant is no use."""
        yield from check_shop(spec, hosts, "shop", "tamlalt.myshopify.com")
        yield from match(spec, "variant", "[1-9][0-9]{0,19}", "70881412")

    def lacks(self, spec: CheckoutSpec) -> Iterator[Refusal]:
        """Yield a refusal when the number of the variant is missing."""
        yield from need(spec, "variant", "70881412")

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return the permalink of a cart."""
        return Recipe(
            self.name, "lines", f"https://{spec.option('shop')}/cart/", kinds=names(GOODS),
            items=items_of(goods, id="variant"), line="{id}:{quantity}", join=",",
            locales=locales_of(goods, {one: _LOCALES.get(one, one) for item in goods for one in item.titles}, "fr"),
            query=(("note", "{note}"), ("attributes[reference]", "{reference}"), ("discount", "{voucher}"),
                   ("locale", "{locale}")),
        )  # fmt: skip


PROVIDER = Shopify()
