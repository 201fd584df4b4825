"""Plain prose: what is written in one pass is, to the byte, what the converter and the sanitiser write."""

from __future__ import annotations

import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.load.converter import converted
from sitegen.load.prose import plain_prose

FOLDER = "content/products/argan"

PIECES = st.sampled_from(
    ["a", "bon miel", "été", "أركان", "ⵣⵣ", "1", "2. ", "٣. ", ".", "!", "?", ":", "’", "'", '"', "«\u00a0", "\u202f»",
     " ", "  ", "\n", "\n\n", "\n\n\n", "\n  ", "\n    ", "- ", "\n- ", "* ", "\n* ", "+ ", "\n1. ", "# ", "\n## ",
     "#", "*", "**", "***", "*mot*", "**deux mots**", "[", "]", "(", ")", "![", "[mot](../amlou/index.md)",
     "[a b](c.md#prix)", "(x.md)", "[x]: y", "[x](//y.md)", "=", "---", "\n===", "|", "_", "`", "&amp;", "<b>", "\\",
     "\t", "\r", "\x00", "\x02", "\x0b", "\x85", "\u2003", "\u2028", "\u3000", "\ufeff", "\u200f", "\u0301", "~", "^",
     "wzxhzdk:0", "klzzwxh:0000"]
)  # fmt: skip


def assert_same(text: str) -> None:
    """What is plain must come out as from the converter."""
    prose = plain_prose(text, FOLDER)
    if prose is not None:
        body = converted(text, FOLDER)
        assert (prose.html, prose.records) == (body.html, body.records)
        assert body.pictures == ()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Une phrase.", "<p>Une phrase.</p>"),
        ("Une\nphrase.\n\nDeux.", "<p>Une\nphrase.</p>\n<p>Deux.</p>"),
        ("# Titre\n\n### Sous-titre", "<h2>Titre</h2>\n<h3>Sous-titre</h3>"),
        ("- un\n- *deux*\n  suite", "<ul>\n<li>un</li>\n<li><em>deux</em>\n  suite</li>\n</ul>"),
        ("1. un\n2. deux", "<ol>\n<li>un</li>\n<li>deux</li>\n</ol>"),
        ("**Fort**, *faible.*", "<p><strong>Fort</strong>, <em>faible.</em></p>"),
        ("«\u00a0Oui\u00a0»", "<p>«&nbsp;Oui&nbsp;»</p>"),
        ("[Voir](../amlou/index.md#prix)",
         '<p><a href="record:content/products/amlou/index.md#prix">Voir</a></p>'),
    ],
)  # fmt: skip
def test_plain_prose_is_written_without_the_converter(text: str, html: str) -> None:
    prose = plain_prose(text, FOLDER)
    assert prose is not None
    assert prose.html == html
    assert_same(text)


@pytest.mark.parametrize(
    "text",
    ["<b>a</b>", "a & b", "&lt;", "a\\*", "`a`", "a | b", "_a_", "![a](b.jpg)", "[a](https://a.org)", "[a](b.md 'c')",
     "[a]: b.md", "a  \nb", "a\n---", "a\n===", "***", "> a", "    a", "- a\n\n- b", "- a\n    - b", "2. a", "*a",
     "a*b*", "***a***", "# a\nb", "a\n# b", "a\tb", "", "\n"],
)  # fmt: skip
def test_anything_more_is_left_to_the_converter(text: str) -> None:
    assert plain_prose(text, FOLDER) is None


@settings(max_examples=1_000, derandomize=True)
@given(st.lists(PIECES, min_size=1, max_size=20).map("".join))
@example("*a*\u00a0: **b**!")
@example("- *a*\n- [b](c.md)\n\nd")
def test_the_converter_and_the_sanitiser_say_the_same(text: str) -> None:
    assert_same(text)


@settings(max_examples=500, derandomize=True)
@given(st.text(max_size=20), st.text(max_size=20))
def test_no_text_at_all_is_taken_for_plain_wrongly(one: str, other: str) -> None:
    assert_same(f"{one}\n\n- {other}\n- *{one}* {other}\n\n## {one}\n\n[{other}](a.md)")


def test_no_character_at_all_is_taken_for_plain_wrongly() -> None:
    for first in range(0, sys.maxunicode, 64):
        characters = [chr(code) for code in range(first, first + 64) if not 0xD800 <= code < 0xE000]
        if first > 0x3100 and first % 4096:
            continue  # a sample of the large scripts
        for character in characters:
            paragraph = f"a{character}b {character}c\n{character}d*e*{character}"
            prose = plain_prose(paragraph, FOLDER)
            if prose is not None:
                assert prose.html == converted(paragraph, FOLDER).html, hex(ord(character))


def test_plain_prose_cannot_hold_what_acts() -> None:
    for hostile in ("<", ">", "&", "\x00"):
        assert plain_prose(f"a {hostile} b", FOLDER) is None


@pytest.mark.parametrize("unit", ["[", "[\n", "*a ", "* ", "**a", "- ", "1. ", "\n", "a\n", "#", "[a](", "a.md", "٣"])
def test_a_long_run_is_read_in_time(unit: str) -> None:
    assert_same(unit * (1_000 // len(unit)))
    plain_prose(unit * (60_000 // len(unit)), FOLDER)
