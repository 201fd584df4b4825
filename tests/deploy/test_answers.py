"""`sitegen check-headers`: what a host really sends, against servers that send it well and badly."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen.cli.check_headers import command
from sitegen.config import SiteConfig
from sitegen.deploy.answers import Sent, check_asset, check_page, check_published
from sitegen.deploy.security import security_headers
from tests.deploy.web import Reply, serve, serve_folder
from tests.support.site import make_site, settings_of

ADDRESS = "https://souk.example.org/fr/"
STYLE = "assets/css/souk-0123456789ab.css"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> SiteConfig:
    return settings_of(make_site(tmp_path_factory.mktemp("site")))


def page(config: SiteConfig, changed: Mapping[str, str | None] | None = None) -> Sent:
    """Return the answer of a good host; `changed` headers differ, None takes one away."""
    headers: dict[str, str | None] = {
        **security_headers(config), "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "public, max-age=0, must-revalidate",
    }  # fmt: skip
    headers |= changed or {}
    return Sent(ADDRESS, 200, tuple((name.lower(), value) for name, value in headers.items() if value is not None))


def found(sent: Sent, config: SiteConfig | None) -> list[tuple[str, str]]:
    return sorted((problem.code, problem.field) for problem in check_page(sent, config))


def test_a_good_host_is_not_blamed(config: SiteConfig) -> None:
    assert found(page(config), config) == []
    assert found(page(config), None) == [], "without the settings nothing is said of checkouts"


@pytest.mark.parametrize(
    "name",
    [
        "Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy",
        "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "X-Frame-Options",
    ],
)  # fmt: skip
def test_each_header_is_missed(config: SiteConfig, name: str) -> None:
    assert found(page(config, {name: None}), config) == [("headers.missing", name)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Strict-Transport-Security", "max-age=300"),
        ("Strict-Transport-Security", "includeSubDomains"),
        ("Referrer-Policy", "unsafe-url"),
        ("X-Content-Type-Options", "sniff"),
        ("Permissions-Policy", "camera=(), geolocation=*"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(self), usb=()"),
        ("Cross-Origin-Opener-Policy", "unsafe-none"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
        ("X-Frame-Options", "ALLOWALL"),
    ],
)
def test_a_weak_header_is_told(config: SiteConfig, name: str, value: str) -> None:
    assert found(page(config, {name: value}), config) == [("headers.weak", name)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Strict-Transport-Security", "max-age=63072000; includeSubDomains; preload"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Frame-Options", "SAMEORIGIN"),
        ("Cache-Control", "no-store"),
        ("Content-Type", "text/html;charset=UTF-8"),
    ],
)
def test_a_host_may_be_stricter_and_write_otherwise(config: SiteConfig, name: str, value: str) -> None:
    assert found(page(config, {name: value}), config) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
        ("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"),
        ("style-src 'self'", "style-src 'self' https:"),
        ("default-src 'none'", "default-src *"),
        ("connect-src 'self'", "connect-src 'self' https://collect.example"),
        ("https://pay.example.org", "https://pay.example.org https://evil.example"),
        ("frame-ancestors 'none'; ", ""),
        ("base-uri 'none'; ", ""),
        ("form-action ", "report-to "),
        ("default-src 'none'", "default-src 'none'; script-src *"),
    ],
)
def test_a_policy_that_allows_more_is_told(config: SiteConfig, old: str, new: str) -> None:
    policy = security_headers(config)["Content-Security-Policy"]
    assert old in policy
    assert ("headers.policy", "Content-Security-Policy") in found(
        page(config, {"Content-Security-Policy": policy.replace(old, new, 1)}), config
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [("img-src 'self' data:", "img-src 'self'"), ("worker-src 'self'; ", ""), (" https://pay.example.org", ""), (
        "script-src 'self' 'inline-speculation-rules'", "script-src 'none'")],
)  # fmt: skip
def test_a_policy_that_allows_less_is_none_of_our_business(config: SiteConfig, old: str, new: str) -> None:
    policy = security_headers(config)["Content-Security-Policy"]
    assert old in policy
    assert found(page(config, {"Content-Security-Policy": policy.replace(old, new, 1)}), config) == []


def test_two_policies_are_as_strict_as_both(config: SiteConfig) -> None:
    policy = security_headers(config)["Content-Security-Policy"]
    weak = policy.replace("script-src 'self'", "script-src *")
    assert found(page(config, {"Content-Security-Policy": f"{weak}, script-src 'self'"}), config) == []


def test_not_even_a_page_that_searches_may_run_webassembly(config: SiteConfig) -> None:
    wide = security_headers(config, search=True)["Content-Security-Policy"]
    assert found(page(config, {"Content-Security-Policy": wide}), config) == [
        ("headers.policy", "Content-Security-Policy")
    ]


def test_a_page_must_not_be_kept_for_long(config: SiteConfig) -> None:
    for value in ("public, max-age=31536000, immutable", "max-age=86400"):
        assert found(page(config, {"Cache-Control": value}), config) == [("headers.kept", "Cache-Control")]


def test_the_same_header_with_two_meanings_is_told(config: SiteConfig) -> None:
    sent = page(config)
    twice = Sent(sent.url, 200, (*sent.headers, ("x-frame-options", "SAMEORIGIN")))
    assert found(twice, config) == [("headers.twice", "X-Frame-Options")]


def test_an_asset_should_be_kept_for_ever_and_have_its_type(config: SiteConfig) -> None:
    good = (("cache-control", "public, max-age=31536000, immutable"), ("content-type", "text/css; charset=utf-8"),
            ("x-content-type-options", "nosniff"))  # fmt: skip
    url = f"https://souk.example.org/{STYLE}"
    assert list(check_asset(Sent(url, 200, good))) == []
    codes = {problem.code for problem in check_asset(Sent(url, 200, (("content-type", "text/plain"),)))}
    assert codes == {"headers.forgotten", "headers.type", "headers.missing"}


def a_web(pages: dict[str, Sent]) -> Callable[[str], Sent]:
    """Return a web in which only these addresses answer with a page."""
    return lambda url: pages.get(url, Sent(url, 404, ()))


def test_a_readable_state_and_a_door_without_a_lock_are_told(config: SiteConfig) -> None:
    host = "souk.example.org"
    fetch = a_web({
        ADDRESS: page(config),
        f"https://{host}/.sitegen/current.json": Sent(f"https://{host}/.sitegen/current.json", 200, ()),
        f"http://{host}/": Sent(f"http://{host}/", 200, ()),
    })  # fmt: skip
    codes = sorted(problem.code for problem in check_published(ADDRESS, config, fetch))
    assert codes == ["headers.plain", "headers.state"]
    fetch = a_web({ADDRESS: page(config), f"http://{host}/": Sent(f"https://{host}/", 200, ())})
    assert list(check_published(ADDRESS, config, fetch)) == []


# --- the command, over HTTP


def check(*arguments: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(command, [*arguments, "--lang", "en"])
    return answer.exit_code, answer.stdout, answer.stderr


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr/index.html").write_text(f'<link rel="stylesheet" href="/{STYLE}">')
    (tmp_path / STYLE).parent.mkdir(parents=True)
    (tmp_path / STYLE).write_text("a{}")
    (tmp_path / ".sitegen").mkdir()
    (tmp_path / ".sitegen/current.json").write_text("{}")
    return tmp_path


def test_the_command_is_content_with_a_good_host(
    shop: Path, config: SiteConfig, tmp_path_factory: pytest.TempPathFactory
) -> None:
    site = make_site(tmp_path_factory.mktemp("site"))
    with serve_folder(shop, security_headers(config)) as web:
        code, out, err = check(f"{web.address}/fr/", "--site", str(site))
        assert (code, out) == (0, ""), err
        assert "as they should be" in err
        assert web.asked == ["/fr/", f"/{STYLE}", "/.sitegen/current.json"]


def test_the_command_names_each_header_that_a_bare_host_leaves_out(shop: Path) -> None:
    with serve_folder(shop, {}) as web:
        code, out, _ = check(f"{web.address}/fr/", "--site", str(shop), "--format", "json")
    assert code == 1
    told = json.loads(out)["problems"]
    missing = {problem["field"] for problem in told if problem["code"] == "headers.missing"}
    assert {"Content-Security-Policy", "X-Content-Type-Options", "Permissions-Policy"} <= missing
    assert all(problem["hint"] for problem in told)


def test_redirects_are_followed_and_never_for_ever(shop: Path, config: SiteConfig) -> None:
    with serve_folder(shop, security_headers(config)) as web:
        target = f"{web.address}/fr/"
        with serve(lambda path: Reply(301, {"Location": target if path == "/" else path})) as first:
            assert check(f"{first.address}/", "--site", str(shop))[0] == 0
            code, _, err = check(f"{first.address}/loop", "--site", str(shop))
    assert code != 0
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "url", ["fr/", "file:///etc/passwd", "ftp://souk.example.org/", "http://127.0.0.1:9/", "https:///"]
)
def test_an_address_where_nobody_answers_is_told_in_words(url: str, shop: Path) -> None:
    from sitegen.deploy.answers import Unreachable

    answer = CliRunner().invoke(command, [url, "--site", str(shop)])
    assert isinstance(answer.exception, Unreachable)
    assert answer.exception.hint


def test_a_missing_page_is_told(shop: Path) -> None:
    with serve_folder(shop, {}) as web:
        code, _, err = check(f"{web.address}/nowhere/", "--site", str(shop))
    assert code == 1
    assert "404" in err
