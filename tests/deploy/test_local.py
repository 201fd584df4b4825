"""What may be published at all: ordinary files with ordinary names, and pages whose files are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sitegen.deploy.base import DeployStopped
from sitegen.deploy.local import missing_assets, read_same, scan


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "build"
    (folder / "fr").mkdir(parents=True)
    (folder / "index.html").write_text("home")
    (folder / ".sitegen-output").write_text("marker")
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(DeployStopped) as stop:
        scan(folder)
    return stop.value.problem.code


def test_a_shop_is_scanned_without_the_marker_and_without_what_a_target_has_no_use_for(shop: Path) -> None:
    (shop / "_headers").write_text("x")
    (shop / ".well-known").mkdir()
    (shop / ".well-known/security.txt").write_text("x")
    assert list(scan(shop)) == [".well-known/security.txt", "_headers", "index.html"]
    assert list(scan(shop, frozenset({"_headers"}))) == [".well-known/security.txt", "index.html"]


@pytest.mark.parametrize("name", ["fr/link", "link"])
def test_links_are_refused_wherever_they_lead(shop: Path, name: str) -> None:
    (shop / name).symlink_to(shop / "index.html")
    assert refused(shop) == "deploy.not_a_file"


def test_a_linked_folder_and_a_pipe_are_refused(shop: Path) -> None:
    (shop / "de").symlink_to(shop / "fr")
    assert refused(shop) == "deploy.not_a_file"
    (shop / "de").unlink()
    os.mkfifo(shop / "pipe")
    assert refused(shop) == "deploy.not_a_file"


@pytest.mark.parametrize("name", ["a\nb.html", "a\tb", "a\\b", "\x7f"])
def test_names_that_nobody_can_ask_for_are_refused(shop: Path, name: str) -> None:
    (shop / name).write_text("x")
    assert refused(shop) == "deploy.name"


def test_a_name_that_is_no_text_is_refused(shop: Path) -> None:
    Path(os.fsdecode(os.fsencode(shop) + b"/\xff.html")).write_text("x")
    assert refused(shop) == "deploy.name"


@pytest.mark.parametrize("name", [".git/config", ".env", ".env.local", ".aws/credentials", ".sitegen/x", ".htpasswd"])
def test_files_that_nobody_should_see_are_refused(shop: Path, name: str) -> None:
    (shop / name).parent.mkdir(exist_ok=True)
    (shop / name).write_text("x")
    assert refused(shop) == "deploy.private"


@pytest.mark.parametrize(("one", "other"), [("A.html", "a.html"), ("caf\u00e9.html", "cafe\u0301.html")])
def test_names_that_some_systems_take_for_the_same_are_refused(shop: Path, one: str, other: str) -> None:
    (shop / one).write_text("x")
    (shop / other).write_text("y")
    assert refused(shop) == "deploy.twins"


def test_an_empty_shop_and_one_without_a_home_are_refused(shop: Path, tmp_path: Path) -> None:
    assert refused(tmp_path / "nothing") == "deploy.no_build"
    (shop / "index.html").unlink()
    assert refused(shop) == "deploy.no_home"


def test_a_file_that_is_gone_or_other_is_not_sent(shop: Path) -> None:
    digest = scan(shop)["index.html"].digest
    assert read_same(shop, "index.html", digest) == b"home"
    (shop / "index.html").write_text("else")
    with pytest.raises(DeployStopped):
        read_same(shop, "index.html", digest)
    (shop / "index.html").unlink()
    with pytest.raises(DeployStopped):
        read_same(shop, "index.html", digest)


@pytest.mark.parametrize(
    ("page", "missing"),
    [
        ('<link rel=stylesheet href="/a.css">', ["a.css"]),
        ("<img src='../pic.jpg'>", ["pic.jpg"]),
        ('<img srcset="/a.avif 400w, /there.avif 800w">', ["a.avif"]),
        ('<script type="module" src="x.js?v=1"></script>', ["fr/x.js"]),
        ('<img src="/caf%C3%A9.png">', ["café.png"]),
        ('<a href="/fr/other/">x</a> <a href="#top">y</a> <a href="mailto:a@b.css">z</a>', []),
        ('<img src="https://other.example.org/a.png"><img src="//other.example.org/a.png">', []),
        ('<img src="data:image/png;base64,AAAA.png">', []),
    ],
)
def test_what_a_page_names_must_be_there(page: str, missing: list[str]) -> None:
    assert list(missing_assets("fr/index.html", page.encode(), {"there.avif": 1})) == missing
