"""A link: any page at an allowed host where the order can be paid or placed.

One link sells one thing, unless it has placeholders: `https://pay.example.org/?sku={sku}&lang={language}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sitegen.checkout.base import Account, Capabilities, Goods, Provider, Recipe, Refusal
from sitegen.checkout.options import check_switch, check_url, is_set, items_of
from sitegen.models.checkout import CheckoutSpec

PLACEHOLDERS = ("sku", "quantity", "language", "reference", "voucher")


class Link(Provider):
    """Leads to a page that knows the product and its price."""

    name = "link"
    options = frozenset({"url", "adjustable"})
    item_options = frozenset({"url"})
    capabilities = Capabilities(several_lines=False, tells_product=False, quantities=False, sends_price=False)

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield a refusal when the address is unsafe, or at a host that the site does not allow."""
        yield from check_switch(spec, "adjustable")
        url = spec.option("url")
        unknown = next((name for name in re.findall(r"{(\w*)}", url) if name not in PLACEHOLDERS), None)
        if unknown is not None:
            yield Refusal("checkout.placeholder", "url", (("text", unknown), ("choices", ", ".join(PLACEHOLDERS))))
        elif url:
            yield from check_url(re.sub(r"{\w+}", "x", url), hosts)

    def lacks(self, spec: CheckoutSpec) -> Iterator[Refusal]:
        """Yield a refusal when there is no address."""
        if not spec.option("url"):
            yield Refusal("checkout.no_url", "url")

    def tells_product(self, spec: CheckoutSpec) -> bool:
        """Return whether the link says which product is meant, so that several products may share it."""
        return "{sku}" in spec.option("url")

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return the links with their placeholders."""
        url = spec.option("url") if self.tells_product(spec) else ""
        is_shared = bool(url) and all(one.spec.option("url") == url for one in goods)
        items = None if is_shared else items_of(goods, url="url")
        adjustable = is_set(spec, "adjustable")
        return Recipe(self.name, "link", url if is_shared else "", most=1, items=items, any_quantity=adjustable)


PROVIDER = Link()
