"""Vouchers: asked for in number by an employer, shown on paper, and spent with a code that reaches the cooperative."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.storefront.accessibility import found_on, violations
from tests.storefront.buyers import Shop, buying, hand_offs, message_of
from tests.storefront.observation import PHONE, WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.sample]

COMPRESS = "process.stdout.write(String(require('zlib').brotliCompressSync(require('fs').readFileSync(0)).length))"

CODE = "NOËL-٢٠٢٦"
READ = "NOËL-2026"
"""The code as machines read it, whatever keyboard it was typed on."""


@pytest.fixture(scope="module")
def shop(sample_site: Path, sample_url: str) -> Shop:
    return Shop(sample_site, sample_url)


@pytest.fixture(scope="module")
def amounts(shop: Shop) -> list[str]:
    """Return the SKUs of the amounts of the shop's vouchers, the smallest first."""
    offers = shop.offers()
    vouchers = [sku for sku, item in offers.items() if item["kind"] == "voucher"]
    return sorted(vouchers, key=lambda sku: float(offers[sku]["price"]["amount"]))


def fill(page: Page, numbers: dict[str, str], **words: str) -> None:
    """Write into the form for employers."""
    for sku, number in numbers.items():
        page.fill(f'[data-sku="{sku}"]', number)
    for name, text in words.items():
        page.fill(f"[name={name}]", text)


def way(page: Page) -> list[str]:
    """Return the lines of the message behind the first way to ask."""
    return message_of(page.locator(".bulk-ways a.button").first.get_attribute("href") or "")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["fr", "ar", "zgh"])
def test_axe_finds_nothing_on_the_page_for_employers(shop: Shop, chromium: Browser, language: str, width: int) -> None:
    assert violations(chromium, shop.page("employers", language), width) == []


def test_axe_finds_nothing_on_it_in_the_dark(shop: Shop, chromium: Browser) -> None:
    assert violations(chromium, shop.page("employers", "ar"), PHONE, "dark") == []


def test_an_employer_asks_in_arabic_on_a_small_phone(shop: Shop, chromium: Browser, amounts: list[str]) -> None:
    low, high = amounts[0], amounts[-1]
    told: list[str] = []
    with buying(chromium) as context:
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
        page.goto(shop.page("employers", "ar"))
        fill(
            page,
            {low: "240", high: "3"},
            occasion="العيد",
            company="شركة الأطلس",
            ice="001234567890123",
            delivery="2026-12-20",
        )
        price = float(shop.offers()[low]["price"]["amount"])
        expect(page.locator(".bulk-amount", has=page.locator(f'[data-sku="{low}"]')).locator("output")).to_contain_text(
            f"{240 * price:,.0f}".replace(",", "\u00a0")
        )
        assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")
        assert page.evaluate("innerWidth") == PHONE
        assert found_on(page) == []
        lines = way(page)
        assert [line for line in lines if line.startswith("[")] == [f"[{low}] × 240", f"[{high}] × 3"]
        note = next(line for line in lines if "001234567890123" in line)
        assert all(word in note for word in ("العيد", "شركة الأطلس", "2026-12-20"))
        assert told == []


def test_the_request_goes_through_the_quote_basket(shop: Shop, chromium: Browser, amounts: list[str]) -> None:
    low, middle = amounts[:2]
    with buying(chromium) as context:
        page = context.new_page()
        page.goto(shop.page("employers", "fr"))
        page.click("[data-do=basket]")
        expect(page.locator("[data-slot=added]")).not_to_be_empty()
        assert page.evaluate("localStorage.getItem('sitegen.quote')") is None
        fill(page, {low: "40"}, company="Acme SA")
        page.click("[data-do=basket]")
        fill(page, {low: "41", middle: "2"}, contact="Sara, 06 00 00 00 00")
        page.click("[data-do=basket]")
        page.click("[data-slot=added] a")
        links = hand_offs(page)
        assert len(links) == 1
        lines = message_of(links[0])
        assert [line.partition(" =")[0] for line in lines if line.startswith("[")] == [
            f"[{low}] × 41",
            f"[{middle}] × 2",
        ]
        note = next(line for line in lines if "Acme SA" in line)
        assert note.count("Acme SA") == 1
        assert "Sara, 06 00 00 00 00" in note
        expect(page.locator(".notice:visible")).to_have_count(0)
        page.goto(shop.page("cart", "fr"))
        expect(page.locator("[data-slot=empty]")).to_be_visible()


