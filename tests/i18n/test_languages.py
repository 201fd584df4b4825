from __future__ import annotations

import subprocess
import sys

import pytest

from sitegen.i18n.languages import HOUSE_LANGUAGES, UnknownLanguage, find_locale, make_language


@pytest.mark.parametrize("code", HOUSE_LANGUAGES)
def test_a_house_language_agrees_with_babel(code: str) -> None:
    language = make_language(code)
    locale, own = find_locale(language.locale), find_locale(code)
    assert locale is not None
    assert own is not None
    assert language.direction == locale.text_direction
    assert language.name.lower() == str(own.display_name).lower()
    assert (language.html_lang, language.hreflang, str(language)) == (code, code, code)


def test_arabic_is_moroccan_and_runs_from_right_to_left() -> None:
    assert (make_language("ar").locale, make_language("ar").direction) == ("ar_MA", "rtl")


def test_tamazight_runs_from_left_to_right() -> None:
    assert make_language("zgh").direction == "ltr"


def test_any_language_of_babel_is_accepted() -> None:
    language = make_language("pt-BR")
    assert (language.locale, language.name, language.base) == ("pt_BR", "Português (Brasil)", "pt")
    assert make_language("fa").direction == "rtl"


def test_a_site_may_choose_another_locale() -> None:
    assert make_language("fr", "fr-CA").locale == "fr_CA"
    assert make_language("fr", "fr_CA").name == "Français"


def test_a_language_that_babel_lacks_may_borrow_a_locale() -> None:
    assert make_language("ary", "ar_MA").direction == "rtl"


def test_a_script_without_capitals_is_left_alone() -> None:
    assert make_language("ka").name == "ქართული"


@pytest.mark.parametrize(
    ("code", "locale", "hint"),
    [
        ("FR_ma", None, 'write "fr-MA"'),
        ("../fr", None, "write a BCP 47 tag such as fr, ar, zgh or pt-BR"),
        ("", None, "write a BCP 47 tag such as fr, ar, zgh or pt-BR"),
        ("fr\n", None, 'write "fr"'),
        ("xx", None, "choose the locale of a close language"),
        ("fr", "ar_MA", 'write "fr" or leave it out'),
        ("fr", "../../etc", "write a Babel locale such as fr_MA, or leave it out"),
    ],
)
def test_nonsense_is_refused_with_a_hint(code: str, locale: str | None, hint: str) -> None:
    with pytest.raises(UnknownLanguage) as refused:
        make_language(code, locale)
    assert refused.value.hint == hint


def test_the_house_languages_do_not_load_babel() -> None:
    script = (
        "import sys; from sitegen.i18n import formats, languages, messages, regions;"
        "[languages.make_language(code) for code in languages.HOUSE_LANGUAGES]; sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run((sys.executable, "-c", script), check=False).returncode == 0
