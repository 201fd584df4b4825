"""Lanes: a few threads that wait for a network while the build goes on.

Not a `ThreadPoolExecutor`: Python waits for its threads at the end, and Ctrl-C must not wait for a slow server.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import partial
from queue import SimpleQueue

LANES = 16
"""Requests at a time: enough to hide the way to a far store, and what S3 answers without complaint."""

_Task = Callable[[], None]


class Lanes:
    """Runs tasks, which raise nothing, in threads that end with the program; they start with the first task."""

    def __init__(self) -> None:
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._done = threading.Condition()
        self._open = 0
        self._threads: list[threading.Thread] = []

    def add(self, task: _Task) -> None:
        """Run `task` as soon as a lane is free."""
        with self._done:
            self._open += 1
            if len(self._threads) < min(LANES, self._open):
                thread = threading.Thread(target=self._work, daemon=True, name="shared-cache")
                self._threads.append(thread)
                thread.start()
        self._tasks.put(task)

    def run(self, tasks: Iterable[_Task]) -> None:
        """Run `tasks` and return when these have run, whatever else is waiting."""
        left = 0

        def counted(task: _Task) -> None:
            nonlocal left
            try:
                task()
            finally:
                with self._done:
                    left -= 1
                    self._done.notify_all()

        for task in tasks:
            with self._done:
                left += 1
            self.add(partial(counted, task))
        self._wait(lambda: not left)

    def _wait(self, is_over: Callable[[], bool]) -> None:
        with self._done:
            # in slices, so that Ctrl-C is heard on every system
            while not self._done.wait_for(is_over, timeout=0.2):
                pass

    def close(self) -> None:
        """Let the threads end after the tasks that have been added, and wait for them."""
        for thread in self.leave():
            thread.join()

    def leave(self) -> list[threading.Thread]:
        """Let the threads end after the tasks that have been added, and return them."""
        threads, self._threads = self._threads, []
        for _ in threads:
            self._tasks.put(None)
        return threads

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                task()
            finally:
                with self._done:
                    self._open -= 1
                    self._done.notify_all()
