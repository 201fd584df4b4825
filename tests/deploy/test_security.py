"""What a browser is told to refuse, and what the built shop needs all the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage

from sitegen.deploy.hosts import host_files
from sitegen.deploy.security import headers_file, security_headers
from sitegen.policy import content_security_policy
from tests.deploy.web import Web, serve_folder
from tests.support.site import SETTINGS, built, make_site, product, settings_of

HOSTS = ("pay.example.org", "buy.stripe.com")


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split("; ")]
    names = [words[0] for words in parts]
    assert len(names) == len(set(names)), "a directive that stands twice counts once"
    return {words[0]: words[1:] for words in parts}


def test_the_policy_begins_with_nothing_and_allows_no_inline_code() -> None:
    policy = directives(content_security_policy(HOSTS, secure=True))
    assert policy["default-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["script-src"] == ["'self'", "'inline-speculation-rules'"]
    assert policy["style-src"] == ["'self'"]
    for sources in policy.values():
        assert "'unsafe-inline'" not in sources
        assert "'unsafe-eval'" not in sources
        assert "*" not in sources


def test_forms_lead_to_the_allowed_checkouts_and_nowhere_else() -> None:
    policy = directives(content_security_policy(HOSTS, secure=True))
    assert policy["form-action"] == ["'self'", "https://buy.stripe.com", "https://pay.example.org"]
    assert directives(content_security_policy((), secure=True))["form-action"] == ["'self'"]


def test_only_pages_that_search_may_run_webassembly() -> None:
    assert "wasm-unsafe-eval" not in content_security_policy(HOSTS, secure=True)
    assert "'wasm-unsafe-eval'" in directives(content_security_policy(HOSTS, secure=True, search=True))["script-src"]


def test_a_policy_inside_a_page_leaves_out_what_only_headers_can_say() -> None:
    policy = content_security_policy(HOSTS, secure=False, in_page=True)
    assert "frame-ancestors" not in policy
    assert "upgrade-insecure-requests" not in policy


def test_a_shop_without_https_promises_none(tmp_path: Path) -> None:
    make_site(tmp_path, "-- sitegen.toml --\n" + SETTINGS.replace("https://souk", "http://souk"))
    headers = security_headers(settings_of(tmp_path))
    assert "Strict-Transport-Security" not in headers
    assert "upgrade-insecure-requests" not in headers["Content-Security-Policy"]
    make_site(tmp_path / "safe")
    assert security_headers(settings_of(tmp_path / "safe"))["Strict-Transport-Security"] == "max-age=63072000"


def rules_of(data: bytes) -> dict[str, dict[str, str]]:
    """Return the headers of a `_headers` file by pattern."""
    rules: dict[str, dict[str, str]] = {}
    pattern = ""
    for line in data.decode().splitlines():
        if line.startswith("/"):
            pattern = line
            rules[pattern] = {}
        elif line:
            name, _, value = line.strip().partition(": ")
            assert name not in rules[pattern]
            rules[pattern][name] = value
    return rules


def test_no_address_is_told_a_header_twice(tmp_path: Path) -> None:
    config = settings_of(make_site(tmp_path))
    rules = rules_of(headers_file(config))
    assert "/*" in rules
    for first, second in combinations(rules, 2):
        if meets(first, second):
            assert not rules[first].keys() & rules[second].keys(), (first, second)


def meets(first: str, second: str) -> bool:
    """Return whether some address fits both patterns; Netlify lets `/fr/*` stand for `/fr` too."""
    wide, narrow = sorted((first, second), key=len)
    return wide.endswith("*") and f"{narrow.rstrip('*')}/".startswith(wide.rstrip("*"))


def headers_at(rules: dict[str, dict[str, str]], path: str) -> dict[str, str]:
    """Return what a host sends for an address; no header may come from two rules."""
    found: dict[str, str] = {}
    for pattern, headers in rules.items():
        if path == pattern or (pattern.endswith("*") and f"{path}/".startswith(pattern[:-1])):
            assert not found.keys() & headers.keys()
            found |= headers
    return found


@pytest.mark.parametrize(
    "path",
    ["/", "/404.html", "/fr/", "/fr/produits/argan/", "/zgh/search/", "/api/products.json", "/sw.js", "/assets/a.svg"],
)
def test_every_page_is_sent_every_header_and_none_may_run_webassembly(tmp_path: Path, path: str) -> None:
    config = settings_of(make_site(tmp_path))
    sent = headers_at(rules_of(headers_file(config)), path)
    sent.pop("Cache-Control", None)
    assert sent == security_headers(config)


def test_only_the_search_engine_is_sent_the_wider_policy(tmp_path: Path) -> None:
    config = settings_of(make_site(tmp_path))
    rules = rules_of(headers_file(config))
    assert headers_at(rules, "/pagefind/fr/pagefind-worker.js") == security_headers(config, search=True)
    kept = headers_at(rules, "/pagefind/fr/fragment/fr_1.pf_fragment")["Cache-Control"]
    assert kept == "public, max-age=31536000, immutable"
    assert sum("wasm" in str(headers) for headers in rules.values()) == 1


def test_every_page_of_the_sample_theme_is_sent_a_policy(tmp_path: Path) -> None:
    output = built(tmp_path, product())
    rules = rules_of((output / "_headers").read_bytes())
    for file in output.rglob("*.html"):
        path = "/" + file.relative_to(output).as_posix().removesuffix("index.html")
        assert "Content-Security-Policy" in headers_at(rules, path), path


def test_a_shop_without_search_widens_no_policy(tmp_path: Path) -> None:
    config = settings_of(make_site(tmp_path, f"-- sitegen.toml --\n{SETTINGS}\n[search]\nenabled = false\n"))
    assert b"wasm" not in headers_file(config)


def test_a_build_writes_what_netlify_reads(tmp_path: Path) -> None:
    output = built(tmp_path, product(redirects=["/ancienne-page-argan/"]))
    assert (output / "_headers").read_bytes() == headers_file(settings_of(tmp_path))
    assert (output / "_redirects").read_text() == "/ancienne-page-argan/ /fr/products/argan/ 301!\n"


def test_a_site_elsewhere_may_leave_these_files_out(tmp_path: Path) -> None:
    output = built(tmp_path, "-- sitegen.toml --\n" + SETTINGS + "\n[build]\nhost_files = []\n")
    assert not (output / "_headers").exists()
    assert not (output / "_redirects").exists()
    assert not list(host_files(settings_of(tmp_path), []))


def test_a_second_build_writes_these_files_again_only_when_they_change(tmp_path: Path) -> None:
    from tests.support.site import build_site, write

    output = built(tmp_path, product())
    report = build_site(tmp_path, clean=True)
    assert report.written is not None
    assert not report.written.written
    write(tmp_path, "sitegen.toml", SETTINGS.replace('"pay.example.org"', '"pay.example.com"'))
    report = build_site(tmp_path)
    assert report.written is not None
    assert "_headers" in report.written.written
    assert "pay.example.com" in (output / "_headers").read_text()


# --- in a real browser


@pytest.fixture
def shop(sample_site: Path) -> Path:
    return sample_site


def sent_headers(folder: Path) -> Callable[[str], dict[str, str]]:
    """Return what the shop's own `_headers` says of an address, but for the upgrade to https, which is not there."""
    rules = rules_of((folder / "_headers").read_bytes().replace(b"; upgrade-insecure-requests", b""))
    return lambda path: headers_at(rules, path)


