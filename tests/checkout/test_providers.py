"""Every provider of the registry keeps one contract: the same order, the same sound address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from sitegen.checkout.base import Account, HandOff, OrderKind
from sitegen.checkout.choice import Choice, check_spec, hand_offs
from sitegen.checkout.recipes import serve
from sitegen.checkout.registry import PROVIDERS, find_provider
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.money import Money
from tests.checkout.orders import (
    ACCOUNT,
    FOXY_KEY,
    HOSTS,
    LANGUAGES,
    SERVING,
    WAYS,
    assert_sound,
    cart,
    hand_off_of,
    message_of,
    order,
    recipe_of,
)

ARABIC, TIFINAGH = "زيت أركان الغذائي", "ⴰⵣⵎⵓⵔ ⵏ ⵡⴰⵔⴳⴰⵏ"
TITLES = ["Huile d'argan", ARABIC, TIFINAGH, "A & B = 100 % #1 +?", "\"><script>'", "\u200fأ\u200e 1\u202f000",
          "🫒" * 60, "ⵣ" * 421, "ز" * 421, "\n\r\tx", "…"]  # fmt: skip
MESSAGES = ("whatsapp", "sms", "mailto", "cash", "cash-sms", "cash-mailto")


@pytest.fixture(autouse=True)
def key_of_foxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOXY_API_KEY", FOXY_KEY)


def served(name: str, **order_of: Any) -> HandOff:
    """Return a hand-off that has to be there, of the smallest order that the way serves."""
    wanted = order(**order_of)
    found = hand_off_of(SERVING[name], wanted) or hand_off_of(SERVING[name], order(**{**order_of, "quantity": 1}))
    assert found is not None
    return found


def kinds_of(name: str) -> Iterator[OrderKind]:
    provider = find_provider(WAYS[name].provider)
    assert provider is not None
    yield from sorted(provider.capabilities.kinds)


def query_of(hand_off: HandOff) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(hand_off.url).query, strict_parsing=True))


def refusals_of(provider: str, **options: str) -> list[tuple[str, str]]:
    spec = CheckoutSpec(provider=provider, options=tuple(sorted(options.items())))
    return [(refusal.code, refusal.option) for refusal in check_spec(spec, ACCOUNT, HOSTS)]


def test_every_provider_is_held_to_the_contract() -> None:
    assert {way.provider for way in WAYS.values()} == set(PROVIDERS)


@pytest.mark.parametrize("name", WAYS)
def test_a_provider_is_called_as_the_registry_calls_it_and_checks_its_options(name: str) -> None:
    way = WAYS[name]
    provider = find_provider(way.provider)
    assert provider is not None
    assert provider.name == way.provider
    assert {option for option, _ in way.spec().options} <= provider.options
    assert {option for option, _ in way.item} <= provider.item_options <= provider.options
    assert list(check_spec(way.spec(), ACCOUNT, HOSTS)) == []


@pytest.mark.parametrize("name", PROVIDERS)
def test_without_what_it_needs_a_provider_refuses(name: str) -> None:
    bare = CheckoutSpec(provider=name)
    refusals = list(check_spec(bare, Account(), HOSTS))
    assert refusals
    assert all(refusal.code.startswith("checkout.no_") for refusal in refusals)


@pytest.mark.parametrize("name", WAYS)
def test_no_way_leads_to_a_host_that_the_site_does_not_allow(name: str) -> None:
    codes = {refusal.code for refusal in check_spec(WAYS[name].spec(), ACCOUNT, ())}
    has_host = name in ("snipcart",) or bool(served(name, kind=next(kinds_of(name))).host)
    assert codes == ({"checkout.host"} if has_host else set())


@pytest.mark.parametrize("name", WAYS)
def test_an_option_that_it_does_not_know_is_named(name: str) -> None:
    spec = WAYS[name].spec()
    wrong = CheckoutSpec(provider=spec.provider, options=(("colour", "red"), *spec.options))
    refusals = list(check_spec(wrong, ACCOUNT, HOSTS))
    assert [(refusal.code, refusal.option) for refusal in refusals] == [("field.unknown", "colour")]


@pytest.mark.parametrize(
    ("name", "option"), [(name, option) for name, way in WAYS.items() for option, _ in way.spec().options]
)
@pytest.mark.parametrize("text", ["x y", "https://evil.example/?", "\u0661\u0662", "a\r\nb", "<b>", "../x", "'"])
def test_an_option_that_could_lead_elsewhere_is_refused(name: str, option: str, text: str) -> None:
    spec = WAYS[name].spec()
    turned = CheckoutSpec(provider=spec.provider, options=tuple(sorted({**dict(spec.options), option: text}.items())))
    assert option in {refusal.option for refusal in check_spec(turned, ACCOUNT, HOSTS)}


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SERVING)
def test_any_title_in_any_language_makes_a_sound_address(name: str, language: str, title: str) -> None:
    for kind in kinds_of(name):
        assert_sound(served(name, title=title, language=language, kind=kind))


@pytest.mark.parametrize("name", SERVING)
def test_the_longest_of_everything_still_makes_a_sound_address(name: str) -> None:
    longest = {"title": "ⵣ" * 421, "shop": "ⵣ" * 300, "sku": "X" * 91, "path": "a" * 80, "language": "zgh"}
    assert_sound(served(name, kind=next(kinds_of(name)), **longest))


@pytest.mark.parametrize("name", SERVING)
def test_the_same_order_gives_the_same_hand_off(name: str) -> None:
    kind = next(kinds_of(name))
    assert served(name, kind=kind) == served(name, kind=kind)


@pytest.mark.parametrize("title", ["Huile d'argan", ARABIC, TIFINAGH])
@pytest.mark.parametrize("name", SERVING)
def test_fifteen_lines_are_served_whole_or_not_at_all(name: str, title: str) -> None:
    wanted = replace(cart(15, title, "zgh"), kind=next(kinds_of(name)))
    provider = find_provider(WAYS[name].provider)
    found = hand_off_of(SERVING[name], wanted)
    assert provider is not None
    is_single = recipe_of(SERVING[name], wanted).most == 1
    assert (found is None) == is_single
    assert provider.capabilities.several_lines or is_single
    if found:
        assert_sound(found)
        assert {line.sku for line in wanted.lines} <= told_skus(name, found)


def told_skus(name: str, found: HandOff) -> set[str]:
    """Return the SKUs that whoever takes the order can read in a hand-off."""
    texts = " ".join([unquote(found.url), *(value for _, value in found.fields)])
    ids = {f"ARG-{n}": str(dict(WAYS[name].spec(n).options).get("product") or f"ARG-{n}") for n in range(1, 16)}
    ids |= {f"ARG-{n}": f"7088141{n}" for n in range(1, 16) if name == "shopify"}
    return {sku for sku, told in ids.items() if told in texts}


@pytest.mark.parametrize("name", SERVING)
def test_lines_that_were_removed_leave_no_gap(name: str) -> None:
    whole = replace(cart(4), kind=next(kinds_of(name)))
    kept = tuple(replace(line, quantity=0) if at in (1, 2) else line for at, line in enumerate(whole.lines))
    recipe = recipe_of(SERVING[name], whole)
    shorter = replace(whole, lines=(whole.lines[0], whole.lines[3]))
    assert serve(recipe, replace(whole, lines=kept)) == serve(recipe, shorter)


@pytest.mark.parametrize("name", [name for name in SERVING if WAYS[name].item != ()])
def test_a_product_that_is_not_there_is_not_sold_as_another(name: str) -> None:
    wanted = replace(order(quantity=1), kind=next(kinds_of(name)))
    stranger = replace(wanted, lines=(replace(wanted.lines[0], sku="OTHER"),))
    assert serve(recipe_of(SERVING[name], wanted), wanted) is not None
    assert serve(recipe_of(SERVING[name], wanted), stranger) is None


@pytest.mark.parametrize("name", ["whatsapp", "mailto"])
@pytest.mark.parametrize("title", ["Huile d'argan", ARABIC, TIFINAGH])
def test_a_message_reads_back_with_title_sku_quantity_price_and_address(name: str, title: str) -> None:
    lines = message_of(served(name, title=title)).splitlines()
    assert title in lines
    assert "[ARG-250] × 2 = 240\u00a0MAD" in lines
    assert "https://souk.example.org/fr/products/huile-argan/" in lines


@pytest.mark.parametrize("name", MESSAGES)
def test_when_room_is_short_what_the_cooperative_needs_most_stays(name: str) -> None:
    assert "[ARG-250] × 2" in message_of(served(name, title="ⵣ" * 421, shop="ⵣ" * 300))
    told = message_of(hand_off_of(SERVING[name], cart(15, "ⵣ" * 200, "zgh", note="x" * 900)) or HandOff("", ""))
    for number in range(1, 16):
        assert (
            f"[ARG-{number}] × {number % 3 + 1}" in told.splitlines() or f"[ARG-{number}] × {number % 3 + 1} =" in told
        )
    assert told.splitlines()[-1] == "0123456789ab #ABCD-EFGH"
    assert any("NOËL-2026" in line for line in told.splitlines())


def test_a_message_that_cannot_hold_its_lines_is_not_sent_without_them() -> None:
    assert hand_off_of(SERVING["whatsapp"], cart(200)) is None


def test_a_note_that_has_no_room_is_told() -> None:
    found = hand_off_of(SERVING["whatsapp"], cart(15, "ⵣ" * 200, "zgh", note="ⵣ" * 500))
    assert found is not None
    assert found.missing == "note"


@pytest.mark.parametrize(
    ("name", "missing"),
    [("whatsapp", ""), ("shopify", ""), ("ecwid", ""), ("endpoint", ""), ("mailto", ""), ("sms", ""), ("cash", ""),
     ("paypal", "note"), ("foxy", "note"), ("woocommerce", "note"), ("bigcommerce", "note")],
)  # fmt: skip
def test_a_voucher_code_is_carried_wherever_there_is_room_and_else_it_is_told(name: str, missing: str) -> None:
    found = hand_off_of(SERVING[name], cart(2))
    assert found is not None
    assert found.missing == missing
    assert "NOËL-2026" in " ".join([unquote(found.url), *(value for _, value in found.fields)])


@pytest.mark.parametrize(
    ("name", "missing"),
    [("gumroad-many", "note,voucher"), ("stripe", "note,quantity"), ("link", "note,voucher"), ("lemonsqueezy", "note")],
)
def test_what_a_link_has_no_room_for_is_told(name: str, missing: str) -> None:
    wanted = replace(cart(1), kind=next(kinds_of(name)))
    found = hand_off_of(SERVING[name], wanted)
    assert found is not None
    assert found.missing == missing


@pytest.mark.parametrize("name", ["paypal", "paypal-me"])
@pytest.mark.parametrize(("currency", "amount"), [("EUR", "11.50"), ("USD", "13.00")])
def test_paypal_is_asked_for_a_currency_that_it_takes(name: str, currency: str, amount: str) -> None:
    whole = order(quantity=1)
    prices = (whole.lines[0].prices[0], *(money for money in whole.lines[0].prices if money.currency == currency))
    found = hand_off_of(SERVING[name], replace(whole, lines=(replace(whole.lines[0], prices=prices),)))
    assert found is not None
    assert amount in found.url
    assert currency in found.url
    assert "MAD" not in found.url


@pytest.mark.parametrize("name", ["paypal", "paypal-me"])
def test_paypal_takes_no_dirham(name: str) -> None:
    whole = order(quantity=1)
    in_dirhams = replace(whole, lines=(replace(whole.lines[0], prices=whole.lines[0].prices[:1]),))
    assert hand_off_of(SERVING[name], in_dirhams) is None


def test_paypal_numbers_the_lines_of_a_cart_without_a_gap() -> None:
    found = hand_off_of(SERVING["paypal"], cart(3))
    assert found is not None
    told = query_of(found)
    assert [told[f"item_number_{number}"] for number in (1, 2, 3)] == ["ARG-1", "ARG-2", "ARG-3"]
    assert [told[f"quantity_{number}"] for number in (1, 2, 3)] == ["2", "3", "1"]
    assert told["currency_code"] == "EUR"
    assert (told["cmd"], told["upload"], told["lc"], told["charset"]) == ("_cart", "1", "FR", "utf-8")
    assert told["custom"] == "K7QM2X9B-tamlalt NOËL-2026"


@pytest.mark.parametrize("name", ["paypal", "foxy"])
def test_a_cart_that_is_too_long_for_an_address_is_sent_as_a_form(name: str) -> None:
    wanted = cart(15, TIFINAGH * 3, "zgh")
    found = hand_off_of(SERVING[name], wanted)
    assert found is not None
    assert found.method == "POST"
    assert "?" not in found.url
    short = hand_off_of(SERVING[name], cart(1, "A"))
    assert short is not None
    assert next(iter(query_of(short))).split("|")[0] == found.fields[0][0].split("|")[0]


def test_the_sum_of_a_paypal_me_link_is_exact() -> None:
    whole = order(quantity=3)
    line = replace(whole.lines[0], prices=(Money(Decimal("0.10"), "EUR"),), price=Money(Decimal("0.10"), "EUR"))
    found = hand_off_of(SERVING["paypal-me"], replace(whole, lines=(line,)))
    assert found is not None
    assert found.url == "https://paypal.me/tamlalt/0.30EUR"


def test_whatsapp_writes_to_the_number_without_a_plus() -> None:
    parts = urlsplit(served("whatsapp").url)
    assert (parts.netloc, parts.path) == ("wa.me", "/212612345678")


def test_sms_writes_to_the_telephone_of_the_contact_and_leaves_addresses_out() -> None:
    assert served("sms").url.startswith("sms:+212512345678?&body=")
    assert "https" not in message_of(served("sms"))


@pytest.mark.parametrize(("name", "scheme"), [("cash", "https"), ("cash-sms", "sms"), ("cash-mailto", "mailto")])
def test_cash_says_how_it_is_paid(name: str, scheme: str) -> None:
    found = served(name)
    assert (found.provider, urlsplit(found.url).scheme) == ("cash", scheme)
    assert "Je paierai en espèces à la livraison." in message_of(found).splitlines()


@pytest.mark.parametrize("phone", ["0612345678", "+2126123456789012345", "+٢١٢٦١٢٣٤٥٦٧٨", "+212612345678?text=x", "x"])
@pytest.mark.parametrize("provider", ["whatsapp", "sms", "cash"])
def test_what_is_no_number_is_refused(provider: str, phone: str) -> None:
    assert refusals_of(provider, phone=phone) == [("phone.not_e164", "phone")]


def test_an_email_goes_to_the_cooperative_with_a_subject() -> None:
    url = urlsplit(served("mailto", title="Huile d'argan").url)
    assert unquote(url.path) == "tamlalt@example.org"
    assert "Huile d'argan" in dict(parse_qsl(url.query))["subject"]


def test_the_subject_of_several_things_counts_them() -> None:
    found = hand_off_of(SERVING["mailto"], cart(3))
    assert found is not None
    assert query_of(found)["subject"].endswith("Huile d'argan 1 + 2")


@pytest.mark.parametrize("address", ["a@b", "a@b.ma?bcc=x@y.ma", "a@b.ma,c@d.ma", "a@b.ma\r\nBcc: x@y.ma"])
def test_an_address_that_could_reach_others_is_refused(address: str) -> None:
    assert refusals_of("mailto", address=address) == [("email.not_address", "address")]


def test_an_own_address_wins_over_the_contact() -> None:
    spec = CheckoutSpec(provider="mailto", options=(("address", "ventes@example.org"),))
    (found,) = hand_offs(Choice((spec,), "product"), ACCOUNT, HOSTS, order())
    assert found.url.startswith("mailto:ventes@example.org?")


def test_a_link_fills_its_placeholders_encoded() -> None:
    assert served("link-shared", sku="A/B&C=1").url == "https://pay.example.org/A%2FB%26C%3D1?q=2&v="
    assert served("link").url == "https://pay.example.org/?n=1&q=2&lang=fr#pay"


def test_a_link_with_an_unknown_placeholder_is_refused() -> None:
    assert refusals_of("link", url="https://pay.example.org/?p={price}") == [("checkout.placeholder", "url")]


@pytest.mark.parametrize(("language", "locale"), [("fr", "fr"), ("en", "en"), ("ar", "fr"), ("zgh", "fr")])
def test_stripe_gets_a_reference_and_a_language_that_it_speaks(language: str, locale: str) -> None:
    found = served("stripe", language=language, sku="A.B/1")
    assert query_of(found) == {"client_reference_id": f"{language}-A-B-1", "locale": locale}


def test_what_the_cooperative_chose_in_its_payment_link_stays() -> None:
    url = "https://buy.stripe.com/x?client_reference_id=own&locale=es&prefilled_email=a%40b.ma"
    spec = CheckoutSpec(provider="stripe", options=(("url", url),))
    (found,) = hand_offs(Choice((spec,), "product"), ACCOUNT, HOSTS, order(quantity=1))
    assert found.url == url


def test_a_link_that_sells_one_does_not_sell_two() -> None:
    spec = CheckoutSpec(provider="stripe", options=(("url", "https://buy.stripe.com/x"),))
    assert hand_offs(Choice((spec,), "product"), ACCOUNT, HOSTS, order(quantity=2)) == ()


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("shopify", "https://tamlalt.myshopify.com/cart/70881411:2,70881412:3?note=Merci%20d%E2%80%99emballer%20sans%20"
         "plastique&attributes%5Breference%5D=K7QM2X9B-tamlalt&discount=NO%C3%8BL-2026&locale=fr"),
        ("woocommerce", "https://boutique.example.org/checkout-link/?products=121:2,122:3&coupon=NO%C3%8BL-2026"),
        ("bigcommerce-id", "https://boutique.example.org/checkout/?products=151:2,152:3&coupon=NO%C3%8BL-2026&action=buy"),
        ("bigcommerce", "https://boutique.example.org/checkout/?products=ARG-1:2,ARG-2:3&coupon=NO%C3%8BL-2026&action=buy"),
    ],
)  # fmt: skip
def test_a_cart_is_written_as_the_shop_reads_it(name: str, url: str) -> None:
    found = hand_off_of(SERVING[name], cart(2))
    assert found is not None
    assert found.url == url


def test_a_classic_woocommerce_shop_gets_one_product_with_its_variation() -> None:
    assert served("woocommerce-classic").url == (
        "https://boutique.example.org/shop/?add-to-cart=121&variation_id=781&quantity=2"
    )


def test_ecwid_gets_its_basket_as_json() -> None:
    found = hand_off_of(SERVING["ecwid"], cart(1, note=""))
    assert found is not None
    address, _, basket = found.url.partition("#!/~/cart/create=")
    assert address == "https://boutique.example.org/store"
    assert unquote(basket) == (
        '{"gotoCheckout":true,"products":[{"id":66821181,"quantity":2}],'
        '"profile":{"orderComments":"K7QM2X9B-tamlalt · Code du chèque-cadeau\u00a0: NOËL-2026"}}'
    )


def test_single_products_are_linked_as_their_shops_do() -> None:
    voucher = OrderKind.VOUCHER
    assert served("gumroad").url == "https://tamlalt.gumroad.com/l/savon1?wanted=true"
    assert served("gumroad-many").url == "https://tamlalt.gumroad.com/l/savon1?wanted=true&quantity=2"
    assert served("lemonsqueezy", kind=voucher).url == (
        "https://tamlalt.lemonsqueezy.com/checkout/buy/0a8a9e4c-6a24-4c2b-9a3e-2f1d8c5b7e11?quantity=2"
    )
    assert served("paypal-payment").url == "https://www.paypal.com/ncp/payment/ABCDEFGH1231"
    assert query_of(served("paypal-button")) == {"cmd": "_s-xclick", "hosted_button_id": "ABCDEFGH1231"}


def test_an_endpoint_gets_the_order_as_json_and_nothing_in_its_address() -> None:
    found = hand_off_of(SERVING["endpoint"], cart(1, note=""))
    assert found is not None
    assert (found.method, found.url) == ("POST", "https://pay.example.org/.netlify/functions/cmi")
    assert found.fields == ((
        "order",
        '{"check":"0123456789ab #ABCD-EFGH","group":"K7QM2X9B","kind":"product","language":"fr","lines":[{"amount":'
        '"120.00","code":"0123456789abcdef","currency":"MAD","quantity":2,"sku":"ARG-1","title":"Huile d\'argan 1"}],'
        '"note":"","reference":"K7QM2X9B-tamlalt","voucher":"NOËL-2026"}',
    ),)  # fmt: skip
