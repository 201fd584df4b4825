"""Every hand-off arrives: what a buyer put into the cart is what the checkout at the other end reads.

A shop with a cooperative for each way to take orders stands at its own https address, with its own security headers. A
browser fills the cart on the product pages and presses the buttons; the far side takes in what the browser sends, and
readers that know the checkouts' formats, and nothing of the shop, say what was ordered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from sitegen.deploy.security import security_headers
from sitegen.serve.published import Answer
from tests.checkout.orders import FOXY_KEY, HOSTS, VARIANT_UUID, WAYS
from tests.storefront.buyers import Shop
from tests.storefront.far_side import ARRIVED, Arrival, FarSide, far_side, travelling
from tests.storefront.received import MARKS, Read, called, read
from tests.support.site import SETTINGS, build_site, document, errors, make_site, product, settings_of

pytestmark = [pytest.mark.browser]

SOUK = "https://souk.example.org"
LANGUAGES = ("fr", "ar", "zgh")
TITLES = {"fr": "Huile 'd’argan'", "ar": "زيت أركان الغذائي", "zgh": "ⴰⵣⵎⵓⵔ ⵏ ⵡⴰⵔⴳⴰⵏ"}
LONGEST = 115
QUOTED = 9
"""The number in the title of what a cooperative makes on request."""

NOTE = "Merci d'emballer sans plastique، شكرا"
CODE, READ_CODE = "NOËL-٢٠٢٦", "NOËL-2026"
"""A voucher's code as it was typed, and as machines read it."""

CONTACT = {"whatsapp": "+212612345678", "email": "tamlalt@example.org", "phone": "+212512345678"}
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

SNIPCART = """
document.addEventListener("click", ({ target }) => {
  const button = target.closest(".snipcart-add-item");
  const body = button && JSON.stringify(button.dataset);
  if (body) fetch("https://app.snipcart.com/api/items", { method: "POST", mode: "no-cors", body });
});
window.Snipcart = { api: { session: { setLanguage: async () => {} } } };
document.dispatchEvent(new CustomEvent("snipcart.ready"));
"""
"""What Snipcart's own script does with its buttons, as far as the shop can tell."""

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

    @property
    def is_posted(self) -> bool:
        """Whether a cart leaves as a form: always, or because it is too long for an address."""
        return self.provider == "endpoint" or self.slug in ("foxy-long", "paypal-long")

    def sku(self, number: int) -> str:
        """Return the SKU of the n-th product, in which is everything that a SKU may hold."""
        amount = f"-{Decimal(PRICES[number - 1][0]).normalize():f}" if self.kinds[number - 1] == "voucher" else ""
        return f"{self.slug.upper()}/v.{number}{amount}"

    def title(self, number: int, language: str = "") -> str:
        """Return what the n-th product is called."""
        words = f"{TITLES[language or self.language]} {number}"
        return f"{words} {'ⵣⵣⵣⵣⵣⵣⵣ ' * 20}"[:LONGEST].strip() if self.is_long else words


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
PLAIN = {case.provider: case for case in reversed(CASES.values())} | {"snipcart": CASES["snipcart"]}
ASKED = {slug: case for slug, case in CASES.items() if case.is_asked}
NEIGHBOUR = Case("neighbour", "whatsapp", "fr", (1,), ("product",))


def site_text() -> str:
    """Return the files of the shop."""
    settings = SETTINGS
    for before, after in (
        ('["buy.stripe.com", "pay.example.org"]', json.dumps(sorted(HOSTS))),
        ('"plain"', '"souk"'),
        (', "en", "es"]', "]"),
        (', en = ["fr"], es = ["fr"]', ""),
        ('currency = "MAD"', 'currency = "MAD"\ncurrency_style = "local"'),
        ("[listing]", "[search]\nenabled = false\n\n[listing]"),
    ):
        assert before in settings
        settings = settings.replace(before, after)
    files = [part for case in (*CASES.values(), NEIGHBOUR) for part in _files(case)]
    return f"-- sitegen.toml --\n{settings}{''.join(files)}"


