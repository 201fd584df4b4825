"""The output folder: whole or absent, replaced at once, touched only when something changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sitegen.errors import OutputError, ThemeError
from sitegen.write.output import MARKER, OutputTree
from tests.support.site import build_site, built, make_site, page, picture, product, snapshot, write


def states(folder: Path) -> dict[str, tuple[int, int]]:
    """Return inode and time of every file and folder."""
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in [folder, *folder.rglob("*")]}


def fill(target: Path, **files: bytes) -> None:
    """Put files into an output folder, as a build does."""
    with OutputTree(target) as tree:
        for name, data in files.items():
            tree.add(f"{name}.html", data)
        tree.commit()


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "content/products/argan/a.jpg", picture())
    output = built(tmp_path, product(redirects=["/vieux/"]))
    before = states(output)
    report = build_site(tmp_path)
    assert states(output) == before
    assert report.written is None or not (report.written.written or report.written.removed)


def test_an_edit_writes_only_what_shows_it(tmp_path: Path) -> None:
    output = built(tmp_path, product("a") + product("b") + "-- content/pages/nous.md --\n---\ntitle: N\n---\nT\n")
    before = states(output)
    make_site(tmp_path, product("a", body="Autre texte."))
    build_site(tmp_path)
    after = states(output)
    assert "Autre texte." in page(output, "/fr/products/a/")
    assert before[str(output / "fr/nous/index.html")] == after[str(output / "fr/nous/index.html")]
    assert before[str(output / "fr/products/a/index.html")] != after[str(output / "fr/products/a/index.html")]


def test_a_product_that_was_removed_disappears(tmp_path: Path) -> None:
    output = built(tmp_path, product("a") + product("b"))
    (tmp_path / "content/products/b/index.md").unlink()
    report = build_site(tmp_path)
    assert report.written is not None
    pages = {path for path in report.written.removed if not path.startswith("api/")}
    assert pages == {f"{code}/products/b/index.html" for code in ("fr", "ar", "zgh", "en", "es")}
    assert not (output / "fr/products/b").exists()
    assert "products/b/" not in page(output, "/fr/products/")


def test_a_build_with_errors_leaves_the_last_good_one(tmp_path: Path) -> None:
    output = built(tmp_path, product())
    before = states(output)
    make_site(tmp_path, product("broken", price="12,50"))
    report = build_site(tmp_path)
    assert (report.written, report.output) == (None, None)
    assert states(output) == before


def test_a_theme_that_breaks_while_rendering_leaves_the_last_good_one(tmp_path: Path) -> None:
    output = built(tmp_path, product())
    before = states(output)
    write(tmp_path, "templates/page.html", "{{ nothing.at.all }}")
    write(tmp_path, "content/pages/a.md", "---\ntitle: A\n---\nB\n")
    with pytest.raises(ThemeError):
        build_site(tmp_path)
    assert states(output) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".tmp")] == []


def test_strict_publishes_nothing_with_a_warning(tmp_path: Path) -> None:
    make_site(tmp_path, product())
    assert build_site(tmp_path, strict=True).written is None
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize("name", ["letter.txt", ".hidden", "sub/file"])
def test_a_folder_that_no_build_made_is_not_replaced(tmp_path: Path, name: str) -> None:
    root = make_site(tmp_path, product())
    write(root, f"build/{name}", "mine")
    before = states(root / "build")
    with pytest.raises(OutputError):
        build_site(root)
    assert states(root / "build") == before


@pytest.mark.parametrize("output", [".", "content", "themes/plain"])
def test_the_site_itself_is_never_its_output(tmp_path: Path, output: str) -> None:
    root = make_site(tmp_path, product())
    with pytest.raises(OutputError):
        build_site(root, output=root / output)
    assert (root / "content/products/argan/index.md").is_file()


def test_a_file_or_a_link_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    root = make_site(tmp_path / "site", product())
    elsewhere = built(tmp_path / "other", product())
    (root / "build").symlink_to(elsewhere)
    with pytest.raises(OutputError):
        build_site(root)
    (root / "build").unlink()
    write(root, "build", "a file")
    with pytest.raises(OutputError):
        build_site(root)


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    assert (built(tmp_path, product()) / MARKER).is_file()


def test_what_somebody_changed_by_hand_is_put_right(tmp_path: Path) -> None:
    output = built(tmp_path, product())
    good = snapshot(output)
    (output / "fr/index.html").write_text("tampered", encoding="utf-8")
    (output / "fr/products/index.html").unlink()
    write(output, "fr/strange.html", "x")
    build_site(tmp_path)
    assert snapshot(output) == good


def test_leftovers_of_a_killed_build_are_removed_those_of_a_living_one_are_kept(tmp_path: Path) -> None:
    write(tmp_path, ".build.999999999.tmp/x", "dead")
    write(tmp_path, f".build.{os.getppid()}.tmp/x", "alive")
    fill(tmp_path / "build", a=b"1")
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".build.{os.getppid()}.tmp", "build"]


def test_unchanged_files_keep_their_inode_and_time(tmp_path: Path) -> None:
    fill(tmp_path / "build", a=b"1", b=b"2")
    before = states(tmp_path / "build")
    fill(tmp_path / "build", a=b"1", b=b"3")
    after = states(tmp_path / "build")
    assert before[str(tmp_path / "build/a.html")] == after[str(tmp_path / "build/a.html")]
    assert (tmp_path / "build/b.html").read_bytes() == b"3"


def test_one_path_is_added_once(tmp_path: Path) -> None:
    with OutputTree(tmp_path / "build") as tree:
        tree.add("a.html", b"")
        with pytest.raises(OutputError):
            tree.add("a.html", b"")


def test_a_file_may_become_a_folder_and_back(tmp_path: Path) -> None:
    for paths in (("a", "b"), ("a/index.html", "b"), ("a", "b/c")):
        with OutputTree(tmp_path / "build") as tree:
            for path in paths:
                tree.add(path, path.encode())
            tree.commit()
        assert set(snapshot(tmp_path / "build")) == {MARKER, *paths}


def test_the_manifest_has_digest_size_and_type_of_every_file(tmp_path: Path) -> None:
    make_site(tmp_path, product())
    report = build_site(tmp_path)
    assert report.written is not None
    assert report.output is not None
    files = {path: data for path, data in snapshot(report.output).items() if path != MARKER}
    assert {path: entry.size for path, entry in report.written.manifest.items()} == {
        path: len(data) for path, data in files.items()
    }
    assert report.written.manifest["fr/index.html"].type == "text/html; charset=utf-8"
    assert list(report.written.manifest) == sorted(report.written.manifest)
