"""Typesetting: contributors type straight apostrophes and plain spaces; readers see what a printer would have set.

Only characters that are there are replaced, each by one: nothing is added or taken away, so that limits on lengths hold
and texts can be compared. Straight quotation marks stay, because they also stand for inches and seconds.

French spaces are those of the Imprimerie nationale's *Lexique des règles typographiques*: a no-break space before a
colon and within guillemets, a narrow one before `;`, `!` and `?`.
"""

from __future__ import annotations

import re

_LATIN = "A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿ"
_UNITS = "%|‰|€|°C|(?:MAD|DH|EUR|USD|kg|mg|g|cl|ml|mL|l|L|mm|cm|km|m|h|min)(?![^\\W_])"

_EVERYWHERE = rf"(?P<apostrophe>(?<=[{_LATIN}])'(?=[{_LATIN}0-9«“]|<[a-z]))|(?P<whole>(?<=[0-9]) (?=(?:{_UNITS})))"
_FRENCH = rf"{_EVERYWHERE}|(?P<narrow> (?=[;!?]))|(?P<wide> (?=[:»])|(?<=«) )"

_PASSED_OVER = r"(?P<kept><(?:code|kbd|pre)\b[^>]*>.*?</(?:code|kbd|pre)>|<[^>]*>)"
"""What no rule is for: code, and tags with the addresses in them."""

_SET = {"apostrophe": "’", "whole": "\u00a0", "narrow": "\u202f", "wide": "\u00a0"}

_WORDS, _WORDS_FRENCH = re.compile(_EVERYWHERE), re.compile(_FRENCH)
_HTML = re.compile(f"{_PASSED_OVER}|{_EVERYWHERE}", re.DOTALL)
_HTML_FRENCH = re.compile(f"{_PASSED_OVER}|{_FRENCH}", re.DOTALL)


def typeset(words: str, language: str) -> str:
    """Return words of a language (a BCP 47 tag) with the apostrophes and the no-break spaces of print."""
    if " " not in words and "'" not in words:
        return words
    return (_WORDS_FRENCH if _is_french(language) else _WORDS).sub(_set, words)


def typeset_html(html: str, language: str) -> str:
    """Return safe HTML of a language with its words typeset; its tags, and what is code, stay to the letter."""
    return (_HTML_FRENCH if _is_french(language) else _HTML).sub(_set, html)


def _set(found: re.Match[str]) -> str:
    name = found.lastgroup or ""
    return _SET.get(name) or found[0]


def _is_french(language: str) -> bool:
    return language.partition("-")[0].lower() == "fr"
