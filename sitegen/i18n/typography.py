"""Typesetting: contributors type straight apostrophes and plain spaces; readers see what a printer would have set.

Only characters that are there are replaced, each by one: nothing is added or taken away, so that limits on lengths hold
and texts can be compared. Straight quotation marks stay, because they also stand for inches and seconds.

French spaces are those of the Imprimerie nationale's *Lexique des règles typographiques*: a no-break space before a
colon and within guillemets, a narrow one before `;`, `!` and `?`.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LATIN = "A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿ"
_UNITS = "[%‰€]|°C|(?:MAD|DH|EUR|USD|kg|mg|g|cl|ml|mL|l|L|mm|cm|km|m[²³]?|h|min)(?!\\w)"

_APOSTROPHE = re.compile(rf"'(?<=[{_LATIN}]')(?=[{_LATIN}0-9«“]|<[a-z\0])")
_UNIT = re.compile(rf"(\d) (?=(?:{_UNITS}))")
_FRENCH = (
    (" :", "\u00a0:"), (" »", "\u00a0»"), ("« ", "«\u00a0"), (" ;", "\u202f;"), (" !", "\u202f!"), (" ?", "\u202f?"),
)  # fmt: skip

_UNBROKEN = re.compile(r"\S+")

_KEPT = re.compile(r"""<(code|kbd|pre)\b.*?</\1>|<[a-z]\w*(?: [a-z]+="[^"]*")+>""", re.DOTALL)
"""What no rule is for: code, as far as its first end, and tags with addresses in them."""

_CODE = ("<code", "<kbd", "<pre")

_SHOWN = re.compile(r""" (?:alt|title)="[^"]*""")
"""What a tag shows in words."""

_PLACE = "<\0>"
"""Where something was taken out; no HTML has this."""

_SHOWN_AGAIN = 8_192
"""Words that are kept as they were set: a page shows those of others, and the next page shows them again."""


@lru_cache(_SHOWN_AGAIN)
def typeset(words: str, language: str = "") -> str:
    """Return words of a language (a BCP 47 tag) with the apostrophes and the no-break spaces of print.

    Names that are the same in every language have none; what all languages share is done to them.
    """
    return _set(words, language)


def typeset_html(html: str, language: str) -> str:
    """Return safe HTML of a language with its words typeset; its addresses, and what is code, stay to the letter."""
    if "=" not in html and not any(tag in html for tag in _CODE):
        return _set(html, language)
    kept = [_set_tag(found[0], language) for found in _KEPT.finditer(html)]
    first, *others = _set(_KEPT.sub(_PLACE, html), language).split(_PLACE)
    return first + "".join(map("".join, zip(kept, others, strict=True)))


def _set_tag(tag: str, language: str) -> str:
    return tag if tag.startswith(_CODE) else _SHOWN.sub(lambda found: _set(found[0], language), tag)


def _set(words: str, language: str) -> str:
    if "'" in words:
        is_plain = "@" not in words and "://" not in words
        words = _set_apostrophes(words) if is_plain else _UNBROKEN.sub(_set_but_addresses, words)
    words = _UNIT.sub("\\1\u00a0", words)
    if language == "fr" or language.startswith("fr-"):
        for typed, printed in _FRENCH:
            words = words.replace(typed, printed)
    return words


def _set_apostrophes(words: str) -> str:
    return _APOSTROPHE.sub("’", words)


def _set_but_addresses(found: re.Match[str]) -> str:
    """Readers copy addresses that they see: those of pages and of mail stay to the letter."""
    word = found[0]
    return word if "@" in word or "://" in word else _set_apostrophes(word)
