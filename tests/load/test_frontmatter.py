"""Front matter: what YAML silently gets wrong is read as written, or refused with its line."""

from __future__ import annotations

import pytest

from sitegen.load.frontmatter import BOUNDARY, parse_file
from sitegen.load.parsed import ParsedFile
from sitegen.load.strict_yaml import StrictHandler
from sitegen.problems import Problem
from tests.support.site import parsed, refused


@pytest.mark.parametrize("text", ["NO", "yes", "on", "0123", "12:30:45", "1_000", "1.10", "2026-05-01", "1e3", "0x1F"])
def test_a_value_that_yaml_would_change_stays_as_written(text: str) -> None:
    assert parsed(f"---\ntitle: {text}\n---\n").meta == {"title": text}


def test_only_true_false_null_and_whole_numbers_are_not_text() -> None:
    meta = parsed("---\na: true\nb: false\nc: null\nd: ~\ne:\nf: -12\ng: 0\n---\n").meta
    assert meta == {"a": True, "b": False, "c": None, "d": None, "e": None, "f": -12, "g": 0}


def test_a_hash_without_a_space_is_text() -> None:
    assert parsed("---\ntitle: a#b\ncolor: '#abc'\n---\n").meta == {"title": "a#b", "color": "#abc"}


@pytest.mark.parametrize("lead", ["", "\ufeff", "\n\n", "\ufeff\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_byte_order_marks_blank_lines_and_all_line_ends_are_read(lead: str, newline: str) -> None:
    text = f"{lead}---\ntitle: A\nprice: 1\n---\nBody\n".replace("\n", newline)
    found = parsed(text.encode())
    assert found.meta == {"title": "A", "price": 1}
    assert found.body == "Body"
    assert found.line_of(("price",)) == 3 + lead.count("\n")


def test_blank_lines_after_the_first_boundary_count() -> None:
    found = parsed("---\n\n \ntitle: A\nprice: 1\n---\n\nBody\n")
    assert (found.line_of(("title",)), found.line_of(("price",)), found.body_line) == (4, 5, 8)


def test_decomposed_letters_are_composed() -> None:
    assert parsed("---\ntitle: e\u0301te\u0301\n---\n").meta["title"] == "été"


def test_unseen_overrides_of_direction_are_taken_out() -> None:
    found = parsed("---\ntitle: \u202egnagra\u202c\n---\nA\u202eB")
    assert (found.meta["title"], found.body) == ("gnagra", "AB")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("title: A\n", "frontmatter.missing", 1),
        ("", "frontmatter.missing", 1),
        ("---\ntitle: A\n", "frontmatter.unclosed", 1),
        ("---\n- a\n- b\n---\n", "frontmatter.not_keys", 1),
        ("---\njust words\n---\n", "frontmatter.not_keys", 1),
        ("---\ntitle: A\ntitle: B\n---\n", "yaml.twice", 3),
        ("---\na: 1\nx:\n  b: 1\n  b: 2\n---\n", "yaml.twice", 5),
        ("---\na: &x [1]\nb: *x\n---\n", "yaml.alias", 2),
        ("---\na: &a\n  b: *a\n---\n", "yaml.alias", 2),
        ("---\n? [a]\n: 1\n---\n", "yaml.key", 2),
        ("---\na: 1\nb: [1, 2\n---\n", "yaml.syntax", 4),
        ("---\ntitle: Huile: argan\n---\n", "yaml.syntax", 2),
        ("---\na: !!python/object/apply:os.system [echo]\n---\n", "yaml.syntax", 2),
        ("---\na: 1\nb: !!binary aGVsbG8=\n---\n", "yaml.syntax", 3),
        ("---\na: !!timestamp 2026-02-31\n---\n", "yaml.syntax", 2),
        ("---\na: !own x\n---\n", "yaml.syntax", 2),
        ("---\na: 1\nb: !!bool maybe\n---\n", "yaml.syntax", 3),
        ("---\na: !!int many\n---\n", "yaml.syntax", 2),
        ("---\n!!bool maybe: 1\n---\n", "yaml.syntax", 2),
        ("\n---\n\n\na: 1\na: 2\n---\n", "yaml.twice", 6),
        ("---\na: \x00\n---\n", "file.encoding", 2),
    ],
)
def test_what_cannot_be_trusted_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    problem = refused(text)
    assert (problem.code, problem.line) == (code, line)


def test_bytes_that_are_not_utf_8_are_refused_with_their_line() -> None:
    problem = refused(b"---\ntitle: A\nb: \xe9t\xe9\n---\n")
    assert (problem.code, problem.line) == ("file.encoding", 3)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "- - [{b: "])
@pytest.mark.parametrize("count", [40, 2_000, 100_000])
def test_deep_nesting_is_a_problem_and_not_the_end_of_the_process(opening: str, count: int) -> None:
    found = parse_file("x.md", f"---\na:\n {opening * count}\n---\n".encode())
    assert isinstance(found, Problem)
    assert found.code in {"yaml.too_large", "yaml.syntax", "yaml.key"}


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30))]
    assert refused("---\n" + "\n".join(lines) + "\n---\n").code == "yaml.alias"


def test_thousands_of_keys_are_too_much() -> None:
    keys = "\n".join(f"k{number}: 1" for number in range(6_000))
    assert refused(f"---\n{keys}\n---\n").code == "yaml.too_large"


def test_every_key_and_item_knows_its_line() -> None:
    found = parsed("---\ntitle: A\nvariants:\n  - {id: a}\n  - id: b\n    price: 1\n---\n\nBody\n")
    assert isinstance(found, ParsedFile)
    assert found.line_of(("variants", 1, "price")) == 6
    assert found.line_of(("variants", 1, "nothing")) == 5
    assert found.body_line == 9


def test_front_matter_ends_where_the_library_says_that_it_ends() -> None:
    assert StrictHandler.FM_BOUNDARY == BOUNDARY
