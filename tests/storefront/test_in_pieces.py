"""A slow line brings a page in pieces, wherever it is cut: what was painted of it does not move when the rest comes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser

from sitegen.write.manifest import media_type
from tests.storefront.observation import DESKTOP, HEIGHTS, NOTE_SHIFTS, PHONE
from tools.hosting import served

pytestmark = [pytest.mark.browser, pytest.mark.sample]

TELL_OF_PAINT = """
new PerformanceObserver(() => fetch('/painted')).observe({type: 'paint', buffered: true});
"""
LONGEST = 5
"""Seconds after which the rest comes all the same, so that nothing hangs; no painted page is waited for as long."""


@contextmanager
def served_in_pieces(site: Path, path: str, cut: int) -> Iterator[str]:
    """Serve a built shop; of one page, what follows `cut` waits until the browser has painted what comes before it."""
    painted = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = unquote(urlsplit(self.path).path)
            file = site / asked.lstrip("/") / ("index.html" if asked.endswith("/") else "")
            if asked == "/painted":
                painted.set()
            data = file.read_bytes() if file.is_file() else b""
            self.send_response(200)
            self.send_header("Content-Type", media_type(file.name))
            self.end_headers()
            if asked == path:
                self.wfile.write(data[:cut])
                self.wfile.flush()
                painted.wait(LONGEST)
                data = data[cut:]
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
            """Say nothing."""

    with served(Handler) as address:
        yield f"{address}{path}"


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize(
    ("path", "before"),
    [
        ("/ar/categories/bien-etre/", "</h1>"),
        ("/ar/categories/bien-etre/", '<span class="picture">'),
        ("/ar/categories/bien-etre/", "<source"),
        ("/fr/cooperatives/argane-tamlalt/", "<span>Aït Baha"),
        ("/fr/cooperatives/argane-tamlalt/", '<ul class="chips">'),
        ("/fr/produits/amlou/", "<span>Commander sur WhatsApp"),
        ("/fr/produits/amlou/", '<input type="number"'),
    ],
)
def test_what_is_painted_stays_when_the_rest_comes(
    chromium: Browser, sample_site: Path, path: str, before: str, width: int
) -> None:
    page = (sample_site / path.strip("/") / "index.html").read_bytes()
    cut = page.index(before.encode(), page.index(b"<main"))
    context = chromium.new_context(viewport={"width": width, "height": HEIGHTS[width]})
    context.add_init_script(NOTE_SHIFTS + TELL_OF_PAINT)
    opened = context.new_page()
    with served_in_pieces(sample_site, path, cut) as address:
        opened.goto(address, wait_until="load")
        opened.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        assert opened.evaluate("performance.getEntriesByType('paint').length")
        assert opened.evaluate("window.layoutShifts") == []
    context.close()
