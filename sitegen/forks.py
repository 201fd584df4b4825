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
from typing import TypeVar

from sitegen.errors import SitegenError
from sitegen.interrupts import interrupts_held

MOST_IN_A_RUN = 4_000
"""Items whose results travel together; what waits for its turn is held in memory."""

T = TypeVar("T")
R = TypeVar("R")


def can_fork() -> bool:
    """Return whether a copy of this process is safe: on Linux and the like, with no other thread."""
    return sys.platform.startswith(("linux", "freebsd")) and threading.active_count() == 1


def fork_map(
    work: Callable[[Sequence[T]], R], items: Sequence[T], workers: int, least: int
) -> Generator[R, None, None]:
    """Yield the result of `work` for each share of the items, in the items' order.

    Each worker gets every n-th run of neighbours, so that slow stretches are shared; below `least` items a worker, the
    work is done here. An exception in a worker is raised here. Close the generator to end the workers early.
    """
    count = min(workers, len(items) // max(1, least))
    if count < 2 or not can_fork():
        yield work(items)
        return
    runs = _runs(items, max(count * 4, -(-len(items) // MOST_IN_A_RUN)))
    crew: list[tuple[BaseProcess, Connection]] = []
    watch, lifeline = multiprocessing.Pipe(duplex=False)
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        for number in range(count):
            crew.append(_hire(work, runs[number::count], watch, [lifeline, *(receiver for _, receiver in crew)]))
        yield from _in_order(crew, len(runs), count)
    finally:
        lifeline.close()
        watch.close()
        for process, receiver in crew:
            receiver.close()
            process.terminate()
            process.join()


def _hire(
    work: Callable[[Sequence[T]], R], runs: Sequence[Sequence[T]], watch: Connection, parents: Sequence[Connection]
) -> tuple[BaseProcess, Connection]:
    """Start a worker; `parents` are ends of pipes that are the parent's alone, and that the copy must let go."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    arguments = (work, runs, sender, watch, [*parents, receiver])
    process: BaseProcess = context.Process(target=_work, args=arguments, daemon=True)
    with interrupts_held():
        process.start()
    sender.close()
    return process, receiver


def _runs(items: Sequence[T], count: int) -> list[Sequence[T]]:
    size = -(-len(items) // count)
    return [items[start : start + size] for start in range(0, len(items), size)]


def _work(
    work: Callable[[Sequence[T]], R],
    runs: Sequence[Sequence[T]],
    sender: Connection,
    watch: Connection,
    parents: Sequence[Connection],
) -> None:
    """Do the runs of one worker; the parent alone hears Ctrl-C, and when it is gone the worker ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what is there already stays: to look through it would copy its memory
    for connection in parents:
        connection.close()
    threading.Thread(target=_end_with_parent, args=(watch,), daemon=True).start()
    with contextlib.suppress(OSError):  # nobody reads any more
        for run in runs:
            is_good, data = _attempt(work, run)
            sender.send_bytes(data)
            if not is_good:
                return


def _attempt(work: Callable[[Sequence[T]], R], run: Sequence[T]) -> tuple[bool, bytes]:
    """Return whether a run went well, and its result or exception, pickled."""
    try:
        return True, pickle.dumps((True, work(run)), pickle.HIGHEST_PROTOCOL)
    except Exception as failure:
        return False, _pickled_failure(failure)


def _pickled_failure(failure: Exception) -> bytes:
    """Return an exception, pickled; what cannot travel becomes a SitegenError that says the same."""
    try:
        data = pickle.dumps((False, failure), pickle.HIGHEST_PROTOCOL)
        pickle.loads(data)  # noqa: S301 - made on the line above
    except Exception:
        words = SitegenError(f"{type(failure).__name__}: {failure}")
        return pickle.dumps((False, words), pickle.HIGHEST_PROTOCOL)
    return data


def _end_with_parent(watch: Connection) -> None:
    with contextlib.suppress(OSError, EOFError):
        watch.recv_bytes()
    os._exit(1)


def _in_order(crew: Sequence[tuple[BaseProcess, Connection]], total: int, count: int) -> Iterator[R]:
    ready: dict[int, R] = {}
    received = [0] * count
    open_pipes = {receiver: number for number, (_, receiver) in enumerate(crew)}
    for wanted in range(total):
        while wanted not in ready:
            for pipe in wait(list(open_pipes)):
                assert isinstance(pipe, Connection)
                number = open_pipes[pipe]
                try:
                    is_good, result = pipe.recv()
                except (EOFError, OSError):
                    raise SitegenError(
                        "a worker process was ended from outside", "build again, or with --jobs 1"
                    ) from None
                if not is_good:
                    raise result
                ready[number + received[number] * count] = result
                received[number] += 1
                if number + received[number] * count >= total:
                    del open_pipes[pipe]
        yield ready.pop(wanted)
