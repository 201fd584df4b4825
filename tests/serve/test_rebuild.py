"""Rebuilds are done one at a time, for the newest edits, and a shop that does not build is no reason to end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import pytest

from sitegen.build import build
from sitegen.errors import BuildCancelled, SitegenError
from sitegen.report import Audience, BuildOptions, BuildReport
from sitegen.serve.live import Channel, State
from sitegen.serve.rebuild import Outcome, Rebuilds
from sitegen.serve.watch import Watch, is_source, watching
from tests.support.site import TODAY, Silence, build_site, make_site, product, write

SECONDS = 10


def rebuilds_of(root: Path, channel: Channel) -> Rebuilds:
    return Rebuilds(lambda _: build_site(root), channel)


@contextmanager
def at_work(rebuilds: Rebuilds) -> Iterator[Queue[Outcome]]:
    """Let rebuilds run in a thread; yield the queue of what they come to."""
    outcomes: Queue[Outcome] = Queue()
    stop = Event()
    thread = Thread(target=rebuilds.run, args=(outcomes.put, stop), daemon=True)
    thread.start()
    yield outcomes
    stop.set()
    rebuilds.ask()
    thread.join(SECONDS)


def test_what_is_asked_for_while_a_build_runs_is_one_build_after_it() -> None:
    begun, go = Queue[int](), Event()

    def slow(_: Audience) -> BuildReport:
        begun.put(1)
        assert go.wait(SECONDS)
        return BuildReport(())

    rebuilds = Rebuilds(slow, Channel())
    with at_work(rebuilds) as outcomes:
        rebuilds.ask()
        begun.get(timeout=SECONDS)
        for _ in range(50):
            rebuilds.ask()
        go.set()
        outcomes.get(timeout=SECONDS)
        outcomes.get(timeout=SECONDS)
        assert outcomes.empty()
        assert begun.qsize() == 1


def test_a_build_that_changes_nothing_keeps_the_pages(tmp_path: Path) -> None:
    make_site(tmp_path)
    channel = Channel()
    rebuilds = rebuilds_of(tmp_path, channel)
    rebuilds.rebuild()
    first = channel.state
    rebuilds.rebuild()
    assert channel.state.build == first.build
    write(tmp_path, "content/pages/aide.md", "---\ntitle: Aide\n---\n")
    rebuilds.rebuild()
    assert channel.state.build != first.build


def test_after_a_failing_build_the_last_good_pages_stay(tmp_path: Path) -> None:
    make_site(tmp_path)
    channel = Channel()
    rebuilds = rebuilds_of(tmp_path, channel)
    rebuilds.rebuild()
    good = channel.state
    broken = write(tmp_path, "content/pages/aide.md", "---\ntitel: Aide\n---\n")
    rebuilds.rebuild()
    assert (channel.state.build, channel.state.folder) == (good.build, good.folder)
    assert channel.state.notice.errors[0].place.startswith("content/pages/aide.md")
    broken.unlink()
    rebuilds.rebuild()
    assert not channel.state.notice.errors


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("themes/plain/templates/home.html", "{% if %}", "home.html"),
        ("themes/plain/theme.toml", "name = ", "theme.toml"),
        ("sitegen.toml", "[site", "sitegen.toml"),
        ("build", "a file in the way", "build"),
    ],
)
def test_what_stops_a_build_is_shown_and_mended(tmp_path: Path, path: str, text: str, words: str) -> None:
    make_site(tmp_path)
    channel = Channel()
    rebuilds = rebuilds_of(tmp_path, channel)
    before = (tmp_path / path).read_bytes() if (tmp_path / path).exists() else None
    write(tmp_path, path, text)
    rebuilds.rebuild()
    item = channel.state.notice.errors[0]
    assert words in item.place + item.message
    assert channel.state.folder is None
    (tmp_path / path).unlink() if before is None else (tmp_path / path).write_bytes(before)
    rebuilds.rebuild()
    assert channel.state.notice.errors == ()
    assert channel.state.folder == tmp_path / "build"


def test_pages_that_a_build_shows_before_it_ends_are_published_then_and_only_once(tmp_path: Path) -> None:
    make_site(tmp_path)
    channel = Channel()
    seen: list[State] = []

    def build_and_show(_: Audience) -> BuildReport:
        report = build_site(tmp_path)
        rebuilds.show(report)
        seen.append(channel.state)
        return report

    rebuilds = Rebuilds(build_and_show, channel)
    outcome = rebuilds.rebuild()
    assert seen == [channel.state]
    assert channel.state.folder == tmp_path / "build"
    assert outcome.report
    assert outcome.report.output == tmp_path / "build"


def shown_ahead(root: Path, pages: dict[str, bytes], *, fails: bool = False) -> tuple[State, State]:
    """Show pages ahead in a second build; return the state then, and that after the build."""
    channel = Channel()
    seen: list[State] = []

    def build_it(audience: Audience) -> BuildReport:
        if channel.state.folder is None:
            return build_site(root)
        audience.show_ahead(pages)
        seen.append(channel.state)
        if fails:
            raise SitegenError("no")
        return build_site(root)

    rebuilds = Rebuilds(build_it, channel)
    rebuilds.rebuild()
    rebuilds.rebuild()
    return seen[0], channel.state


@pytest.mark.parametrize("fails", [False, True])
def test_after_pages_were_shown_ahead_every_page_looks_again(tmp_path: Path, *, fails: bool) -> None:
    ahead, after = shown_ahead(make_site(tmp_path), {"index.html": b"ahead"}, fails=fails)
    assert ahead.ahead
    assert not after.ahead
    assert after.build != ahead.build


def test_before_the_first_good_build_nothing_is_shown_ahead(tmp_path: Path) -> None:
    channel = Channel()

    def ahead_of_all(audience: Audience) -> BuildReport:
        audience.show_ahead({"index.html": b"too soon"})
        assert not channel.state.ahead
        return build_site(make_site(tmp_path))

    assert Rebuilds(ahead_of_all, channel).rebuild().report


def test_there_is_rest_at_the_beginning_and_after_rebuilds() -> None:
    rests, stop = Queue[int](), Event()
    rebuilds = Rebuilds(lambda _: BuildReport(()), Channel())
    thread = Thread(target=rebuilds.run, args=(lambda _: None, stop, lambda: rests.put(1)), daemon=True)
    thread.start()
    rests.get(timeout=SECONDS)
    rebuilds.ask()
    rests.get(timeout=SECONDS)
    stop.set()
    rebuilds.ask()
    thread.join(SECONDS)
    assert rests.empty()


def test_a_build_that_is_called_off_ends_the_rebuilds() -> None:
    def called_off(_: Audience) -> BuildReport:
        raise BuildCancelled("stopped")

    with pytest.raises(BuildCancelled):
        Rebuilds(called_off, Channel()).rebuild()


@contextmanager
def watched(root: Path, step: int = 50) -> Iterator[Queue[int]]:
    changes: Queue[int] = Queue()
    with watching(Watch(root, lambda: changes.put(1), debounce=5000, step=step)):
        yield changes


def test_a_burst_of_files_is_one_change(tmp_path: Path) -> None:
    make_site(tmp_path)
    with watched(tmp_path, step=250) as changes:
        for number in range(50):
            write(tmp_path, f"content/pages/{number}.md", "---\ntitle: Aide\n---\n")
        changes.get(timeout=SECONDS)
        write(tmp_path, "content/pages/last.md", "---\ntitle: Aide\n---\n")
        changes.get(timeout=SECONDS)
        assert changes.empty()


@pytest.mark.parametrize(
    "path", ["sitegen.toml", "content/pages/aide.md", "themes/plain/assets/a.css", "messages/fr.po", "templates/x.html"]
)
def test_every_source_is_watched_even_in_a_folder_that_was_not_there(tmp_path: Path, path: str) -> None:
    make_site(tmp_path)
    with watched(tmp_path) as changes:
        write(tmp_path, path, "one")
        changes.get(timeout=SECONDS)
        replacement = write(tmp_path, "outside.txt", "two")
        replacement.replace(tmp_path / path)
        changes.get(timeout=SECONDS)
        (tmp_path / path).unlink()
        changes.get(timeout=SECONDS)


def test_a_file_deep_in_new_folders_is_watched(tmp_path: Path) -> None:
    make_site(tmp_path)
    with watched(tmp_path) as changes:
        write(tmp_path, "content/products/a/b/c.md", "one")
        changes.get(timeout=SECONDS)
        write(tmp_path, "content/products/a/b/c.md", "two")
        changes.get(timeout=SECONDS)


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_link_out_of_the_site_is_not_followed(tmp_path: Path) -> None:
    site, outside = make_site(tmp_path / "site"), tmp_path / "outside"
    outside.mkdir()
    (site / "content/out").symlink_to(outside)
    with watched(site, step=200) as changes:
        write(outside, "a.md", "one")
        write(site, "content/a.md", "one")
        changes.get(timeout=SECONDS)
        assert changes.empty()


@pytest.mark.parametrize(
    "path",
    [
        "build/index.html", ".sitegen/cache/x", ".build.12.tmp/index.html", "content/.aide.md.swp", "content/aide.md~",
        "content/#aide.md#", "content/.#aide.md", "content/4913", "content/.DS_Store", "README.md", "content/a.md.swp",
        ".git/index", "themes/.hidden/a.css", "node_modules/x.js", "content/photo.jpg.part", "themes/sitegen.toml~",
    ],
)  # fmt: skip
def test_what_no_shop_is_made_from_is_passed_over(tmp_path: Path, path: str) -> None:
    assert not is_source(tmp_path, str(tmp_path / path))


def test_a_build_does_not_wake_its_own_watch(tmp_path: Path) -> None:
    make_site(tmp_path, product(pictures=None))
    with watched(tmp_path, step=200) as changes:
        build(BuildOptions(tmp_path, TODAY, jobs=1), Silence())
        write(tmp_path, "sitegen.toml", (tmp_path / "sitegen.toml").read_text(encoding="utf-8"))
        changes.get(timeout=SECONDS)
        assert changes.empty()
