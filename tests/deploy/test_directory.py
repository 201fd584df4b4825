"""A folder as a target: whole files, our files only, nothing through a link."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from sitegen.config import TargetSection
from sitegen.deploy.base import ABSENT, ConditionFailed, DeployStopped, Policy
from sitegen.deploy.directory import DirectoryStore, open_publisher
from sitegen.deploy.engine import StorePublisher
from sitegen.deploy.headers import headers_for
from tests.deploy.memory_store import CSS, NEW_CSS, NEW_SHOP, SHOP, Silence, write_shop

HEADERS = headers_for("index.html")


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "www")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site/build").mkdir(parents=True)
    return tmp_path / "site"


def publish(site: Path, shop: dict[str, str]) -> StorePublisher:
    write_shop(site / "build", shop)
    publisher = open_publisher("www", TargetSection(provider="directory", folder="../www"), Policy(), site)
    publisher.deploy(publisher.plan(site / "build", Silence()), Silence())
    return publisher


def shown(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".sitegen" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def test_a_shop_comes_goes_on_and_goes_back(site: Path) -> None:
    www = site.parent / "www"
    publish(site, SHOP)
    assert shown(www) == SHOP
    publisher = publish(site, NEW_SHOP)
    assert shown(www) == {**NEW_SHOP, CSS: SHOP[CSS]}
    plan = publisher.plan_rollback("", Silence())
    assert publisher.deploy(plan, Silence()).size == 0
    assert shown(www) == {**SHOP, NEW_CSS: NEW_SHOP[NEW_CSS]}
    assert publisher.plan_rollback("1", Silence()).summary.is_empty


def test_new_times_with_the_same_bytes_write_nothing(site: Path) -> None:
    publish(site, SHOP)
    before = {path: path.stat().st_mtime_ns for path in (site.parent / "www").rglob("*.html")}
    for path in (site / "build").rglob("*.html"):
        os.utime(path, (1, 1))
    publisher = publish(site, SHOP)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(publisher.releases()) == 1


def test_a_copy_of_the_folder_with_other_times_is_known_by_its_bytes(site: Path) -> None:
    publisher = publish(site, SHOP)
    www = site.parent / "www"
    for key in SHOP:
        (www / key).write_bytes((www / key).read_bytes())
    assert publisher.plan(site / "build", Silence()).summary.uploads == ()
    assert publisher.verify(None, Silence()).differences == ()


def test_tampering_is_named_file_by_file_and_put_right(site: Path) -> None:
    publisher = publish(site, SHOP)
    www = site.parent / "www"
    (www / "fr/amlou/index.html").write_text("<p>send money elsewhere</p>")
    (www / "robots.txt").unlink()
    (www / "mine.txt").write_text("of the web server")
    found = {difference.key: difference.finding.value for difference in publisher.verify(None, Silence()).differences}
    assert found == {"fr/amlou/index.html": "changed", "robots.txt": "missing", "mine.txt": "foreign"}
    publish(site, SHOP)
    assert shown(www) == {**SHOP, "mine.txt": "of the web server"}
    assert publisher.verify(site / "build", Silence()).is_sound


def test_a_kept_page_that_is_damaged_is_not_published(site: Path) -> None:
    www = site.parent / "www"
    publish(site, SHOP)
    publisher = publish(site, NEW_SHOP)
    for kept in (www / ".sitegen/blobs").iterdir():
        kept.write_bytes(b"")  # as a power cut leaves it
    with pytest.raises(DeployStopped) as stop:
        publisher.deploy(publisher.plan_rollback("", Silence()), Silence())
    assert stop.value.problem.code == "deploy.wrong_bytes"
    assert {key: shown(www)[key] for key in NEW_SHOP} == NEW_SHOP


def test_the_built_shop_is_compared_with_what_is_published(site: Path) -> None:
    publisher = publish(site, SHOP)
    write_shop(site / "build", {key: text for key, text in NEW_SHOP.items() if key != "robots.txt"})
    found = {one.key: one.finding.value for one in publisher.verify(site / "build", Silence()).differences}
    assert found == {
        CSS: "not built", "robots.txt": "not built", NEW_CSS: "not deployed", "fr/miel/index.html": "not deployed",
        "index.html": "other build", "fr/index.html": "other build", "fr/amlou/index.html": "other build",
    }  # fmt: skip


def test_conditions_hold_for_writers_at_the_same_time(store: DirectoryStore) -> None:
    won: list[int] = []

    def write(number: int) -> None:
        try:
            store.put("lock", str(number).encode(), HEADERS, condition=ABSENT)
            won.append(number)
        except ConditionFailed:
            pass

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    found = store.read("lock")
    assert found is not None
    assert found.data == str(won[0]).encode()
    with pytest.raises(ConditionFailed):
        store.put("lock", b"x", HEADERS, condition="0")
    store.put("lock", b"y", HEADERS, condition=found.etag)


def test_nothing_is_read_or_written_through_a_link(store: DirectoryStore, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.html").write_text("private")
    (tmp_path / "www").mkdir()
    (tmp_path / "www/fr").symlink_to(outside)
    (tmp_path / "www/b.html").symlink_to(outside / "a.html")
    with pytest.raises(DeployStopped):
        store.put("fr/a.html", b"x", HEADERS)
    with pytest.raises(OSError, match=r"b\.html"):
        store.read("b.html")
    assert {listed.key for listed in store.listing()} == {"fr", "b.html"}
    store.put("b.html", b"ours", HEADERS)
    assert (outside / "a.html").read_text() == "private"


def test_deleting_leaves_no_empty_folders_of_ours_and_takes_nothing_else(store: DirectoryStore, tmp_path: Path) -> None:
    for key in ("fr/a/index.html", "fr/b/index.html"):
        store.put(key, b"x", HEADERS)
    assert store.delete(["fr/a/index.html", "gone.html"]) == {}
    assert not (tmp_path / "www/fr/a").exists()
    assert (tmp_path / "www/fr/b/index.html").is_file()
    assert store.delete(["fr"]).keys() == {"fr"}


@pytest.mark.parametrize("folder", ["/", ".", ".."])
def test_the_root_of_the_disk_and_the_site_itself_are_no_target(site: Path, folder: str) -> None:
    with pytest.raises(DeployStopped) as stop:
        open_publisher("www", TargetSection(provider="directory", folder=folder), Policy(), site)
    assert stop.value.problem.code == "deploy.folder"


def test_what_a_killed_deploy_left_half_done_goes_after_a_day(store: DirectoryStore, tmp_path: Path) -> None:
    store.put("index.html", b"x", HEADERS)
    old, young = (tmp_path / "www/.sitegen/tmp" / name for name in ("old", "young"))
    for leftover in (old, young):
        leftover.write_bytes(b"half")
    os.utime(old, (1, 1))
    store.delete([])
    assert not old.exists()
    assert young.exists()
