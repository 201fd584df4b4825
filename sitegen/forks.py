"""Work shared between processes that begin as copies of this one.

What is prepared in memory needs no sending: a worker sees it as it was. Only results travel. Where a copy is not safe
(another thread is running, or the system cannot) the work is done here, with the same results in the same order.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, Self, TypeVar

from sitegen.errors import SitegenError
from sitegen.interrupts import interrupts_held

MOST_IN_A_RUN = 4_000
"""Items whose results travel together; what waits for its turn is held in memory."""

MOST_OF_A_WORKER = 12_000
"""Items after which a worker gives way to a fresh copy: what it looked at and kept has become memory of its own.

Where there are more for each, this process only waits, because it cannot give way.
"""

AT_ONCE = 16
"""Items that this process does before it looks again at what the workers have sent."""

_ROOM = 1 << 20
"""Bytes of results that a worker may be ahead of who reads them, where the system lets it choose."""

SMALLEST_RUNS = 96
"""How many of the smallest runs would be the whole work: the last run of one worker is what the others wait for."""

_DONE, _LEFT = "done", "left"
"""What a worker says at its end: that there is no run left, or that there may be some."""

_NUMBER, _PIPE = 4, 65_536
"""Bytes of a run's number, and of all that a pipe surely holds while nobody reads."""

T = TypeVar("T")
R = TypeVar("R")


def can_fork() -> bool:
    """Return whether a copy of this process is safe: on Linux and the like, with no other thread."""
    return sys.platform.startswith(("linux", "freebsd")) and threading.active_count() == 1


def _settle() -> None:
    """Get ready for copies: what is there stays and is not looked through again, and memory that is free goes back."""
    gc.freeze()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)  # the GNU C library keeps it otherwise


