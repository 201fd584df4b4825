from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from sitegen.cache import BlobCache

KEY = "ab" * 32
OTHER = "ab" + "cd" * 31


def entry(root: Path, key: str = KEY) -> Path:
    return root / "renditions" / key[:2] / key


def test_what_was_put_is_got(tmp_path: Path) -> None:
    cache = BlobCache(tmp_path, "renditions")
    assert not cache.has(KEY)
    assert cache.get(KEY) is None
    assert cache.put(KEY, b"bytes")
    assert cache.has(KEY)
    assert BlobCache(tmp_path, "renditions").get(KEY) == b"bytes"


def test_no_bytes_are_an_entry_too(tmp_path: Path) -> None:
    cache = BlobCache(tmp_path, "renditions")
    assert cache.put(KEY, b"")
    assert cache.has(KEY)
    assert cache.get(KEY) == b""


@pytest.mark.parametrize("kept", [0, 1, 39, 40, 44])
def test_a_cut_entry_is_a_miss_and_is_removed(tmp_path: Path, kept: int) -> None:
    cache = BlobCache(tmp_path, "renditions")
    cache.put(KEY, b"bytes")
    entry(tmp_path).write_bytes(entry(tmp_path).read_bytes()[:kept])
    assert not cache.has(KEY)
    assert cache.get(KEY) is None
    assert not entry(tmp_path).exists()


def test_an_altered_entry_is_a_miss(tmp_path: Path) -> None:
    cache = BlobCache(tmp_path, "renditions")
    cache.put(KEY, b"bytes")
    stored = bytearray(entry(tmp_path).read_bytes())
    stored[0] ^= 1
    entry(tmp_path).write_bytes(stored)
    assert cache.get(KEY) is None


def test_an_entry_under_another_name_is_a_miss(tmp_path: Path) -> None:
    cache = BlobCache(tmp_path, "renditions")
    cache.put(KEY, b"bytes")
    entry(tmp_path).rename(entry(tmp_path, OTHER))
    assert cache.get(OTHER) is None


def test_a_folder_in_the_place_of_an_entry_is_a_miss(tmp_path: Path) -> None:
    cache = BlobCache(tmp_path, "renditions")
    entry(tmp_path).mkdir(parents=True)
    assert not cache.has(KEY)
    assert cache.get(KEY) is None
    assert not cache.put(KEY, b"bytes")


def test_a_cache_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    cache = BlobCache(tmp_path / "file", "renditions")
    assert not cache.put(KEY, b"bytes")
    assert cache.get(KEY) is None


def test_a_put_leaves_no_temporary_file(tmp_path: Path) -> None:
    cache = BlobCache(tmp_path, "renditions")
    cache.put(KEY, b"one")
    cache.put(KEY, b"two")
    assert [path.name for path in entry(tmp_path).parent.iterdir()] == [KEY]


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "ABCDEF0123", "ab/cdef0123", "abcdef0"])
def test_only_a_digest_is_a_key(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="is not a key"):
        BlobCache(tmp_path, "renditions").get(key)


def test_only_a_word_is_a_namespace(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not a namespace"):
        BlobCache(tmp_path, "../x")


def put_and_get_many_times(root: Path) -> None:
    cache = BlobCache(root, "renditions")
    for number in range(100):
        cache.put(KEY, bytes([number]) * 50_000)
        data = cache.get(KEY)
        assert data is not None
        assert data == data[:1] * 50_000


def test_two_processes_share_a_cache(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=put_and_get_many_times, args=(tmp_path,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    assert [writer.exitcode for writer in writers] == [0, 0]
