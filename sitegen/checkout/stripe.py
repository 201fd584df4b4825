"""Stripe Payment Links: `https://buy.stripe.com/…`, in the buyer's language, with a reference to find the order by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from sitegen.checkout.base import Account, Capabilities, HandOff, Order, Refusal, check_url
from sitegen.models.checkout import CheckoutSpec

_EUROPEAN = "bg cs da de el en es et fi fr hr hu it lt lv mt nb nl pl pt ro ru sk sl sv tr"
LOCALES = frozenset(f"{_EUROPEAN} fil id ja ko ms th vi zh".split())
"""Languages that Stripe's checkout speaks; Arabic and Amazigh are not among them."""


class Stripe:
    """Leads to a payment link that the cooperative made at Stripe; the price is kept there."""

    name = "stripe"
    options = frozenset({"url"})
    capabilities = Capabilities(several_lines=False, tells_product=False, quantities=False, sends_price=False)

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield a refusal when the payment link is missing, unsafe, or at a host that the site does not allow."""
        url = spec.option("url")
        if not url:
            yield Refusal("checkout.no_url", "url")
            return
        yield from check_url(url, hosts)

    def hand_off(self, spec: CheckoutSpec, account: Account, order: Order) -> HandOff:
        """Return the payment link with `client_reference_id` (`<language>-<sku>`) and `locale`."""
        parts = urlsplit(spec.option("url"))
        query = dict(parse_qsl(parts.query))
        reference = re.sub(r"[^A-Za-z0-9_-]", "-", f"{order.language}-{order.lines[0].sku}")[:200]
        query.setdefault("client_reference_id", reference)
        query.setdefault("locale", order.language if order.language in LOCALES else "fr")
        url = parts._replace(query=urlencode(query)).geturl()
        return HandOff(self.name, url, parts.hostname or "")


PROVIDER = Stripe()
