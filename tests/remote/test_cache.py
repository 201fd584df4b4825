from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sitegen.cache import Accept
from sitegen.remote import cache as shared
from sitegen.remote.cache import Remote, SharedCache

KEY, OTHER = "ab" * 32, "cd" * 32


def anything(_data: bytes) -> bool:
    return True


def nothing(_data: bytes) -> bool:
    return False


def put(root: Path, remote: Remote, key: str = KEY, data: bytes = b"bytes") -> None:
    SharedCache(root, "renditions", remote).put(key, data)
    remote.finish()


def fetched(root: Path, remote: Remote, accept: Accept = anything, key: str = KEY) -> bytes | None:
    cache = SharedCache(root, "renditions", remote)
    cache.fetch({key: accept})
    remote.finish()
    return cache.get(key)


def entry(root: Path, key: str = KEY) -> Path:
    return root / "renditions" / key[:2] / key


@pytest.fixture
def far(tmp_path: Path) -> Path:
    return tmp_path / "far"


@pytest.fixture
def url(far: Path) -> str:
    return far.as_uri()


@pytest.mark.parametrize("scheme", ["file", "memory"])
def test_what_one_machine_made_another_has(tmp_path: Path, scheme: str) -> None:
    url = f"{scheme}://{tmp_path}/far"
    put(tmp_path / "one", Remote(url))
    assert fetched(tmp_path / "two", Remote(url)) == b"bytes"
    assert fetched(tmp_path / "three", Remote(f"{url}-other")) is None


def test_an_entry_is_the_same_in_both(tmp_path: Path, far: Path, url: str) -> None:
    put(tmp_path / "one", Remote(url))
    assert entry(far).read_bytes() == entry(tmp_path / "one").read_bytes()


@pytest.mark.parametrize(
    "spoil",
    [lambda d: d[:-1], lambda d: b"B" + d[1:], lambda _: b"", lambda d: d + b"x", lambda d: d * 2],
    ids=["cut", "altered", "empty", "longer", "twice"],
)
def test_a_spoiled_entry_is_a_miss_and_never_kept(tmp_path: Path, far: Path, url: str, spoil: object) -> None:
    put(tmp_path / "one", Remote(url))
    entry(far).write_bytes(spoil(entry(far).read_bytes()))  # type: ignore[operator]
    remote = Remote(url)
    assert fetched(tmp_path / "two", remote) is None
    assert not entry(tmp_path / "two").exists()
    assert remote.complaint == ""


def test_an_entry_under_another_key_is_a_miss(tmp_path: Path, far: Path, url: str) -> None:
    put(tmp_path / "one", Remote(url))
    entry(far, OTHER).parent.mkdir(parents=True)
    entry(far).rename(entry(far, OTHER))
    assert fetched(tmp_path / "two", Remote(url), key=OTHER) is None


def test_an_entry_that_is_not_what_was_promised_is_a_miss(tmp_path: Path, url: str) -> None:
    put(tmp_path / "one", Remote(url))
    assert fetched(tmp_path / "two", Remote(url), nothing) is None
    assert not entry(tmp_path / "two").exists()


def test_a_huge_entry_is_a_miss(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "one", Remote(url), data=b"x" * 1000)
    monkeypatch.setattr(shared, "_LARGEST_ENTRY", 999)
    assert fetched(tmp_path / "two", Remote(url)) is None


def test_a_reader_gives_nothing(tmp_path: Path, far: Path, url: str) -> None:
    put(tmp_path / "one", Remote(url, read_only=True))
    assert not far.exists()
    put(tmp_path / "two", Remote(url))
    assert fetched(tmp_path / "three", Remote(url, read_only=True)) == b"bytes"


def test_what_was_here_before_the_cache_was_shared_is_given_too(tmp_path: Path, far: Path, url: str) -> None:
    SharedCache(tmp_path / "one", "renditions", Remote(url, read_only=True)).put(KEY, b"bytes")
    assert fetched(tmp_path / "one", Remote(url)) == b"bytes"
    assert entry(far).is_file()


def test_nothing_is_given_twice(tmp_path: Path, far: Path, url: str) -> None:
    put(tmp_path / "one", Remote(url))
    entry(far).unlink()
    fetched(tmp_path / "one", Remote(url))
    assert not entry(far).exists()


def test_what_was_taken_is_not_given_back(tmp_path: Path, far: Path, url: str) -> None:
    put(tmp_path / "one", Remote(url))
    fetched(tmp_path / "two", Remote(url))
    entry(far).unlink()
    fetched(tmp_path / "two", Remote(url))
    assert not entry(far).exists()


def test_many_entries_come_at_a_time(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(16)

    def read(_remote: Remote, _path: str) -> None:
        together.wait(10)

    monkeypatch.setattr(Remote, "read", read)
    cache = SharedCache(tmp_path, "renditions", Remote(url))
    cache.fetch({f"{number:064x}": anything for number in range(32)})
    assert not together.broken


def test_a_broken_store_is_left_alone_after_a_few_tries(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"no folder")
    remote = Remote(f"file://{tmp_path}/file")
    cache = SharedCache(tmp_path / "one", "renditions", remote)
    for number in range(100):
        cache.put(f"{number:064x}", b"bytes")
    remote.finish()
    assert remote.complaint
    assert len(remote.not_written) < 8 + 16
    assert cache.get(f"{99:064x}") == b"bytes"


def test_who_may_not_write_goes_on_reading(tmp_path: Path, url: str) -> None:
    put(tmp_path / "one", Remote(url))
    remote = Remote(url, not_written=["access is denied"] * 8)
    assert fetched(tmp_path / "two", remote) == b"bytes"
    assert remote.complaint == "writing is denied"


def test_an_unknown_kind_of_address_is_a_complaint(tmp_path: Path) -> None:
    remote = Remote("nosuchscheme://bucket/prefix")
    put(tmp_path, remote)
    assert remote.complaint == "the server answers with an error"


def test_no_thread_is_left(tmp_path: Path, url: str) -> None:
    before = set(threading.enumerate())
    put(tmp_path / "one", Remote(url))
    fetched(tmp_path / "two", Remote(url))
    assert set(threading.enumerate()) <= before
