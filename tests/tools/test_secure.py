"""The audit gets a shop as phones get it from a host: by HTTP/2 over TLS, with the shop's own headers."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tools.hosting import hosted
from tools.secure import secured

pytestmark = pytest.mark.browser

PAGE = '<!doctype html><html lang="fr"><title>Boutique</title><link rel="stylesheet" href="/a.css"><p>Bonjour'


def test_a_shop_is_served_by_http_2_with_its_own_headers(tmp_path: Path, chromium: Browser) -> None:
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "a.css").write_text("p { color: rgb(1, 2, 3) }", encoding="utf-8")
    (tmp_path / "_headers").write_text("/*\n  X-Frame-Options: DENY\n", encoding="utf-8")
    context = chromium.new_context(ignore_https_errors=True)
    page = context.new_page()
    with hosted(tmp_path) as plain, secured(plain) as safe:
        answer = page.goto(f"{safe}/")
        assert answer is not None
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["content-encoding"] == "br"
        protocols = "performance.getEntries().map(entry => entry.nextHopProtocol).filter(Boolean)"
        assert set(page.evaluate(protocols)) == {"h2"}
        assert page.evaluate("getComputedStyle(document.querySelector('p')).color") == "rgb(1, 2, 3)"
        assert page.evaluate("fetch('/nothing.css').then(answer => answer.status)") == 404
    context.close()
