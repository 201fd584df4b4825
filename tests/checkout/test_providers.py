"""Every provider of the registry keeps one contract: the same order, the same sound address."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from sitegen.checkout.base import Account, HandOff, OrderKind
from sitegen.checkout.choice import check_spec
from sitegen.checkout.registry import PROVIDERS, find_provider
from sitegen.models.checkout import CheckoutSpec
from tests.checkout.orders import ACCOUNT, HOSTS, assert_sound, message_of, order

ARABIC, TIFINAGH = "زيت أركان الغذائي", "ⴰⵣⵎⵓⵔ ⵏ ⵡⴰⵔⴳⴰⵏ"
OPTIONS: dict[str, dict[str, str]] = {
    "link": {"url": "https://pay.example.org/?sku={sku}&q={quantity}&lang={language}"},
    "mailto": {},
    "stripe": {"url": "https://buy.stripe.com/test_abc?prefilled_promo_code=SOUK"},
    "whatsapp": {},
}
TITLES = ["Huile d'argan", ARABIC, TIFINAGH, "A & B = 100 % #1 +?", "\"><script>'", "\u200fأ\u200e 1\u202f000",
          "🫒" * 60, "ⵣ" * 421, "ز" * 421, "\n\r\tx", "…"]  # fmt: skip


def spec_of(name: str, **options: str) -> CheckoutSpec:
    return CheckoutSpec(provider=name, options=tuple(sorted((options or OPTIONS[name]).items())))


def hand_off(name: str, **order_of: object) -> HandOff:
    provider = find_provider(name)
    assert provider is not None
    return provider.hand_off(spec_of(name), ACCOUNT, order(**order_of))  # type: ignore[arg-type]


def test_every_provider_is_held_to_the_contract() -> None:
    assert set(OPTIONS) == set(PROVIDERS)


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_provider_is_called_as_the_registry_calls_it_and_checks_its_options(name: str) -> None:
    provider = find_provider(name)
    assert provider is not None
    assert provider.name == name
    assert set(OPTIONS[name]) <= provider.options
    assert list(check_spec(spec_of(name), ACCOUNT, HOSTS)) == []


@pytest.mark.parametrize("name", PROVIDERS)
def test_without_what_it_needs_a_provider_refuses(name: str) -> None:
    bare = CheckoutSpec(provider=name)
    refusals = list(check_spec(bare, Account(), ()))
    assert refusals
    assert all(refusal.code.startswith("checkout.no_") for refusal in refusals)


@pytest.mark.parametrize("name", PROVIDERS)
def test_an_option_that_it_does_not_know_is_named(name: str) -> None:
    refusals = list(check_spec(spec_of(name, **OPTIONS[name], colour="red"), ACCOUNT, HOSTS))
    assert [(refusal.code, refusal.option) for refusal in refusals] == [("field.unknown", "colour")]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("language", ["fr", "ar", "zgh", "en", "es"])
@pytest.mark.parametrize("name", PROVIDERS)
def test_any_title_in_any_language_makes_a_sound_address(name: str, language: str, title: str) -> None:
    for kind in OrderKind:
        assert_sound(hand_off(name, title=title, language=language, kind=kind))


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_longest_of_everything_still_makes_a_sound_address(name: str) -> None:
    longest = {"title": "ⵣ" * 421, "shop": "ⵣ" * 300, "sku": "X" * 91, "path": "a" * 80, "language": "zgh"}
    assert_sound(hand_off(name, **longest))


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_same_order_gives_the_same_hand_off(name: str) -> None:
    assert hand_off(name) == hand_off(name)


@pytest.mark.parametrize("name", [name for name in PROVIDERS if name in ("whatsapp", "mailto")])
@pytest.mark.parametrize("title", ["Huile d'argan", ARABIC, TIFINAGH])
def test_a_message_reads_back_with_title_sku_quantity_price_and_address(name: str, title: str) -> None:
    lines = message_of(hand_off(name, title=title)).splitlines()
    assert title in lines
    assert "[ARG-250] × 2 = 240\u00a0MAD" in lines
    assert "https://souk.example.org/fr/products/huile-argan/" in lines


@pytest.mark.parametrize("name", ["whatsapp", "mailto"])
def test_when_room_is_short_what_the_cooperative_needs_most_stays(name: str) -> None:
    assert "[ARG-250] × 2" in message_of(hand_off(name, title="ⵣ" * 421, shop="ⵣ" * 300))


def test_whatsapp_writes_to_the_number_without_a_plus() -> None:
    parts = urlsplit(hand_off("whatsapp").url)
    assert (parts.netloc, parts.path) == ("wa.me", "/212612345678")


@pytest.mark.parametrize("phone", ["0612345678", "+2126123456789012345", "+٢١٢٦١٢٣٤٥٦٧٨", "+212612345678?text=x", "x"])
def test_whatsapp_refuses_what_is_no_number(phone: str) -> None:
    refusals = list(check_spec(spec_of("whatsapp", phone=phone), ACCOUNT, HOSTS))
    assert [refusal.code for refusal in refusals] == ["phone.not_e164"]


def test_an_email_goes_to_the_cooperative_with_a_subject() -> None:
    url = urlsplit(hand_off("mailto", title="Huile d'argan").url)
    assert unquote(url.path) == "tamlalt@example.org"
    assert "Huile d'argan" in dict(parse_qsl(url.query))["subject"]


@pytest.mark.parametrize("address", ["a@b", "a@b.ma?bcc=x@y.ma", "a@b.ma,c@d.ma", "a@b.ma\r\nBcc: x@y.ma"])
def test_an_address_that_could_reach_others_is_refused(address: str) -> None:
    refusals = list(check_spec(spec_of("mailto", address=address), ACCOUNT, HOSTS))
    assert [refusal.code for refusal in refusals] == ["email.not_address"]


def test_an_own_address_wins_over_the_contact() -> None:
    provider = find_provider("mailto")
    assert provider is not None
    url = provider.hand_off(spec_of("mailto", address="ventes@example.org"), ACCOUNT, order()).url
    assert url.startswith("mailto:ventes@example.org?")


def test_a_link_fills_its_placeholders_encoded() -> None:
    query = dict(parse_qsl(urlsplit(hand_off("link", sku="A/B&C=1").url).query))
    assert query == {"sku": "A/B&C=1", "q": "2", "lang": "fr"}


def test_a_link_with_an_unknown_placeholder_is_refused() -> None:
    refusals = list(check_spec(spec_of("link", url="https://pay.example.org/?p={price}"), ACCOUNT, HOSTS))
    assert [refusal.code for refusal in refusals] == ["checkout.placeholder"]


@pytest.mark.parametrize(("language", "locale"), [("fr", "fr"), ("en", "en"), ("ar", "fr"), ("zgh", "fr")])
def test_stripe_gets_a_reference_and_a_language_that_it_speaks(language: str, locale: str) -> None:
    query = dict(parse_qsl(urlsplit(hand_off("stripe", language=language, sku="A.B/1").url).query))
    assert query == {
        "prefilled_promo_code": "SOUK", "client_reference_id": f"{language}-A-B-1", "locale": locale,
    }  # fmt: skip


def test_a_reference_that_the_cooperative_chose_stays() -> None:
    provider = find_provider("stripe")
    assert provider is not None
    chosen = spec_of("stripe", url="https://buy.stripe.com/x?client_reference_id=own&locale=es")
    assert dict(parse_qsl(urlsplit(provider.hand_off(chosen, ACCOUNT, order()).url).query)) == {
        "client_reference_id": "own", "locale": "es",
    }  # fmt: skip
