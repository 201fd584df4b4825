"""Messages: the words of the interface, from layers of catalogues, for templates and for buyers' messages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from sitegen.digests import digest_parts
from sitegen.i18n.catalogues import Catalogue, Fault, Key, parse_catalogue
from sitegen.i18n.languages import base_of
from sitegen.i18n.plurals import plural_rule

__all__ = ["Catalogue", "Fault", "Messages", "load_buyer_catalogue", "parse_catalogue"]

SOURCE_LANGUAGE = "en"
"""The language that messages are written in: what nothing translates is shown in it."""

BUYER_LANGUAGES = ("fr", "ar", "en", "es", "zgh")


class _Translation(NamedTuple):
    forms: tuple[str, ...]
    language: str


class Messages:
    """The messages of one language's pages. Its methods are those that Jinja2's i18n extension calls.

    `layers` are catalogues from the strongest to the weakest: the page's language first (site, theme, parent theme),
    then its fallback languages in the same way. The first that has a message wins, with the plural rule of its own
    language. Nothing is looked for below English, because the message itself is English.

    `language` is the page's, by default the first layer's; name it where the first layer may be of a fallback.
    """

    def __init__(self, layers: Sequence[Catalogue], language: str = "") -> None:
        self.layers = tuple(layers)
        self.language = language or (self.layers[0].language if self.layers else SOURCE_LANGUAGE)
        self.digest = digest_parts(self.language, *(layer.digest for layer in self.layers))
        self._asked_in_vain: set[Key] = set()
        self._single, self._plural = _merge(self._layers_above_source())

    def gettext(self, message: str) -> str:
        """Return the translation of a message, or the message."""
        return self.pgettext("", message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return the form of a message that `number` takes."""
        return self.npgettext("", singular, plural, number)

    def pgettext(self, context: str, message: str) -> str:
        """Return the translation of a message in its context."""
        found = self._find(self._single, (context, message))
        return found.forms[_form_of(found, 1)] if found else message

    def npgettext(self, context: str, singular: str, plural: str, number: int) -> str:
        """Return the form of a message in its context that `number` takes."""
        found = self._find(self._plural, (context, singular))
        if found is None:
            return singular if number == 1 else plural
        return found.forms[_form_of(found, number)]

    def language_of(self, message: str, context: str = "") -> str:
        """Return the BCP 47 tag of the language that a message is shown in."""
        found = self._single.get((context, message))
        return found.language if found else SOURCE_LANGUAGE

    @property
    def missing(self) -> tuple[Key, ...]:
        """The (context, message) pairs that were asked for and that the page's own language does not have, sorted."""
        return tuple(sorted(self._asked_in_vain))

    def _find(self, table: dict[Key, _Translation], key: Key) -> _Translation | None:
        found = table.get(key)
        if (found.language if found else SOURCE_LANGUAGE) != self.language and not self._is_source(self.language):
            self._asked_in_vain.add(key)
        return found

    def _layers_above_source(self) -> list[Catalogue]:
        """Return the layers down to the last English one."""
        if self._is_source(self.language):
            return [layer for layer in self.layers if self._is_source(layer.language)]
        english = [position for position, layer in enumerate(self.layers) if self._is_source(layer.language)]
        return list(self.layers[: english[-1] + 1] if english else self.layers)

    @staticmethod
    def _is_source(language: str) -> bool:
        return base_of(language) == SOURCE_LANGUAGE


def _merge(layers: Sequence[Catalogue]) -> tuple[dict[Key, _Translation], dict[Key, _Translation]]:
    """Return all messages, and those with the plurals of their language; the first layer wins in both."""
    single: dict[Key, _Translation] = {}
    plural: dict[Key, _Translation] = {}
    for layer in reversed(layers):
        for key, forms in layer.messages.items():
            single[key] = found = _Translation(forms, layer.language)
            if len(forms) == plural_rule(layer.language).forms:
                plural[key] = found
    return single, plural


def _form_of(found: _Translation, number: int) -> int:
    if len(found.forms) == 1:
        return 0
    # A count is whole and not negative; anything else takes the form of the whole number before it.
    return plural_rule(found.language).form_of(abs(int(number)))


@lru_cache(maxsize=32)
def load_buyer_catalogue(code: str) -> Catalogue:
    """Return the package's own words of buyers' messages to a cooperative; empty for a language that has none."""
    language = base_of(code)
    if language not in BUYER_LANGUAGES:
        return Catalogue(code)
    data = resources.files("sitegen").joinpath("messages", "buyers", f"{language}.po").read_bytes()
    return parse_catalogue(data, code)
