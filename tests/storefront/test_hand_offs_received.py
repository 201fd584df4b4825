"""Every hand-off arrives: what a buyer put into the cart is what the checkout at the other end reads.

A shop with a cooperative for each way to take orders stands at its own https address, with its own security headers. A
browser fills the cart on the product pages and presses the buttons; the far side takes in what the browser sends, and
readers that know the checkouts' formats, and nothing of the shop, say what was ordered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from sitegen.deploy.security import security_headers
from sitegen.serve.published import Answer
from tests.checkout.orders import FOXY_KEY, HOSTS, VARIANT_UUID, WAYS
from tests.storefront.buyers import Shop
from tests.storefront.far_side import ARRIVED, Arrival, FarSide, far_side, travelling
from tests.storefront.received import MARKS, Read, Reading, called, read
from tests.support.site import SETTINGS, build_site, document, errors, make_site, product, settings_of

pytestmark = [pytest.mark.browser]

SOUK = "https://souk.example.org"
LANGUAGES = ("fr", "ar", "zgh")
TITLES = {"fr": "Huile d'argan", "ar": "زيت أركان الغذائي", "zgh": "ⴰⵣⵎⵓⵔ ⵏ ⵡⴰⵔⴳⴰⵏ"}
LONGEST = 115
NOTE = "Merci d'emballer sans plastique، شكرا"
CODE, READ_CODE = "NOËL-٢٠٢٦", "NOËL-2026"
"""A voucher's code as it was typed, and as machines read it."""

PRICES = (("120.00", "11.50"), ("80.50", "7.75"), ("200.00", "19.00"))
"""Of the products of a cooperative, in dirhams and in euros."""

FOREIGN_IDS = {
    "bigcommerce-id": "15@@",
    "ecwid": "6682118@@",
    "gumroad": "savon@@",
    "gumroad-many": "savon@@",
    "lemonsqueezy": f"{VARIANT_UUID}1@@",
    "link": "@@",
    "paypal-button": "ABCDEFGH123@@",
    "paypal-me": "tamlalt",
    "paypal-payment": "ABCDEFGH123@@",
    "shopify": "7088141@@",
    "stripe": "test_@@",
    "woocommerce": "12@@",
    "woocommerce-classic": "12@@/78@@",
}
"""What the checkout knows the n-th product of a cooperative by, where it is not its SKU."""

ALONE = {
    "gumroad", "gumroad-many", "lemonsqueezy", "link", "link-shared", "paypal-button", "paypal-me", "paypal-payment",
    "stripe", "woocommerce-classic",
}  # fmt: skip
"""Ways that take one product at a time, so that each line is an order of its own."""

UNCOUNTED = {"paypal-button", "paypal-me", "paypal-payment", "stripe"}
"""Ways that have no place for a quantity."""

ALL_WORDS = frozenset({"reference", "voucher", "note"})
ROOM = {
    "bigcommerce": {"voucher"},
    "foxy": {"reference", "voucher"},
    "gumroad": {"reference"},
    "lemonsqueezy": {"reference", "voucher"},
    "paypal": {"reference", "voucher"},
    "stripe": {"reference", "voucher"},
    "woocommerce": {"voucher"},
    # by way, where a provider has several
    "link": set[str](),
    "link-shared": {"voucher"},
    "paypal-button": set[str](),
    "paypal-me": set[str](),
    "paypal-payment": set[str](),
    "woocommerce-classic": set[str](),
}
"""What of the buyer's words a checkout takes; those that are not here take all."""

MESSAGES = ("cash", "mailto", "sms", "whatsapp")
PRICED = {**dict.fromkeys((*MESSAGES, "endpoint", "foxy"), "MAD"), "paypal": "EUR"}
"""Whose hand-off tells prices, and in which currency."""


@dataclass(frozen=True, slots=True)
class Case:
    """A cooperative with one way to take orders, and what is bought there: how many of each of its products."""

    slug: str
    way: str
    language: str
    counts: tuple[int, ...] = (3, 2)
    kinds: tuple[str, ...] = ("product", "product")
    served: str = ""
    """The provider that serves a cart when the first one cannot."""
    is_long: bool = False
    is_asked: bool = False
    """Whether the cooperative also answers requests for a quote."""

    @property
    def provider(self) -> str:
        """Who reads what arrives."""
        return self.served or WAYS[self.way].provider

    def sku(self, number: int) -> str:
        """Return the SKU of the n-th product, in which is everything that a SKU may hold."""
        amount = f"-{PRICES[number - 1][0].removesuffix('.00')}" if self.kinds[number - 1] == "voucher" else ""
        return f"{self.slug.upper()}/v.{number}{amount}"

    def title(self, number: int, language: str = "") -> str:
        """Return what the n-th product is called."""
        words = f"{TITLES[language or self.language]} {number}"
        return (words + " ⵣ" * LONGEST)[:LONGEST] if self.is_long else words


