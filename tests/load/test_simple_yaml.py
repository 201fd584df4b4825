"""Simple YAML: what is read line by line is, with its lines, what the YAML parser reads."""

from __future__ import annotations

import sys

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.load.simple_yaml import MAX_CHARACTERS, simple_yaml
from sitegen.load.strict_yaml import RefusedYaml, StrictHandler

KEYS = ("a", "b", "c", "title", "no", "y-1", "true", "null")
VALUES = (
    "x", "x y", "été : oui", "a:b", "a#b", "x #c", "x # c", "#c", "1", "-1", "-0", "007", "1.5", "1e3", "0x1F",
    "true", "false", "null", "~", "NO", "2026-01-01", "12:30", "-x", "- x", "--", "? x", "x:", "a: b", "&a x", "*a",
    "!t x", "|", ">", "%x", "@x", "`x", "<<", "=", "x ", "'q'", "''", "'it''s'", "'a' b", "'x' # c", '"q"', '"a: # b"',
    '"\\n"', '"a" b', "[]", "[a]", "[a, b]", "[1, true]", "[a,b]", "[ a ]", "[x y, 'z, [', \"q\"]", "[[a], {b: 1}]",
    "[a: b]", "[a, ]", "[a]b", "{}", "{a: 1}", "{a: 1, a: 2}", "{a: 'x, y', b: [0.5, 0]}", "{a: {b: {c: 1}}}", "{a}",
    "{a: }", '{"a": 1}', "{a : 1}", "{a: 1}x", "x\u00a0", "\u00a0x", "«\u00a0x\u00a0»", "أركان", "x\ty",
    "x\x85y", "x\u2028y",
)  # fmt: skip


@st.composite
def lines_of_yaml(draw: st.DrawFn) -> str:
    """Lines that are front matter, or nearly: keys and items with values, at an indentation that may be wrong."""
    lines = []
    for _ in range(draw(st.integers(1, 7))):
        indent = " " * draw(st.sampled_from([0, 0, 0, 2, 2, 4, 4, 1, 3, 6]))
        dash = draw(st.sampled_from(["", "", "- ", "- ", "-", "-  "]))
        key = draw(st.sampled_from(["", *(f"{name}:" for name in KEYS)]))
        value = draw(st.sampled_from(["", "", "x", *VALUES]))
        lines.append(f"{indent}{dash}{key}{' ' if key and value else ''}{value}\n")
    return "\n" + "".join(lines)


data = st.recursive(
    st.sampled_from(["x", "x y", "2026-01-01", 1, -5, True, False, None, "", "é: à", "- x", "#", "it's"])
    | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS[:6]), inner, max_size=3),
    max_leaves=12,
)


def assert_same(front: str) -> bool:
    """What is simple must be read as by the parser; return whether it was simple."""
    simple = simple_yaml(front)
    if simple is None:
        return False
    handler = StrictHandler()
    meta = handler.load(front)
    assert repr(simple.meta) == repr(meta)
    assert simple.lines == handler.lines
    return True


@pytest.mark.parametrize(
    "front",
    ["\ntitle: Huile d'argan\nprice: 120\n", "\na:\n- x\n- y\nb: 1\n", "\na:\n  - b: 1\n    c:\n      d: x\n  - b: 2\n",
     "\na:\n  b:\n    c: 1\n  d: 2\ne:\n", "\na: [x, 'y, z']\nb: {file: x.jpg, alt: \"a, b\", focus: [0.5, 0.2]}\n",
     "\na:\n  - {id: x, options: {size: 1 g}}\n", "\na: true\nb: null\nc: -3\nd: 007\ne: NO  # f\n", "\na: 'x # y'\n"],
)  # fmt: skip
def test_what_contributors_write_is_simple(front: str) -> None:
    assert assert_same(front)


@pytest.mark.parametrize(
    "front",
    ["", "\n", "\na: 1\na: 2\n", "\na: x\n  y\n", "\na: x\n  - y\n", "\na: |\n  x\n", "\na: &x 1\n", "\na: *x\n",
     "\na: !!int 1\n", "\n? a\n: 1\n", "\n- a\n", "\nwords\n", "\na: 1\n\nb: 2\n", "\n# c\na: 1\n", "\na:  1\n",
     "\n a: 1\n", "\na:\n  b: 1\n c: 2\n", "\na: [1, 2\n", "\na: {b: 1, b: 2}\n", "\ntrue: 1\n", "\na:\t1\n",
     "\na: \x851\n", "\na: x\n...\n", "\n- - a\n", "\na: 'x\n  y'\n", "\na: 1", "a: 1\n"],
)  # fmt: skip
def test_anything_more_is_left_to_the_parser(front: str) -> None:
    assert simple_yaml(front) is None


@settings(max_examples=1_000, derandomize=True)
@given(lines_of_yaml())
@example("\na:\n- b:\n- c: 1\n  no:\n  - x\n")
def test_the_parser_reads_the_same_lines_alike(front: str) -> None:
    assert_same(front)


@settings(max_examples=100, derandomize=True)
@given(st.dictionaries(st.sampled_from(KEYS[:6]), data, min_size=1), st.sampled_from([None, True, False]))
def test_the_parser_reads_written_data_alike(meta: dict[str, object], flow: bool | None) -> None:
    assert_same("\n" + yaml.safe_dump(meta, allow_unicode=True, default_flow_style=flow, width=1000))


@settings(max_examples=500, derandomize=True)
@given(st.text(max_size=12), st.sampled_from(["{}", "'{}'", '"{}"', "[{}, x]", "{{a: {}}}", "x{}y", "{} # c"]))
def test_the_parser_reads_any_text_alike(text: str, around: str) -> None:
    assert_same(f"\na: {around.format(text)}\nb:\n  - {around.format(text)}\n")


def test_no_character_at_all_is_read_differently() -> None:
    for code in range(sys.maxunicode):
        if 0xD800 <= code < 0xE000 or (code > 0x3100 and 64 < code % 4096 < 4090):
            continue  # a sample of the large scripts
        character = chr(code)
        assert_same(f"\na: {character}b{character}\nb: [x{character}y]\nc: '{character}'\n")


def test_what_is_too_large_is_left_to_the_parser() -> None:
    assert simple_yaml("\n" + "a: b\n" * MAX_CHARACTERS) is None
    deep = "\n" + "".join(f"{' ' * level}a:\n" for level in range(20))
    assert simple_yaml(deep) is None
    with pytest.raises(RefusedYaml):
        StrictHandler().load(deep)
