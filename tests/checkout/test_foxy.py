"""Foxy's signatures: the published vectors, what is signed, and that a key never leaves the environment."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from sitegen.checkout.foxy import PROVIDER, sign
from sitegen.checkout.recipes import serve
from sitegen.models.checkout import CheckoutSpec
from tests.checkout.orders import ACCOUNT, FOXY_KEY, HOSTS, WAYS, assert_sound, cart, order, recipe_of

FOXY = WAYS["foxy"]


@pytest.mark.parametrize(
    ("code", "option", "value", "signature"),
    [
        ("ABC123", "name", "My Example Product", "dbaa042ec8018e342058417e058d7a479226976c7cb287664197fd67970c4715"),
        ("ABC123", "name", "--OPEN--", "3f2075135e3455131bd0d6ce8643551e9e2e43bc09dd0474fa3effbe4e588c9e"),
        ("mycode", "price", "123.00", "aed2692b1b278b04b974c3c9822e597dc5da880561cf256ab20b2873a5346b66"),
        ("mycode", "code", "mycode", "43f429e41303929871266b879a880efce32b35bda757e70f527bc5c8e1353c0a"),
        ("mycode", "other atribute", "Some Other Thing",
         "98700cf679c5d7394e3e33b883f18683664b4843707f916a0739ba1c9adeabab"),
    ],
)  # fmt: skip
def test_signatures_are_those_that_foxy_publishes(code: str, option: str, value: str, signature: str) -> None:
    assert sign("1", code, option, value) == signature


@pytest.mark.parametrize("title", ["Huile d'argan", "A & B", "<b>", '5" x', " زيت أركان ", "ⴰⵣⵎⵓⵔ", "\u200fأ"])
def test_every_value_of_a_line_is_signed_as_it_arrives(monkeypatch: pytest.MonkeyPatch, title: str) -> None:
    monkeypatch.setenv("FOXY_API_KEY", FOXY_KEY)
    wanted = cart(2, title)
    found = serve(recipe_of(FOXY, wanted), wanted)
    assert found is not None
    assert_sound(found)
    told = parse_qsl(urlsplit(found.url).query, strict_parsing=True)
    for number, sku in ((1, "ARG-1"), (2, "ARG-2")):
        own = {name.split(":", 1)[1]: value for name, value in told if name.startswith(f"{number}:")}
        signed = {name.split("||")[0]: (name.split("||")[1:], value) for name, value in own.items()}
        assert signed.keys() == {"name", "price", "code", "quantity"}
        for option, (parts, value) in signed.items():
            is_open = parts[1:] == ["open"]
            assert is_open == (option == "quantity")
            assert parts[0] == sign(FOXY_KEY, sku, option, "--OPEN--" if is_open else value)
            assert not set("&<>\"'") & set(value)
        assert signed["price"][1] == "120.00MAD"


def test_the_price_is_that_of_the_catalogue_whatever_the_cart_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOXY_API_KEY", FOXY_KEY)
    recipe = recipe_of(FOXY, order())
    forged = order(kind=order().kind)
    object.__setattr__(
        forged.lines[0], "price", forged.lines[0].prices[0]._replace(amount=forged.lines[0].prices[0].amount / 100)
    )
    found = serve(recipe, forged)
    assert found is not None
    assert "120.00MAD" in found.url


def test_the_key_is_in_no_recipe_and_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOXY_API_KEY", FOXY_KEY)
    wanted = cart(3)
    recipe = recipe_of(FOXY, wanted)
    assert FOXY_KEY not in str(recipe.as_json())
    assert FOXY_KEY not in str(serve(recipe, wanted))


def test_a_store_may_have_a_variable_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOXY_KEY_TAMLALT", "k" * 20)
    spec = CheckoutSpec(provider="foxy", options=(("secret", "FOXY_KEY_TAMLALT"), ("store", "tamlalt.foxycart.com")))
    assert list(PROVIDER.check(spec, ACCOUNT, HOSTS)) == []
    assert list(PROVIDER.risks(spec)) == []


@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY", "PATH", "FOXY_", "foxy_key", "FOXY_KEY\n", "FOXY-KEY"])
def test_a_file_cannot_choose_another_variable(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    spec = CheckoutSpec(provider="foxy", options=(("secret", name), ("store", "tamlalt.foxycart.com")))
    assert [refusal.code for refusal in PROVIDER.check(spec, ACCOUNT, HOSTS)] == ["checkout.option"]


def test_without_a_key_nothing_is_signed_and_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOXY_API_KEY", raising=False)
    found = serve(recipe_of(FOXY, order()), order())
    assert found is not None
    assert "%7C" not in found.url
    assert [(risk.code, risk.is_risk) for risk in PROVIDER.risks(FOXY.spec())] == [("checkout.unsigned", True)]


def test_a_key_that_is_too_short_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOXY_API_KEY", "short")
    assert [refusal.code for refusal in PROVIDER.check(FOXY.spec(), ACCOUNT, HOSTS)] == ["checkout.short_secret"]
