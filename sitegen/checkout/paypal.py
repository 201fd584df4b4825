"""PayPal: a whole cart (`business`), or for one product a hosted button, a payment link or paypal.me."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.checkout.base import GOODS, Account, Capabilities, Goods, Provider, Recipe, Refusal
from sitegen.checkout.options import check_host, items_of, locales_of, match, names
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.fields import EMAIL_PATTERN

CURRENCIES = (
    "EUR", "USD", "GBP", "CHF", "CAD", "AUD", "BRL", "CNY", "CZK", "DKK", "HKD", "ILS", "JPY", "MXN", "NOK", "NZD",
    "PLN", "SEK", "SGD", "THB",
)  # fmt: skip
"""Currencies that PayPal takes with the decimals of ISO 4217, the likeliest first; the dirham is not among them."""

LANGUAGES = {"fr": "FR", "en": "GB", "es": "ES", "de": "DE", "it": "IT", "nl": "NL", "pt": "PT"}
"""The regions whose pages PayPal shows a buyer, by her language."""

_HOSTS = {"business": "www.paypal.com", "button": "www.paypal.com", "payment": "www.paypal.com", "me": "paypal.me"}
_CART = (("item_name_{n}", "{short}"), ("item_number_{n}", "{sku}"), ("amount_{n}", "{amount}"),
         ("quantity_{n}", "{quantity}"))  # fmt: skip


class PayPal(Provider):
    """Leads to PayPal with the cart's lines and prices (`business`), in a currency that PayPal takes.

    For one product: a `button` or a `payment` link that the cooperative made there, or `me`, which gets the amount.
    """

    name = "paypal"
    options = frozenset(_HOSTS)
    item_options = frozenset({"button", "payment", "me"})
    capabilities = Capabilities(
        several_lines=True, tells_product=True, quantities=True, sends_price=True, tamperable=True, kinds=GOODS,
        currencies=CURRENCIES, languages=frozenset(LANGUAGES), prefill=("reference", "voucher"),
    )  # fmt: skip

    def check(self, spec: CheckoutSpec, account: Account, hosts: tuple[str, ...]) -> Iterator[Refusal]:
        """Yield why an account, a button or a link is no use."""
        yield from match(spec, "business", rf"[A-Z0-9]{{13}}|{EMAIL_PATTERN}", "argane@example.org")
        yield from match(spec, "button", "[A-Z0-9]{8,20}", "ABCDEFGH12345")
        yield from match(spec, "payment", "[A-Z0-9]{8,20}", "ABCDEFGH12345")
        yield from match(spec, "me", "[A-Za-z0-9]{1,20}", "tamlalt")
        for name in dict.fromkeys(host for option, host in _HOSTS.items() if spec.option(option)):
            yield from check_host(name, hosts, "provider")

    def lacks(self, spec: CheckoutSpec) -> Iterator[Refusal]:
        """Yield a refusal when there is none of account, button, link and name."""
        if not _mode(spec):
            example = "argane@example.org"
            values = (("provider", self.name), ("option", "business"), ("example", example))
            yield Refusal("checkout.no_option", "business", values)

    def tells_product(self, spec: CheckoutSpec) -> bool:
        """Return whether the cart's lines travel, not a button or an amount alone."""
        return _mode(spec) == "business"

    def recipe(self, spec: CheckoutSpec, account: Account, goods: Sequence[Goods]) -> Recipe | None:
        """Return the upload of a cart; without an account, the buttons, links or amounts of single products."""
        if _mode(spec) == "business":
            return self._cart(spec, goods)
        mode = next((_mode(one.spec) for one in goods if _mode(one.spec)), "")
        same = [one for one in goods if _mode(one.spec) == mode]
        if mode == "me":
            return Recipe(
                self.name, "lines", "https://paypal.me/{id}/{total}{currency}", kinds=names(GOODS), most=1,
                currencies=CURRENCIES, items=items_of(same, id="me"), any_quantity=True,
            )  # fmt: skip
        urls = {"button": ("https://www.paypal.com/cgi-bin/webscr?cmd=_s-xclick&hosted_button_id={id}"),
                "payment": "https://www.paypal.com/ncp/payment/{id}"}  # fmt: skip
        if mode not in urls:
            return None
        return Recipe(self.name, "link", urls[mode], kinds=names(GOODS), most=1, items=items_of(same, id=mode))

    def risks(self, spec: CheckoutSpec) -> Iterator[Refusal]:
        """Yield that amounts can be changed, where they travel in the address."""
        if _mode(spec) in ("business", "me"):
            yield Refusal("checkout.tamperable", "checkout", (("provider", self.name),), is_risk=True)

    def _cart(self, spec: CheckoutSpec, goods: Sequence[Goods]) -> Recipe:
        """Return the upload: the numbers of its lines must have no gap, or PayPal drops what follows."""
        return Recipe(
            self.name, "form", "https://www.paypal.com/cgi-bin/webscr", kinds=names(GOODS), currencies=CURRENCIES,
            locales=locales_of(goods, LANGUAGES, "FR"), each=_CART,
            query=(("cmd", "_cart"), ("upload", "1"), ("business", spec.option("business")),
                   ("currency_code", "{currency}"), ("lc", "{locale}"), ("charset", "utf-8"),
                   ("custom", "{reference} {voucher}")),
        )  # fmt: skip


def _mode(spec: CheckoutSpec) -> str:
    """Return which option decides: what a product has of its own comes before the account."""
    return next((option for option in ("button", "payment", "me", "business") if spec.option(option)), "")


PROVIDER = PayPal()
