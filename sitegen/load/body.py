"""Bodies: what a Markdown text has become."""

from __future__ import annotations

import html
import re

from sitegen.values import LightValue, light_value


@light_value
class Body(LightValue):
    """A Markdown body as safe HTML.

    `first_sentence` is plain text; `records` and `pictures` are the site-relative paths that it leads to and shows;
    `pictures` have their alternative text. The HTML is kept in UTF-8, which takes half of the memory of a string with
    any letter beyond Latin-1, such as a curved apostrophe; it is True when there is any.
    """

    utf8: bytes = b""
    first_sentence: str = ""
    records: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()

    def __reduce__(self) -> tuple[type[Body], tuple[object, ...]]:
        """Travel as arguments."""
        return Body, (self.utf8, self.first_sentence, self.records, self.pictures)

    def __bool__(self) -> bool:
        """Return whether there is anything to show."""
        return bool(self.utf8)

    @property
    def html(self) -> str:
        """The HTML as text, made each time that it is asked for: one page needs it once."""
        return self.utf8.decode()


def as_text(text: str) -> Body:
    """Return the beginning of a text that is too much to convert, with nothing in it but letters."""
    return Body(f"<p>{html.escape(text[:2000])}</p>".encode())


def first_sentence(safe: str, limit: int = 200) -> str:
    """Return the first sentence of the first paragraph, as plain text of at most `limit` characters."""
    paragraphs = (_plain(match.group(1)) for match in re.finditer(r"<p>(.*?)</p>", safe, re.DOTALL))
    text = next(filter(None, paragraphs), "")
    sentence = re.match(r".+?[.!?؟…。](?=\s|$)", text)
    chosen = sentence.group(0) if sentence else text
    if len(chosen) <= limit:
        return chosen
    return chosen[: limit - 1].rsplit(" ", 1)[0] + "…"


def _plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())
