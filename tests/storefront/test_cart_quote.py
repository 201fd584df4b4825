"""The quote basket: units, smallest orders, tier prices, and every way to send a request."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.storefront.buyers import Shop, buying, hand_offs, message_of
from tests.support.site import SETTINGS, built, product
from tests.support.site import page as page_text

pytestmark = [pytest.mark.browser, pytest.mark.sample]


@pytest.fixture(scope="module")
def shop(sample_site: Path, sample_url: str) -> Shop:
    return Shop(sample_site, sample_url)


@pytest.fixture(scope="module")
def quoted(shop: Shop) -> str:
    return next(
        sku for sku, item in sorted(shop.offers().items()) if item["kind"] == "quote" and item["quote"]["tiers"]
    )


def test_a_request_starts_at_the_smallest_order_and_reaches_the_tiers(
    shop: Shop, chromium: Browser, quoted: str
) -> None:
    item = shop.offers()[quoted]
    (start, price), *_ = item["quote"]["tiers"]
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, quoted, "fr")
        expect(page.locator("[data-cart-count]")).to_be_hidden()
        page.goto(shop.page("quote", "fr"))
        field = page.locator(".order-line input")
        expect(field).to_have_value(str(item["quantity"]["min"]))
        expect(page.locator(".order-line [data-slot=price]")).to_contain_text(
            item["quote"]["from"]["amount"].removesuffix(".00")
        )
        field.fill(str(start))
        field.press("Tab")
        expect(page.locator(".order-line [data-slot=price]")).to_contain_text(price["amount"].removesuffix(".00"))
        line = next(line for line in message_of(hand_offs(page)[0]) if line.startswith(f"[{quoted}]"))
        assert line == f"[{quoted}] × {start}"


def test_attachments_travel_as_links(shop: Shop, chromium: Browser, quoted: str) -> None:
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, quoted, "ar")
        page.goto(shop.page("quote", "ar"))
        hand_offs(page)
        page.fill("[name=note]", "رياض في فاس")
        page.fill("[name=links]", "https://example.org/plan.pdf")
        text = " ".join(message_of(hand_offs(page)[0]))
        assert "رياض في فاس" in text
        assert "https://example.org/plan.pdf" in text


def test_a_request_is_downloaded_as_a_table(shop: Shop, chromium: Browser, quoted: str) -> None:
    item = shop.offers()[quoted]
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, quoted, "fr")
        page.goto(shop.page("quote", "fr"))
        hand_offs(page)
        page.fill("[name=note]", "=cmd, riad")
        with page.expect_download() as download:
            page.click("[data-do=csv]")
        text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
        assert download.value.suggested_filename == "demande-de-devis.csv"
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["sku"], row["quantity"], row["unit"], row["note"]) for row in rows] == [
        (quoted, str(item["quantity"]["min"]), item["quote"]["unit"], "'=cmd, riad")
    ]


def test_the_printed_sheet_shows_the_request_and_no_buttons(shop: Shop, chromium: Browser, quoted: str) -> None:
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, quoted, "fr")
        page.goto(shop.page("quote", "fr"))
        hand_offs(page)
        page.emulate_media(media="print")
        expect(page.locator(".order-line h3")).to_be_visible()
        assert page.locator("main button:visible, main .button:visible").count() == 0


def test_the_form_that_needs_no_script_is_there_when_the_site_asks_for_it(tmp_path: Path, chromium: Browser) -> None:
    settings = SETTINGS.replace('name = "plain"', 'name = "souk"')
    without = page_text(built(tmp_path / "without", f"-- sitegen.toml --\n{settings}" + product()), "/fr/quote/")
    assert "data-netlify" not in without
    asking = settings.replace("[checkout]", '[checkout]\nquote_form = "netlify"')
    markup = page_text(built(tmp_path / "with", f"-- sitegen.toml --\n{asking}" + product()), "/fr/quote/")
    with buying(chromium, java_script_enabled=False) as context:
        page = context.new_page()
        page.set_content(markup)
        form = page.locator("form[data-netlify=true]")
        assert form.get_attribute("action") == "/fr/thanks/"
        expect(form.locator("[name=request]")).to_be_visible()
        expect(form.locator("[name=website]")).to_be_hidden()
        assert form.locator("[name=form-name]").get_attribute("value") == "quote"
