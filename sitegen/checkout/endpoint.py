"""An endpoint: the order as JSON in a form, for a function that answers with a redirect or a form of its own.

Services with a secret key (CMI, YouCan Pay) need one; `examples/netlify-functions` has both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.checkout.base import WHOLE_ORDER, Account, Goods, Provider, Recipe, Refusal
from sitegen.checkout.options import check_url, need
from sitegen.models.checkout import CheckoutSpec


class Endpoint(Provider):
    """Sends the order to a function of the cooperative's, which reads the prices again and answers with a redirect.

    The hosts that it redirects to belong into `checkout.allowed_hosts` too: a browser asks the shop's policy again.
    """

    name = "endpoint"
    options = frozenset({"url"})
    capabilities = WHOLE_ORDER

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield a refusal when the address is missing, unsafe, or at a host that the site does not allow."""
        yield from need(spec, "url", "https://souk.example.org/.netlify/functions/cmi")
        if spec.option("url"):
            yield from check_url(spec.option("url"), hosts)

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return a form with the order in its field `order`."""
        return Recipe(self.name, "endpoint", spec.option("url"))


PROVIDER = Endpoint()
