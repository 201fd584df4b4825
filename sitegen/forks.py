"""Work shared between processes that begin as copies of this one.

What is prepared in memory needs no sending: a worker sees it as it was. Only results travel. Where a copy is not safe
(another thread is running, or the system cannot) the work is done here, with the same results in the same order.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Self, TypeVar

from sitegen.errors import SitegenError
from sitegen.interrupts import interrupts_held

MOST_IN_A_RUN = 4_000
"""Items whose results travel together; what waits for its turn is held in memory."""

SMALLEST_RUNS = 32
"""How many of the smallest runs would be the whole work: the last run of one worker is what the others wait for."""

_NUMBER, _PIPE = 4, 65_536
"""Bytes of a run's number, and of all that a pipe surely holds while nobody reads."""

T = TypeVar("T")
R = TypeVar("R")


def can_fork() -> bool:
    """Return whether a copy of this process is safe: on Linux and the like, with no other thread."""
    return sys.platform.startswith(("linux", "freebsd")) and threading.active_count() == 1


def fork_map(
    work: Callable[[Sequence[T]], R], items: Sequence[T], workers: int, least: int
) -> Generator[R, None, None]:
    """Yield the result of `work` for each share of the items, in the items' order.

    A worker that is done with a run of neighbours takes the next one, so that none waits for a slower one; below
    `least` items a worker, the work is done here. An exception in a worker is raised here. Close the generator to end
    the workers early.
    """
    count = min(workers, len(items) // max(1, least))
    if count < 2 or not can_fork():
        yield work(items)
        return
    runs = _runs(items, count)
    crew: list[tuple[BaseProcess, Connection]] = []
    watch, lifeline = multiprocessing.Pipe(duplex=False)
    sys.stdout.flush()
    sys.stderr.flush()
    with _Queue(len(runs)) as queue:
        try:
            for _ in range(count):
                crew.append(_hire(work, runs, queue, watch, [lifeline, *(receiver for _, receiver in crew)]))
            yield from _in_order([receiver for _, receiver in crew], len(runs))
        finally:
            lifeline.close()
            watch.close()
            for process, receiver in crew:
                receiver.close()
                process.terminate()
                process.join()


class _Queue:
    """The numbers of the runs that nobody has begun, in a pipe that all workers read from."""

    def __init__(self, count: int) -> None:
        self._reader, writer = os.pipe()
        os.write(writer, b"".join(number.to_bytes(_NUMBER, "big") for number in range(count)))
        os.close(writer)

    def __iter__(self) -> Iterator[int]:
        """Yield the next run, until there is none: a number is read whole, and by one worker."""
        while data := os.read(self._reader, _NUMBER):
            yield int.from_bytes(data, "big")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._reader)


def _hire(
    work: Callable[[Sequence[T]], R],
    runs: Sequence[Sequence[T]],
    queue: _Queue,
    watch: Connection,
    parents: Sequence[Connection],
) -> tuple[BaseProcess, Connection]:
    """Start a worker; `parents` are ends of pipes that are the parent's alone, and that the copy must let go."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    arguments = (work, runs, queue, sender, watch, [*parents, receiver])
    process: BaseProcess = context.Process(target=_work, args=arguments, daemon=True)
    with interrupts_held():
        process.start()
    sender.close()
    return process, receiver


def _runs(items: Sequence[T], workers: int) -> list[Sequence[T]]:
    """Return runs of neighbours, large ones first: neighbours share work, and small ones at the end share the wait."""
    # No more runs than their numbers have room for in the pipe.
    smallest = max(1, len(items) // SMALLEST_RUNS, len(items) * _NUMBER // _PIPE + 1)
    runs, start = [], 0
    while start < len(items):
        size = min(MOST_IN_A_RUN, max(smallest, (len(items) - start) // (2 * workers)))
        runs.append(items[start : start + size])
        start += size
    return runs


def _work(
    work: Callable[[Sequence[T]], R],
    runs: Sequence[Sequence[T]],
    queue: _Queue,
    sender: Connection,
    watch: Connection,
    parents: Sequence[Connection],
) -> None:
    """Do runs as long as there are some, and say when there are none.

    The parent alone hears Ctrl-C; when it is gone the worker ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what is there already stays: to look through it would copy its memory
    for connection in parents:
        connection.close()
    threading.Thread(target=_end_with_parent, args=(watch,), daemon=True).start()
    with contextlib.suppress(OSError):  # nobody reads any more
        for number in queue:
            is_good, data = _attempt(work, runs[number], number)
            sender.send_bytes(data)
            if not is_good:
                return
        sender.send(None)


def _attempt(work: Callable[[Sequence[T]], R], run: Sequence[T], number: int) -> tuple[bool, bytes]:
    """Return whether a run went well, and its number with its result or exception, pickled."""
    try:
        return True, pickle.dumps((number, True, work(run)), pickle.HIGHEST_PROTOCOL)
    except Exception as failure:
        return False, _pickled_failure(failure, number)


def _pickled_failure(failure: Exception, number: int) -> bytes:
    """Return an exception, pickled; what cannot travel becomes a SitegenError that says the same."""
    try:
        data = pickle.dumps((number, False, failure), pickle.HIGHEST_PROTOCOL)
        pickle.loads(data)  # noqa: S301 - made on the line above
    except Exception:
        words = SitegenError(f"{type(failure).__name__}: {failure}")
        return pickle.dumps((number, False, words), pickle.HIGHEST_PROTOCOL)
    return data


def _end_with_parent(watch: Connection) -> None:
    with contextlib.suppress(OSError, EOFError):
        watch.recv_bytes()
    os._exit(1)


def _in_order(receivers: Sequence[Connection], total: int) -> Iterator[R]:
    """Yield the results of all runs in their order."""
    ready: dict[int, R] = {}
    at_work = list(receivers)
    for wanted in range(total):
        while wanted not in ready:
            for pipe in wait(at_work):
                assert isinstance(pipe, Connection)
                try:
                    found = pipe.recv()
                except (EOFError, OSError):
                    raise SitegenError(
                        "a worker process was ended from outside", "build again, or with --jobs 1"
                    ) from None
                if found is None:
                    at_work.remove(pipe)
                    continue
                number, is_good, result = found
                if not is_good:
                    raise result
                ready[number] = result
        yield ready.pop(wanted)
