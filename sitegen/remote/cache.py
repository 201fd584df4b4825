"""A cache on disk with a shared one behind it: read through, written back, and never in the way of a build."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sitegen.cache import Accept, BlobCache
from sitegen.remote.lanes import Lanes
from sitegen.remote.ledger import Ledger
from sitegen.remote.store import RemoteStore, in_words, open_store

_PATIENCE = 8
"""Failed or slow requests after which the shared cache is left alone until the next build."""

_SLOW_SECONDS = 5.0
"""An answer that takes longer costs more than it saves: most pictures are encoded in less."""

_LARGEST_ENTRY = 60_000_000
"""Bytes: a longer entry is cut when it is read, and so a miss."""


@dataclass(slots=True)
class Remote:
    """The shared cache of one build: a store, what it has refused, and the threads that talk to it.

    Nothing is imported and no connection is made before the first entry is missing or new.
    """

    url: str
    endpoint: str = ""
    read_only: bool = False
    lanes: Lanes = field(default_factory=Lanes)
    not_read: list[str] = field(default_factory=list)
    """Why requests to read failed, in the order they did."""
    not_written: list[str] = field(default_factory=list)
    """Why requests to write failed: who may only read shall go on reading."""
    is_over: bool = False
    _store: RemoteStore | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, path: str) -> bytes | None:
        """Return the file at `path`, or None for whatever reason."""
        if self._is_given_up(self.not_read):
            return None
        begun = time.monotonic()
        try:
            data = self._opened().read(path, _LARGEST_ENTRY)
        except Exception as failure:
            self.not_read.append(in_words(failure))
            return None
        if time.monotonic() - begun > _SLOW_SECONDS:
            self.not_read.append("it is too slow")
        return data

    def write(self, path: str, data: bytes) -> bool:
        """Store a file; return whether it is there now."""
        if self._is_given_up(self.not_written):
            return False
        try:
            self._opened().write(path, data)
        except Exception as failure:
            self.not_written.append(in_words(failure))
            return False
        return True

    @property
    def complaint(self) -> str:
        """Why the shared cache did not do its part, empty when it did: an English phrase."""
        denied = "access is denied"
        writing = ["writing is denied" if reason == denied else reason for reason in self.not_written]
        return next(iter([*self.not_read, *writing]), "")

    def finish(self) -> None:
        """Return when all that is new has been sent, or given up; no thread is left."""
        self.lanes.close()
        self.is_over = True

    def abandon(self) -> None:
        """Begin no further request, and wait for none."""
        self.is_over = True
        self.lanes.leave()

    def _is_given_up(self, refusals: list[str]) -> bool:
        return self.is_over or len(refusals) >= _PATIENCE

    def _opened(self) -> RemoteStore:
        with self._lock:
            if self._store is None:
                self._store = open_store(self.url, self.endpoint)
            return self._store


class SharedCache(BlobCache):
    """A cache that fetches what it lacks from `remote`, and gives it what is new here.

    An entry has the same bytes in both. What comes is verified as a local entry is, and looked at by the caller's
    `accept`; only then is it kept.
    """

    is_shared = True

    def __init__(self, root: Path, namespace: str, remote: Remote) -> None:
        super().__init__(root, namespace)
        self._remote = remote
        self._ledger = Ledger(root / f"{namespace}.shared", remote.url)

    def fetch(self, wanted: Mapping[str, Accept]) -> None:
        """Bring those entries here that this cache lacks and the shared one has; give it those that it never got."""
        missing = {key: accept for key, accept in wanted.items() if not self.has(key)}
        self._remote.lanes.run(partial(self._fetch_one, key, accept) for key, accept in missing.items())
        for key in wanted.keys() - missing.keys():
            self._share(key)

    def put(self, key: str, data: bytes) -> bool:
        """Store `data` here, and in the shared cache by and by."""
        is_kept = super().put(key, data)
        if is_kept:
            self._share(key)
        return is_kept

    def _share(self, key: str) -> None:
        remote = self._remote
        if not remote.read_only and not remote.is_over and key not in self._ledger:
            remote.lanes.add(partial(self._share_one, key))

    def _fetch_one(self, key: str, accept: Accept) -> None:
        stored = self._remote.read(self._place(key))
        data = None if stored is None else self.unseal(key, stored)
        if data is not None and accept(data) and super().put(key, data):
            self._ledger.add(key)

    def _share_one(self, key: str) -> None:
        # read again, so that what waits for the network holds no pictures in memory
        data = self.get(key)
        if data is not None and self._remote.write(self._place(key), self.seal(key, data)):
            self._ledger.add(key)

    def _place(self, key: str) -> str:
        return f"{self.namespace}/{key[:2]}/{key}"
