"""Words are set as a printer would: apostrophes, and spaces at which no line may break."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.i18n.typography import typeset, typeset_html
from sitegen.load.markup import render_body

TYPED_AGAIN = {0x2019: "'", 0xA0: " ", 0x202F: " "}
WIDE, NARROW = "\u00a0", "\u202f"

LANGUAGES = st.sampled_from(["fr", "fr-CA", "ar", "zgh", "en", "es"])
TYPED = st.text(st.sampled_from("aéZ9 '’:;!?«»%€kg<>&\"كⵣ\n"), max_size=40)


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
def test_an_apostrophe_between_letters_is_curved_in_every_language(language: str) -> None:
    assert typeset("L'huile d'argan d'Aït Baha, aujourd'hui", language) == "L’huile d’argan d’Aït Baha, aujourd’hui"
    assert typeset("l'« amlou » et l'1 %", language).count("’") == 2


def test_feet_minutes_and_quotation_marks_stay_as_they_are() -> None:
    assert typeset("6' x 9', 5'' et 'ainsi' ; \"cela\"", "en") == "6' x 9', 5'' et 'ainsi' ; \"cela\""


def test_no_line_breaks_before_french_punctuation() -> None:
    typed = "Huiles, miels : tout est là ! Vraiment ? Oui ; « tout »."
    printed = f"Huiles, miels{WIDE}: tout est là{NARROW}! Vraiment{NARROW}? Oui{NARROW}; «{WIDE}tout{WIDE}»."
    assert typeset(typed, "fr") == printed
    assert typeset(typed, "fr-CA") == printed


@pytest.mark.parametrize("language", ["ar", "en", "es", "zgh"])
def test_the_spaces_of_other_languages_are_not_french(language: str) -> None:
    assert typeset("Un ; deux : trois ! « quatre »", language) == "Un ; deux : trois ! « quatre »"


@pytest.mark.parametrize("language", ["fr", "ar", "es"])
def test_a_number_keeps_its_unit_on_the_line(language: str) -> None:
    assert typeset("60 %, 90 DH, 200 g, 18 °C, 8,50 €", language) == "60 %, 90 DH, 200 g, 18 °C, 8,50 €".replace(
        " ", WIDE
    ).replace(f",{WIDE}", ", ")
    assert typeset("3 grands bols, 2 mois, 4 garçons", language) == "3 grands bols, 2 mois, 4 garçons"


def test_square_metres_stay_with_their_number_and_rates_too() -> None:
    assert typeset("3 m², 2 m³, 7 MAD/kg, 10 km/h, ٥٠ DH", "ar") == "3 m², 2 m³, 7 MAD/kg, 10 km/h, ٥٠ DH".replace(
        " ", WIDE
    ).replace(f",{WIDE}", ", ")


def test_addresses_that_are_read_stay_to_the_letter() -> None:
    typed = "L'adresse : o'brien@example.org, https://example.org/d'accord ; d'autres"
    printed = f"L’adresse{WIDE}: o'brien@example.org, https://example.org/d'accord{NARROW}; d’autres"
    assert typeset(typed, "fr") == printed
    assert typeset_html(f"<p>{typed}</p>", "fr") == f"<p>{printed}</p>"


def test_a_name_of_no_language_has_curved_apostrophes_and_no_french_spaces() -> None:
    assert typeset("L'Or : SARL d'AU") == "L’Or : SARL d’AU"


@pytest.mark.parametrize(
    "typed",
    [
        """[a](https://e.org/d'a "x > <x> : y")""",
        "![> <x>](a.jpg)",
        """<a title="> <code> x" href="https://e.org/l'a">l'a</a>""",
        "<\0> <x> l'<x>a <code>l'a",
        "`<x>` " * 3 + "l'`a` <pre>l'a : b</pre>",
    ],
)
def test_nothing_that_strangers_write_moves_what_is_kept(typed: str) -> None:
    html = render_body(typed, "content/pages").html
    printed = typeset_html(html, "fr")
    assert printed.translate(TYPED_AGAIN) == html.translate(TYPED_AGAIN)
    assert re.findall('(?:href|src)="[^"]*"', printed) == re.findall('(?:href|src)="[^"]*"', html)
    assert re.findall("<code>[^<]*|<pre>[^<]*", printed) == re.findall("<code>[^<]*|<pre>[^<]*", html)


def test_addresses_and_code_stay_to_the_letter() -> None:
    link = """<a title="l'ici" href="https://example.org/d'accord">d'ici</a>"""
    html = f"<p>{link} <code>l'a : b</code> l'<em>amlou</em> : bon</p>"
    printed = link.replace("l'ici", "l’ici").replace("d'ici", "d’ici")
    assert typeset_html(html, "fr") == f"<p>{printed} <code>l'a : b</code> l’<em>amlou</em>{WIDE}: bon</p>"


@given(words=TYPED, language=LANGUAGES)
def test_typesetting_replaces_one_by_one_and_twice_is_as_once(words: str, language: str) -> None:
    printed = typeset(words, language)
    assert printed.translate(TYPED_AGAIN) == words.replace("’", "'")
    assert typeset(printed, language) == printed


@given(words=TYPED, code=st.booleans(), language=LANGUAGES)
def test_the_tags_of_a_text_stay_to_the_letter(words: str, code: bool, language: str) -> None:
    text = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    tag = "code" if code else "em"
    html = f"""<p lang="d'a : b">{text}<br>d'<{tag}>{text}</{tag}></p>"""
    printed = typeset_html(html, language)
    assert re.findall("<[^>]*>", printed) == re.findall("<[^>]*>", html)
    assert not code or f"<code>{text}</code>" in printed
