"""Several requests at a time: the first failure stops the others, and so does Ctrl-C."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parallel(
    items: Iterable[Item], work: Callable[[Item], Result], workers: int, on_done: Callable[[Item, Result], None]
) -> None:
    """Do `work` for each item in several threads; `on_done` hears each result, one at a time.

    After a failure nothing more is begun; when what was begun has ended, the first failure is raised.
    """
    todo = list(items)
    crew = _Crew(iter(todo), work, on_done)
    threads = [
        threading.Thread(target=crew.run, daemon=True, name="deploy") for _ in range(min(workers, len(todo)))
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            # in slices, so that Ctrl-C is heard on every system
            while thread.is_alive():
                thread.join(0.2)
    except BaseException:
        crew.is_over = True
        raise
    if crew.failures:
        raise crew.failures[0]


def read_ahead(items: Iterable[Item]) -> Iterator[Item]:
    """Begin to go through `items` in a thread of its own, and yield them to whoever comes for them later."""
    ready: SimpleQueue[tuple[Item] | BaseException | None] = SimpleQueue()

    def read() -> None:
        try:
            for item in items:
                ready.put((item,))
            ready.put(None)
        except BaseException as failure:
            ready.put(failure)

    threading.Thread(target=read, daemon=True, name="deploy-listing").start()
    return _as_ready(ready)


def _as_ready(ready: SimpleQueue[tuple[Item] | BaseException | None]) -> Iterator[Item]:
    while (found := ready.get()) is not None:
        if isinstance(found, BaseException):
            raise found
        yield found[0]


class _Crew(Generic[Item, Result]):
    def __init__(
        self, items: Iterator[Item], work: Callable[[Item], Result], on_done: Callable[[Item, Result], None]
    ) -> None:
        self.is_over = False
        self.failures: list[BaseException] = []
        self._items = items
        self._work = work
        self._on_done = on_done
        self._lock = threading.Lock()

    def run(self) -> None:
        try:
            while (found := self._next()) is not None:
                result = self._work(found[0])
                with self._lock:
                    self._on_done(found[0], result)
        except BaseException as failure:
            with self._lock:
                self.is_over = True
                self.failures.append(failure)

    def _next(self) -> tuple[Item] | None:
        with self._lock:
            if self.is_over:
                return None
            return next(((item,) for item in self._items), None)
