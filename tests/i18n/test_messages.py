from __future__ import annotations

import pickle

import pytest
from jinja2 import Environment

from sitegen.i18n.catalogues import Catalogue
from sitegen.i18n.messages import BUYER_LANGUAGES, Messages, load_buyer_catalogue

PRODUCTS = ("", "%(num)s product")
ARABIC = Catalogue("ar", {PRODUCTS: ("صفر", "واحد", "اثنان", "%(num)s قليل", "%(num)s كثير", "%(num)s آخر")})
FRENCH = Catalogue("fr", {("", "Add"): ("Ajouter",), PRODUCTS: ("%(num)s produit", "%(num)s produits")})
TAMAZIGHT = Catalogue("zgh", {("", "Search"): ("ⵔⵣⵓ",)})
BUYER_MESSAGES = {
    "Hello, I would like to order:",
    "Hello, I would like a quote for:",
    "Hello, I would like to order this gift voucher:",
    "Order from %(shop)s: %(title)s",
    "Quote request from %(shop)s: %(title)s",
    "Quantity: %(quantity)s",
    "Total: %(total)s",
    "Reference: %(reference)s",
    "My name and town:",
    "Thank you!",
    "Unit price: %(price)s",
    "Price on request",
    "Voucher code: %(code)s",
    "Note: %(note)s",
    "I will pay in cash on delivery.",
    "My name, telephone and address:",
}


def test_the_first_layer_that_has_a_message_wins() -> None:
    site = Catalogue("fr", {("", "Add"): ("Mettre au panier",)})
    messages = Messages([site, FRENCH])
    assert messages.gettext("Add") == "Mettre au panier"
    assert messages.ngettext("%(num)s product", "%(num)s products", 2) == "%(num)s produits"


def test_a_missing_message_falls_back_language_by_language_and_says_so() -> None:
    messages = Messages([TAMAZIGHT, ARABIC, FRENCH])
    assert [messages.gettext(message) for message in ("Search", "Add", "Close")] == ["ⵔⵣⵓ", "Ajouter", "Close"]
    assert [messages.language_of(message) for message in ("Search", "Add", "Close")] == ["zgh", "fr", "en"]
    assert messages.language_of("%(num)s product") == "ar"
    assert messages.missing == (("", "Add"), ("", "Close"))


def test_a_plural_follows_the_language_that_supplies_it() -> None:
    messages = Messages([TAMAZIGHT, ARABIC, FRENCH])
    forms = [messages.ngettext("%(num)s product", "%(num)s products", number) for number in (0, 1, 2, 3, 11, 100)]
    assert forms == list(ARABIC.messages[PRODUCTS])
    assert Messages([FRENCH]).ngettext("%(num)s product", "%(num)s products", 0) == "%(num)s produit"


def test_a_plural_that_nobody_has_follows_english() -> None:
    assert [Messages([]).ngettext("day", "days", number) for number in (0, 1, 2)] == ["days", "day", "days"]


def test_contexts_are_kept_apart() -> None:
    messages = Messages([Catalogue("fr", {("verb", "Order"): ("Commander",), ("", "Order"): ("Commande",)})])
    assert (messages.pgettext("verb", "Order"), messages.gettext("Order")) == ("Commander", "Commande")
    assert messages.npgettext("noun", "Order", "Orders", 2) == "Orders"


def test_an_english_page_never_falls_back_to_french() -> None:
    messages = Messages([FRENCH], language="en")
    assert (messages.gettext("Add"), messages.missing) == ("Add", ())
    assert Messages([Catalogue("en"), FRENCH]).gettext("Add") == "Add"
    assert Messages([TAMAZIGHT, Catalogue("en"), FRENCH]).gettext("Add") == "Add"


def test_a_page_whose_language_has_no_layer_misses_everything() -> None:
    messages = Messages([FRENCH], language="zgh")
    assert (messages.gettext("Add"), messages.missing) == ("Ajouter", (("", "Add"),))


def test_messages_travel_to_other_processes() -> None:
    messages = Messages([ARABIC, FRENCH])
    again = pickle.loads(pickle.dumps(messages))
    assert again.digest == messages.digest
    assert again.ngettext("%(num)s product", "%(num)s products", 11) == "%(num)s كثير"


def test_the_digest_tells_other_messages_and_another_order_apart() -> None:
    assert len({Messages(layers).digest for layers in ([], [FRENCH], [FRENCH, ARABIC], [ARABIC, FRENCH])}) == 4


def test_templates_use_them() -> None:
    messages = Messages([ARABIC, FRENCH])
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        messages.gettext,
        messages.ngettext,
        newstyle=True,
        pgettext=messages.pgettext,
        npgettext=messages.npgettext,
    )
    template = '{{ _("Add") }} {{ ngettext("%(num)s product", "%(num)s products", 11) }} {{ pgettext("x", "Add") }}'
    assert environment.from_string(template).render() == "Ajouter 11 كثير Add"


@pytest.mark.parametrize("code", BUYER_LANGUAGES)
def test_a_buyers_words_have_no_faults(code: str) -> None:
    assert not load_buyer_catalogue(code).faults


@pytest.mark.parametrize("code", ["fr", "ar", "en", "es"])
def test_a_buyers_words_are_all_there(code: str) -> None:
    assert {message for _, message in load_buyer_catalogue(code).messages} == BUYER_MESSAGES


def test_no_invented_word_of_tamazight_is_sent() -> None:
    assert not load_buyer_catalogue("zgh").messages


def test_a_language_without_a_buyers_catalogue_has_an_empty_one() -> None:
    assert load_buyer_catalogue("de") == Catalogue("de")
    assert load_buyer_catalogue("fr-MA").language == "fr-MA"
