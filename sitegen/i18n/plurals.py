"""Plural rules: which form of a gettext message a number takes, in each language."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from sitegen.i18n.languages import base_of, find_locale

# Babel numbers the last two Arabic forms the other way round than gettext, every translation tool and CLDR's order of
# tags (11 to 99 before 100 to 102), and gives Tamazight English's two forms where CLDR has one.
_HOUSE_RULES = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "zgh": "nplurals=1; plural=0;",
}

_HEADER = re.compile(r"\s*nplurals\s*=\s*([1-9])\s*;\s*plural\s*=([^;]{1,400});?\s*")

_NUMBERS_THAT_TELL = range(1025)


class PluralRule(NamedTuple):
    """How many forms a language has, the form (from 0) of a number, and both as a `Plural-Forms` header."""

    forms: int
    form_of: Callable[[int], int]
    header: str


@lru_cache(maxsize=256)
def plural_rule(code: str) -> PluralRule:
    """Return the gettext plural rule of a BCP 47 tag; English's for a language that nobody has a rule for."""
    header = _HOUSE_RULES.get(base_of(code)) or _babel_header(code)
    rule = parse_plural_header(header)
    if rule is None:
        raise ValueError(f"no plural rule can be read from {header!r}")
    return rule


def _babel_header(code: str) -> str:
    from babel.messages.plurals import get_plural

    return str(get_plural(find_locale(code) or "en"))


def parse_plural_header(header: str) -> PluralRule | None:
    """Return the rule that the value of a `Plural-Forms` header states, or None if it states none."""
    from gettext import c2py

    found = _HEADER.fullmatch(header)
    if found is None:
        return None
    try:
        return PluralRule(int(found[1]), c2py(found[2].strip()), header)
    except (ValueError, RecursionError):
        return None


def same_rule(one: PluralRule, other: PluralRule) -> bool:
    """Return whether two rules choose the same forms, however they are written."""
    try:
        return one.forms == other.forms and all(one.form_of(n) == other.form_of(n) for n in _NUMBERS_THAT_TELL)
    except ArithmeticError:
        return False