def _files(case: Case) -> Iterator[str]:
    way = WAYS[case.way]
    account = [{"provider": way.provider, **dict(way.account)}] if way.account or not way.item else []
    behind = ["whatsapp"] if case.served else []
    facts: dict[str, object] = {"title": f"Coop d'{case.slug}", "region": "souss", "contact": CONTACT}
    yield f"-- content/cooperatives/{case.slug}.md --\n{document({**facts, 'checkout': [*account, *behind] or None})}"
    for number, kind in enumerate(case.kinds, 1):
        dirhams, euros = PRICES[number - 1]
        own = {"provider": way.provider, **{name: text.replace("@@", str(number)) for name, text in way.item}}
        fields: dict[str, object] = {"price": {"MAD": dirhams, "EUR": euros}}
        if kind == "voucher":
            fields = {"type": kind, "price": None, "denominations": [f"{dirhams} MAD"], "validity": 12}
        fields |= {"sku": f"{case.slug.upper()}/v.{number}", "checkout": own if way.item else None}
        yield from _product(case, f"{case.slug}-{number}", number, **fields)
    if case.is_asked:
        tiers = [{"from": 10, "price": "620 MAD"}]
        asked = {"type": "quote", "price": "650 MAD", "unit": "m²", "minimum": 3, "tiers": tiers}
        yield from _product(case, f"{case.slug}-quote", QUOTED, sku=f"{case.slug.upper()}/q", **asked)


def _product(case: Case, slug: str, number: int, **fields: Any) -> Iterator[str]:
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
    headers = security_headers(
        settings_of(next(folder for folder in shop.root.parents if (folder / "sitegen.toml").exists()))
    )
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


def orders_of(page: Page, case: Case) -> list[str]:
    """Return the references of a cooperative's orders."""
    found = [section.get_attribute("data-reference") or "" for section in page.locator(".order").all()]
    return [reference for reference in found if re.fullmatch(rf"[0-9A-Z]{{8}}-{case.slug}(_[0-9]+)?", reference)]


def way_of(page: Page, reference: str) -> Locator:
    """Return the button that hands an order over."""
    return page.locator(f'[data-reference="{reference}"] .order-hand-off').locator("a, button")


def hand_over(page: Page, world: FarSide, reference: str) -> Arrival:
    """Press the button of an order; return what arrives."""
    return follow(page, world, way_of(page, reference))


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


def told_of(case: Case, number: int, quantity: int) -> Read:
    """Return what the checkout is to read of the n-th product."""
    currency = PRICED.get(case.provider, "") if case.way not in ("paypal-button", "paypal-payment") else ""
    price = PRICES[number - 1][currency == "EUR"] if currency else ""
    return Read(
        FOREIGN_IDS.get(case.way, "").replace("@@", str(number)) or case.sku(number),
        0 if case.way in UNCOUNTED else quantity,
        str(Decimal(price) * quantity) if case.way == "paypal-me" else price,
        currency,
        title_of(case, number),
    )


def asked_of(case: Case, quantity: int) -> Read:
    """Return what is to be read of a request for a quote: what will be paid is not said."""
    return Read(f"{case.slug.upper()}/q", quantity, title=title_of(case, QUOTED))


def title_of(case: Case, number: int, language: str = "") -> str:
    """Return the title that arrives, where titles do."""
    if case.way not in ("endpoint", "foxy", "paypal") and case.provider not in MESSAGES:
        return ""
    return case.title(number, language).replace("'", "’" if case.provider == "foxy" else "'")


