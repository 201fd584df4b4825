"""What a buyer does in the shop, by the hand of a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.storefront.observation import PHONE

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shop:
    """The built shop, where it is served, and what it says to machines."""

    root: Path
    url: str

    def offers(self) -> dict[str, Node]:
        """Return everything that is for sale, by SKU."""
        items: dict[str, Node] = json.loads((self.root / "api/products.json").read_text(encoding="utf-8"))["items"]
        return items

    def shelf(self, cooperative: str) -> Node:
        """Return the file of one cooperative."""
        node: Node = json.loads((self.root / f"api/products/{cooperative}.json").read_text(encoding="utf-8"))
        return node

    def sellable(self, provider: str, kind: str = "product") -> list[str]:
        """Return SKUs in stock whose cooperative hands over by a provider first, one of each cooperative."""
        found: dict[str, str] = {}
        for sku, item in sorted(self.offers().items()):
            shelf = self.shelf(item["cooperative"])
            recipes = shelf["items"][sku].get("checkouts", shelf["checkouts"])
            is_wanted = (
                item["kind"] == kind and item["availability"] == "in_stock" and recipes[0]["provider"] == provider
            )
            if is_wanted:
                found.setdefault(item["cooperative"], sku)
        return list(found.values())

    def page(self, word: str, language: str) -> str:
        """Return the address of the cart, the quote basket or a return page."""
        pattern = re.compile(rf'<body class="page-{word}[" ]')
        files = sorted(self.root.glob(f"{language}/*/index.html"))
        found = next(file for file in files if pattern.search(file.read_text(encoding="utf-8")))
        return f"{self.url}/{found.parent.relative_to(self.root).as_posix()}/"

    def add(self, page: Page, sku: str, language: str) -> None:
        """Put one thing into the cart or the quote basket, as a buyer does on its page."""
        page.goto(self.url + self.offers()[sku]["urls"][language])
        page.click(f'[data-sku="{sku}"] button')
        page.wait_for_selector(f'[data-sku="{sku}"] .added a')


@contextmanager
def buying(browser: Browser, **options: Any) -> Any:
    """Open a phone of its own, which remembers nothing of others, and goes to no other host."""
    context: BrowserContext = browser.new_context(**{"viewport": {"width": PHONE, "height": 780}, **options})
    context.set_default_timeout(15_000)
    context.route(lambda address: urlsplit(address).hostname != "127.0.0.1", lambda route: route.abort())
    try:
        yield context
    finally:
        context.close()


def changes_shop(context: BrowserContext, cooperative: str, change: Callable[[Node], None]) -> None:
    """Let the shop say something else of a cooperative from now on, as after a new publication."""

    def answer(route: Route) -> None:
        response = route.fetch()
        node: Node = response.json()
        change(node)
        route.fulfill(response=response, body=json.dumps(node))

    context.route(f"**/api/products/{cooperative}.json", answer)


def hand_offs(page: Page) -> list[str]:
    """Return where the orders of the cart lead."""
    page.wait_for_selector("#basket:not([aria-busy])")
    return [link.get_attribute("href") or "" for link in page.locator("a[data-slot=send]").all()]


def message_of(address: str) -> list[str]:
    """Return the lines of a message behind a WhatsApp or e-mail address."""
    query = parse_qs(urlsplit(address).query)
    return (query.get("text") or query["body"])[0].replace("\r\n", "\n").split("\n")
