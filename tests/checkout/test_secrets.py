"""Secrets come from the environment, sign what they must, and are never written."""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from sitegen.checkout.secrets import LEAST, find_secrets, guarded_secrets, known_secrets, secret_of, secrets_digest
from sitegen.errors import OutputError
from sitegen.quick import unchanged_report
from sitegen.report import BuildOptions
from tests.checkout.orders import FOXY_KEY, HOSTS
from tests.support.site import SETTINGS, TODAY, build_site, built, document, make_site, page, product, snapshot

HARD = "k&y/with'odd\"signs<é>="
FOXY = {"provider": "foxy", "store": "tamlalt.foxycart.com"}


def site(*products: str) -> str:
    allowed = SETTINGS.replace('["buy.stripe.com", "pay.example.org"]', json.dumps(HOSTS))
    facts = {"title": "Tamlalt", "region": "souss", "checkout": FOXY}
    return f"-- sitegen.toml --\n{allowed}\n-- content/cooperatives/tamlalt.md --\n{document(facts)}" + "".join(
        products
    )


@pytest.mark.parametrize("value", [FOXY_KEY, HARD, "0123456789abcdef", "x" * 90])
@pytest.mark.parametrize(
    "written",
    [
        str.encode, lambda value: quote(value, safe="").encode(), lambda value: html.escape(value).encode(),
        lambda value: value.encode().hex().encode(), lambda value: base64.b64encode(value.encode()),
        lambda value: base64.b64encode(b"a" + value.encode() + b"zz"),
        lambda value: base64.b64encode(b"ab" + value.encode()),
        lambda value: b"\xff\x00" + value.encode() + b"\xff",
    ],
)  # fmt: skip
def test_a_secret_is_found_however_it_is_written(value: str, written: object) -> None:
    assert callable(written)
    assert find_secrets(b"<p>before " + written(value) + b" after", {"FOXY_API_KEY": value}) == ("FOXY_API_KEY",)


def test_what_is_no_secret_is_not_found() -> None:
    assert find_secrets(b"a page " * 1000, {"FOXY_API_KEY": FOXY_KEY}) == ()
    assert find_secrets(b"a short word", {"FOXY_API_KEY": "short"}) == ()
    assert find_secrets(FOXY_KEY[:-3].encode(), {"FOXY_API_KEY": FOXY_KEY}) == ()


def test_only_variables_for_checkouts_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOXY_API_KEY", f" {FOXY_KEY}\n")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not for checkouts at all")
    assert secret_of("FOXY_API_KEY") == FOXY_KEY
    assert secret_of("AWS_SECRET_ACCESS_KEY") == ""
    assert known_secrets() == {"FOXY_API_KEY": FOXY_KEY}


def test_the_key_that_signs_prices_is_guarded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITEGEN_SIGNING_KEY", "a-key-that-signs-prices")
    assert guarded_secrets()["SITEGEN_SIGNING_KEY"] == "a-key-that-signs-prices"


def test_without_secrets_nothing_is_guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOXY_API_KEY", raising=False)
    monkeypatch.delenv("SITEGEN_SIGNING_KEY", raising=False)
    assert (guarded_secrets(), secrets_digest()) == ({}, "")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_that_would_write_a_secret_fails_and_leaves_the_last_shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setenv("FOXY_API_KEY", FOXY_KEY)
    output = built(tmp_path, site(product()))
    before = snapshot(output)
    make_site(tmp_path, site(product(body=f"La clé est {FOXY_KEY}.")))
    with pytest.raises(OutputError, match="FOXY_API_KEY") as failure:
        build_site(tmp_path, jobs=jobs)
    assert FOXY_KEY not in f"{failure.value} {failure.value.hint}"
    assert snapshot(output) == before


def test_a_signed_shop_has_the_key_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOXY_API_KEY", FOXY_KEY)
    output = built(tmp_path, site(product()))
    assert "%7C%7C" in page(output, "/fr/products/argan/")
    assert "name_sig" in (output / "api/products/tamlalt.json").read_text(encoding="utf-8")
    for data in snapshot(tmp_path).values():
        assert FOXY_KEY.encode() not in data


def test_another_key_signs_everything_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOXY_API_KEY", FOXY_KEY)
    output = built(tmp_path, site(product()))
    options = BuildOptions(root=tmp_path, today=TODAY, jobs=1)
    assert unchanged_report(options) is not None
    before = snapshot(output)
    monkeypatch.setenv("FOXY_API_KEY", "another" + FOXY_KEY)
    assert unchanged_report(options) is None
    build_site(tmp_path)
    changed = {path for path, data in snapshot(output).items() if before[path] != data}
    assert {"fr/products/argan/index.html", "api/products/tamlalt.json"} <= changed


def test_a_key_that_could_be_looked_for_is_long_enough_to_be_found() -> None:
    assert find_secrets(b"x" * LEAST, {"FOXY_API_KEY": "x" * LEAST}) == ("FOXY_API_KEY",)
