from __future__ import annotations

import pytest

from sitegen.i18n.regions import LANGUAGES, OLD_CODES, REGION_CODES, is_region, region_name


def test_there_are_twelve_regions_with_a_name_in_every_language() -> None:
    names = [region_name(code, language) for code in REGION_CODES for language in LANGUAGES]
    assert len(names) == 12 * 5
    assert all(names)


def test_a_name_is_in_its_language() -> None:
    assert region_name("MA-07", "fr") == "Marrakech-Safi"
    assert region_name("MA-07", "ar") == "مراكش-آسفي"
    assert region_name("MA-07", "zgh") == "ⵎⵕⵕⴰⴽⵛ-ⴰⵙⴼⵉ"
    assert region_name("MA-07", "fr-MA") == "Marrakech-Safi"


def test_no_name_says_more_than_the_region() -> None:
    assert not [name for code in REGION_CODES if "(" in (name := region_name(code, "fr") or "")]


def test_an_unknown_region_or_language_has_no_name() -> None:
    assert region_name("MA-99", "fr") is None
    assert region_name("MA-07", "de") is None


@pytest.mark.parametrize("code", OLD_CODES)
def test_a_code_of_before_2015_is_no_region_and_offers_codes_of_today(code: str) -> None:
    assert not is_region(code)
    assert is_region(OLD_CODES[code][:5])
