"""Strangers' text made plain: on one line, with nothing that a terminal or a reader could take for something else."""

from __future__ import annotations

from sitegen.digests import digest_bytes, short

LONGEST = 300


def plain(text: str, longest: int = LONGEST) -> str:
    """Return a text with an escape in the place of what does not show; a long one by its ends, length and digest.

    Two different texts never look the same.
    """
    shown = "".join(letter if letter.isprintable() and letter != "\\" else _escaped(letter) for letter in text)
    if len(shown) <= longest:
        return shown
    half = longest // 2
    digest = short(digest_bytes(text.encode("utf-8", "surrogatepass")))
    return f"{shown[:half]}…{shown[-half:]} ({len(text):,} characters, {digest})"


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