def test_a_table_of_recipients_is_counted_here_and_goes_nowhere(
    shop: Shop, chromium: Browser, amounts: list[str], tmp_path: Path
) -> None:
    low, high = amounts[0], amounts[-1]
    values = [shop.offers()[sku]["price"]["amount"].removesuffix(".00") for sku in (low, high)]
    table = tmp_path / "equipe.csv"
    table.write_text(f"Salarié;Montant\nSara;{values[0]}\nAli;{values[0]}\nMia;{values[1]}\nZoé;?\n", "utf-8")
    asked: list[str] = []
    with buying(chromium) as context:
        page = context.new_page()
        page.goto(shop.page("employers", "fr"), wait_until="networkidle")
        page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
        page.set_input_files("input[type=file]", table)
        expect(page.locator(f'[data-sku="{low}"]')).to_have_value("2")
        expect(page.locator(f'[data-sku="{high}"]')).to_have_value("1")
        expect(page.locator("[data-slot=counted]")).to_contain_text("3")
        expect(page.locator("[name=list]")).to_be_checked()
        note = next(line for line in way(page) if "equipe.csv" in line)
        page.click("[data-do=basket]")
        kept = page.evaluate("JSON.stringify(localStorage)")
        assert not any(name in text for name in ("Sara", "Mia") for text in (note, kept, *asked))


def test_the_empty_table_is_downloaded(shop: Shop, chromium: Browser) -> None:
    with buying(chromium, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(shop.page("employers", "fr"))
        link = page.locator("a[download]").first
        assert unquote((link.get_attribute("href") or "").partition(",")[2]).startswith("\ufeff")


def test_without_a_script_plain_links_ask_with_blanks(shop: Shop, chromium: Browser, amounts: list[str]) -> None:
    with buying(chromium, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(shop.page("employers", "ar"))
        expect(page.locator(".bulk-form")).to_be_hidden()
        expect(page.locator(".bulk-ways a.button").first).to_be_visible()
        lines = way(page)
        assert [line for line in lines if line.startswith("[")] == [f"[{sku}] × 1" for sku in amounts]
        assert any("…" in line for line in lines)
        assert page.locator("button:visible").count() == 0


def test_on_paper_only_the_sheet_for_those_who_receive_it_is_left(shop: Shop, chromium: Browser) -> None:
    with buying(chromium) as context:
        page = context.new_page()
        page.goto(shop.page("employers", "ar"))
        page.emulate_media(media="print")
        expect(page.locator(".voucher-sheet")).to_be_visible()
        expect(page.locator(".voucher-sheet .qr")).to_be_visible()
        for other in ("header.site-header", ".page-head", ".bulk", "footer.site-footer", ".voucher-sheets > h2"):
            expect(page.locator(other)).to_be_hidden()


@pytest.mark.parametrize("language", ["fr", "ar", "zgh", "en", "es"])
def test_every_cooperative_that_accepts_a_voucher_says_so(shop: Shop, chromium: Browser, language: str) -> None:
    offers = shop.offers()
    voucher = next(item["urls"][language] for item in offers.values() if item["kind"] == "voucher")
    shelves = sorted((shop.root / "api/products").glob("*.json"))
    for shelf in shelves:
        path = json.loads(shelf.read_text("utf-8"))["pages"][language]
        markup = (shop.root / path.strip("/") / "index.html").read_text("utf-8")
        assert f'href="{voucher}"' in markup


def code_in_cart(shop: Shop, chromium: Browser, sku: str, look: Callable[[Page], None]) -> None:
    """Put one thing into the cart, type a voucher's code, and look at the order."""
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, sku, "fr")
        page.goto(shop.page("cart", "fr"))
        hand_offs(page)
        page.fill("[name=voucher]", CODE)
        look(page)


@pytest.mark.parametrize("provider", ["whatsapp", "mailto"])
def test_a_voucher_s_code_travels_in_the_message(shop: Shop, chromium: Browser, provider: str) -> None:
    def look(page: Page) -> None:
        assert sum(READ in line for line in message_of(hand_offs(page)[0])) == 1
        expect(page.locator("[data-slot=no-voucher]")).to_have_count(0)

    code_in_cart(shop, chromium, shop.sellable(provider)[0], look)


def test_where_a_code_has_no_room_the_buyer_is_told(shop: Shop, chromium: Browser, amounts: list[str]) -> None:
    def look(page: Page) -> None:
        assert READ not in unquote(hand_offs(page)[0])
        expect(page.locator("[data-slot=no-voucher]")).to_be_visible()

    code_in_cart(shop, chromium, amounts[0], look)


def test_the_page_for_employers_weighs_no_more_than_any_other(shop: Shop, chromium: Browser) -> None:
    loaded: set[str] = set()
    with buying(chromium, service_workers="block") as context:
        page = context.new_page()
        page.on("response", lambda response: loaded.add(urlsplit(response.url).path))
        page.goto(shop.page("employers", "ar"), wait_until="networkidle")
        html = urlsplit(page.url).path
    modules = [path for path in loaded if path.endswith(".js")]
    styles = [path for path in loaded if path.endswith(".css")]
    weights = [sum(compressed(shop, path) for path in paths) for paths in (modules, styles, [f"{html}index.html"])]
    limits = (10_000, 8_000, 10_000)
    assert len(modules) == 1
    assert len(styles) == 2
    assert [weight for weight, most in zip(weights, limits, strict=True) if weight > most] == []


def compressed(shop: Shop, path: str) -> int:
    """Return the bytes of a file once Brotli has compressed it."""
    data = (shop.root / path.lstrip("/")).read_bytes()
    return int(subprocess.run(["node", "-e", COMPRESS], input=data, capture_output=True, check=True).stdout)
