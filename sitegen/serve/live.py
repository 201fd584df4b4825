"""The channel between rebuilds and browsers: one state, and the open pages that hear when it changes.

A page that listens is woken through a socket and reads the newest state: a slow one misses steps between and never
piles them up.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sitegen.serve.overlay import Notice, as_json

LISTENERS = 32
"""How many pages may listen at once; a browser closes the stream of a page that is not seen."""


@dataclass(frozen=True, slots=True)
class State:
    """What is served: `build` names the pages, `folder` has them (None: there are none yet), `notice` lies over them.

    `ahead` has pages that are on their way into the folder, by their paths there: they are served in its place.
    `revision` counts the states, from 0.
    """

    revision: int = 0
    build: str = ""
    folder: Path | None = None
    notice: Notice = field(default_factory=Notice)
    ahead: Mapping[str, bytes] = field(default_factory=dict)

    def as_event(self) -> bytes:
        """Return the state as one server-sent event."""
        data = {"build": self.build, "published": self.folder is not None, "notice": as_json(self.notice)}
        return f"data: {json.dumps(data)}\n\n".encode("ascii")


class Channel:
    """Holds the newest state and wakes who listens."""

    def __init__(self, limit: int = LISTENERS) -> None:
        self._lock = threading.Lock()
        self._state = State()
        self._wakers: dict[socket.socket, str] = {}
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

    @property
    def open_pages(self) -> frozenset[str]:
        """The paths of the pages that listen, as they lie in the folder."""
        with self._lock:
            return frozenset(self._wakers.values()) - {""}

    def publish(self, build: str, folder: Path | None, notice: Notice) -> None:
        """Put a new state in the place of the last, and wake who listens."""
        self._renew(lambda last: State(last.revision + 1, build, folder, notice))

    def publish_ahead(self, build: str, pages: Mapping[str, bytes]) -> None:
        """Serve some pages before they lie in the folder, until the next state is published."""
        self._renew(lambda last: replace(last, revision=last.revision + 1, build=build, ahead=pages))

    def _renew(self, change: Callable[[State], State]) -> None:
        with self._lock:
            self._state = change(self._state)
            wakers = tuple(self._wakers)
            for waker in wakers:
                # A full buffer is a listener that is awake already.
                with contextlib.suppress(OSError):
                    waker.send(b"!")

    @contextmanager
    def listen(self, page: str = "") -> Iterator[socket.socket | None]:
        """Yield a socket that becomes readable when the state changes, or None when too many listen already.

        `page` is the path of the page that listens, as it lies in the folder; empty when it is not known.
        """
        ear, waker = socket.socketpair()
        waker.setblocking(False)
        with ear, waker:
            if not self._admit(waker, page):
                yield None
                return
            try:
                yield ear
            finally:
                with self._lock:
                    self._wakers.pop(waker, None)

    def _admit(self, waker: socket.socket, page: str) -> bool:
        with self._lock:
            if len(self._wakers) >= self._limit:
                return False
            self._wakers[waker] = page
            return True
