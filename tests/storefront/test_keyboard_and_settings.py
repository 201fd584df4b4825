"""Buyers without a mouse, with the colours of their system, or whom motion makes ill."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.storefront.buyers import Shop, buying, hand_offs
from tests.storefront.sample_pages import LANGUAGES, path_words

pytestmark = [pytest.mark.browser, pytest.mark.sample]

MOST_STOPS = 60

STOP = """
() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const ringed = node => {
    const rings = [getComputedStyle(node), getComputedStyle(node, '::after')];
    return rings.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  };
  const within = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const all = [...document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex]')];
  return {
    place: all.indexOf(element),
    name: element.outerHTML.slice(0, 120),
    isSeen: within && box.width > 1 && box.height > 1,
    hasRing: ringed(element) || [...(element.labels ?? [])].some(ringed),
  };
}
"""

SMALL_TARGETS = """
() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(element => element.checkVisibility({visibilityProperty: true}) && !element.closest('.sr, p, dd, .prose'))
  .filter(element => {
    const label = element.closest('label') ?? element;
    const boxes = [label.getBoundingClientRect()];
    if (element.matches('.card a')) boxes.push(element.closest('.card').getBoundingClientRect());
    return boxes.every(box => box.width && (box.width < 24 || box.height < 24));
  })
  .filter(element => !element.matches('.skip, [type=radio]'))
  .map(element => element.outerHTML.slice(0, 120))
"""

NOTE_TRANSITIONS = "addEventListener('pagereveal', event => { window.faded = Boolean(event.viewTransition); });"


@pytest.fixture
def page(chromium: Browser) -> Any:
    # A smooth scroll would still be under way where the focus is.
    with buying(chromium, reduced_motion="reduce") as context:
        yield context.new_page()


def with_variants(shop: Shop, language: str) -> str:
    """Return the address of a product that comes in several forms."""
    found = next(item for _, item in sorted(shop.offers().items()) if "?variant=" in item["urls"][language])
    return shop.url + str(found["urls"][language]).partition("?")[0]


def open_page(shop: Shop, page: Page, kind: str, language: str) -> None:
    """Open a page; the cart is not empty."""
    if kind == "cart":
        shop.add(page, shop.sellable("whatsapp")[0], language)
        page.goto(shop.page("cart", language))
        hand_offs(page)
    else:
        page.goto(f"{shop.url}/{language}/" if kind == "home" else with_variants(shop, language))


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("kind", ["home", "product", "cart"])
def test_tab_goes_through_a_page_in_its_order_and_shows_where(shop: Shop, page: Page, kind: str, language: str) -> None:
    open_page(shop, page, kind, language)
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        stops.append(stop)
    assert len(stops) > 10
    assert [stop["place"] for stop in stops] == sorted({stop["place"] for stop in stops})
    assert [stop["name"] for stop in stops if not (stop["isSeen"] and stop["hasRing"])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_stop_leads_past_the_menu(shop: Shop, page: Page, language: str) -> None:
    open_page(shop, page, "home", language)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_escape_closes_what_the_header_opened_and_goes_back_to_it(shop: Shop, page: Page) -> None:
    open_page(shop, page, "home", "ar")
    summary = page.locator(".languages summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".languages[open]")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".languages[open]")).to_have_count(0)
    expect(summary).to_be_focused()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_on_a_phone_the_footer_unfolds_its_regions_by_a_key(shop: Shop, page: Page, language: str) -> None:
    open_page(shop, page, "home", language)
    folded = page.locator(".site-footer .folded").first
    region = folded.get_by_role("link").first
    expect(region).to_be_hidden()
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(region).to_be_visible()
    page.keyboard.press("Tab")
    expect(region).to_be_focused()


def test_where_there_is_room_the_footer_is_open_and_has_nothing_to_press(shop: Shop, chromium: Browser) -> None:
    with buying(chromium, viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{shop.url}/fr/")
        for name in ("Régions", "Langues"):
            part = page.get_by_role("contentinfo").get_by_role("navigation", name=name, exact=True)
            expect(part.get_by_role("heading", name=name, exact=True)).to_be_visible()
            expect(part.get_by_role("link").first).to_be_visible()
            expect(part.locator("summary")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["home", "product", "cart"])
def test_whatever_is_pressed_is_large_enough(shop: Shop, page: Page, kind: str, language: str) -> None:
    open_page(shop, page, kind, language)
    assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("kind", ["home", "product", "cart"])
def test_in_the_colours_of_the_system_all_is_there(shop: Shop, chromium: Browser, kind: str) -> None:
    with buying(chromium, forced_colors="active", reduced_motion="reduce") as context:
        page = context.new_page()
        open_page(shop, page, kind, "fr")
        borders = page.locator(".button:visible").evaluate_all(
            "buttons => buttons.map(button => getComputedStyle(button).borderTopStyle)"
        )
        assert set(borders) == {"solid"}
        if kind == "product":
            chosen = "choices => choices.map(one => getComputedStyle(one).outlineStyle !== 'none')"
            rings = page.locator(".choice").evaluate_all(chosen)
            assert rings.count(True) == 1
            assert len(rings) > 1


@pytest.mark.parametrize(("wish", "is_calm"), [("reduce", True), ("no-preference", False)])
def test_nothing_moves_for_whoever_wants_no_motion(shop: Shop, chromium: Browser, wish: Any, is_calm: bool) -> None:
    # Without a route of requests: a page that comes through one does not fade in.
    with chromium.new_context(reduced_motion=wish) as context:
        context.add_init_script(NOTE_TRANSITIONS)
        page = context.new_page()
        open_page(shop, page, "home", "fr")
        page.locator(".hero .button").click()
        page.wait_for_url(f"**/{path_words('fr').get('products', 'products')}/")
        assert page.evaluate("window.faded") is not is_calm
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == (
            "auto" if is_calm else "smooth"
        )
        durations = page.locator(".button").first.evaluate("button => getComputedStyle(button).transitionDuration")
        assert (durations == "0s") is is_calm


@pytest.fixture
def shop(sample_site: Any, sample_url: str) -> Shop:
    return Shop(sample_site, sample_url)
