"""axe-core, run in the page: what it finds against WCAG 2.2 AA, in words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page

from tests.storefront.observation import HEIGHTS

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """
async tags => {
  const result = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  return result.violations;
}
"""


@cache
def _axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(browser: Browser, address: str, width: int, scheme: Literal["light", "dark"] = "light") -> list[str]:
    """Return what axe finds on the page at `address`, one line an element: rule, selector and reason."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    try:
        page.goto(address, wait_until="load")
        return found_on(page)
    finally:
        context.close()


def found_on(page: Page) -> list[str]:
    """Return what axe finds on a page as it stands, after whatever a buyer did there."""
    page.evaluate(_axe_source())
    found: list[dict[str, Any]] = page.evaluate(RUN, TAGS)
    return [_in_words(violation, node) for violation in found for node in violation["nodes"]]


def _in_words(violation: dict[str, Any], node: dict[str, Any]) -> str:
    selector = " ".join(map(str, node["target"]))
    reason = " ".join(str(node.get("failureSummary", "")).split())
    return f"{violation['id']}: {selector}: {reason}"
