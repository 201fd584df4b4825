"""Executors: where work runs outside the thread that plans it.

Processes, not threads. Both keep two cores busy: on 8 photographs of 2400 px, AVIF in three sizes, threads were 1.9 to
1.97 times as fast as one core and processes 1.79 to 1.86 times, their start included. But the work is to run native
decoders on strangers' files: in a process of its own, a decoder that crashes or takes all the memory costs one picture
and not the build, Ctrl-C stops at once instead of after the running encodes, and warning filters are not shared.
They are spawned on every system, so that there is one behaviour to test.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection
from typing import ParamSpec, TypeVar

from sitegen.errors import SitegenError
from sitegen.interrupts import interrupts_held

Parameters = ParamSpec("Parameters")
Job = TypeVar("Job")
Result = TypeVar("Result")

_START_SECONDS = 60.0
_GRACE_SECONDS = 0.2


@contextmanager
def local_executor(jobs: int | None) -> Iterator[Executor]:
    """Yield an executor of `jobs` worker processes (None: one a usable core); one worker is this very process.

    Leaving with an exception, KeyboardInterrupt too, cancels what waits and ends the workers at once.
    """
    workers = usable_cores() if jobs is None else max(1, jobs)
    if workers == 1:
        yield SerialExecutor()
        return
    pool = WorkerPool(workers)
    try:
        yield pool
    except BaseException:
        pool.abandon()
        raise
    pool.shutdown()


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def begin(executor: Executor, jobs: int) -> None:
    """Let an executor's own workers start, while this process makes ready what they are to do."""
    if isinstance(executor, WorkerPool):
        executor.begin(jobs)


def stream(
    executor: Executor, work: Callable[[Job], Result], jobs: Iterable[Job], on_crash: Callable[[Job], Result]
) -> Generator[tuple[Job, Result], None, None]:
    """Yield every job with its result, as they come; only two jobs a worker are in flight.

    When a worker dies, the jobs in flight run again one by one; `on_crash` makes the result of one that kills its
    worker a second time. Close the generator, or let an exception through it, and what has not begun is cancelled.
    """
    limit = _in_flight(executor)
    queue = iter(jobs)
    running: dict[Future[Result], Job] = {}
    suspects: list[Job] = []
    try:
        while _top_up(executor, work, queue, running, limit):
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                job = running.pop(future)
                if isinstance(future.exception(), BrokenExecutor):
                    suspects.append(job)
                else:
                    yield job, future.result()
        for job in suspects:
            yield job, _run_alone(executor, work, job, on_crash)
    finally:
        for future in running:
            future.cancel()


class SerialExecutor(Executor):
    """Runs each job at once, in this process and thread."""

    workers = 1

    def submit(
        self, fn: Callable[Parameters, Result], /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Future[Result]:
        """Run `fn` and return its finished future."""
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class WorkerPool(Executor):
    """A process pool that starts with the first `submit` and heals: after a worker has died, the next starts new ones.

    Every worker holds the reading end of a pipe, the lifeline. It closes when the parent lets go or is killed, and the
    worker ends in the middle of its job: no orphans, and no waiting for an encoder.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._context = multiprocessing.get_context("spawn")
        self._reader, self._lifeline = self._context.Pipe(duplex=False)
        self._pool: ProcessPoolExecutor | None = None

    def submit(
        self, fn: Callable[Parameters, Result], /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Future[Result]:
        """Run `fn` in a worker; both it and its arguments are pickled."""
        with interrupts_held():
            pool = self._pool = self._pool or self._start()
            try:
                return pool.submit(fn, *args, **kwargs)
            except BrokenExecutor:
                self._pool = _healed(pool, self._start())
                return self._pool.submit(fn, *args, **kwargs)

    def begin(self, jobs: int) -> None:
        """Let as many workers start as so many jobs can use."""
        for _ in range(min(jobs, self.workers)):
            self.submit(os.getpid)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the workers end; `wait` until they have finished what was submitted."""
        if self._pool is not None:
            self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def abandon(self) -> None:
        """Cancel what waits, cut the lifeline of what runs, and return when the workers are gone."""
        # The pool must have dropped its cancelled jobs before it notices dead workers: Python 3.11 trips over them.
        cut = threading.Timer(_GRACE_SECONDS, self._lifeline.close)
        with interrupts_held():
            cut.start()
            self.shutdown(cancel_futures=True)
            cut.join()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self.workers, mp_context=self._context, initializer=_become_worker, initargs=(self._reader,)
        )


def _healed(broken: ProcessPoolExecutor, fresh: ProcessPoolExecutor) -> ProcessPoolExecutor:
    """Return a fresh pool in the place of a broken one, when its workers have started."""
    broken.shutdown(wait=False, cancel_futures=True)
    try:
        fresh.submit(os.getpid).result(_START_SECONDS)
    except (BrokenExecutor, TimeoutError) as error:
        raise SitegenError(
            "worker processes cannot be started here", "use one job, which needs no worker process"
        ) from error
    return fresh


def _become_worker(lifeline: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()


def _end_with_parent(lifeline: Connection) -> None:
    with contextlib.suppress(OSError, EOFError):
        lifeline.recv_bytes()
    os._exit(1)


def _in_flight(executor: Executor) -> int:
    workers: int = getattr(executor, "workers", None) or usable_cores()
    return 1 if workers == 1 else 2 * workers


def _top_up(
    executor: Executor,
    work: Callable[[Job], Result],
    queue: Iterator[Job],
    running: dict[Future[Result], Job],
    limit: int,
) -> bool:
    """Submit jobs until `limit` are in flight; return whether any is."""
    for job in islice(queue, limit - len(running)):
        running[executor.submit(work, job)] = job
    return bool(running)


def _run_alone(
    executor: Executor, work: Callable[[Job], Result], job: Job, on_crash: Callable[[Job], Result]
) -> Result:
    try:
        return executor.submit(work, job).result()
    except BrokenExecutor:
        return on_crash(job)
