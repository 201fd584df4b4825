"""A language: its tag, its Babel locale, its own name and its direction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from sitegen.errors import SitegenError

if TYPE_CHECKING:
    from babel import Locale

Direction = Literal["ltr", "rtl"]

TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-(?:[A-Z]{2}|[0-9]{3}))?")
"""The tags that a site may use: language, script if needed, region if needed, in the usual case."""

LOCALE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}")


class UnknownLanguage(SitegenError):
    """The tag is no language, or Babel has no data for it."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the site.

    `code` is a BCP 47 tag (`fr`, `pt-BR`), `locale` a Babel identifier (`fr_MA`), `name` the language's name in
    itself, with a capital where its script has them.
    """

    code: str
    locale: str
    name: str
    direction: Direction = "ltr"

    @property
    def html_lang(self) -> str:
        """The value of `lang` in HTML."""
        return self.code

    @property
    def hreflang(self) -> str:
        """The value of `hreflang` in alternates."""
        return self.code

    @property
    def base(self) -> str:
        """The language without script and region: `pt` for `pt-BR`."""
        return base_of(self.code)

    def __str__(self) -> str:
        """Return the tag."""
        return self.code


# Babel knows all five; written here so that a build with nothing to render never loads it. Moroccan locales, because
# plain `ar` has other separators and other names of months than a Moroccan reader's.
HOUSE_LANGUAGES = {
    language.code: language
    for language in (
        Language("fr", "fr_MA", "Français"),
        Language("ar", "ar_MA", "العربية", "rtl"),
        Language("zgh", "zgh_MA", "ⵜⴰⵎⴰⵣⵉⵖⵜ"),
        Language("en", "en", "English"),
        Language("es", "es", "Español"),
    )
}


def base_of(code: str) -> str:
    """Return the tag's language without script and region: `pt` for `pt-BR`."""
    return code.partition("-")[0]


@lru_cache(maxsize=256)
def make_language(code: str, locale: str | None = None) -> Language:
    """Return the language of a BCP 47 tag, with the house's locale or with another one that Babel knows.

    Raise UnknownLanguage for a tag or a locale that is unknown, or for a locale of another language. A tag that Babel
    does not know (`ary`) is accepted together with a locale that it does know.
    """
    if not TAG.fullmatch(code):
        raise UnknownLanguage(f'"{code[:40]}" is not a language tag', _tag_hint(code))
    house = HOUSE_LANGUAGES.get(code)
    if house and locale in (None, house.locale):
        return house
    return _babel_language(code, locale)


def _tag_hint(code: str) -> str:
    language, *rest = re.split(r"[_-]", code.strip())
    tidy = "-".join([language.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])
    if TAG.fullmatch(tidy):
        return f'write "{tidy}"'
    return "write a BCP 47 tag such as fr, ar, zgh or pt-BR"


def _babel_language(code: str, locale: str | None) -> Language:
    own = find_locale(code)
    chosen = find_locale(locale) if locale else own
    if chosen is None and locale:
        raise UnknownLanguage(f'"{locale[:40]}" is not a locale', "write a Babel locale such as fr_MA, or leave it out")
    if chosen is None:
        raise UnknownLanguage(f'"{code}" is not a language that Babel knows', "choose the locale of a close language")
    if own is not None and own.language != chosen.language:
        raise UnknownLanguage(
            f'the locale "{chosen}" is not of the language "{code}"', f'write "{own}" or leave it out'
        )
    named = own or chosen
    name = named.get_display_name(named) or code
    return Language(code, str(chosen), name[:1].title() + name[1:], _direction(chosen))


def _direction(locale: Locale) -> Direction:
    return "rtl" if locale.text_direction == "rtl" else "ltr"


def read_locale(language: Language) -> None:
    """Let Babel read what it knows of a language now, so that nobody waits for it later."""
    locale = find_locale(language.locale)
    if locale:
        locale.date_formats  # noqa: B018 - the first question to a locale reads all of its data


@lru_cache(maxsize=256)
def find_locale(identifier: str) -> Locale | None:
    """Return Babel's locale of `fr_MA` or `fr-MA`, or None if there is none."""
    from babel import Locale, UnknownLocaleError

    if not LOCALE.fullmatch(identifier):
        return None
    try:
        return Locale.parse(identifier.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
