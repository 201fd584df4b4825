"""The money diff: nothing that money depends on changes unseen, and nothing in it can break what shows it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.orders.money import Change, Fact, changes_between, price_facts, site_facts
from sitegen.orders.money_diff import COMMENT_LIMIT, MARKER, MoneyDiff, as_comment, as_json, as_text
from sitegen.orders.plain import plain
from sitegen.pricing import load_site_content
from tests.orders.shop import prices
from tests.support.site import SETTINGS, document, make_site, product

GOLDEN = Path(__file__).with_name("money_comment.md")
HOSTILE = [
    "a | b", "`code`", "\n\n# Title", "<script>alert(1)</script>", "-->", "@everyone", "#1", "https://evil.example/",
    "www.evil.example", "![x](https://evil.example/x.png)", "[x](javascript:x)", "&lt;b&gt;", "\u202eevil",
    "\x1b[31mred", "\x1b]0;title\x07", "**bold** _x_ ~~y~~", "\\", "\u2028", "a\rb", "\x00", "$x^2$", "</code>",
    "<!-- x", ":+1:",
]  # fmt: skip


def facts(root: Path, text: str) -> list[Fact]:
    content = load_site_content(make_site(root, text))
    assert not content.problems, content.problems
    return list(site_facts(content.config, content.loaded.records))


def cooperative(body: str = "Des femmes.", **fields: object) -> str:
    known = {"title": "Tamlalt", "region": "souss", "contact": {"whatsapp": "+212612345678"}}
    return "-- content/cooperatives/tamlalt.md --\n" + document({**known, **fields}, body)


def settings(old: str, new: str) -> str:
    return "-- sitegen.toml --\n" + SETTINGS.replace(old, new)


VARIANT = {"id": "a", "title": "A", "price": "100 MAD", "sku": "ARG-A"}
VOUCHER: dict[str, Any] = {"type": "voucher", "price": None}
QUOTE: dict[str, Any] = {"type": "quote", "tiers": [{"from": 50, "price": "100 MAD"}]}
STRIPE = {"provider": "stripe", "url": "https://buy.stripe.com/abc"}
PHONE = {"whatsapp": "+212612345678", "phone": "+212612345678", "email": "a@example.org"}
ZONE = {"title": "Maroc", "countries": ["MA"], "price": 30, "free_from": 500, "days": [1, 3]}
AT = "products/argan"
MAKER = "cooperatives/tamlalt"


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (product(), product(price="12 MAD"), Change(AT, "price", "120.00 MAD", "12.00 MAD")),
        (product(), product(price="120 EUR"), Change(AT, "price", "120.00 MAD", "120.00 EUR")),
        (product(price={"MAD": 120, "EUR": 12}), product(price={"EUR": 10, "MAD": 120}),
         Change(AT, "price", "12.00 EUR", "10.00 EUR")),
        (product(), product(price={"MAD": 120, "EUR": 12}), Change(AT, "price", None, "12.00 EUR")),
        (product(compare_at="140 MAD"), product(), Change(AT, "compare_at", "140.00 MAD", None)),
        (product(), product(sku="ARG"), Change(AT, "sku", None, "ARG")),
        (product(), product(draft=True, price=10), Change(AT, "price", "120.00 MAD", "10.00 MAD")),
        (product(variants=[VARIANT]), product(variants=[{**VARIANT, "price": "1 MAD"}]),
         Change(AT, "variants.a.price", "100.00 MAD", "1.00 MAD")),
        (product(variants=[VARIANT]), product(variants=[{**VARIANT, "checkout": STRIPE}]),
         Change(AT, "variants.a.checkout.1.url", None, "https://buy.stripe.com/abc")),
        (product(**VOUCHER, denominations=[100, 200]), product(**VOUCHER, denominations=[100, 300]),
         Change(AT, "denominations", "200.00 MAD", "300.00 MAD")),
        (product(**QUOTE), product(**{**QUOTE, "tiers": [{"from": 50, "price": "90 MAD"}]}),
         Change(AT, "tiers.50", "100.00 MAD", "90.00 MAD")),
        (product(checkout=STRIPE), product(checkout={**STRIPE, "url": "https://buy.stripe.com/abd"}),
         Change(AT, "checkout.1.url", "https://buy.stripe.com/abc", "https://buy.stripe.com/abd")),
        (product(checkout=STRIPE), product(checkout={**STRIPE, "provider": "link"}),
         Change(AT, "checkout.1.provider", "stripe", "link")),
        (product(), product(checkout={"provider": "whatsapp", "phone": "+212600000000"}),
         Change(AT, "checkout.1.phone", None, "+212600000000")),
        (cooperative(contact=PHONE), cooperative(contact={**PHONE, "phone": "+212600000000"}),
         Change(MAKER, "contact.phone", "+212612345678", "+212600000000")),
        (cooperative(contact=PHONE), cooperative(contact={**PHONE, "whatsapp": "+212600000000"}),
         Change(MAKER, "contact.whatsapp", "+212612345678", "+212600000000")),
        (cooperative(contact=PHONE), cooperative(contact={**PHONE, "email": "b@example.org"}),
         Change(MAKER, "contact.email", "a@example.org", "b@example.org")),
        (cooperative(social={"instagram": "https://instagram.com/a"}), cooperative(),
         Change(MAKER, "social.instagram", "https://instagram.com/a", None)),
        (cooperative(shipping={"zones": [ZONE]}), cooperative(shipping={"zones": [{**ZONE, "price": 40}]}),
         Change(MAKER, "shipping.zones.1.price", "30.00 MAD", "40.00 MAD")),
        (cooperative(), cooperative("[Payez ici](https://evil.example/pay)"),
         Change(f"{MAKER} (fr)", "link", None, "https://evil.example/pay")),
        (cooperative(), cooperative("Appelez le +212 6 99 99 99 99."),
         Change(f"{MAKER} (fr)", "phone", None, "+212699999999")),
        (cooperative(), cooperative("Écrivez à vol@evil.example"),
         Change(f"{MAKER} (fr)", "email", None, "vol@evil.example")),
        (product(), product(summary="Payez au 06 99 99 99 99 99"),
         Change(f"{AT} (fr)", "phone", None, "069999999999")),
        ("", settings('"pay.example.org"]', '"evil.example"]'),
         Change("sitegen.toml", "checkout.allowed_hosts", "pay.example.org", "evil.example")),
        ("", settings('"pay.example.org"]', '"pay.example.org", "evil.example"]'),
         Change("sitegen.toml", "checkout.allowed_hosts", None, "evil.example")),
        ("", settings("[checkout]", '[checkout]\nsigning_public_key = "' + "A" * 43 + '="'),
         Change("sitegen.toml", "checkout.signing_public_key", None, "A" * 43 + "=")),
        ("", settings("[checkout]", '[checkout]\ndefault = {provider = "mailto", address = "a@example.org"}'),
         Change("sitegen.toml", "checkout.default.1.address", None, "a@example.org")),
        ("", settings('currency = "MAD"', 'currency = "EUR"'),
         Change("sitegen.toml", "site.currency", "MAD", "EUR")),
        ("", settings("souk.example.org", "evil.example"),
         Change("sitegen.toml", "site.base_url", "https://souk.example.org", "https://evil.example")),
    ],
)  # fmt: skip
def test_what_money_depends_on_does_not_change_unseen(tmp_path: Path, before: str, after: str, change: Change) -> None:
    changes = changes_between(facts(tmp_path / "before", before), facts(tmp_path / "after", after))
    assert change in changes


def test_money_that_goes_to_another_cooperative_is_a_change(tmp_path: Path) -> None:
    other = "-- content/cooperatives/other.md --\n" + document({"title": "Other", "region": "souss"})
    before, after = (facts(tmp_path / name, product(cooperative=name) + other) for name in ("tamlalt", "other"))
    assert changes_between(before, after) == (Change(AT, "cooperative", "tamlalt", "other"),)


def test_what_has_nothing_to_do_with_money_is_no_change(tmp_path: Path) -> None:
    before = facts(tmp_path / "before", product() + cooperative())
    after = facts(tmp_path / "after", product(title="Huile", body="Autre texte. 250 ml, 2026-05-01, 12 × 3.",
                                              labels=[], tags=["x"], order=3) + cooperative(members=12))  # fmt: skip
    assert changes_between(before, after) == ()


def test_a_file_that_only_moved_is_no_change(tmp_path: Path) -> None:
    before = facts(tmp_path / "before", product())
    after = facts(tmp_path / "after", product().replace("argan/index.md", "argan.md"))
    assert changes_between(before, after) == ()


SOME_FACTS = [Fact(where, field, value) for where in "ab" for field in "xy" for value in ("1 M", "2 M", "3 E")]


@given(st.lists(st.sampled_from(SOME_FACTS), max_size=9), st.randoms())
def test_the_same_facts_are_no_change_and_a_change_can_be_undone(some: list[Fact], chance: Any) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)
    assert changes_between(some, shuffled) == ()
    other = some[len(some) // 2 :]
    forth, back = changes_between(some, other), changes_between(other, some)
    assert {(c.where, c.field, c.old, c.new) for c in forth} == {(c.where, c.field, c.new, c.old) for c in back}
    assert bool(forth) is (sorted(some) != sorted(other))


def test_releases_are_compared_by_their_prices() -> None:
    changes = changes_between(price_facts(prices()), price_facts(prices(savon={"price": "30 MAD"}, tapis={})))
    assert Change("products/savon [savon]", "price", "35.00 MAD", "30.00 MAD") in changes
    assert Change("products/tapis [TAPIS_7]", "price", "12500.50 MAD", None) in changes


DIFF = MoneyDiff(
    "0123456789abcdef",
    (
        Change("sitegen.toml", "checkout.allowed_hosts", None, "pay.example.org"),
        Change(AT, "price", "120.00 MAD", "90.00 MAD"),
        Change(MAKER, "contact.whatsapp", "+212612345678", "+212600000000"),
        Change("products/tapis", "checkout.1.url", "https://buy.stripe.com/a_b", None),
        *(Change("x", "link", value, None) for value in HOSTILE),
    ),
    ("content/products/old.md",),
    ("content/products/a|b.md",),
)


def test_a_comment_is_what_it_was() -> None:
    assert as_comment(DIFF) == GOLDEN.read_text(encoding="utf-8")


@given(st.text(max_size=400) | st.sampled_from(HOSTILE))
def test_no_value_leaves_its_cell(value: str) -> None:
    diff = MoneyDiff("x", (Change(value, value, value, value),), (value,), (value,))
    comment = as_comment(diff)
    calm = as_comment(MoneyDiff("x", (Change("v", "v", "v", "v"),), ("v",), ("v",)))
    assert comment.isprintable() or set(comment) - {"\n"} == {c for c in comment if c.isprintable()}
    cells = re.findall(r"<code>(.*?)</code>", comment)
    assert re.sub(r"<code>.*?</code>", "<code>v</code>", comment) == calm
    assert all(unescape(cell) == plain(value) for cell in cells)
    assert not any(re.search(r"[<>|`*\[\]@:/.\\~$!_-]", re.sub(r"&#\d+;", "", cell)) for cell in cells)


@given(st.text(max_size=400) | st.sampled_from(HOSTILE))
def test_no_value_writes_on_the_terminal_what_is_not_shown(value: str) -> None:
    lines = list(as_text(MoneyDiff("x", (Change(value, "f", value, None),), (value,), (value,))))
    assert len(lines) == 3
    assert all(line.isprintable() for line in lines)


@given(st.text(min_size=1, max_size=900), st.text(min_size=1, max_size=900))
def test_two_values_never_look_the_same(one: str, other: str) -> None:
    assert (plain(one) == plain(other)) is (one == other)


def test_two_long_values_that_differ_in_the_middle_look_different() -> None:
    one, other = ("https://pay.example.org/" + "a" * 500 + letter + "b" * 500 for letter in "xy")
    assert plain(one) != plain(other)


def test_a_comment_has_its_mark_and_its_limit() -> None:
    many = MoneyDiff("x", tuple(Change(AT, f"{n}", "`" * 200, "|" * 200) for n in range(900)), ("p" * 500,) * 900)
    comment = as_comment(many)
    assert comment.startswith(MARKER + "\n")
    assert len(comment) < COMMENT_LIMIT + 5_000
    assert "more changes have no room here" in comment
    assert as_comment(MoneyDiff("x", ())) == f"{MARKER}\nNo price, account, link, phone number or address changes.\n"


def test_programs_get_the_values_as_they_are() -> None:
    told = as_json(DIFF)
    assert told["changes"][4]["old"] == HOSTILE[0]
    assert (told["unread_before"], told["unread_now"]) == (["content/products/old.md"], ["content/products/a|b.md"])
