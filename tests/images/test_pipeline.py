from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from sitegen.cache import BlobCache
from sitegen.errors import SitegenError
from sitegen.executors import SerialExecutor, local_executor
from sitegen.images.jobs import EncodeJob, Rendition, rendition_key
from sitegen.images.pipeline import EncodeReport, encode_pictures, inspect_pictures
from sitegen.images.store import RenditionStore
from tests.images.pictures import encode_job, halves, inspect_job, plain, saved, textured

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Idle(Executor):
    """Accepts no work: what asks for nothing passes."""

    def submit(
        self, fn: Callable[Parameters, Result], /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Future[Result]:
        raise AssertionError("work was submitted")


def some_jobs(root: Path, count: int = 3) -> list[EncodeJob]:
    renditions = (Rendition(90, 60, "avif"), Rendition(90, 60, "jpeg"), Rendition(30, 30, "webp", (1, 1), (0.2, 0.5)))
    pictures = [saved(textured(seed=number)) for number in range(count)]
    return [encode_job(root, data, *renditions, path=f"{at}.jpg") for at, data in enumerate(pictures)]


def keys_of(jobs: list[EncodeJob]) -> list[str]:
    return [rendition_key(job.digest, rendition, job.settings) for job in jobs for rendition in job.renditions]


def encode_all(jobs: list[EncodeJob], root: Path, executor: Executor) -> tuple[EncodeReport, list[bytes]]:
    with RenditionStore(BlobCache(root, "renditions"), jobs) as store:
        report = encode_pictures(jobs, executor, store)
        return report, [store.read(key) for key in keys_of(jobs)]


def test_bytes_are_the_same_with_one_and_two_workers(tmp_path: Path) -> None:
    jobs = some_jobs(tmp_path)
    _, alone = encode_all(jobs, tmp_path / "one", SerialExecutor())
    with local_executor(2) as executor:
        _, shared = encode_all(jobs[::-1], tmp_path / "two", executor)
    assert set(shared) == set(alone)
    assert len(set(alone)) == 9


def test_a_second_run_encodes_nothing(tmp_path: Path) -> None:
    jobs = some_jobs(tmp_path)
    first, data = encode_all(jobs, tmp_path / "cache", SerialExecutor())
    again, same = encode_all(jobs, tmp_path / "cache", Idle())
    assert first == EncodeReport(0, 9, 0, ())
    assert again == EncodeReport(9, 0, 0, ())
    assert same == data


def test_only_what_is_missing_is_encoded(tmp_path: Path) -> None:
    jobs = some_jobs(tmp_path, 1)
    encode_all(jobs, tmp_path / "cache", SerialExecutor())
    key = keys_of(jobs)[1]
    (tmp_path / "cache" / "renditions" / key[:2] / key).unlink()
    report, _ = encode_all(jobs, tmp_path / "cache", SerialExecutor())
    assert (report.hits, report.misses) == (2, 1)


def test_a_damaged_rendition_is_made_again_when_it_is_read(tmp_path: Path) -> None:
    jobs = some_jobs(tmp_path, 1)
    _, data = encode_all(jobs, tmp_path / "cache", SerialExecutor())
    key = keys_of(jobs)[0]
    entry = tmp_path / "cache" / "renditions" / key[:2] / key
    entry.write_bytes(b"\x00" + entry.read_bytes()[1:])
    report, same = encode_all(jobs, tmp_path / "cache", Idle())
    assert report.misses == 0
    assert same == data


@pytest.mark.parametrize("spare_too", [False, True])
def test_a_cache_that_cannot_be_written_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spare_too: bool
) -> None:
    jobs = some_jobs(tmp_path, 1)
    _, data = encode_all(jobs, tmp_path / "cache", SerialExecutor())
    (tmp_path / "file").write_text("not a folder")
    if spare_too:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file" / "nothing"))
    report, same = encode_all(jobs, tmp_path / "file", SerialExecutor())
    assert report.unstored == 3
    assert same == data


def test_the_spare_folder_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spare").mkdir()
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "spare"))
    encode_all(some_jobs(tmp_path, 1), tmp_path / "file", SerialExecutor())
    assert list((tmp_path / "spare").iterdir()) == []


def test_one_bad_picture_leaves_the_others(tmp_path: Path) -> None:
    good, bad, _ = jobs = some_jobs(tmp_path)
    (tmp_path / bad.path).write_bytes(b"\xff\xd8\xff and then nothing")
    with RenditionStore(BlobCache(tmp_path, "renditions"), jobs) as store:
        report = encode_pictures(jobs, SerialExecutor(), store)
        assert [(job.path, fault.code) for job, fault in report.faults] == [(bad.path, "picture.changed")]
        assert store.read(keys_of([good])[0])
        with pytest.raises(SitegenError, match=r"picture\.changed"):
            store.read(keys_of([bad])[0])


def test_an_interrupt_keeps_what_was_done(tmp_path: Path) -> None:
    jobs = some_jobs(tmp_path)

    def interrupt(done: int, total: int) -> None:
        if (done, total) == (2, 3):
            raise KeyboardInterrupt

    with RenditionStore(BlobCache(tmp_path / "cache", "renditions"), jobs) as store:
        with pytest.raises(KeyboardInterrupt):
            encode_pictures(jobs, SerialExecutor(), store, interrupt)
        assert sum(store.has(key) for key in keys_of(jobs)) == 6


def test_progress_counts_the_pictures_to_do(tmp_path: Path) -> None:
    jobs = some_jobs(tmp_path)
    told: list[tuple[int, int]] = []
    with RenditionStore(BlobCache(tmp_path / "cache", "renditions"), jobs) as store:
        encode_pictures(jobs[:1], SerialExecutor(), store)
        encode_pictures(jobs, SerialExecutor(), store, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_the_same_picture_twice_is_encoded_once(tmp_path: Path) -> None:
    first = some_jobs(tmp_path, 1)[0]
    second = encode_job(tmp_path, (tmp_path / first.path).read_bytes(), *first.renditions, path="copy.jpg")
    report, _ = encode_all([first, second], tmp_path / "cache", SerialExecutor())
    assert report.misses == 3


def test_inspections_are_remembered_and_faults_are_not(tmp_path: Path) -> None:
    jobs = [
        inspect_job(tmp_path, saved(plain()), "a.jpg"),
        inspect_job(tmp_path, b"", "empty.jpg"),
        inspect_job(tmp_path, saved(halves()), "b.jpg"),
        inspect_job(tmp_path, saved(plain()), "copy of a.jpg"),
    ]
    cache = BlobCache(tmp_path / "cache", "inspections")
    found, faults = inspect_pictures(jobs, SerialExecutor(), cache)
    assert list(found) == [jobs[0].digest, jobs[2].digest]
    assert [(job.path, fault.code) for job, fault in faults] == [("empty.jpg", "picture.empty")]
    good = [jobs[0], jobs[2]]
    assert inspect_pictures(good, Idle(), cache) == (found, [])
    with local_executor(2) as executor:
        assert inspect_pictures(jobs, executor, BlobCache(tmp_path / "other", "inspections")) == (found, faults)


def test_a_plan_and_a_full_cache_need_no_pillow(tmp_path: Path) -> None:
    script = """
import sys
from sitegen.executors import local_executor
from sitegen.images import geometry, jobs, pipeline, store
assert not any(name.startswith("PIL") for name in sys.modules)
jobs.EncoderSettings()
assert "PIL.Image" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)
