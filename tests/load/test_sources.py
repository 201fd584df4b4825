"""Sources: what a file is follows from its path; what has no place is named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sitegen.load.loader import load_content
from sitegen.load.sources import find_sources
from tests.support.site import document, make_site, picture, product, settings_of, write

LANGUAGES = ("fr", "ar")


def found(root: Path, *paths: str) -> tuple[list[tuple[str, str, str | None]], list[tuple[str, str]]]:
    """Write empty files and return what they are taken for, and the problems."""
    for path in paths:
        write(root, path, "")
    sources, problems = find_sources(root, LANGUAGES)
    return [(file.kind.value, file.slug, file.language) for file in sources.files], [
        (problem.code, problem.path) for problem in problems
    ]


def load(root: Path) -> tuple[list[str], set[str]]:
    """Return the slugs of all records of a site, and the codes of its problems."""
    config = settings_of(root)
    records, problems, _ = load_content(root, config)
    return [record.slug for record in records], {problem.code for problem in problems}


def test_kind_slug_and_language_come_from_the_path(tmp_path: Path) -> None:
    files, problems = found(
        tmp_path, "content/products/amlou/index.md", "content/products/amlou/index.ar.md", "content/pages/a.md",
        "content/pages/a.ar.md", "content/labels/igp.markdown",
    )  # fmt: skip
    assert sorted(files, key=str) == [
        ("labels", "igp", None), ("pages", "a", "ar"), ("pages", "a", None), ("products", "amlou", "ar"),
        ("products", "amlou", None),
    ]  # fmt: skip
    assert problems == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("content/produits/amlou.md", "folder.unknown"),
        ("content/amlou.md", "folder.none"),
        ("content/products/a/b/index.md", "folder.deep"),
        ("content/products/amlou/texte.md", "file.not_index"),
        ("content/products/Huile d'argan/index.md", "file.slug"),
        ("content/products/amlou.de.md", "file.language"),
        ("content/products/amlou.fr.ar.md", "file.language"),
        ("content/products/amlou/photo.svg", "picture.suffix"),
        ("content/products/README.md", "file.readme"),
    ],
)
def test_a_file_without_a_place_is_a_problem(tmp_path: Path, path: str, code: str) -> None:
    assert found(tmp_path, path) == ([], [(code, path)])


def test_two_files_for_one_record_are_a_problem(tmp_path: Path) -> None:
    _, problems = found(tmp_path, "content/products/a/index.md", "content/products/a.md")
    assert [code for code, _ in problems] == ["file.twice"]


def test_a_symbolic_link_is_a_problem_and_is_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path, "secret.md", "---\ntitle: secret\n---\n")
    write(tmp_path, "content/pages/a.md", "")
    (tmp_path / "content/pages/b.md").symlink_to(secret)
    (tmp_path / "content/products").symlink_to(tmp_path)
    files, problems = found(tmp_path)
    assert files == [("pages", "a", None)]
    assert sorted(problems) == [("file.link", "content/pages/b.md"), ("file.link", "content/products")]


def test_hidden_files_are_passed_over(tmp_path: Path) -> None:
    assert found(tmp_path, "content/products/.amlou.md.swp", "content/.git/x.md", "content/pages/.a.md") == ([], [])


def test_a_picture_belongs_to_its_folder_whatever_the_case_of_its_name(tmp_path: Path) -> None:
    write(tmp_path, "content/products/a/B.JPG", "")
    write(tmp_path, "content/products/a/a.png", "")
    sources, _ = find_sources(tmp_path, LANGUAGES)
    assert sources.pictures == {"content/products/a": ("B.JPG", "a.png")}


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes only there")
@pytest.mark.parametrize("name", [b"content/products/\xe9t\xe9.md", b"content/products/argan/\xe9.jpg"])
def test_a_file_name_that_is_not_utf_8_is_a_problem_that_can_be_told(tmp_path: Path, name: bytes) -> None:
    root = make_site(tmp_path, product())
    Path(os.fsdecode(os.fsencode(root) + b"/" + name)).write_bytes(picture())
    config = settings_of(root)
    _, problems, _ = load_content(root, config)
    assert problems
    for problem in problems:
        (problem.path + "".join(value for _, value in problem.values)).encode()


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    root = make_site(tmp_path, product("a", price="12,50") + product("b", titel="B", title=None) + product("c"))
    slugs, codes = load(root)
    assert {"a", "b", "c"} & set(slugs) == {"c"}
    assert codes == {"price.not_amount", "field.missing", "field.unknown"}


def test_a_fact_that_contradicts_the_source_is_a_problem(tmp_path: Path) -> None:
    text = "-- content/products/argan/index.ar.md --\n" + document({"title": "أركان", "price": "130 MAD"})
    assert load(make_site(tmp_path, product() + text))[1] == {"translation.contradiction"}


def test_a_fact_may_be_repeated_when_it_agrees(tmp_path: Path) -> None:
    text = "-- content/products/argan/index.ar.md --\n" + document({"title": "أركان", "price": "120 MAD"})
    assert load(make_site(tmp_path, product() + text))[1] == set()


@pytest.mark.parametrize("value", ["5", "text", "{a: 1}", "[1, 2]", "[[a]]", "null", "[{id: x}]", "[{}]"])
@pytest.mark.parametrize("key", ["variants", "pictures", "labels", "checkout", "price", "quantity", "category"])
def test_a_value_of_any_shape_is_read_or_refused_in_source_and_translation(
    tmp_path: Path, key: str, value: str
) -> None:
    plain = "title: A\ncooperative: tamlalt\n" + ("category: huiles\n" if key != "category" else "")
    text = f"""-- content/products/a/index.md --
---
{plain}{key}: {value}
---
-- content/products/a/index.ar.md --
---
title: ب
{key}: {value}
---
-- content/products/b/index.md --
---
{plain}
---
-- content/products/b/index.ar.md --
---
{key}: {value}
---
"""
    load(make_site(tmp_path, text))


def test_a_stale_translation_is_known(tmp_path: Path) -> None:
    text = "-- content/products/argan/index.ar.md --\n" + document({"title": "أركان", "source": "000000000000"})
    assert load(make_site(tmp_path, product() + text))[1] == {"translation.stale"}


def test_a_file_may_name_its_own_language(tmp_path: Path) -> None:
    _, codes = load(make_site(tmp_path, product(language="ar")))
    assert codes == set()
    _, codes = load(make_site(tmp_path, product(language="de")))
    assert codes == {"file.language"}


def test_a_translation_without_a_source_is_a_problem(tmp_path: Path) -> None:
    assert load(make_site(tmp_path, "-- content/pages/a.ar.md --\n---\ntitle: A\n---\n"))[1] == {"record.no_source"}
