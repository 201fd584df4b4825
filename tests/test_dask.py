from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sitegen.cache import BlobCache
from sitegen.dask import DaskExecutor, dask_executor
from sitegen.errors import ConfigError, SitegenError
from sitegen.executors import SerialExecutor, stream
from sitegen.images import errands
from sitegen.images.jobs import EncodeJob, Rendition, rendition_key
from sitegen.images.pipeline import Progress, encode_pictures, inspect_pictures
from sitegen.images.store import RenditionStore
from tests.images.pictures import encode_job, inspect_job, plain, saved, textured
from tests.support.cluster import local_cluster
from tests.support.s3_server import free_ports
from tests.support.site import build_site, make_site, picture, product, snapshot, write

pytestmark = pytest.mark.cluster


def some_jobs(root: Path, count: int, side: int = 90) -> list[EncodeJob]:
    renditions = (Rendition(side, side, "avif", (1, 1)), Rendition(side // 2, side // 2, "jpeg", (1, 1)))
    pictures = [saved(textured(side * 2, side, seed=number)) for number in range(count)]
    return [encode_job(root, data, *renditions, path=f"{at}.jpg") for at, data in enumerate(pictures)]


def encode_all(
    jobs: list[EncodeJob], cache: Path, executor: DaskExecutor | SerialExecutor, progress: Progress | None = None
) -> list[bytes]:
    with RenditionStore(BlobCache(cache, "renditions"), jobs) as store:
        report = encode_pictures(jobs, executor, store, progress)
        assert not report.faults
        keys = [rendition_key(job.digest, rendition, job.settings) for job in jobs for rendition in job.renditions]
        data = [BlobCache(cache, "renditions").get(key) for key in keys]
    return [one for one in data if one is not None]


def shop(root: Path) -> Path:
    make_site(root, product(pictures=[{"file": "a.jpg", "alt": "Une bouteille"}]))
    write(root, "content/products/argan/a.jpg", picture())
    return root


def pids(address: str) -> list[int]:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        return list(client.run(os.getpid).values())


def test_a_shop_comes_out_the_same_as_from_this_machine(cluster: str, tmp_path: Path) -> None:
    here = build_site(shop(tmp_path / "here"))
    there = build_site(shop(tmp_path / "there"), scheduler=cluster)
    assert here.output is not None
    assert there.output is not None
    assert there.misses == here.misses > 0
    assert snapshot(there.output) == snapshot(here.output)


def test_workers_need_no_file_of_this_machine(cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = some_jobs(tmp_path, 2)
    monkeypatch.chdir(tmp_path)
    nowhere_else = [EncodeJob(Path(), job.path, job.digest, job.renditions, job.settings) for job in jobs]
    with dask_executor(cluster) as executor:
        there = encode_all(nowhere_else, tmp_path / "there", executor)
    assert there == encode_all(jobs, tmp_path / "here", SerialExecutor())


def test_a_lost_worker_changes_no_byte(cluster: str, tmp_path: Path) -> None:
    jobs = some_jobs(tmp_path, 16, side=200)
    victims = pids(cluster)

    def kill(done: int, _total: int) -> None:
        if done == 2:
            os.kill(victims[0], signal.SIGKILL)

    with dask_executor(cluster) as executor:
        there = encode_all(jobs, tmp_path / "there", executor, kill)
    assert there == encode_all(jobs, tmp_path / "here", SerialExecutor())
    assert len(there) == 32


def test_faults_are_the_same_as_on_this_machine(cluster: str, tmp_path: Path) -> None:
    whole = saved(plain())
    jobs = [inspect_job(tmp_path, data, path=f"{at}.jpg") for at, data in enumerate((whole, whole[:-40], b"GIF89a"))]
    (tmp_path / "1.jpg").unlink()
    here = inspect_pictures(jobs, SerialExecutor(), BlobCache(tmp_path / "here", "inspections"))
    with dask_executor(cluster) as executor:
        there = inspect_pictures(jobs, executor, BlobCache(tmp_path / "there", "inspections"))
    assert there == here
    assert [fault.code for _, fault in there[1]] == ["picture.missing", "picture.format"]


def test_a_worker_with_other_encoders_is_refused(cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "our_versions", lambda: "encoder of another world")
    jobs = some_jobs(tmp_path, 2)
    with pytest.raises(SitegenError, match="other versions than this machine") as refusal, dask_executor(cluster) as it:
        encode_all(jobs, tmp_path / "cache", it)
    assert "pillow" in str(refusal.value)
    assert not (tmp_path / "cache").exists()


def test_few_pictures_are_in_flight(cluster: str) -> None:
    taken = 0

    def jobs() -> Iterator[int]:
        nonlocal taken
        for number in range(50):
            taken = number + 1
            yield number

    with dask_executor(cluster) as executor:
        results = stream(executor, abs, jobs(), abs)
        next(results)
        assert taken <= 2 * 2
        results.close()


def test_a_result_is_never_an_older_one(cluster: str, tmp_path: Path) -> None:
    file = tmp_path / "changing"
    with dask_executor(cluster) as executor:
        for text in ("old", "new"):
            file.write_text(text)
            assert executor.submit(Path.read_text, file).result(20) == text


def test_a_cluster_without_the_package_is_told_apart(cluster: str) -> None:
    with dask_executor(cluster) as executor, pytest.raises(SitegenError, match="cannot run our jobs"):
        executor.submit(_not_there, 1).result(20)


def _not_there(_job: int) -> None:
    raise ModuleNotFoundError("No module named 'sitegen'")


def test_a_scheduler_that_does_not_answer_is_told_in_words(tmp_path: Path) -> None:
    address = f"tcp://127.0.0.1:{free_ports(1)[0]}"
    command = (sys.executable, "-m", "sitegen", "build", "--site", str(shop(tmp_path)), "--scheduler", address)
    begun = time.monotonic()
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-2:] == [
        f"sitegen: no Dask scheduler answers at {address}",
        "  hint: start one with: dask scheduler; or build with --executor local",
    ]
    assert "Traceback" not in answer.stderr
    assert time.monotonic() - begun < 25


def test_no_cluster_is_needed_when_nothing_is_to_encode(tmp_path: Path) -> None:
    root = shop(tmp_path)
    build_site(root)
    report = build_site(root, scheduler=f"tcp://127.0.0.1:{free_ports(1)[0]}", clean=True)
    assert (report.output is not None, report.misses) == (True, 0)


def test_a_cluster_without_an_address_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no scheduler is named"):
        build_site(make_site(tmp_path), executor="dask")


@contextmanager
def lone_executor(workers: int) -> Iterator[DaskExecutor]:
    with local_cluster(workers) as running, dask_executor(running.scheduler_address, 1.0) as executor:
        yield executor


def test_a_cluster_without_workers_is_told_in_words() -> None:
    with lone_executor(0) as executor, pytest.raises(SitegenError, match="has no workers"):
        executor.submit(abs, -1)


def test_a_cluster_whose_workers_leave_ends_the_build() -> None:
    with local_cluster(1) as running, dask_executor(running.scheduler_address, workerless_seconds=1.0) as executor:
        waiting = executor.submit(time.sleep, 60)
        running.scale(0)
        with pytest.raises(SitegenError, match="has no workers"):
            waiting.result(30)


def test_a_lost_scheduler_ends_the_build() -> None:
    with local_cluster(1) as running:
        executor = DaskExecutor(running.scheduler_address, 1.0)
        waiting = executor.submit(time.sleep, 60)
    with pytest.raises(SitegenError, match=r"has no workers|was lost"):
        waiting.result(20)
    executor.shutdown()
