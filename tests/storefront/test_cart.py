"""The cart: filled on product pages, split by cooperative, handed over, and remembered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.storefront.buyers import Node, Shop, buying, changes_shop, hand_offs, message_of

pytestmark = [pytest.mark.browser, pytest.mark.sample]


@pytest.fixture(scope="module")
def shop(sample_site: Path, sample_url: str) -> Shop:
    return Shop(sample_site, sample_url)


def test_a_buyer_orders_from_two_cooperatives_in_arabic_on_a_small_screen(shop: Shop, chromium: Browser) -> None:
    first, second = shop.sellable("whatsapp")[:2]
    offers = shop.offers()
    with buying(chromium) as context:
        page = context.new_page()
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        shop.add(page, first, "ar")
        shop.add(page, second, "ar")
        expect(page.locator("[data-cart-count]")).to_have_text("2")
        page.click(".added a")
        expect(page.locator(".order")).to_have_count(2)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        links = hand_offs(page)
        references = set()
        for sku, link in zip(sorted((first, second), key=lambda sku: offers[sku]["cooperative"]), links, strict=True):
            lines = message_of(link)
            assert offers[sku]["titles"]["ar"] in lines
            assert any(line.startswith(f"[{sku}] × 1 = ") and line.endswith("درهم") for line in lines)
            assert re.fullmatch(r"[0-9a-f]{12} #[0-9A-Z]{4}-[0-9A-Z]{4}", lines[-1])
            references |= {found for line in lines for found in re.findall(r"\b([0-9A-Z]{8})-[a-z]", line)}
        assert len(references) == 1
        assert len(set(links)) == 2
        # nothing of the shop failed; the messenger itself is out of reach of a test, and where requests pass through
        # the test's own hands no page fades in
        assert [error for error in errors if not error.startswith("Transition was aborted")] == []


def test_the_number_in_the_cart_waits_for_no_picture_that_hangs(shop: Shop, chromium: Browser) -> None:
    (first,) = shop.sellable("whatsapp")[:1]
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, first, "fr")
        page.route("**/assets/pictures/**", lambda route: None)
        page.reload(wait_until="commit")
        expect(page.locator("[data-cart-count]")).to_have_text("1")
        assert page.evaluate("document.readyState") != "complete"


def test_what_was_handed_over_is_remembered_until_it_is_taken_out(shop: Shop, chromium: Browser) -> None:
    first, second = shop.sellable("whatsapp")[:2]
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, first, "fr")
        shop.add(page, second, "fr")
        page.goto(shop.page("cart", "fr"))
        page.locator("a[data-slot=send]").first.evaluate("link => { link.target = '_blank'; link.click(); }")
        expect(page.locator(".basket-progress")).to_contain_text("1 commandes transmises sur 2")
        page.reload()
        expect(page.locator(".order-sent")).to_have_count(1)
        page.click("[data-do=done]")
        expect(page.locator(".order")).to_have_count(1)
        expect(page.locator(".basket-progress")).to_contain_text("1 commandes transmises sur 2")
        expect(page.locator("[data-cart-count]")).to_have_text("1")


def test_a_changed_order_is_no_longer_the_one_that_was_handed_over(shop: Shop, chromium: Browser) -> None:
    sku = shop.sellable("whatsapp")[0]
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, sku, "fr")
        page.goto(shop.page("cart", "fr"))
        page.locator("a[data-slot=send]").evaluate("link => { link.target = '_blank'; link.click(); }")
        expect(page.locator(".order-sent")).to_have_count(1)
        page.click("[data-do=step][value='1']")
        expect(page.locator(".order-sent")).to_have_count(0)


def test_back_from_the_checkout_only_what_was_handed_over_is_gone(shop: Shop, chromium: Browser) -> None:
    first, second = shop.sellable("whatsapp")[:2]
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, first, "fr")
        shop.add(page, second, "fr")
        page.goto(shop.page("cart", "fr"))
        link = page.locator("a[data-slot=send]").first
        reference = page.locator(".order").first.get_attribute("data-reference")
        link.evaluate("link => { link.target = '_blank'; link.click(); }")
        expect(page.locator(".order-sent")).to_have_count(1)
        page.goto(f"{shop.page('thanks', 'fr')}?ref=ZZZZZZZZ-somebody")
        expect(page.locator("[data-cart-count]")).to_have_text("2")
        page.goto(f"{shop.page('thanks', 'fr')}?ref={reference}")
        expect(page.locator("[data-cart-count]")).to_have_text("1")
        expect(page.locator(".returned-left")).to_have_text("1 commande de votre panier reste à transmettre.")
        page.reload()
        expect(page.locator("[data-cart-count]")).to_have_text("1")


def test_a_checkout_that_was_called_off_leaves_the_cart_as_it_was(shop: Shop, chromium: Browser) -> None:
    sku = shop.sellable("whatsapp")[0]
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, sku, "fr")
        page.goto(shop.page("cart", "fr"))
        reference = page.locator(".order").get_attribute("data-reference")
        page.locator("a[data-slot=send]").evaluate("link => { link.target = '_blank'; link.click(); }")
        expect(page.locator(".order-sent")).to_have_count(1)
        page.goto(f"{shop.page('cancelled', 'fr')}?ref={reference}")
        expect(page.locator("[data-cart-count]")).to_have_text("1")
        page.goto(shop.page("cart", "fr"))
        expect(page.locator(".order-line")).to_have_count(1)
        expect(page.locator(".order-sent")).to_have_count(0)


def test_two_tabs_show_the_same_cart(shop: Shop, chromium: Browser) -> None:
    first, second = shop.sellable("whatsapp")[:2]
    with buying(chromium) as context:
        cart, other = context.new_page(), context.new_page()
        shop.add(other, first, "fr")
        cart.goto(shop.page("cart", "fr"))
        expect(cart.locator(".order-line")).to_have_count(1)
        shop.add(other, second, "fr")
        expect(cart.locator(".order-line")).to_have_count(2)
        cart.locator("[data-do=remove]").first.click()
        expect(other.locator("[data-cart-count]")).to_have_text("1")


def test_a_price_that_changed_since_is_told_and_counts(shop: Shop, chromium: Browser) -> None:
    sku = shop.sellable("whatsapp")[0]
    item = shop.offers()[sku]

    def dearer(node: Node) -> None:
        node["items"][sku]["price"]["amount"] = "1234.50"

    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, sku, "fr")
        changes_shop(context, item["cooperative"], dearer)
        page.goto(shop.page("cart", "fr"))
        notice = page.locator("[data-notice=price]")
        expect(notice).to_contain_text("1 234,50 DH".replace(" ", "\u00a0"))
        expect(notice).to_contain_text(item["price"]["amount"].removesuffix(".00"))
        assert any("1\u00a0234,50\u00a0DH" in line for line in message_of(hand_offs(page)[0]))


def test_what_is_sold_out_meanwhile_cannot_be_handed_over(shop: Shop, chromium: Browser) -> None:
    sku = shop.sellable("whatsapp")[0]
    maker = shop.offers()[sku]["cooperative"]
    other = next(one for one, item in sorted(shop.offers().items()) if item["cooperative"] == maker and one != sku
                 and item["kind"] == "product" and "checkouts" not in shop.shelf(maker)["items"][one])  # fmt: skip

    def sold(node: Node) -> None:
        node["items"][sku]["availability"] = "out_of_stock"

    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, sku, "fr")
        shop.add(page, other, "fr")
        changes_shop(context, maker, sold)
        page.goto(shop.page("cart", "fr"))
        expect(page.locator("[data-notice=sold]")).to_have_count(1)
        assert hand_offs(page) == []
        page.click(f'[data-sku="{sku}"] [data-do=remove]')
        assert [f"[{other}] × 1" in " ".join(message_of(link)) for link in hand_offs(page)] == [True]


def test_what_has_left_the_shop_is_told(shop: Shop, chromium: Browser) -> None:
    sku = shop.sellable("whatsapp")[0]
    maker = shop.offers()[sku]["cooperative"]
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, sku, "fr")
        context.route(f"**/api/products/{maker}.json", lambda route: route.fulfill(status=404, body=""))
        page.goto(shop.page("cart", "fr"))
        expect(page.locator("[data-notice=gone]")).to_have_count(1)
        assert hand_offs(page) == []


def test_without_a_network_the_cart_says_so_and_tries_again(shop: Shop, chromium: Browser) -> None:
    sku = shop.sellable("whatsapp")[0]
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, sku, "fr")
        context.route("**/api/products/*.json", lambda route: route.abort())
        page.goto(shop.page("cart", "fr"))
        expect(page.locator("[data-do=again]")).to_be_visible()
        expect(page.locator(".order-line h3")).not_to_be_empty()
        assert hand_offs(page) == []
        context.unroute("**/api/products/*.json")
        page.click("[data-do=again]")
        expect(page.locator("a[data-slot=send]")).to_have_count(1)
        expect(page.locator(".basket-status")).to_be_empty()


def test_quantities_stay_within_the_rule_and_the_focus_where_it_was(shop: Shop, chromium: Browser) -> None:
    sku = shop.sellable("whatsapp")[0]
    most = shop.offers()[sku]["quantity"]["max"]
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, sku, "fr")
        page.goto(shop.page("cart", "fr"))
        hand_offs(page)
        page.focus("[data-do=step][value='1']")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        field = page.locator(".order-line input")
        expect(field).to_have_value("3")
        assert page.evaluate("document.activeElement.value") == "1"
        field.fill("9999")
        field.press("Tab")
        expect(field).to_have_value(str(most))
        assert f"× {most} = " in " ".join(message_of(hand_offs(page)[0]))
        field.fill("")
        field.press("Tab")
        expect(field).to_have_value("1")


def test_the_buyer_s_words_travel_with_the_order_and_survive_a_reload(shop: Shop, chromium: Browser) -> None:
    sku = shop.sellable("whatsapp")[0]
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, sku, "fr")
        page.goto(shop.page("cart", "fr"))
        hand_offs(page)
        page.locator("[name=note]").press_sequentially("Cadeau, s'il vous plaît")
        page.locator("[name=voucher]").press_sequentially("TIWIZI-٢٠٢٦")
        assert page.evaluate("document.activeElement.name") == "voucher"
        for _ in range(2):
            text = message_of(hand_offs(page)[0])
            assert any("Cadeau, s'il vous plaît" in line for line in text)
            assert any("TIWIZI-2026" in line for line in text)
            page.reload()


def test_a_payment_link_of_a_product_is_an_order_of_its_own(shop: Shop, chromium: Browser) -> None:
    linked = shop.sellable("link")[0]
    maker = shop.offers()[linked]["cooperative"]
    shared = next(sku for sku in shop.sellable("whatsapp") if shop.offers()[sku]["cooperative"] == maker)
    with buying(chromium) as context:
        page = context.new_page()
        shop.add(page, linked, "fr")
        shop.add(page, shared, "fr")
        page.goto(shop.page("cart", "fr"))
        links = hand_offs(page)
        assert len(links) == 2
        assert sum(link.startswith("https://wa.me/") for link in links) == 1
        names = [order.get_attribute("data-reference") for order in page.locator(".order").all()]
        assert len(set(names)) == 2


def test_a_damaged_memory_is_an_empty_cart(shop: Shop, chromium: Browser) -> None:
    with buying(chromium) as context:
        page = context.new_page()
        page.goto(shop.page("cart", "fr"))
        page.evaluate("localStorage.setItem('sitegen.cart', '{\"lines\": [null, {\"sku\": 3}]')")
        page.reload()
        expect(page.locator(".basket-empty")).to_be_visible()


def test_where_remembering_is_forbidden_the_shop_still_works(shop: Shop, chromium: Browser) -> None:
    sku = shop.sellable("whatsapp")[0]
    forbid = "Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new DOMException('no'); };"
    with buying(chromium) as context:
        context.add_init_script(forbid)
        page = context.new_page()
        shop.add(page, sku, "fr")
        expect(page.locator("[data-cart-count]")).to_have_text("1")


@pytest.mark.parametrize("word", ["cart", "quote"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_without_javascript_the_page_says_how_to_order(shop: Shop, chromium: Browser, word: str, language: str) -> None:
    with buying(chromium, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(shop.page(word, language))
        told = page.locator(".plain-order")
        expect(told).to_be_visible()
        page.goto(shop.url + str(told.locator("a").get_attribute("href")))
        expect(page.locator(".cards .card").first).to_be_visible()


def test_without_javascript_no_button_leads_into_the_void(shop: Shop, chromium: Browser) -> None:
    sku = shop.sellable("whatsapp")[0]
    with buying(chromium, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(shop.url + shop.offers()[sku]["urls"]["fr"])
        assert page.locator(".to-cart:visible, .filters:visible").count() == 0
        expect(page.locator(".buy .buttons a:visible").first).to_be_visible()