def _cases() -> Iterator[Case]:
    single = {"gumroad", "paypal-button", "paypal-payment"}
    asked = {"endpoint", "link-shared", "mailto", "sms", "whatsapp"}
    for number, way in enumerate(WAYS):
        case = Case(way, way, LANGUAGES[number % 3], is_asked=way in asked)
        if way in single:
            case = replace(case, counts=(1, 1))
        if way == "lemonsqueezy":
            case = replace(case, kinds=("voucher", "voucher"))
        if way in ("endpoint", "shopify", "whatsapp"):
            case = replace(case, counts=(3, 2, 1), kinds=("product", "product", "voucher"))
        yield replace(case, served="whatsapp") if way == "snipcart" else case
    for way in ("foxy", "mailto", "paypal", "whatsapp"):
        yield Case(f"{way}-long", way, "zgh", is_long=True)


CASES = {case.slug: case for case in _cases()}
NEIGHBOUR = Case("neighbour", "whatsapp", "fr", (1,), ("product",))


def site_text() -> str:
    """Return the files of the shop."""
    hosts = json.dumps(sorted({*HOSTS}))
    settings = SETTINGS.replace('["buy.stripe.com", "pay.example.org"]', hosts).replace('"plain"', '"souk"')
    settings = settings.replace(', "en", "es"]', "]").replace(', en = ["fr"], es = ["fr"]', "")
    settings += "\n[search]\nenabled = false\n"
    return f"-- sitegen.toml --\n{settings}" + "".join(
        part for case in (*CASES.values(), NEIGHBOUR) for part in _files(case)
    )


def _files(case: Case) -> Iterator[str]:
    way = WAYS[case.way]
    contact = {"whatsapp": "+212612345678", "email": "tamlalt@example.org", "phone": "+212512345678"}
    known = [{"provider": way.provider, **dict(way.account)}] if way.account or not way.item else []
    behind = ["whatsapp"] if way.provider == "snipcart" else []
    facts = {"title": f"Coop d'{case.slug}", "region": "souss", "contact": contact, "checkout": [*known, *behind] or None}
    yield f"-- content/cooperatives/{case.slug}.md --\n{document(facts)}"
    for number, kind in enumerate(case.kinds, 1):
        dirhams, euros = PRICES[number - 1]
        own = {"provider": way.provider, **dict(way.spec(number).options)} if not way.account else dict(
            (name, value.replace("@@", str(number))) for name, value in way.item
        ) | {"provider": way.provider}  # fmt: skip
        fields: dict[str, object] = {"price": {"MAD": dirhams, "EUR": euros}}
        if kind == "voucher":
            fields = {"type": kind, "price": None, "denominations": [f"{dirhams} MAD"], "validity": 12}
        sku = f"{case.slug.upper()}/v.{number}"
        yield from _product(case, f"{case.slug}-{number}", number, sku=sku, checkout=own if way.item else None, **fields)
    if case.is_asked:
        tiers = [{"from": 10, "price": "620 MAD"}]
        asked = {"type": "quote", "price": "650 MAD", "unit": "m²", "minimum": 3, "tiers": tiers}
        yield from _product(case, f"{case.slug}-quote", 9, sku=f"{case.slug.upper()}/q", **asked)


def _product(case: Case, slug: str, number: int, **fields: object) -> Iterator[str]:
    yield product(slug, title=case.title(number, "fr"), cooperative=case.slug, **fields)
    for language in ("ar", "zgh"):
        text = document({"title": case.title(number, language)})
        yield f"-- content/products/{slug}/index.{language}.md --\n{text}"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    root = make_site(tmp_path_factory.mktemp("hand-offs"), site_text())
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FOXY_API_KEY", FOXY_KEY)
        report = build_site(root)
    assert report.output is not None, [(p.path, p.field, p.code, p.values) for p in errors(report)]
    yield Shop(report.output, SOUK)


@pytest.fixture(scope="module")
def whole_world(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FarSide]:
    headers = security_headers(settings_of(next(folder for folder in shop.root.parents if (folder / "sitegen.toml").exists())))
    with far_side(shop.root, SOUK, headers, tmp_path_factory.mktemp("far-side")) as world:
        yield world


@pytest.fixture
def world(whole_world: FarSide) -> Iterator[FarSide]:
    whole_world.answer = lambda _: ARRIVED
    yield whole_world
    left = [whole_world.next() for _ in range(whole_world.arrivals.qsize())]
    assert left == [], "more left the shop than the buyer sent"


@pytest.fixture
def context(world: FarSide, chromium: Browser) -> Iterator[BrowserContext]:
    with travelling(chromium, world) as found:
        yield found


def choose(page: Page, shop: Shop, case: Case) -> None:
    """Put into the cart what a case buys."""
    for number, quantity in enumerate(case.counts, 1):
        put(page, shop, case.sku(number), case.language, quantity)