@pytest.mark.browser
@pytest.mark.sample
def test_the_sample_shop_breaks_no_rule_of_its_own(shop: Path, chromium: Browser) -> None:
    with serve_folder(shop, sent_headers(shop)) as web:
        for path in one_page_of_each_kind(shop):
            assert complaints(chromium, web, path) == [], path


@pytest.mark.browser
@pytest.mark.sample
def test_search_works_though_only_its_worker_may_run_webassembly(shop: Path, chromium: Browser) -> None:
    with serve_folder(shop, sent_headers(shop)) as web:
        page = chromium.new_page()
        try:
            page.goto(f"{web.address}/en/search/?q=argan", wait_until="networkidle")
            page.locator(".search-results li").first.wait_for(timeout=10_000)
            forbidden = "WebAssembly.compile(new Uint8Array([0,97,115,109,1,0,0,0])).then(() => 'ran', e => e.name)"
            assert page.evaluate(forbidden) == "CompileError"
        finally:
            page.close()


@pytest.mark.browser
@pytest.mark.sample
def test_the_browser_obeys_the_policy(shop: Path, chromium: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "index.html").write_text(
        "<!doctype html><title>x</title><body><p style='color:red'>x</p><script>document.title = 'run'</script>"
        "<script type='application/ld+json'>{}</script><script type='speculationrules'>{\"prefetch\":[]}</script>"
        "<img src='https://elsewhere.example/x.png'>"
    )
    with serve_folder(folder, sent_headers(shop)) as web:
        found = complaints(chromium, web, "/")
    assert len(found) == 3, found
    kinds = sorted(re.findall(r"directive:? ['\"](script-src|style-src|img-src)", " ".join(found)))
    assert kinds == ["img-src", "script-src", "style-src"]


def one_page_of_each_kind(folder: Path) -> list[str]:
    """Return the address of one page for each shape of address, in the languages of both directions."""
    seen = {("", ""): "/"}
    for language in ("en", "ar"):
        for file in sorted((folder / language).rglob("index.html")):
            parts = file.relative_to(folder).as_posix().removesuffix("index.html").split("/")
            is_listing = len(parts) > 3 and language == "en"
            seen.setdefault((language, parts[1] if is_listing else str(len(parts))), "/" + "/".join(parts))
    return [*sorted(seen.values()), "/404.html", "/en/cart/", "/en/search/"]


def complaints(chromium: Browser, web: Web, path: str) -> list[str]:
    """Return what the browser's console says of policies while a page loads."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Polic" in message.text or "polic" in message.text:
            said.append(message.text)

    page = chromium.new_page()
    try:
        page.on("console", hear)
        page.goto(web.address + path, wait_until="load")
        page.wait_for_timeout(150)
    finally:
        page.close()
    return said
