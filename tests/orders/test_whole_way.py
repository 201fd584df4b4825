"""From the button of a page to the verdict: what buyers send is what the shop published."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from sitegen.errors import PricesError
from sitegen.orders.pasted import read_orders
from sitegen.orders.prices import PRICES_PATH, parse_prices
from sitegen.orders.releases import Found, price_source
from sitegen.orders.signing import KEY_VARIABLE, new_key, signer_of
from sitegen.orders.verify import Proof, judge_order
from sitegen.quick import unchanged_report
from sitegen.report import BuildOptions
from tests.support.site import SETTINGS, TODAY, build_site, built, make_site, page, product

GOODS = {
    "argan": product(price={"MAD": 1250, "EUR": "11.50"}, quantity={"min": 2, "step": 2}),
    "amlou": product("amlou", variants=[{"id": "a", "title": "A", "price": "35.50 MAD"}, {"id": "b", "title": "B"}]),
    "cheque": product("cheque", type="voucher", price=None, denominations=[200, 500]),
    "zellige": product("zellige", type="quote", price=None, unit="m²", minimum=5),
}


def messages(output: Path, language: str, name: str) -> list[str]:
    """Return the texts of the WhatsApp buttons of a product's page."""
    links = re.findall(r'href="(https://wa\.me/[^"]+)"', page(output, f"/{language}/products/{name}/"))
    return list(dict.fromkeys(parse_qs(urlsplit(unescape(link)).query)["text"][0] for link in links))


def newest(output: Path) -> Found:
    found = price_source(str(output)).newest()
    assert found is not None
    return found


def test_every_message_of_every_page_is_right_by_the_published_prices(tmp_path: Path) -> None:
    output = built(tmp_path, "".join(GOODS.values()))
    found = newest(output)
    for language in ("fr", "ar", "zgh", "en", "es"):
        for name, count in {"argan": 1, "amlou": 2, "cheque": 2, "zellige": 1}.items():
            texts = messages(output, language, name)
            assert len(texts) == count
            for text in texts:
                assert is_right(text, found), text
                assert name == "zellige" or not is_right(text.replace("] × ", "] × 1"), found)


def is_right(text: str, found: Found) -> bool:
    (order,) = read_orders(text)
    return judge_order(order, found, found, "message").is_right


def test_a_build_with_a_key_is_signed_and_one_without_says_that_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    output = built(tmp_path, product())
    assert b'"signature":"unsigned"' in (output / PRICES_PATH).read_bytes()
    key = new_key()
    options = BuildOptions(tmp_path, TODAY, jobs=1)
    assert unchanged_report(options) is not None
    monkeypatch.setenv(KEY_VARIABLE, key)
    assert unchanged_report(options) is None
    build_site(tmp_path)
    signed = parse_prices((output / PRICES_PATH).read_bytes(), "x")
    assert signed.is_signed_by(signer_of(key).public_key)
    assert signed.release == parse_prices((output / f"api/prices/{signed.short}.json").read_bytes(), "x").release
    (order,) = read_orders(messages(output, "fr", "argan")[0])
    verdict = judge_order(order, newest(output), newest(output), "m", signer_of(key).public_key)
    assert (verdict.proof, verdict.is_right) == (Proof.SIGNED, True)


def test_the_private_key_is_nowhere_in_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = new_key()
    monkeypatch.setenv(KEY_VARIABLE, key)
    built(tmp_path, product())
    holding = [path for path in tmp_path.rglob("*") if path.is_file() and key.encode() in path.read_bytes()]
    assert holding == []


def test_a_key_that_is_not_the_shop_s_publishes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    public = signer_of(new_key()).public_key
    settings = SETTINGS.replace("[checkout]", f'[checkout]\nsigning_public_key = "{public}"')
    make_site(tmp_path, "-- sitegen.toml --\n" + settings + product())
    monkeypatch.setenv(KEY_VARIABLE, new_key())
    with pytest.raises(PricesError, match="does not belong"):
        build_site(tmp_path)
    assert not (tmp_path / "build").exists()