def comparable(case: Case, lines: Iterable[Read]) -> list[Read]:
    """Return lines in order, without the amount that the title of a voucher ends with; long messages have no titles."""
    is_bare = case.is_long and case.provider in MESSAGES
    found = (replace(line, title="" if is_bare else line.title.partition(" – ")[0]) for line in lines)
    return sorted(found, key=str)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_cart_arrives_as_it_was_filled(case: Case, shop: Shop, world: FarSide, context: BrowserContext) -> None:
    page = context.new_page()
    choose(page, shop, case)
    open_basket(page, case.language)
    references = orders_of(page, case)
    assert len(references) == (len(case.counts) if case.way in ALONE else len({*case.kinds}))
    page.locator("[name=note]").first.fill(NOTE)
    page.locator("[name=voucher]").first.fill(CODE)
    room = ROOM.get(case.way, ROOM.get(case.provider, ALL_WORDS))
    lines: list[Read] = []
    for reference in references:
        if lines:
            open_basket(page, case.language)
        order = page.locator(f'[data-reference="{reference}"]')
        for word in ("note", "voucher"):
            expect(order.locator(f"[data-slot=no-{word}]")).to_have_count(int(word not in room))
        counts = order.locator("input[type=number]").evaluate_all("all => all.map(input => Number(input.value))")
        is_uncounted = case.way == "stripe" and max(counts) > 1
        expect(order.locator("[data-slot=no-quantity]")).to_have_count(int(is_uncounted))
        arrival = hand_over(page, world, reference)
        assert arrival.method == ("POST" if case.is_posted else "GET")
        reading = read(case.provider, arrival, FOXY_KEY)
        known = f"{case.language}-{reference}" if case.way == "stripe" else reference
        said = {"reference": known, "voucher": READ_CODE, "note": NOTE}
        arrived = {"reference": reading.reference, "voucher": reading.voucher, "note": reading.note}
        assert arrived == {word: text if word in room else "" for word, text in said.items()}
        lines += reading.lines
    expected = [told_of(case, number, quantity) for number, quantity in enumerate(case.counts, 1)]
    assert comparable(case, lines) == comparable(case, expected)
    assert not any(MARKS.search(part) for line in lines for part in (line.id, line.price, line.currency))
    open_basket(page, case.language)
    expect(page.locator(".order-sent")).to_have_count(len(references))


@pytest.mark.parametrize("case", ASKED.values(), ids=ASKED)
def test_a_request_for_a_quote_arrives(case: Case, shop: Shop, world: FarSide, context: BrowserContext) -> None:
    page = context.new_page()
    put(page, shop, f"{case.slug.upper()}/q", case.language, 12)
    open_basket(page, case.language, "quote")
    [reference] = orders_of(page, case)
    page.fill("[name=note]", NOTE)
    page.fill("[name=links]", "https://example.org/plan.pdf")
    reading = read(case.provider, hand_over(page, world, reference))
    assert reading.lines == (asked_of(case, 12),)
    if case.way != "link-shared":
        assert (reading.reference, reading.note) == (reference, f"{NOTE} · https://example.org/plan.pdf")
    assert reading.kind == ("quote" if case.way == "endpoint" else "")


def test_a_button_of_snipcart_sells_what_its_crawler_finds(shop: Shop, world: FarSide, context: BrowserContext) -> None:
    case = CASES["snipcart"]
    script = Answer(HTTPStatus.OK, "text/javascript", SNIPCART.encode())
    world.answer = lambda arrival: script if arrival.path.endswith(".js") else Answer(HTTPStatus.OK, "text/css")
    page = context.new_page()
    page.goto(shop.url + shop.offers()[case.sku(1)]["urls"][case.language])
    with page.expect_response("https://app.snipcart.com/**"):
        page.click(".snipcart-add-item")
    loaded = [world.next() for _ in range(3)]
    assert sorted(one.path.rpartition(".")[2] for one in loaded[:2]) == ["css", "js"]
    button = json.loads(loaded[2].body)
    answer = context.request.get(urljoin(SOUK, button["itemUrl"]), headers={"User-Agent": "Snipcart/1.0"})
    assert answer.headers["content-type"].startswith("application/json")
    [entry] = answer.json()
    assert (entry["id"], entry["price"], entry["url"]) == (
        button["itemId"],
        json.loads(button["itemPrice"]),
        button["itemUrl"],
    )
    assert read("snipcart", loaded[2]).lines == (Read(case.sku(1), 1, "120.00", "MAD", case.title(1)),)


def sends_back(way: str, word: str) -> Callable[[Arrival], Answer]:
    """Return how a checkout answers that sends the buyer back at once, with the reference that it was given."""

    def answer(arrival: Arrival) -> Answer:
        language = CASES[way].language
        reference = read(way, arrival).reference.removeprefix(f"{language}-")
        return Answer(HTTPStatus.SEE_OTHER, location=f"{SOUK}/{language}/{word}/?ref={reference}")

    return answer


@pytest.mark.parametrize("way", ["endpoint", "stripe"])
def test_what_a_checkout_sends_back_as_paid_leaves_the_cart_and_nothing_else_does(
    way: str, shop: Shop, world: FarSide, context: BrowserContext
) -> None:
    page, case = context.new_page(), CASES[way]
    first = send_first(page, shop, world, case, "thanks")
    rest = {NEIGHBOUR.sku(1)} | ({case.sku(3)} if way == "endpoint" else {case.sku(2)})
    expect(page.locator("[data-cart-count]")).to_have_text("2")
    page.reload()
    open_basket(page, case.language)
    assert skus_of(page) == rest
    assert first not in orders_of(page, case)
    expect(page.locator(".order-sent")).to_have_count(0)


