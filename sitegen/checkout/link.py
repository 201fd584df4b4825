"""A link: any page at an allowed host where the order can be paid or placed, Stripe Payment Links included.

One link sells one thing, unless it has placeholders: `https://pay.example.org/?sku={sku}&lang={language}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from sitegen.checkout.base import Account, Capabilities, HandOff, Order, Refusal, check_url
from sitegen.models.checkout import CheckoutSpec

PLACEHOLDERS = ("sku", "quantity", "language")


class Link:
    """Leads to a page that knows the product and its price."""

    name = "link"
    options = frozenset({"url"})
    capabilities = Capabilities(several_lines=False, tells_product=False, quantities=False, sends_price=False)

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield a refusal when the address is missing, unsafe, or at a host that the site does not allow."""
        url = spec.option("url")
        if not url:
            yield Refusal("checkout.no_url", "url")
            return
        unknown = next((name for name in re.findall(r"{(\w*)}", url) if name not in PLACEHOLDERS), None)
        if unknown is not None:
            yield Refusal("checkout.placeholder", "url", (("text", unknown), ("choices", ", ".join(PLACEHOLDERS))))
            return
        yield from check_url(fill(url, dict.fromkeys(PLACEHOLDERS, "x")), hosts)

    def hand_off(self, spec: CheckoutSpec, account: Account, order: Order) -> HandOff:
        """Return the link with its placeholders filled."""
        line = order.lines[0]
        values = {"sku": line.sku, "quantity": str(line.quantity), "language": order.language}
        url = fill(spec.option("url"), values)
        return HandOff(self.name, url, urlsplit(url).hostname or "")


def fill(url: str, values: dict[str, str]) -> str:
    """Put values, percent-encoded, in the place of `{name}`."""
    return re.sub(r"{(\w+)}", lambda match: quote(values[match.group(1)], safe=""), url)


def tells_product(spec: CheckoutSpec) -> bool:
    """Return whether a link says which product is meant, so that several products may share it."""
    return "{sku}" in spec.option("url")


PROVIDER = Link()
