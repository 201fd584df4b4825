"""The channel between rebuilds and browsers: one state, and the open pages that hear when it changes.

A page that listens is woken through a socket and reads the newest state: a slow one misses steps between and never
piles them up.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sitegen.serve.overlay import Notice, as_json

LISTENERS = 32
"""How many pages may listen at once; a browser closes the stream of a page that is not seen."""


@dataclass(frozen=True, slots=True)
class State:
    """What is served: `build` names the pages, `folder` has them (None: there are none yet), `notice` lies over them.

    `revision` counts the states, from 0.
    """

    revision: int = 0
    build: str = ""
    folder: Path | None = None
    notice: Notice = field(default_factory=Notice)

    def as_event(self) -> bytes:
        """Return the state as one server-sent event."""
        data = {"build": self.build, "published": self.folder is not None, "notice": as_json(self.notice)}
        return f"data: {json.dumps(data)}\n\n".encode("ascii")


class Channel:
    """Holds the newest state and wakes who listens."""

    def __init__(self, limit: int = LISTENERS) -> None:
        self._lock = threading.Lock()
        self._state = State()
        self._wakers: set[socket.socket] = set()
        self._limit = limit

    @property
    def state(self) -> State:
        """The newest state."""
        with self._lock:
            return self._state

    @property
    def listeners(self) -> int:
        """How many pages listen."""
        with self._lock:
            return len(self._wakers)

    def publish(self, build: str, folder: Path | None, notice: Notice) -> None:
        """Put a new state in the place of the last, and wake who listens."""
        with self._lock:
            self._state = State(self._state.revision + 1, build, folder, notice)
            wakers = tuple(self._wakers)
            for waker in wakers:
                # A full buffer is a listener that is awake already.
                with contextlib.suppress(OSError):
                    waker.send(b"!")

    @contextmanager
    def listen(self) -> Iterator[socket.socket | None]:
        """Yield a socket that becomes readable when the state changes, or None when too many listen already."""
        ear, waker = socket.socketpair()
        waker.setblocking(False)
        with ear, waker:
            if not self._admit(waker):
                yield None
                return
            try:
                yield ear
            finally:
                with self._lock:
                    self._wakers.discard(waker)

    def _admit(self, waker: socket.socket) -> bool:
        with self._lock:
            if len(self._wakers) >= self._limit:
                return False
            self._wakers.add(waker)
            return True
