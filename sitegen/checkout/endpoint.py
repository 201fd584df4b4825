"""An endpoint: the order as JSON in a form, for a function that answers with a redirect or a form of its own.

Services with a secret key (CMI, YouCan Pay) need one; `examples/netlify-functions` has both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.checkout.base import Account, Capabilities, Goods, Recipe, Refusal
from sitegen.checkout.options import check_url, need
from sitegen.models.checkout import CheckoutSpec


class Endpoint:
    """Sends the order to a function of the cooperative's, which reads the prices again and answers with a redirect."""

    name = "endpoint"
    options = frozenset({"url"})
    item_options: frozenset[str] = frozenset()
    capabilities = Capabilities(
        several_lines=True, tells_product=True, quantities=True, sends_price=True,
        prefill=("note", "reference", "voucher"),
    )  # fmt: skip

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield a refusal when the address is missing, unsafe, or at a host that the site does not allow."""
        yield from need(spec, "url", "https://souk.example.org/.netlify/functions/cmi")
        if spec.option("url"):
            yield from check_url(spec.option("url"), hosts)

    def lacks(self, spec: CheckoutSpec) -> Iterator[Refusal]:
        """Yield nothing: the order says what is ordered."""
        yield from ()

    def tells_product(self, spec: CheckoutSpec) -> bool:
        """Return True: the order says what is ordered."""
        return True

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe:
        """Return a form with the order in its field `order`."""
        return Recipe(self.name, "endpoint", spec.option("url"))


PROVIDER = Endpoint()
