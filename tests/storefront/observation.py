"""What a browser notices when a buyer opens a page and scrolls through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

PHONE = 360
DESKTOP = 1280
WIDTHS = (PHONE, DESKTOP)
HEIGHTS = {PHONE: 780, DESKTOP: 900}

NOTE_SHIFTS = """
window.layoutShifts = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) {
    const place = box => [box.x, box.y, box.width, box.height].map(Math.round).join(',');
    const moved = entry.sources.map(source =>
      `${place(source.previousRect)} → ${place(source.currentRect)} ` +
      (source.node?.outerHTML?.slice(0, 120) ?? source.node?.nodeName));
    window.layoutShifts.push(`${entry.value.toFixed(4)} ${moved.join(' | ')}`);
  }
}).observe({type: 'layout-shift', buffered: true});
"""

SCROLL_THROUGH = """
async () => {
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)));
  await document.fonts.ready;
  for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
    scrollTo({top, behavior: 'instant'});
    await frame();
  }
  await frame();
  return window.layoutShifts;
}
"""

WIDE_ELEMENTS = """
() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const sticksOut = element => {
    const box = element.getBoundingClientRect();
    return box.width && (box.right > root.clientWidth + 1 || box.left < -1);
  };
  const found = [...document.body.querySelectorAll('*')].filter(sticksOut).slice(0, 5);
  return [`${root.scrollWidth} > ${root.clientWidth}`, ...found.map(element => element.outerHTML.slice(0, 120))];
}
"""

LOADED_PICTURES = """
async () => {
  const settled = image => new Promise(done => {
    image.loading = 'eager';
    if (image.complete) return done();
    image.onload = image.onerror = () => done();
    setTimeout(done, 10000);
  });
  await Promise.all([...document.images].map(settled));
  return [...document.images].map(image => ({
    tag: image.outerHTML.slice(0, 200),
    missing: ['width', 'height', 'alt'].filter(name => !image.hasAttribute(name)),
    loaded: image.naturalWidth > 0,
  }));
}
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One `<img>` of a page."""

    tag: str
    missing: list[str]
    """Those of width, height and alt that the tag lacks."""
    loaded: bool


@dataclass(frozen=True, slots=True)
class Observation:
    """All that was noticed; an empty list means nothing to complain of."""

    wide_elements: list[str]
    console_errors: list[str]
    foreign_requests: list[str]
    failed_requests: list[str]
    layout_shifts: list[str]
    pictures: list[Picture]


def observe(browser: Browser, address: str, width: int) -> Observation:
    """Open the page at `address` in a window of `width` CSS pixels, scroll to its end and report."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHTS[width]})
    context.add_init_script(NOTE_SHIFTS)
    page = context.new_page()
    # A window that gets its width while the page is painted moves the page, which is not the page's doing.
    page.wait_for_function("width => innerWidth === width", arg=width)
    try:
        return _observe(page, address)
    finally:
        context.close()


def _observe(page: Page, address: str) -> Observation:
    errors: list[str] = []
    foreign: list[str] = []
    failed: list[str] = []
    host = urlsplit(address).netloc
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: foreign.append(request.url) if _is_foreign(request.url, host) else None)
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    page.goto(address, wait_until="load")
    shifts: list[str] = page.evaluate(SCROLL_THROUGH)
    wide: list[str] = page.evaluate(WIDE_ELEMENTS)
    pictures: list[dict[str, Any]] = page.evaluate(LOADED_PICTURES)
    return Observation(wide, errors, foreign, failed, shifts, [Picture(**picture) for picture in pictures])


def _is_foreign(address: str, host: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme not in ("data", "blob") and parts.netloc != host
