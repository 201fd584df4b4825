"""Percent-encoding for the addresses of hand-offs."""

from __future__ import annotations

from urllib.parse import quote


class _QuotedCharacters(dict[str, str]):
    def __missing__(self, character: str) -> str:
        found = self[character] = quote(character, safe="")
        return found


_CHARACTERS = _QuotedCharacters()


def quoted(text: str) -> str:
    """Return `quote(text, safe="")`, put together from characters: messages say the same few again and again."""
    return "".join(map(_CHARACTERS.__getitem__, text))
