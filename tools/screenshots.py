"""Pictures of a built shop, to look at: phone and desktop, light and dark, in each language.

Run as `python -m tools.screenshots build build-audit`. Pages are found by themselves; name others after the folders:
`python -m tools.screenshots build build-audit /fr/ /ar/`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from playwright.sync_api import Browser

from sitegen.serve import serving
from tools.setup.chromium import ChromiumMissing, launched_chromium

Scheme = Literal["light", "dark"]
LANGUAGES = ("fr", "ar", "zgh")
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SCROLL_THROUGH = """
async () => {
  for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
    scrollTo({top, behavior: 'instant'});
    await new Promise(done => setTimeout(done, 40));
  }
  scrollTo({top: 0, behavior: 'instant'});
  await document.fonts.ready;
  // A lazy picture that is hidden or waits for a swipe is never fetched.
  const fetched = [...document.images].filter(image => image.currentSrc);
  await Promise.all(fetched.map(image => image.decode().catch(() => null)));
}
"""
ALL_AT_ONCE = "* { content-visibility: visible !important }"
"""A picture of the whole page shows what a window would not have painted yet."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A window, in CSS pixels, and how many device pixels each of them has."""

    name: str
    width: int
    height: int
    density: int


SCREENS = (Screen("phone", 390, 844, 2), Screen("desktop", 1280, 900, 1))


def sample_addresses(site: Path) -> Iterator[str]:
    """Yield the home page of each language, and the first page of each kind below it."""
    for language in LANGUAGES:
        home = site / language
        if not (home / "index.html").is_file():
            continue
        yield f"/{language}/"
        for kind in sorted(folder for folder in home.iterdir() if folder.is_dir()):
            first = min((kind / "index.html", *kind.glob("*/index.html")), key=_depth_last)
            if first.is_file():
                yield f"/{first.parent.relative_to(site).as_posix()}/"
    yield "/404.html"


def _depth_last(page: Path) -> tuple[bool, int, str]:
    """Order a product before the list of products, and what exists before what does not."""
    return not page.is_file(), -len(page.parts), page.as_posix()


def photograph(browser: Browser, base: str, address: str, screen: Screen, scheme: Scheme, folder: Path) -> None:
    """Write two PNG files of a page into `folder`: the first screenful, and the whole page."""
    stem = f"{file_stem(address)}.{screen.name}.{scheme}"
    with browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        device_scale_factor=screen.density,
        color_scheme=scheme,
        bypass_csp=True,
    ) as context:
        page = context.new_page()
        page.goto(base + quote(address), wait_until="load")
        page.add_style_tag(content=ALL_AT_ONCE)
        page.evaluate(SCROLL_THROUGH)
        page.screenshot(path=folder / f"{stem}.png")
        page.screenshot(path=folder / f"{stem}.full.png", full_page=True)


def file_stem(address: str) -> str:
    """Return a file name for an address: `/fr/produits/huile/` becomes `fr-produits-huile`."""
    return re.sub(r"[/.]+", "-", address).strip("-") or "root"


def read_arguments() -> argparse.Namespace:
    """Return the folders and addresses that the command line names."""
    parser = argparse.ArgumentParser(description="Take pictures of the pages of a built shop.")
    parser.add_argument("site", type=Path, help="the built folder")
    parser.add_argument("output", type=Path, help="where the pictures go")
    parser.add_argument("addresses", nargs="*", help="pages, such as /fr/; default: one of each kind")
    return parser.parse_args()


def main() -> int:
    """Take all pictures. Return the exit code."""
    arguments = read_arguments()
    if not arguments.site.is_dir():
        print(f"{arguments.site} is not a folder\n  hint: build the shop first: make site", file=sys.stderr)
        return 1
    addresses = arguments.addresses or list(sample_addresses(arguments.site))
    arguments.output.mkdir(parents=True, exist_ok=True)
    try:
        with serving(arguments.site) as base, launched_chromium() as browser:
            for address, screen, scheme in product(addresses, SCREENS, SCHEMES):
                photograph(browser, base, address, screen, scheme, arguments.output)
    except ChromiumMissing as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(addresses)} pages are pictured in {arguments.output}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
