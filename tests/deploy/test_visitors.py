"""What visitors see while a shop is deployed: a page never names what is not there, nor does one opened before."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.built_shop import built_shop, missing_references, references
from tests.support.deploys import IS_LONG, DeployedSite
from tests.support.fault_proxy import Delay, FaultProxy
from tests.support.s3_server import S3Server
from tests.support.s3_servers import Bucket

pytestmark = pytest.mark.s3

DEPLOYS = 50 if IS_LONG else 2
FILES = 120 if IS_LONG else 30


class Crawler:
    """Looks at all pages again and again, and keeps what it has found missing."""

    def __init__(self, site: DeployedSite) -> None:
        self._site = site
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._crawl, daemon=True)
        self.missing: set[str] = set()
        self.rounds = 0

    def __enter__(self) -> Crawler:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join(60)

    def _crawl(self) -> None:
        while not self._is_over.is_set():
            pages = {path: body for path, body in self._site.published().items() if path.endswith((".html", ".css"))}
            # the pages came first: whoever has a page asks for its files afterwards
            self.missing.update(missing_references(pages, self._site.etags()))
            self.rounds += 1


def assets(pages: Mapping[str, bytes]) -> set[str]:
    """Return the style sheets, scripts and pictures that pages name."""
    named = {path for key, body in pages.items() if key.endswith((".html", ".css")) for path in references(body)}
    return {path for path in named if path.startswith("assets/")}


def test_no_page_ever_names_what_is_not_there(ministack: S3Server, tmp_path: Path) -> None:
    with FaultProxy(ministack.endpoint, lambda request: Delay(0.03)) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(ministack), proxy.endpoint)
        site.deployed(built_shop(FILES))
        opened = assets(site.published())
        with Crawler(site) as crawler:
            for edition in range(1, DEPLOYS + 1):
                site.deployed(built_shop(FILES, edition))
                opened |= assets(site.published())
    assert crawler.rounds > DEPLOYS
    assert crawler.missing == set()
    assert opened <= site.etags().keys(), "a page that was opened before lost its assets"
