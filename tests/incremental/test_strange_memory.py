"""The memory of a build is not believed when it is damaged, of another version, or somebody else's."""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sitegen.digests import digest_bytes
from sitegen.errors import ThemeError
from sitegen.freshness import scan_inputs
from sitegen.load.loader import load_content
from sitegen.load.memory import Memory
from sitegen.quick import unchanged_report
from sitegen.report import BuildOptions
from sitegen.state import State
from tests.incremental.shop import assert_current, build_shop, clean_build, differences, edit, make_shop, published
from tests.support.site import TODAY, settings_of, write

STATE = ".sitegen/state/default.sqlite"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a shop that is built."""
    make_shop(tmp_path / "shop")
    build_shop(tmp_path / "shop")
    return tmp_path / "shop"


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what a build without any memory makes of the shop after `edit_title`."""
    root = make_shop(tmp_path_factory.mktemp("edited") / "shop")
    edit_title(root)
    return clean_build(root)


def edit_title(root: Path) -> None:
    """Give a product another title."""
    edit(root, "content/products/argan/index.md", '"Argan"', '"Huile"')


def sql(root: Path, script: str) -> None:
    """Change the state behind sitegen's back."""
    with closing(sqlite3.connect(root / STATE)) as connection, connection:
        connection.executescript(script)


class Bomb:
    """What a stranger would like us to unpickle."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return (os.mkdir, (str(self.mark),))


@pytest.mark.parametrize(
    "script",
    [
        "PRAGMA user_version = 99;",
        "PRAGMA user_version = 99; DROP TABLE memos; CREATE TABLE memos (a, b);",
        "DROP TABLE outputs;",
        "DROP TABLE inputs; CREATE TABLE inputs (path, digest);",
        "DROP TABLE facts; CREATE VIEW facts AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n)"
        " SELECT x AS name, x AS value FROM n;",
        "CREATE TRIGGER t AFTER INSERT ON facts BEGIN DELETE FROM inputs; END;",
        "UPDATE facts SET value = x'ff00' WHERE name IN ('figures', 'problems', 'output', 'language');",
        "UPDATE facts SET value = '[1]' WHERE name IN ('figures', 'problems');",
        "DELETE FROM facts WHERE name = 'spare';",
        "UPDATE memos SET mac = 'text é', value = 'text';",
        "UPDATE memos SET mac = NULL, value = 5;",
        "UPDATE inputs SET digest = 7, size = 'x';",
        "UPDATE outputs SET digest = NULL, key = x'00', size = 'x';",
    ],
)
def test_a_state_of_another_shape_is_forgotten(root: Path, script: str, edited: dict[str, bytes]) -> None:
    sql(root, script)
    unchanged_report(BuildOptions(root, TODAY))
    edit_title(root)
    build_shop(root)
    assert differences(published(root / "build"), edited) == []
    assert build_shop(root).rendered == 0


@pytest.mark.parametrize("garbage", [b"", b"no database", b"SQLite format 3\0" + bytes(5000), bytes(100_000)])
def test_garbage_in_the_place_of_the_state_is_replaced(root: Path, garbage: bytes) -> None:
    for suffix in ("-wal", "-shm"):
        (root / f"{STATE}{suffix}").unlink(missing_ok=True)
    write(root, STATE, garbage)
    assert unchanged_report(BuildOptions(root, TODAY)) is None
    build_shop(root)
    assert_current(root)
    assert build_shop(root).rendered == 0


def test_a_state_that_is_damaged_in_the_middle_recovers(root: Path) -> None:
    data = (root / STATE).read_bytes()
    write(root, STATE, data[: len(data) // 3] + b"\xa5" * 9000 + data[len(data) // 3 + 9000 :])
    edit_title(root)
    build_shop(root)
    build_shop(root)
    assert_current(root)
    assert unchanged_report(BuildOptions(root, TODAY)) is not None


def test_a_record_that_another_key_signed_is_not_believed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site comes from strangers, and could bring a state of its own with pickles in it."""
    mark = tmp_path / "exploded"
    with closing(sqlite3.connect(root / STATE)) as connection:
        keys = [key for (key,) in connection.execute("SELECT key FROM memos")]
    assert keys
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "stranger"))
    with State(root / STATE) as state:
        bombs = dict.fromkeys(keys, pickle.dumps(Bomb(mark)))
        state.save(state.facts(), dict(state.inputs()), dict(state.outputs()), {"record": (bombs, keys)})
        assert state.memos("record").keys() == set(keys)
    monkeypatch.undo()
    edit_title(root)
    build_shop(root)
    assert not mark.exists()
    assert_current(root)