def fork_map(
    work: Callable[[Sequence[T]], R],
    items: Sequence[T],
    workers: int,
    least: int,
    meanwhile: Callable[[], object] = lambda: None,
) -> Generator[R, None, None]:
    """Yield the result of `work` for each share of the items, in the items' order.

    A worker that is done with a run of neighbours takes the next one, so that none waits for a slower one. This process
    is one of the workers; below `least` items a worker, it is the only one. When there are others it does `meanwhile`
    before its first run, while they have begun. An exception in a worker is raised here. Close the generator to end the
    workers early.
    """
    count = min(workers, len(items) // max(1, least))
    if count < 2 or not can_fork():
        yield work(items)
        return
    runs = _runs(items, count)
    _settle()
    helps = len(items) <= count * MOST_OF_A_WORKER
    sys.stdout.flush()
    sys.stderr.flush()
    with _Queue(len(runs)) as queue, _Crew(work, runs, queue) as crew:
        for _ in range(count - helps):
            crew.hire()
        meanwhile()
        yield from _in_order(crew, work, runs, queue if helps else ())


class Errand(Generic[R]):
    """Work that a copy of this process does while this one goes on. Use as a context manager: leaving it ends the copy.

    The work is for time alone: what goes wrong in it is nobody's concern, and without a copy it is not done.
    """

    def __init__(self) -> None:
        self._receiver: Connection | None = None
        self._process: BaseProcess | None = None

    def begin(self, work: Callable[[], R]) -> None:
        """Start the work, where a copy is safe."""
        if not can_fork():
            return
        context = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        _widen(sender)
        process: BaseProcess = context.Process(target=_do_errand, args=(work, sender, self._receiver), daemon=True)
        with interrupts_held():
            process.start()
        sender.close()
        self._process = process

    def result(self) -> R | None:
        """Wait for what came of it, and return it; None when there is none."""
        if self._receiver is None:
            return None
        try:
            found: R = self._receiver.recv()
        except (EOFError, OSError):
            return None
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._receiver is not None and self._process is not None:
            self._receiver.close()
            self._process.terminate()
            self._process.join()


def _do_errand(work: Callable[[], object], sender: Connection, receiver: Connection) -> None:
    """Do some work and send what comes of it; the parent alone hears Ctrl-C, and when it is gone nobody reads."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    receiver.close()
    with contextlib.suppress(Exception):
        sender.send(work())


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


class _Crew(Generic[T, R]):
    """The workers that are at work on some runs. Use as a context manager: leaving it ends them all."""

    def __init__(self, work: Callable[[Sequence[T]], R], runs: Sequence[Sequence[T]], queue: _Queue) -> None:
        self._work, self._runs, self._queue = work, runs, queue
        self._watch, self._lifeline = multiprocessing.Pipe(duplex=False)
        self._members: dict[Connection, BaseProcess] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._lifeline.close()
        self._watch.close()
        for receiver, process in self._members.items():
            receiver.close()
            process.terminate()
            process.join()

    @property
    def receivers(self) -> list[Connection]:
        """The ends of the pipes that results come from."""
        return list(self._members)

    def hire(self) -> None:
        """Start a worker; it must let go the ends of pipes that are the parent's alone."""
        context = multiprocessing.get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        _widen(sender)
        own = [self._lifeline, *self._members, receiver]
        arguments = (self._work, self._runs, self._queue, sender, self._watch, own)
        process: BaseProcess = context.Process(target=_work, args=arguments, daemon=True)
        with interrupts_held():
            process.start()
        sender.close()
        self._members[receiver] = process

    def dismiss(self, receiver: Connection) -> None:
        """Wait until a worker that said that it ends has ended."""
        self._members.pop(receiver).join()
        receiver.close()


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
    """Do runs as long as there are some, but not too many, and say at the end whether there may be more.

    The parent alone hears Ctrl-C; when it is gone the worker ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # to look through what is there would copy its memory, and pages leave hardly a cycle
    for connection in parents:
        connection.close()
    threading.Thread(target=_end_with_parent, args=(watch,), daemon=True).start()
    with contextlib.suppress(OSError):  # nobody reads any more
        done = 0
        for number in queue:
            is_good, data = _attempt(work, runs[number], number)
            sender.send_bytes(data)
            if not is_good:
                return
            done += len(runs[number])
            if done >= MOST_OF_A_WORKER:
                sender.send(_LEFT)
                return
        sender.send(_DONE)


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


def _widen(pipe: Connection) -> None:
    """Give a pipe more room, so that its writer need not wait for a reader who is at work."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _ROOM)


def _in_order(
    crew: _Crew[T, R], work: Callable[[Sequence[T]], R], runs: Sequence[Sequence[T]], queue: Iterable[int]
) -> Iterator[R]:
    """Yield the results of all runs in their order; those in the queue that no worker takes are made here."""
    ready: dict[int, list[R]] = {}
    own = _own_work(work, runs, queue, ready)
    for wanted in range(len(runs)):
        while wanted not in ready:
            is_busy = next(own, False)
            _receive(crew, ready, 0 if is_busy else None)
        yield from ready.pop(wanted)


def _own_work(
    work: Callable[[Sequence[T]], R], runs: Sequence[Sequence[T]], queue: Iterable[int], ready: dict[int, list[R]]
) -> Iterator[bool]:
    """Do runs here, and pause after each few items."""
    for number in queue:
        run, results = runs[number], []
        for start in range(0, len(run), AT_ONCE):
            try:
                results.append(work(run[start : start + AT_ONCE]))
            except Exception as failure:
                # Nobody can tell which process it was, from what is raised.
                raise pickle.loads(_pickled_failure(failure, number))[2] from failure  # noqa: S301 - made by ourselves
            yield True
        ready[number] = results
        yield True


def _receive(crew: _Crew[T, R], ready: dict[int, list[R]], seconds: float | None) -> None:
    """Take what workers have sent, and wait so long for something; a worker that left some runs is replaced."""
    for pipe in wait(crew.receivers, seconds):
        assert isinstance(pipe, Connection)
        try:
            found = pipe.recv()
        except (EOFError, OSError):
            raise SitegenError("a worker process was ended from outside", "build again, or with --jobs 1") from None
        if found in (_DONE, _LEFT):
            crew.dismiss(pipe)
            if found == _LEFT:
                crew.hire()
            continue
        number, is_good, result = found
        if not is_good:
            raise result
        ready[number] = [result]
