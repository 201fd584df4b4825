from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sitegen.executors import SerialExecutor, begin, local_executor, stream, usable_cores

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

posix = pytest.mark.skipif(os.name != "posix", reason="signals and process groups")


def square(number: int) -> int:
    return number * number


def process_of(_number: int) -> int:
    return os.getpid()


def square_unless_deadly(number: int) -> int:
    if number == 3:
        os._exit(11)
    return number * number


def refuse(number: int) -> int:
    raise ValueError(f"no {number}")


def dead(_number: int) -> int:
    return -1


def test_one_job_runs_in_this_process() -> None:
    with local_executor(1) as executor:
        assert isinstance(executor, SerialExecutor)
        assert executor.submit(process_of, 0).result() == os.getpid()


def test_two_jobs_run_in_other_processes() -> None:
    with local_executor(2) as executor:
        assert executor.submit(process_of, 0).result() != os.getpid()


def test_no_worker_starts_before_there_is_work() -> None:
    before = len(children())
    with local_executor(2):
        assert len(children()) == before


@pytest.mark.parametrize(("jobs", "workers"), [(1, 1), (2, 2), (24, 2)])
def test_as_many_workers_begin_as_there_are_jobs_for(jobs: int, workers: int) -> None:
    before = len(children())
    with local_executor(2) as executor:
        begin(executor, jobs)
        assert len(children()) == before + workers
        assert executor.submit(process_of, 0).result() != os.getpid()


def test_as_many_workers_as_cores_unless_told() -> None:
    with local_executor(None) as executor:
        assert getattr(executor, "workers", 0) == usable_cores()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_stream_yields_every_job_once(jobs: int) -> None:
    with local_executor(jobs) as executor:
        assert dict(stream(executor, square, range(30), dead)) == {number: number**2 for number in range(30)}


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_of_the_work_reaches_the_caller(jobs: int) -> None:
    with local_executor(jobs) as executor, pytest.raises(ValueError, match="no 7"):
        list(stream(executor, refuse, [7], dead))


def test_a_stream_takes_jobs_only_as_it_goes() -> None:
    taken: list[int] = []

    def queue() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    with closing(stream(SerialExecutor(), square, queue(), dead)) as results:
        next(results)
    assert taken == [0]


def test_a_job_that_kills_its_worker_costs_only_its_own_result() -> None:
    with local_executor(2) as executor:
        results = dict(stream(executor, square_unless_deadly, range(8), dead))
    assert results == {number: -1 if number == 3 else number**2 for number in range(8)}


def test_an_exception_ends_the_workers_at_once() -> None:
    before = children()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), local_executor(2) as executor:
        running = [executor.submit(time.sleep, 60) for _ in range(5)]
        executor.submit(square, 1)
        while not any(future.running() for future in running):
            time.sleep(0.01)
        raise KeyboardInterrupt
    assert time.monotonic() - started < 20
    assert children() == before


LONG_RUN = """
import os, sys, time
from sitegen.executors import local_executor, stream

def nap(seconds):
    os.write(1, b"working\\n")
    time.sleep(seconds)

if __name__ == "__main__":
    try:
        with local_executor(2) as executor:
            list(stream(executor, nap, [60] * 10, print))
    except KeyboardInterrupt:
        sys.exit(130)
"""


@posix
def test_an_interrupt_leaves_no_traceback_and_no_orphan(tmp_path: Path) -> None:
    run = long_run(tmp_path)
    os.killpg(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=20)
    assert (run.returncode, errors) == (130, "")


@posix
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    run = long_run(tmp_path)
    run.kill()
    _, errors = run.communicate(timeout=20)
    assert "Traceback" not in errors


def test_a_script_that_cannot_start_workers_is_told_so(tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"
    script.write_text(LONG_RUN.replace('if __name__ == "__main__":', "if True:"))
    command = [sys.executable, str(script)]
    run = subprocess.run(command, capture_output=True, check=False, text=True, env=ENVIRONMENT, timeout=30)
    assert run.returncode == 1
    assert "SitegenError: worker processes cannot be started here" in run.stderr


def long_run(folder: Path) -> subprocess.Popen[str]:
    """Start a script of two long jobs in its own process group, and return when both are working.

    Its workers hold its output open: reading that to the end takes until the last of them has gone.
    """
    script = folder / "long_run.py"
    script.write_text(LONG_RUN)
    run = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=ENVIRONMENT,
    )
    assert run.stdout is not None
    assert [run.stdout.readline() for _ in range(2)] == ["working\n"] * 2
    return run


def children() -> list[int]:
    return sorted(child.pid or 0 for child in multiprocessing.active_children())
