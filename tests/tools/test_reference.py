"""The reference says what the code says, and leaves nothing without words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from sitegen.models.base import Kind
from sitegen.models.fields import Date, Slug, Slugs
from tools.reference.__main__ import PROJECT, main
from tools.reference.docstrings import attribute_docs
from tools.reference.examples import EXAMPLES, read_example
from tools.reference.fields import fields_of
from tools.reference.markdown import anchor, table
from tools.reference.pages import FOLDER, PAGES, outdated, undocumented, write_pages
from tools.reference.templates import type_words
from tools.reference.types import describe

CELL_END = re.compile(r"(?<!\\)\|")


class Sample(BaseModel):
    """A model for these tests."""

    name: str
    """What it is called,
    on two lines."""
    silent: int = 3


class Heir(Sample):
    """A model that says less than its parent."""

    name: str = "x"


def test_the_committed_reference_is_what_the_code_says() -> None:
    assert not outdated(PROJECT), "run python -m tools.reference"


def test_every_field_key_command_and_option_has_words() -> None:
    assert not list(undocumented())


@pytest.mark.parametrize("name", PAGES)
def test_every_row_of_a_table_has_as_many_cells_as_its_head(name: str) -> None:
    width = 0
    for line in PAGES[name]().splitlines():
        cells = len(CELL_END.findall(line)) if line.startswith("|") else 0
        assert cells == width or not width or not cells, line
        width = cells


@pytest.mark.parametrize("name", PAGES)
def test_every_link_within_the_reference_leads_somewhere(name: str) -> None:
    text = PAGES[name]()
    for target, fragment in re.findall(r"(?<!\\)\]\(([\w./-]*)(?:#([\w-]+))?\)", text):
        page = text if not target else (PROJECT / FOLDER / target).read_text(encoding="utf-8")
        anchors = {anchor(heading) for heading in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}
        assert not fragment or fragment in anchors, f"{target}#{fragment}"


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    assert len(write_pages(tmp_path)) == len(PAGES)
    assert write_pages(tmp_path) == []


def test_a_check_names_what_is_out_of_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pages(tmp_path)
    (tmp_path / FOLDER / "labels.md").write_text("# Labels, by hand\n", encoding="utf-8")
    (tmp_path / FOLDER / "old.md").write_text("# Gone\n", encoding="utf-8")
    assert main(["--check", "--root", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "docs/reference/labels.md is out of date" in told
    assert "docs/reference/old.md is out of date" in told
    assert main(["--root", str(tmp_path)]) == 0
    assert main(["--check", "--root", str(tmp_path)]) == 0


@pytest.mark.parametrize("kind", Kind)
def test_every_example_is_valid_content(kind: Kind) -> None:
    assert EXAMPLES[kind]
    for text in EXAMPLES[kind]:
        read_example(kind, text)


def test_the_words_of_a_field_stand_under_it_or_in_a_parent() -> None:
    assert attribute_docs(Heir) == {"name": "What it is called,\n    on two lines."}
    assert [(field.name, field.meaning) for field in fields_of(Heir)] == [
        ("name", "What it is called, on two lines."),
        ("silent", ""),
    ]


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        (Slug, "slug"),
        (Slugs, "slug or list of slugs"),
        (Date | None, "date"),
        (bool, "`true` or `false`"),
        (tuple[int, int], "list of 2 whole numbers"),
        (Annotated[int, Field(ge=1, le=20_000)], "whole number, 1 to 20,000"),
        (Annotated[str, Field(pattern="^(a|b)$")], "one of `a`, `b`"),
        (Literal["a", "b"], "one of `a`, `b`"),
        (dict[str, Slug], "keys, each with a slug"),
    ],
)
def test_a_type_is_told_in_plain_words(hint: object, words: str) -> None:
    assert describe(hint) == words


def test_a_cell_cannot_end_early() -> None:
    assert table(["a"], [["x | y\nz"]]).splitlines()[-1] == "| x \\| y z |"


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        ("str", "text"),
        ("int | None", "whole number or none"),
        ("tuple[CardView, ...]", "list of CardView"),
        ("tuple[tuple[str, str], ...]", "list of (text, text)"),
        ("tuple[tuple[int, str] | None, ...]", "list of (whole number, text) or none"),
    ],
)
def test_an_annotation_is_told_in_plain_words(annotation: str, words: str) -> None:
    assert type_words(annotation) == words
