"""Work shared between processes that begin as copies of this one.

What is prepared in memory needs no sending: a worker sees it as it was. Only results travel. Where a copy is not safe
(another thread is running, or the system cannot) the work is done here, with the same results in the same order.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TypeVar

from sitegen.errors import SitegenError

T = TypeVar("T")
R = TypeVar("R")


def can_fork() -> bool:
    """Return whether a copy of this process is safe: on Linux and the like, with no other thread."""
    return sys.platform.startswith(("linux", "freebsd")) and threading.active_count() == 1


def fork_map(work: Callable[[Sequence[T]], R], items: Sequence[T], workers: int, least: int) -> Iterator[R]:
    """Yield the result of `work` for each share of the items, in the items' order.

    Each worker gets every n-th run of neighbours, so that slow stretches are shared; below `least` items a worker, the
    work is done here. An exception in a worker is raised here.
    """
    count = min(workers, len(items) // max(1, least))
    if count < 2 or not can_fork():
        yield work(items)
        return
    runs = _runs(items, count * 4)
    context = multiprocessing.get_context("fork")
    crew: list[tuple[BaseProcess, Connection]] = []
    sys.stdout.flush()
    sys.stderr.flush()
    for number in range(count):
        receiver, sender = context.Pipe(duplex=False)
        process: BaseProcess = context.Process(target=_work, args=(work, runs[number::count], sender), daemon=True)
        process.start()
        sender.close()
        crew.append((process, receiver))
    try:
        yield from _in_order(crew, len(runs), count)
    finally:
        for process, receiver in crew:
            receiver.close()
            if process.is_alive():
                process.terminate()
            process.join()


def _runs(items: Sequence[T], count: int) -> list[Sequence[T]]:
    size = -(-len(items) // count)
    return [items[start : start + size] for start in range(0, len(items), size)]


def _work(work: Callable[[Sequence[T]], R], runs: Sequence[Sequence[T]], sender: Connection) -> None:
    """Do the runs of one worker; the parent alone hears Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for run in runs:
        try:
            sender.send((True, work(run)))
        except Exception as failure:
            sender.send((False, failure))
            return


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
                except EOFError:
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