@pytest.mark.parametrize("way", ["endpoint", "stripe"])
def test_what_a_checkout_sends_back_as_called_off_stays_in_the_cart(
    way: str, shop: Shop, world: FarSide, context: BrowserContext
) -> None:
    page, case = context.new_page(), CASES[way]
    first = send_first(page, shop, world, case, "cancelled")
    open_basket(page, case.language)
    assert skus_of(page) == {NEIGHBOUR.sku(1), *(case.sku(number) for number, _ in enumerate(case.counts, 1))}
    assert first in orders_of(page, case)
    expect(page.locator(".order-sent")).to_have_count(0)


def send_first(page: Page, shop: Shop, world: FarSide, case: Case, word: str) -> str:
    """Fill a cart at two cooperatives, hand over the first order of one, and come back; return its reference."""
    world.answer = sends_back(case.way, word)
    choose(page, shop, case)
    put(page, shop, NEIGHBOUR.sku(1), case.language, 1)
    open_basket(page, case.language)
    first = orders_of(page, case)[0]
    way_of(page, first).click()
    world.next()
    page.wait_for_url(f"{SOUK}/{case.language}/{word}/?ref={first}")
    return first


def skus_of(page: Page) -> set[str]:
    """Return what is in the basket that is shown."""
    return {line.get_attribute("data-sku") or "" for line in page.locator(".order-line").all()}


@pytest.mark.parametrize("case", PLAIN.values(), ids=PLAIN)
def test_without_javascript_a_plain_link_or_form_arrives(
    case: Case, shop: Shop, world: FarSide, chromium: Browser
) -> None:
    with travelling(chromium, world, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(shop.url + shop.offers()[case.sku(1)]["urls"][case.language])
        ways = page.locator(".buy .buttons").first.locator("a:visible, button:visible")
        reading = read(case.provider, follow(page, world, ways.first), FOXY_KEY)
    assert comparable(case, reading.lines) == comparable(case, [told_of(case, 1, 1)])
    assert reading.reference == (f"{case.language}-STRIPE-v-1" if case.way == "stripe" else "")


def test_every_page_of_a_product_in_every_language_has_a_way_that_sells_this_product(shop: Shop) -> None:
    sold = set()
    for case in CASES.values():
        for language in LANGUAGES:
            spoken = replace(case, language=language)
            wanted = {case.sku(number): told_of(spoken, number, 1) for number in range(1, len(case.kinds) + 1)}
            wanted |= {f"{case.slug.upper()}/q": asked_of(spoken, 3)} if case.is_asked else {}
            for sku, told in wanted.items():
                ways = plain_ways(shop, sku, language)
                readings = [read(case.provider, way, FOXY_KEY) for way in ways]
                assert readings, (sku, language)
                for reading in readings:
                    assert comparable(spoken, reading.lines) == comparable(spoken, [told]), (sku, language)
                sold.add((sku, language))
    assert sold == {(sku, language) for sku in shop.offers() if sku != NEIGHBOUR.sku(1) for language in LANGUAGES}


def plain_ways(shop: Shop, sku: str, language: str) -> list[Arrival]:
    """Return what would arrive by each link and form of a product's page, as the page is written."""
    path = shop.offers()[sku]["urls"][language]
    ways = Ways()
    ways.feed((shop.root / path.strip("/") / "index.html").read_text(encoding="utf-8"))
    return ways.found


class Ways(HTMLParser):
    """Finds the ways to order that need no script."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Arrival] = []
        self._action = ""
        self._fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a link that leads out, or the fields of a form."""
        facts = {name: value or "" for name, value in attrs}
        if tag == "a" and "external" in facts.get("rel", "").split() and "button" in facts.get("class", "").split():
            self.found.append(called(facts["href"]))
        elif tag == "form":
            self._action, self._fields = facts.get("action", ""), []
        elif tag == "input" and "name" in facts:
            self._fields.append((facts["name"], facts.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        """Send a form that is posted to another host."""
        if tag == "form" and self._action.startswith("https:"):
            self.found.append(called(self._action, urlencode(self._fields)))
