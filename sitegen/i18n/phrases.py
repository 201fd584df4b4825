"""A phrase: words together with the language that they are really in."""

from __future__ import annotations

from sitegen.values import LightValue, light_value


@light_value
class Phrase(LightValue):
    """Words of a contributor, in the reader's language or, where that is missing, in a fallback language.

    `language` is a BCP 47 tag and `direction` `ltr` or `rtl`; `fallen_back` is True when the language is not the
    page's, so that the element that shows the phrase must carry its own `lang` and `dir`.
    """

    text: str
    language: str
    direction: str = "ltr"
    fallen_back: bool = False

    def __str__(self) -> str:
        """Return the words alone."""
        return self.text

    def __bool__(self) -> bool:
        """Return whether there are any words."""
        return bool(self.text)
