"""Words are set as a printer would: apostrophes, and spaces at which no line may break."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.i18n.typography import typeset, typeset_html

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


def test_addresses_and_code_stay_to_the_letter() -> None:
    html = "<p><a href=\"https://example.org/d'accord\">d'ici</a> <code>l'a : b</code> l'<em>amlou</em> : bon</p>"
    printed = (
        f"<p><a href=\"https://example.org/d'accord\">d’ici</a> <code>l'a : b</code> l’<em>amlou</em>{WIDE}: bon</p>"
    )
    assert typeset_html(html, "fr") == printed


@given(words=TYPED, language=LANGUAGES)
def test_typesetting_replaces_one_by_one_and_twice_is_as_once(words: str, language: str) -> None:
    printed = typeset(words, language)
    assert printed.translate({0x2019: "'", 0xA0: " ", 0x202F: " "}) == words.replace("’", "'")
    assert typeset(printed, language) == printed


@given(words=TYPED, language=LANGUAGES)
def test_the_tags_of_a_text_stay_to_the_letter(words: str, language: str) -> None:
    html = f"<p title=\"d'a : b\">{words.replace('<', '&lt;').replace('>', '&gt;')}<br>d'<em>a</em></p>"
    assert re.findall("<[^>]*>", typeset_html(html, language)) == re.findall("<[^>]*>", html)
