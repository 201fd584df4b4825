"""Seeded prose in the languages of the catalogue: it reads like a shop's text, and is the same on every machine."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

LANGUAGES = ("fr", "ar", "zgh", "en", "es")
"""The languages of the catalogue; the first is the default."""

WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
"""What texts are made of, by language, with `places` and `names` that all share."""

BODY_WORDS = 150
"""About how many words a body has."""


def body(words: dict[str, Any], random: Random, length: int = BODY_WORDS, **names: str) -> str:
    """Return a Markdown text of about `length` words: two paragraphs, a heading, a list and a last paragraph."""
    items = [f"- {item}" for item in _some(words["items"], random, 3)]
    left = length - sum(len(item.split()) for item in items)
    opening, middle, closing = (" ".join(_sentences(words, random, share)) for share in _shares(left))
    blocks = [opening, f"## {random.choice(words['headings'])}", middle, "\n".join(items), closing]
    return "\n\n".join(blocks).format(**names) + "\n"


def _shares(length: int) -> tuple[int, int, int]:
    third = length // 3
    return third, third, length - 2 * third


def _sentences(words: dict[str, Any], random: Random, length: int) -> Iterator[str]:
    """Yield sentences that have together about `length` words, none twice before all were used."""
    pool: list[str] = []
    while length > 0:
        pool = pool or _some(words["sentences"], random, len(words["sentences"]))
        sentence = pool.pop()
        length -= len(sentence.split())
        yield sentence


def _some(choices: Iterable[str], random: Random, count: int) -> list[str]:
    return random.sample(list(choices), count)