def put(page: Page, shop: Shop, sku: str, language: str, quantity: int) -> None:
    """Put some of one thing into the cart or the quote basket, on its page."""
    page.goto(shop.url + shop.offers()[sku]["urls"][language])
    page.fill(f'[data-sku="{sku}"] input', str(quantity))
    page.click(f'[data-sku="{sku}"] button')
    page.wait_for_selector(f'[data-sku="{sku}"] .added a')


def open_basket(page: Page, language: str, word: str = "cart") -> None:
    page.goto(f"{SOUK}/{language}/{word}/")
    page.wait_for_selector("#basket:not([aria-busy])")


def orders_of(page: Page, slug: str) -> list[str]:
    """Return the references of a cooperative's orders."""
    found = [section.get_attribute("data-reference") or "" for section in page.locator(".order").all()]
    return [reference for reference in found if re.fullmatch(rf"[0-9A-Z]{{8}}-{slug}(_\d+)?", reference)]


def hand_over(page: Page, world: FarSide, reference: str) -> Arrival:
    """Press the button of an order; return what arrives."""
    return follow(page, world, page.locator(f'[data-reference="{reference}"] .order-hand-off').locator("a, button"))


def follow(page: Page, world: FarSide, way: Locator) -> Arrival:
    """Follow a link, or send a form; return what arrives at a host or is given to a program for messages."""
    address = way.get_attribute("href") or ""
    if address.startswith(("mailto:", "sms:")):
        with page.expect_request(lambda request: request.url.startswith(("mailto:", "sms:"))) as asked:
            way.click()
        return called(asked.value.url)
    way.click()
    arrival = world.next()
    page.wait_for_url(lambda url: urlsplit(url).hostname != urlsplit(SOUK).hostname)
    fragment = urlsplit(page.url).fragment
    return replace(arrival, fragment=f"#{fragment}" if fragment else "")


def room_of(case: Case) -> set[str]:
    """Return what of the buyer's words arrives."""
    return {*ROOM.get(case.way, ROOM.get(case.provider, ALL_WORDS))}


def told_of(case: Case, number: int, quantity: int) -> Read:
    """Return what the checkout is to read of the n-th product."""
    title = case.title(number)
    titled = case.provider in ("endpoint", "foxy", *MESSAGES) or case.way in ("paypal",)
    currency = PRICED.get(case.provider, "") if case.way not in ("paypal-button", "paypal-payment") else ""
    price = PRICES[number - 1][currency == "EUR"] if currency else ""
    return Read(
        FOREIGN_IDS.get(case.way, "").replace("@@", str(number)) or case.sku(number),
        0 if case.way in UNCOUNTED else quantity,
        str(Decimal(price) * quantity) if case.way == "paypal-me" else price,
        currency,
        (title.replace("'", "’") if case.provider == "foxy" else title) if titled else "",
    )


def untitled(case: Case, reading: Reading) -> list[Read]:
    """Return the lines in order; a long message has no titles any more."""
    drops = case.is_long and case.provider in MESSAGES
    return sorted((replace(line, title="") if drops else line for line in reading.lines), key=str)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_cart_arrives_as_it_was_filled(case: Case, shop: Shop, world: FarSide, context: BrowserContext) -> None:
    page = context.new_page()
    choose(page, shop, case)
    open_basket(page, case.language)
    references = orders_of(page, case.slug)
    assert len(references) == (len(case.counts) if case.way in ALONE else len({*case.kinds}))
    page.locator("[name=note]").first.fill(NOTE)
    page.locator("[name=voucher]").first.fill(CODE)
    room = room_of(case)
    lines: list[Read] = []
    for reference in references:
        open_basket(page, case.language)
        order = page.locator(f'[data-reference="{reference}"]')
        for word in ("note", "voucher"):
            expect(order.locator(f"[data-slot=no-{word}]")).to_have_count(word not in room)
        arrival = hand_over(page, world, reference)
        assert arrival.method == ("POST" if case.provider == "endpoint" or case.slug in ("foxy-long", "paypal-long") else "GET")
        reading = read(case.provider, arrival, FOXY_KEY)
        known = f"{case.language}-{reference}" if case.way == "stripe" else reference
        said = {"reference": known, "voucher": READ_CODE, "note": NOTE}
        assert (reading.reference, reading.voucher, reading.note) == tuple(
            said[word] if word in room else "" for word in ("reference", "voucher", "note")
        )
        lines += untitled(case, reading)
    expected = Reading(tuple(told_of(case, number, quantity) for number, quantity in enumerate(case.counts, 1)))
    assert sorted(lines, key=str) == untitled(case, expected)
    assert not any(MARKS.search(part) for line in lines for part in (line.id, line.price, line.currency))
    open_basket(page, case.language)
    expect(page.locator(".order-sent")).to_have_count(len(references))
