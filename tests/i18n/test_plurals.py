from __future__ import annotations

import pytest
from babel import Locale

from sitegen.i18n.plurals import parse_plural_header, plural_rule, same_rule


def test_arabic_has_six_forms_in_the_order_of_its_tags() -> None:
    tags = ("zero", "one", "two", "few", "many", "other")
    rule, tag_of = plural_rule("ar"), Locale.parse("ar").plural_form
    assert rule.forms == 6
    assert [tags[rule.form_of(number)] for number in range(1200)] == [tag_of(number) for number in range(1200)]


@pytest.mark.parametrize(("number", "form"), [(0, 0), (1, 1), (2, 2), (3, 3), (103, 3), (11, 4), (111, 4), (100, 5)])
def test_the_test_points_of_arabic(number: int, form: int) -> None:
    assert plural_rule("ar").form_of(number) == form


def test_french_counts_zero_as_one_and_english_does_not() -> None:
    assert (plural_rule("fr").form_of(0), plural_rule("en").form_of(0)) == (0, 1)


def test_tamazight_has_one_form() -> None:
    assert (plural_rule("zgh").forms, plural_rule("zgh").form_of(7)) == (1, 0)


def test_rules_are_compared_by_what_they_choose() -> None:
    written_otherwise = parse_plural_header("nplurals=2; plural=n!=0 && n!=1")
    assert written_otherwise
    assert same_rule(written_otherwise, plural_rule("fr"))


@pytest.mark.parametrize("code", ["pt-BR", "ru", "ary", "de-AT", "tzm"])
def test_every_language_has_a_rule(code: str) -> None:
    rule = plural_rule(code)
    assert {rule.form_of(number) for number in range(200)} <= set(range(rule.forms))


@pytest.mark.parametrize(
    "header",
    ["", "nplurals=999999999; plural=0;", "nplurals=2; plural=__import__('os');", f"nplurals=2; plural={'(' * 399};"],
)
def test_a_hostile_header_states_no_rule(header: str) -> None:
    assert parse_plural_header(header) is None


def test_a_rule_that_divides_by_zero_is_another_rule() -> None:
    rule = parse_plural_header("nplurals=2; plural=n%0;")
    assert rule
    assert not same_rule(rule, plural_rule("fr"))
