"""A product's pictures open large, with a finger, a mouse or keys; and its page prints as a sheet."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.storefront.observation import PHONE
from tests.storefront.sample_pages import SamplePages, as_address

pytestmark = [pytest.mark.browser, pytest.mark.sample]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": PHONE, "height": 780}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def paper(chromium: Browser) -> Iterator[Page]:
    """Yield a page as wide as A4 within its margins, in black on white."""
    context = chromium.new_context(viewport={"width": 688, "height": 1017})
    page = context.new_page()
    page.emulate_media(media="print")
    yield page
    context.close()


def with_two_pictures(pages: SamplePages, language: str) -> str:
    product = next(
        path for path in pages.of_kind("product", "fr")
        if (pages.root / path.strip("/") / "index.html").read_text(encoding="utf-8").count("<li data-file=") > 1
    )  # fmt: skip
    return product if language == "fr" else pages.read(product).switcher[language]


def shown(page: Page) -> int:
    """Return which picture of the dialog is in its middle."""
    return int(
        page.evaluate("""() => {
        const items = [...document.querySelectorAll('.zoom-strip > li')];
        return items.findIndex(item => Math.abs(item.getBoundingClientRect().left) < 5);
    }""")
    )


@pytest.mark.parametrize("kind", ["home", "product", "cooperative"])
def test_the_largest_picture_has_its_width_before_anything_of_it_has_come(
    page: Page, pages: SamplePages, sample_url: str, kind: str
) -> None:
    page.route("**/assets/pictures/**", lambda route: route.abort())
    page.goto(as_address(sample_url, pages.first(kind, "fr")))
    largest = page.locator(".picture:has(img[fetchpriority=high])")
    assert largest.evaluate("picture => picture.offsetWidth / picture.parentElement.offsetWidth") > 0.99


@pytest.mark.parametrize(("language", "direction"), [("fr", 1), ("ar", -1)])
def test_the_next_picture_of_a_product_is_fetched_and_shown_when_somebody_swipes(
    chromium: Browser, pages: SamplePages, sample_url: str, language: str, direction: int
) -> None:
    context = chromium.new_context(viewport={"width": PHONE, "height": 780}, is_mobile=True, service_workers="block")
    page = context.new_page()
    page.goto(as_address(sample_url, with_two_pictures(pages, language)), wait_until="networkidle")
    second = page.locator(".slides > li:nth-child(2) picture img")
    assert second.evaluate("image => image.naturalWidth") == 0, "nobody has asked for it yet"
    page.locator(".slides").evaluate(
        f"strip => strip.scrollBy({{ left: {direction} * strip.clientWidth * .88, behavior: 'instant' }})"
    )
    expect(second).not_to_have_js_property("naturalWidth", 0)
    box, strip = second.bounding_box(), page.locator(".slides").bounding_box()
    assert box is not None
    assert strip is not None
    assert abs(box["y"] - strip["y"]) < 2
    assert box["x"] >= -1
    assert box["x"] + box["width"] <= strip["width"] + 1
    context.close()


@pytest.mark.parametrize(
    ("language", "forward", "back"), [("fr", "ArrowRight", "ArrowLeft"), ("ar", "ArrowLeft", "ArrowRight")]
)
def test_keys_move_through_the_large_pictures_in_the_direction_of_reading(
    page: Page, pages: SamplePages, sample_url: str, language: str, forward: str, back: str
) -> None:
    page.goto(as_address(sample_url, with_two_pictures(pages, language)))
    page.locator(".slides a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.zoom")).to_be_visible()
    assert shown(page) == 0
    page.keyboard.press(forward)
    page.wait_for_timeout(100)
    assert shown(page) == 1
    page.keyboard.press(back)
    page.wait_for_timeout(100)
    assert shown(page) == 0
    page.keyboard.press("Escape")
    expect(page.locator("dialog.zoom")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('.slides a')"), "the focus comes back to where it was"


def test_the_buttons_of_the_large_pictures_have_names(page: Page, pages: SamplePages, sample_url: str) -> None:
    page.goto(as_address(sample_url, with_two_pictures(pages, "fr")))
    page.locator(".slides a").first.click()
    for name in ("Fermer", "Précédente", "Suivante"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()


def test_a_product_prints_as_a_sheet(paper: Page, pages: SamplePages, sample_url: str) -> None:
    paper.goto(as_address(sample_url, pages.first("product", "ar")))
    expect(paper.locator(".sheet .qr")).to_be_visible()
    expect(paper.locator(".buy .button").first).to_be_hidden()
    address = paper.locator('link[rel="canonical"]').get_attribute("href")
    assert address and address in paper.locator(".sheet").inner_text()
    assert paper.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut off at the edge"
    assert len(paper.pdf(format="A4")) > 10_000
    paper.emulate_media(media="screen")
    expect(paper.locator(".sheet")).to_be_hidden()


def test_on_paper_the_numbers_of_a_cooperative_are_whole_and_nothing_is_there_to_press(
    paper: Page, pages: SamplePages, sample_url: str
) -> None:
    paper.goto(as_address(sample_url, pages.first("cooperative", "fr")))
    numbers = paper.locator(".facts dd bdi[dir=ltr]").evaluate_all(
        "all => all.map(one => [one.textContent, one.getClientRects().length])"
    )
    assert numbers
    assert [text for text, lines in numbers if lines != 1] == []
    expect(paper.locator(".site-header a:visible, .site-header summary:visible")).to_have_count(1)


@pytest.mark.parametrize("language", ["fr", "ar", "zgh"])
def test_a_reader_finds_the_address_in_the_printed_code(
    paper: Page, pages: SamplePages, sample_url: str, language: str
) -> None:
    paper.goto(as_address(sample_url, pages.first("product", language)))
    picture = Image.open(io.BytesIO(paper.locator(".sheet .qr").screenshot()))
    codes = zxingcpp.read_barcodes(picture)
    assert [code.text for code in codes] == [paper.locator('link[rel="canonical"]').get_attribute("href")]
