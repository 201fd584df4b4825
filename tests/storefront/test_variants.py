"""Variants: a radio group whose choice changes price, picture, availability, the ways to buy and the address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.storefront.buyers import Node, Shop, buying
from tests.storefront.observation import NOTE_SHIFTS

pytestmark = [pytest.mark.browser, pytest.mark.sample]

# Again in each of some frames: what is near is laid out then, and the end moves.
GO_TO_THE_END = """
addEventListener('load', () => {
  let left = 10;
  const go = () => {
    document.querySelector('.site-footer').scrollIntoView({block: 'end', behavior: 'instant'});
    if (left--) requestAnimationFrame(go);
    else window.layoutShifts = [];
  };
  go();
});
"""


@pytest.fixture(scope="module")
def shop(sample_site: Path, sample_url: str) -> Shop:
    return Shop(sample_site, sample_url)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with buying(chromium) as context:
        yield context.new_page()


def variants(shop: Shop, wanted: str) -> list[tuple[str, Node]]:
    """Return the variants of the first product that has what is wanted: other `price`s, or one `sold out`."""
    products: dict[str, list[tuple[str, Node]]] = {}
    for sku, item in sorted(shop.offers().items()):
        if item["variant"]:
            products.setdefault(item["product"], []).append((sku, item))
    for found in products.values():
        prices = {item["price"]["amount"] for _, item in found}
        gone = [item for _, item in found if item["availability"] == "out_of_stock"]
        if len(prices) > 1 if wanted == "price" else 0 < len(gone) < len(found):
            return found
    raise AssertionError(f"the sample shop has no variants with {wanted}")


def without_query(address: str) -> str:
    return address.partition("?")[0]


def test_a_choice_changes_what_the_page_says_and_its_address(shop: Shop, page: Page) -> None:
    (_, first), (sku, second), *_ = variants(shop, "price")
    page.goto(shop.url + without_query(first["urls"]["fr"]))
    before = page.locator(".product-price .price").inner_text()
    history = page.evaluate("history.length")
    page.check(f"#choose-{second['variant']}")
    shown = second["price"]["amount"].removesuffix(".00")
    expect(page.locator(".product-price .price")).to_contain_text(shown)
    assert page.locator(".product-price .price").inner_text() != before
    expect(page.locator(f"#variant-{second['variant']}")).to_contain_text(sku)
    expect(page.locator(f"#variant-{first['variant']}")).to_be_hidden()
    assert page.url == shop.url + second["urls"]["fr"]
    assert page.evaluate("history.length") == history


def test_a_shared_address_shows_the_variant_to_whoever_opens_it(shop: Shop, page: Page) -> None:
    *_, (sku, item) = variants(shop, "price")
    page.goto(shop.url + item["urls"]["ar"])
    expect(page.locator(f"#choose-{item['variant']}")).to_be_checked()
    expect(page.locator(".product-price .price")).to_contain_text(item["price"]["amount"].removesuffix(".00"))
    expect(page.locator(f'[data-sku="{sku}"] button')).to_be_visible()


def test_a_variant_that_nobody_knows_is_the_usual_page(shop: Shop, page: Page) -> None:
    (_, item), *_ = variants(shop, "price")
    page.goto(shop.url + without_query(item["urls"]["fr"]) + "?variant=%22%5D%3Cimg%3E")
    expect(page.locator("[data-variants] input:checked")).to_have_count(1)


def test_a_sold_out_variant_can_be_looked_at_and_not_bought(shop: Shop, page: Page) -> None:
    found = variants(shop, "sold out")
    gone = next(item for _, item in found if item["availability"] == "out_of_stock")
    page.goto(shop.url + gone["urls"]["fr"])
    body = page.locator(f"#variant-{gone['variant']}")
    expect(body).to_be_visible()
    assert body.locator("a.button, button").count() == 0
    expect(page.locator(".product-price .availability-out_of_stock")).to_be_visible()


def test_the_picture_of_the_chosen_variant_comes_first(shop: Shop, page: Page) -> None:
    found = variants(shop, "sold out")
    page.goto(shop.url + without_query(found[0][1]["urls"]["fr"]))
    radio = page.locator("[data-variants] input[data-picture]").last
    radio.check()
    expect(page.locator(".slides > li").first).to_have_attribute(
        "data-file", radio.get_attribute("data-picture") or "-"
    )


def test_a_keyboard_goes_through_the_variants(shop: Shop, page: Page) -> None:
    (_, first), (_, second), *_ = variants(shop, "price")
    page.goto(shop.url + without_query(first["urls"]["fr"]))
    page.focus("[data-variants] input:checked")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#choose-{second['variant']}")).to_be_checked()
    expect(page.locator(f"#variant-{second['variant']}")).to_be_visible()


def test_without_javascript_a_choice_shows_its_own_way_to_buy(shop: Shop, chromium: Browser) -> None:
    (_, first), (sku, second), *_ = variants(shop, "price")
    with buying(chromium, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(shop.url + without_query(first["urls"]["fr"]))
        page.check(f"#choose-{second['variant']}")
        link = page.locator(f"#variant-{second['variant']} .buttons a").first
        expect(link).to_be_visible()
        assert sku in (link.get_attribute("href") or "")
        expect(page.locator(f"#variant-{first['variant']}")).to_be_hidden()


def test_what_was_looked_at_is_shown_on_the_next_page(shop: Shop, page: Page) -> None:
    offers = shop.offers()
    slugs = {item["product"]: item for item in offers.values()}
    first, second, third = [slugs[slug] for slug in sorted(slugs)[:3]]
    page.goto(shop.url + without_query(first["urls"]["fr"]))
    expect(page.locator(".recent")).to_be_hidden()
    page.goto(shop.url + without_query(second["urls"]["fr"]))
    page.goto(shop.url + without_query(third["urls"]["fr"]))
    links = page.locator(".recent h3 a")
    expect(links).to_have_count(2)
    found = [link.get_attribute("href") for link in links.all()]
    assert found == [without_query(second["urls"]["fr"]), without_query(first["urls"]["fr"])]
    page.goto(shop.url + without_query(third["urls"]["ar"]))
    expect(page.locator(".recent")).to_be_hidden()


def test_what_was_looked_at_moves_nothing_that_is_seen(shop: Shop, chromium: Browser) -> None:
    slugs = {item["product"]: item for item in shop.offers().values()}
    first, second = [slugs[slug] for slug in sorted(slugs)[:2]]
    with buying(chromium, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(shop.url + without_query(first["urls"]["fr"]))
        context.add_init_script(NOTE_SHIFTS)
        context.add_init_script(GO_TO_THE_END)
        page = context.new_page()
        page.goto(shop.url + without_query(second["urls"]["fr"]))
        page.wait_for_function("slug => localStorage['sitegen.recent']?.includes(slug)", arg=second["product"])
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("window.layoutShifts") == []
        expect(page.locator(".recent")).to_be_hidden()
        page.evaluate("scrollTo(0, 0)")
        expect(page.locator(".recent h3 a")).to_have_count(1)
        expect(page.locator(".recent")).to_be_visible()
