"""Orders for the tests of checkout, and how a buyer's program reads a hand-off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import parse_qsl, unquote, urlsplit

from sitegen.checkout.base import URL_LIMIT, Account, Goods, HandOff, Order, OrderKind, OrderLine, Recipe
from sitegen.checkout.recipes import serve
from sitegen.checkout.registry import find_provider
from sitegen.i18n.messages import Messages, load_buyer_catalogue
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.money import Money

ACCOUNT = Account(whatsapp="+212612345678", email="tamlalt@example.org", phone="+212512345678")
HOSTS = (
    "buy.stripe.com", "pay.example.org", "tamlalt.myshopify.com", "boutique.example.org", "tamlalt.foxycart.com",
    "www.paypal.com", "paypal.me", "tamlalt.gumroad.com", "tamlalt.lemonsqueezy.com", "app.snipcart.com",
    "cdn.snipcart.com",
)  # fmt: skip
MARKS = "\u200e\u200f\u202f"
LANGUAGES = ("fr", "ar", "zgh", "en", "es")
MESSAGES = {code: Messages([load_buyer_catalogue(code), load_buyer_catalogue("fr")], code) for code in LANGUAGES}
SNIPCART_KEY = "YmFzZTY0LW9mLXRoZS1wdWJsaWMta2V5"
FOXY_KEY = "a-long-key-of-a-store-that-is-invented"
VARIANT_UUID = "0a8a9e4c-6a24-4c2b-9a3e-2f1d8c5b7e"


@dataclass(frozen=True)
class Way:
    """One way that a cooperative may choose: options of its account, and those of its n-th product."""

    id: str
    provider: str
    account: tuple[tuple[str, str], ...] = ()
    item: tuple[tuple[str, str], ...] = ()

    def spec(self, number: int = 1) -> CheckoutSpec:
        """Return the checkout of the n-th product in full."""
        own = ((name, value.replace("@@", str(number))) for name, value in self.item)
        return CheckoutSpec(provider=self.provider, options=tuple(sorted([*self.account, *own])))


WAYS = {
    way.id: way
    for way in (
        Way("bigcommerce", "bigcommerce", (("store", "boutique.example.org"),)),
        Way("bigcommerce-id", "bigcommerce", (("store", "boutique.example.org"),), (("product", "15@@"),)),
        Way("cash", "cash"),
        Way("cash-sms", "cash", (("by", "sms"),)),
        Way("cash-mailto", "cash", (("by", "mailto"),)),
        Way("ecwid", "ecwid", (("store", "boutique.example.org/store"),), (("product", "6682118@@"),)),
        Way("endpoint", "endpoint", (("url", "https://pay.example.org/.netlify/functions/cmi"),)),
        Way("foxy", "foxy", (("store", "tamlalt.foxycart.com"),)),
        Way("gumroad", "gumroad", (("store", "tamlalt.gumroad.com"),), (("product", "savon@@"),)),
        Way("gumroad-many", "gumroad", (("quantities", "true"), ("store", "tamlalt.gumroad.com")),
            (("product", "savon@@"),)),
        Way("lemonsqueezy", "lemonsqueezy", (("quantities", "true"), ("store", "tamlalt.lemonsqueezy.com")),
            (("variant", f"{VARIANT_UUID}1@@"),)),
        Way("link", "link", (), (("url", "https://pay.example.org/?n=@@&q={quantity}&lang={language}#pay"),)),
        Way("link-shared", "link", (("url", "https://pay.example.org/{sku}?q={quantity}&v={voucher}"),)),
        Way("mailto", "mailto"),
        Way("paypal", "paypal", (("business", "argane@example.org"),)),
        Way("paypal-button", "paypal", (), (("button", "ABCDEFGH123@@"),)),
        Way("paypal-payment", "paypal", (), (("payment", "ABCDEFGH123@@"),)),
        Way("paypal-me", "paypal", (), (("me", "tamlalt"),)),
        Way("shopify", "shopify", (("shop", "tamlalt.myshopify.com"),), (("variant", "7088141@@"),)),
        Way("sms", "sms"),
        Way("snipcart", "snipcart", (("key", SNIPCART_KEY),)),
        Way("stripe", "stripe", (("adjustable", "true"),), (("url", "https://buy.stripe.com/test_@@"),)),
        Way("whatsapp", "whatsapp"),
        Way("woocommerce", "woocommerce", (("store", "boutique.example.org"),), (("product", "12@@"),)),
        Way("woocommerce-classic", "woocommerce", (("store", "boutique.example.org/shop"), ("style", "classic")),
            (("product", "12@@"), ("variation", "78@@"))),
    )
}  # fmt: skip
SERVING = {name: way for name, way in WAYS.items() if name != "snipcart"}


def order(
    title: str = "Huile d'argan",
    language: str = "fr",
    kind: OrderKind = OrderKind.PRODUCT,
    sku: str = "ARG-250",
    shop: str = "Souk",
    path: str = "huile-argan",
    quantity: int = 2,
) -> Order:
    """Return an order of two of one thing."""
    is_quote = kind is OrderKind.QUOTE
    prices = () if is_quote else (Money(Decimal(120), "MAD"), Money(Decimal("11.5"), "EUR"), Money(Decimal(13), "USD"))
    text = f"{120 * quantity}\u00a0MAD" if prices else ""
    url = f"https://souk.example.org/{language}/products/{path}/"
    line = OrderLine(sku, title, quantity, prices[0] if prices else None, text, url, prices, "0123456789abcdef", path)
    return Order(kind, shop, language, (line,), MESSAGES[language])


def cart(count: int = 15, title: str = "Huile d'argan", language: str = "fr", **fields: str) -> Order:
    """Return an order of several things, with all that a buyer may have written."""
    one = order(title, language).lines[0]
    lines = tuple(
        replace(one, sku=f"ARG-{number}", title=f"{title} {number}", quantity=number % 3 + 1,
                url=one.url.replace("huile", f"huile-{number}"))
        for number in range(1, count + 1)
    )  # fmt: skip
    told = {"group": "K7QM2X9B", "reference": "K7QM2X9B-tamlalt", "note": "Merci d’emballer\nsans plastique",
            "voucher": "NOËL-٢٠٢٦", "check": "0123456789ab #ABCD-EFGH", **fields}  # fmt: skip
    return replace(order(title, language), lines=lines, **told)  # type: ignore[arg-type]


def goods_of(way: Way, orders: Iterable[Order]) -> tuple[Goods, ...]:
    """Return the goods of some orders, each with its title in each language that it is ordered in."""
    titles: dict[str, dict[str, str]] = {}
    prices = {}
    for one in orders:
        for line in one.lines:
            titles.setdefault(line.sku, {})[one.language] = line.title
            prices[line.sku] = line.prices
    return tuple(
        Goods(sku, way.spec(number), words, prices[sku]) for number, (sku, words) in enumerate(titles.items(), 1)
    )


def recipe_of(way: Way, *orders: Order) -> Recipe:
    """Return the recipe for all that some orders hold."""
    provider = find_provider(way.provider)
    assert provider is not None
    goods = goods_of(way, orders)
    recipe = provider.recipe(goods[0].spec, ACCOUNT, goods)
    assert recipe is not None
    return recipe


def hand_off_of(way: Way, wanted: Order) -> HandOff | None:
    """Return the hand-off of an order, or None when this way cannot serve it."""
    return serve(recipe_of(way, wanted), wanted)


def message_of(hand_off: HandOff) -> str:
    """Return the text that the cooperative will read."""
    fields = dict(parse_qsl(urlsplit(hand_off.url).query.lstrip("&"), strict_parsing=True))
    return fields.get("text") or fields["body"]


def assert_sound(hand_off: HandOff) -> None:
    """Whatever the order was, the address is plain ASCII, short enough, and free of invisible marks."""
    texts = [unquote(hand_off.url), *(part for pair in hand_off.fields for part in pair)]
    assert hand_off.url.isascii()
    assert len(hand_off.url) <= URL_LIMIT
    assert not any(character in text for character in MARKS for text in texts)
    assert not any(character in hand_off.url for character in " \n\r\t\"'<>\\{}")
    parts = urlsplit(hand_off.url)
    assert parts.scheme in ("https", "mailto", "sms")
    assert parts.hostname in (None, hand_off.host or "wa.me")
    assert parts.hostname in (None, "wa.me", *HOSTS)