def test_links_in_the_place_of_our_own_files_lead_to_nothing_being_written_elsewhere(
    root: Path, tmp_path: Path
) -> None:
    precious = write(tmp_path, "precious.txt", "precious")
    database = tmp_path / "precious.sqlite"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE mine (a)")
    before = database.read_bytes()
    for name, target in (("state/now", precious), ("lock", precious), ("state/default.sqlite", database)):
        (root / ".sitegen" / name).unlink(missing_ok=True)
        (root / ".sitegen" / name).symlink_to(target)
    build_shop(root)
    assert precious.read_text() == "precious"
    assert database.read_bytes() == before
    assert_current(root)


def test_a_journal_that_a_site_brings_along_is_not_played_back(root: Path) -> None:
    write(root, f"{STATE}-journal", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(2000))
    build_shop(root)
    assert not (root / f"{STATE}-journal").exists()
    assert_current(root)


def test_a_file_whose_name_is_not_utf_8_costs_time_only(root: Path) -> None:
    name = os.fsencode(root / "themes/plain") + b"/caf\xe9.txt"
    with open(name, "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write(b"notes")
    edit_title(root)
    build_shop(root)
    assert unchanged_report(BuildOptions(root, TODAY)) is None
    assert_current(root)


def test_what_a_build_parsed_is_remembered_under_what_it_read(root: Path) -> None:
    """A file that changes between the look at it and the reading must not spoil the memory of its former bytes."""
    path = "content/products/argan/index.md"
    former = (root / path).read_bytes()
    config = settings_of(root)
    edit(root, path, '"Argan"', '"Huile"')
    memory = Memory({path: digest_bytes(former)})
    load_content(root, config, memory)
    (root / path).write_bytes(former)
    again = Memory({}, dict(memory.new))
    found = {record.slug: record.record.title for record in load_content(root, config, again).records}
    assert found["argan"] == "Argan"


class Promises(dict[str, bytes]):
    """Values that are listed, but prove to be no use, as those are that another key signed."""

    def __getitem__(self, key: str) -> bytes:
        """Say that it is not there."""
        raise KeyError(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Return nothing."""
        return default


def test_a_value_that_proves_to_be_no_use_is_worked_out_again(root: Path) -> None:
    config, first = settings_of(root), Memory()
    titles = [record.record.title for record in load_content(root, config, first).records]
    again = Memory({}, Promises(first.new))
    assert [record.record.title for record in load_content(root, config, again).records] == titles
    assert dict(again.new) == dict(first.new)


def test_what_was_parsed_is_kept_when_a_page_does_not_render(root: Path) -> None:
    edit_title(root)
    template = "themes/plain/templates/product.html"
    edit(root, template, "{% block main %}", "{% block main %}{{ nothing.here }}")
    with State(root / STATE) as state:
        before = set(state.memo_keys("record"))
    with pytest.raises(ThemeError):
        build_shop(root)
    with State(root / STATE) as state:
        assert len(set(state.memo_keys("record")) - before) == 1
    edit(root, template, "{{ nothing.here }}", "")
    build_shop(root)
    assert_current(root)


def test_a_file_that_vanishes_while_it_is_looked_at_hides_no_other(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = scan_inputs(root, root / ".sitegen/state").stamps
    real = os.DirEntry.stat

    class Gone:
        """A directory entry whose file is gone."""

        def __init__(self, entry: os.DirEntry[str]) -> None:
            self.name, self.path, self._entry = entry.name, entry.path, entry

        def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
            if self.name == "amlou":
                raise FileNotFoundError(self.path)
            return real(self._entry, follow_symlinks=follow_symlinks)

        def is_dir(self, *, follow_symlinks: bool = True) -> bool:
            return self.name != "amlou" and self._entry.is_dir(follow_symlinks=follow_symlinks)

    from sitegen import freshness

    plain = freshness._entries
    monkeypatch.setattr(freshness, "_entries", lambda folder: [Gone(entry) for entry in plain(folder)])
    found = scan_inputs(root, root / ".sitegen/state").stamps
    assert everything.keys() - found.keys() == {"content/products/amlou", "content/products/amlou/index.md"}
