"""The guarded door: what a site brings is read through it, and nothing else is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sitegen.errors import FileRefused
from sitegen.files import files_and_links, read_file, safe_parts, walk_files

posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes need rights elsewhere")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a site with one file, beside a secret."""
    site = tmp_path / "site"
    (site / "content").mkdir(parents=True)
    (site / "content" / "a.md").write_bytes(b"text")
    (tmp_path / "secret").write_bytes(b"secret")
    return site


def test_a_plain_file_is_read(root: Path) -> None:
    assert read_file(root, "content/a.md") == b"text"


@pytest.mark.parametrize(
    "path",
    [
        "../secret",
        "content/../../secret",
        "/etc/passwd",
        "content/..",
        "..",
        "",
        "C:/secret",
        "content\\a.md",
        "a\x00b",
        "a\nb",
    ],
)
def test_a_path_that_could_leave_its_root_is_refused(root: Path, path: str) -> None:
    with pytest.raises(FileRefused):
        read_file(root, path)


@posix
def test_a_link_is_refused_wherever_it_leads(root: Path) -> None:
    (root / "content" / "link.md").symlink_to(root / "content" / "a.md")
    with pytest.raises(FileRefused, match="symbolic link"):
        read_file(root, "content/link.md")


@posix
def test_a_file_behind_a_linked_folder_is_refused(root: Path) -> None:
    (root / "linked").symlink_to(root.parent)
    with pytest.raises(FileRefused, match="symbolic link"):
        read_file(root, "linked/secret")


@posix
def test_a_pipe_is_refused_and_does_not_hang(root: Path) -> None:
    os.mkfifo(root / "content" / "pipe.md")
    with pytest.raises(FileRefused, match="not a regular file"):
        read_file(root, "content/pipe.md")


def test_a_folder_is_no_file(root: Path) -> None:
    with pytest.raises((FileRefused, IsADirectoryError, PermissionError)):
        read_file(root, "content")


def test_a_file_over_the_limit_is_refused_with_its_size(root: Path) -> None:
    with pytest.raises(FileRefused, match="4 bytes; the limit is 3"):
        read_file(root, "content/a.md", limit=3)


def test_a_missing_file_is_missing_and_not_refused(root: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_file(root, "content/b.md")


def test_safe_parts_are_those_of_the_path() -> None:
    assert safe_parts("content/produits/a.md") == ("content", "produits", "a.md")


def test_files_are_listed_in_order_without_hidden_ones(root: Path) -> None:
    for name in ("b.md", ".hidden", "c/d.md", ".git/config"):
        file = root / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"")
    assert list(walk_files(root)) == files_and_links(root)[0] == ["b.md", "c/d.md", "content/a.md"]


@posix
def test_links_are_listed_and_never_followed(root: Path) -> None:
    (root / "content" / "out").symlink_to(root.parent)
    (root / "content" / "self").symlink_to(root)
    (root / ".kept").mkdir()
    (root / ".kept" / "seen.md").write_bytes(b"")
    (root / ".kept" / "out").symlink_to(root.parent)
    assert files_and_links(root) == (["content/a.md"], [".kept/out", "content/out", "content/self"])
    assert list(walk_files(root)) == ["content/a.md"]


def test_a_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    assert list(walk_files(tmp_path / "nothing")) == []
    assert files_and_links(tmp_path / "nothing") == ([], [])
