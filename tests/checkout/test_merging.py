"""A product completes its cooperative's checkout, the first that can serve an order does, and none is left alone."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.checkout.choice import Sellable, choose_checkout, shop_recipes
from sitegen.models.checkout import CheckoutSpec
from sitegen.models.cooperative import Cooperative
from sitegen.models.product import Product
from tests.checkout.orders import HOSTS
from tests.support.site import SETTINGS, build_site, built, check_site, document, errors, make_site, page, product

LINK = "https://pay.example.org/"
SHOPIFY = {"provider": "shopify", "shop": "tamlalt.myshopify.com"}
GIVEN = {"provider": "shopify", "variant": 123}
VOUCHERS = {"provider": "lemonsqueezy", "store": "tamlalt.lemonsqueezy.com"}
STRIPE = {"provider": "stripe", "url": "https://buy.stripe.com/abc"}
ALLOWED = SETTINGS.replace('["buy.stripe.com", "pay.example.org"]', json.dumps(HOSTS))
CONTACT = {"whatsapp": "+212612345678"}


def made(kind: type[Any], **fields: object) -> Any:
    facts = {"title": "A", "cooperative": "c", "category": "h", "price": "120 MAD"}
    place = {"title": "C", "region": "r", "contact": CONTACT}
    return kind.model_validate({**(facts if kind is Product else place), **fields})


def site(cooperative: dict[str, object], *products: str) -> str:
    facts = {"title": "Tamlalt", "region": "souss", "contact": CONTACT, **cooperative}
    files = f"-- sitegen.toml --\n{ALLOWED}\n-- content/cooperatives/tamlalt.md --\n{document(facts)}"
    return files + "".join(products)


def ways(output: Path, url: str = "/fr/products/argan/") -> list[str]:
    """Return where the ways to order of a page lead that work without JavaScript."""
    markup = page(output, url)
    found = re.findall(r'<a class="buy"[^>]* href="([^"]+)"|<form class="buy" method="post" action="([^"]+)"', markup)
    return [unescape(link or form) for link, form in found]


def problems_of(root: Path, text: str) -> list[tuple[str, str, str]]:
    found = check_site(make_site(root, text)).problems
    return [(problem.severity.value, problem.code, problem.field) for problem in found
            if not problem.code.startswith(("picture.", "search."))]  # fmt: skip


@pytest.mark.parametrize(
    ("own", "specs", "level"),
    [
        (None, [SHOPIFY, {"provider": "whatsapp"}], "cooperative"),
        (GIVEN, [{**SHOPIFY, "variant": "123"}, {"provider": "whatsapp"}], "cooperative"),
        ([GIVEN, "mailto"], [{**SHOPIFY, "variant": "123"}, {"provider": "mailto"}], "product"),
        ({**SHOPIFY, "shop": "other.myshopify.com", "variant": 1},
         [{"provider": "shopify", "shop": "other.myshopify.com", "variant": "1"}], "product"),
        ("whatsapp", [{"provider": "whatsapp"}], "product"),
        (STRIPE, [STRIPE], "product"),
    ],
)  # fmt: skip
def test_options_of_a_product_go_over_those_of_the_account(
    own: object, specs: list[dict[str, str]], level: str
) -> None:
    maker = made(Cooperative, checkout=[SHOPIFY, "whatsapp"])
    choice = choose_checkout(made(Product, checkout=own), None, maker, ())
    assert [{"provider": spec.provider, **dict(spec.options)} for spec in choice.specs] == specs
    assert choice.level == level


def test_a_variant_completes_what_its_product_and_its_cooperative_say() -> None:
    variants = [{"id": "v", "title": "V", "checkout": {"provider": "woocommerce", "variation": 789}}]
    record = made(Product, variants=variants, checkout={"provider": "woocommerce", "product": 12})
    maker = made(Cooperative, checkout={"provider": "woocommerce", "store": "boutique.example.org", "style": "classic"})
    (spec,) = choose_checkout(record, record.variants[0], maker, ()).specs
    assert dict(spec.options) == {
        "product": "12", "store": "boutique.example.org", "style": "classic", "variation": "789",
    }  # fmt: skip


def test_the_first_that_can_serve_a_product_is_its_main_button(tmp_path: Path) -> None:
    text = site(
        {"checkout": ["stripe", "whatsapp"]},
        product("argan", checkout=STRIPE),
        product("amlou"),
        product("miel", checkout=STRIPE, quantity={"min": 2}),
    )
    output = built(tmp_path, text)
    assert [link.split("?")[0] for link in ways(output)] == ["https://buy.stripe.com/abc", "https://wa.me/212612345678"]
    assert [link.split("?")[0] for link in ways(output, "/fr/products/amlou/")] == ["https://wa.me/212612345678"]
    assert [link.split("?")[0] for link in ways(output, "/fr/products/miel/")] == ["https://wa.me/212612345678"]


def test_a_form_works_without_javascript(tmp_path: Path) -> None:
    text = site({"checkout": {"provider": "endpoint", "url": LINK + "f"}}, product(title="Huile \"'argan'\" & <b>"))
    output = built(tmp_path, text)
    markup = page(output, "/ar/products/argan/")
    assert ways(output, "/ar/products/argan/") == [LINK + "f"]
    fields = {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', markup)
    }
    told = json.loads(fields["order"])
    assert told["lines"][0]["title"] == "Huile \"'argan'\" & <b>"
    assert (told["lines"][0]["amount"], told["language"]) == ("120.00", "ar")


def test_goods_that_complete_one_account_are_handed_over_together() -> None:
    maker = made(Cooperative, checkout=[SHOPIFY, "stripe", "whatsapp"])
    checkouts: dict[str, object] = {
        "a": {"provider": "shopify", "variant": 1}, "b": {"provider": "shopify", "variant": 2}, "c": STRIPE, "d": None,
        "e": "mailto", "f": {"provider": "link", "url": LINK},
    }  # fmt: skip
    goods = [Sellable(made(Product, checkout=own), None, sku, {"fr": sku}) for sku, own in checkouts.items()]
    found = shop_recipes(maker, (), HOSTS, goods)
    shopify, stripe, whatsapp = found.shared
    assert shopify.items == {"a": {"id": "1"}, "b": {"id": "2"}}
    assert stripe.items == {"c": {"url": STRIPE["url"]}}
    assert whatsapp.items is None
    assert {sku: [one.provider for one in recipes] for sku, recipes in found.own.items()} == {"e": [], "f": ["link"]}


def test_a_recipe_that_nothing_can_use_is_not_published() -> None:
    maker = made(Cooperative, checkout=["stripe", "whatsapp"])
    found = shop_recipes(maker, (), HOSTS, [Sellable(made(Product), None, "a", {"fr": "A"})])
    assert [recipe.provider for recipe in found.shared] == ["whatsapp"]


@pytest.mark.parametrize(
    ("cooperative", "fields", "expected"),
    [
        ({"business": "a@b.ma"}, {}, [("error", "checkout.currency", "checkout")]),
        ({"business": "a@b.ma"}, {"price": {"MAD": "120", "EUR": "11.50"}}, []),
        ({"business": "a b"}, {}, [("error", "checkout.option", "checkout.business")]),
    ],
)  # fmt: skip
def test_a_price_in_dirhams_alone_is_nothing_for_paypal(
    tmp_path: Path, cooperative: dict[str, str], fields: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    text = site({"checkout": {"provider": "paypal", **cooperative}}, product(**fields))
    warning = ("warning", "checkout.tamperable", "checkout")
    assert sorted(problems_of(tmp_path, text)) == sorted([*expected, warning])


SNIPCART = {"provider": "snipcart", "key": "YmFzZTY0LW9mLXRoZS1wdWJsaWMta2V5"}


@pytest.mark.parametrize(
    ("checkout", "fields", "code"),
    [
        ([SNIPCART], {}, "checkout.needs_script"),
        (["stripe"], {}, "checkout.no_url"),
        (["stripe"], {"checkout": STRIPE, "quantity": {"min": 2}}, "checkout.quantity"),
        (["stripe"], {"checkout": STRIPE, "type": "quote", "price": None}, "checkout.kind"),
        ([], {"checkout": {**VOUCHERS, "variant": "0a8a9e4c-6a24-4c2b-9a3e-2f1d8c5b7e10"}}, "checkout.kind"),
        ([SHOPIFY], {}, "checkout.no_option"),
        ([SHOPIFY], {"checkout": {"provider": "shopify", "variant": "x"}}, "checkout.option"),
        ([{**SHOPIFY, "variant": 1}], {}, "checkout.shared_link"),
        ([SHOPIFY], {"checkout": {"provider": "shopify", "variant": 1}, "variants": [{"id": "a", "title": "A"}]},
         "checkout.variant_link"),
        ([{"provider": "paypal", "me": "tamlalt"}], {}, "checkout.shared_link"),
        ([{"provider": "shopify", "shop": "evil.example.com"}], {"checkout": {"provider": "shopify", "variant": 1}},
         "checkout.host"),
        ([{"provider": "cash", "by": "pigeon"}], {}, "checkout.option"),
        ([{"provider": "sms", "phone": "06"}], {}, "phone.not_e164"),
    ],
)  # fmt: skip
def test_a_combination_that_cannot_work_stops_publication(
    tmp_path: Path, checkout: list[object], fields: dict[str, Any], code: str
) -> None:
    report = build_site(make_site(tmp_path, site({"checkout": checkout}, product(**fields))))
    assert {problem.code for problem in errors(report)} == {code}
    assert report.output is None


def test_a_risk_is_told_where_it_is_written_and_does_not_stop_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FOXY_API_KEY", raising=False)
    foxy = {"provider": "foxy", "store": "tamlalt.foxycart.com"}
    text = site({"checkout": [foxy]}, product(), product("b", checkout={"provider": "paypal", "business": "a@b.ma"},
                                                         price="11 EUR"))  # fmt: skip
    report = build_site(make_site(tmp_path, text))
    assert report.output is not None
    told = {(p.path, p.code, p.severity.value) for p in report.problems if p.code.startswith("checkout.")}
    assert told == {
        ("content/cooperatives/tamlalt.md", "checkout.unsigned", "warning"),
        ("content/products/b/index.md", "checkout.tamperable", "warning"),
    }


OWN: list[object] = [
    None, "whatsapp", "mailto", "sms", "cash", STRIPE, {"provider": "link", "url": LINK + "{sku}"}, SNIPCART, SHOPIFY,
    {"provider": "link", "url": LINK}, GIVEN, {"provider": "paypal", "business": "a@b.ma"},
    {"provider": "paypal", "button": "ABCDEFGH1234"}, {"provider": "bigcommerce", "store": "boutique.example.org"},
    {"provider": "endpoint", "url": LINK + "f"}, ["stripe", "whatsapp"], [SNIPCART, "mailto"], [SHOPIFY, "cash"],
    {"provider": "woocommerce", "store": "boutique.example.org"}, {"provider": "woocommerce", "product": 5},
]  # fmt: skip
FORMS: list[dict[str, Any]] = [
    {}, {"price": {"MAD": "120", "EUR": "11"}}, {"quantity": {"min": 3, "step": 3}}, {"availability": "out_of_stock"},
    {"type": "quote", "minimum": 4}, {"type": "voucher", "price": None, "denominations": [100, 200]},
    {"variants": [{"id": "a", "title": "A"}, {"id": "b", "title": "B", "price": "9 EUR"}]},
]  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(OWN), st.sampled_from(OWN), st.sampled_from(FORMS), st.booleans())
def test_no_product_is_published_without_a_way_to_buy_that_works_without_javascript(
    tmp_path_factory: pytest.TempPathFactory, shared: object, own: object, form: dict[str, Any], has_contact: bool
) -> None:
    """Either somebody is told what to mend, or each form of the product that can be ordered has a link or a form."""
    facts: dict[str, object] = {"checkout": shared, **({} if has_contact else {"contact": {}})}
    root = make_site(tmp_path_factory.mktemp("site"), site(facts, product(checkout=own, **form)))
    report = build_site(root)
    if report.output is None:
        assert errors(report)
        return
    wanted = 0 if form.get("availability") else len(form.get("variants", form.get("denominations", [0])))
    for language in ("fr", "ar", "zgh"):
        markup = page(report.output, f"/{language}/products/argan/")
        sections = (
            re.findall(r'<section id="\w+">.*?</section>', markup, re.DOTALL) if form.get("variants") else [markup]
        )
        assert all(re.search(r'class="buy"', section) for section in sections) or not wanted
        assert len(ways(report.output, f"/{language}/products/argan/")) >= wanted
        assert wanted or not ways(report.output, f"/{language}/products/argan/")


def test_a_switch_is_written_as_yaml_writes_it() -> None:
    spec = made(Product, checkout={**STRIPE, "adjustable": True}).checkout[0]
    assert spec == CheckoutSpec(provider="stripe", options=(("adjustable", "true"), ("url", STRIPE["url"])))
