"""A cache on disk with a shared one behind it: read through, written back, and never in the way of a build."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sitegen.cache import Accept, BlobCache
from sitegen.remote.lanes import Lanes
from sitegen.remote.ledger import Ledger
from sitegen.remote.store import RemoteStore, in_words, open_store

_PATIENCE = 8
"""Failed requests after which the shared cache is left alone until the next build."""

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
    refusals: list[str] = field(default_factory=list)
    """Why requests failed, in the order they did."""
    is_abandoned: bool = False
    _store: RemoteStore | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, path: str) -> bytes | None:
        """Return the file at `path`, or None for whatever reason."""
        store = self._opened()
        if store is None:
            return None
        try:
            return store.read(path, _LARGEST_ENTRY)
        except Exception as failure:
            self.refusals.append(in_words(failure))
            return None

    def write(self, path: str, data: bytes) -> bool:
        """Store a file; return whether it is there now."""
        store = self._opened()
        if store is None:
            return False
        try:
            store.write(path, data)
        except Exception as failure:
            self.refusals.append(in_words(failure))
            return False
        return True

    @property
    def is_given_up(self) -> bool:
        """Tell whether too much has failed to go on asking, or the build was stopped."""
        return self.is_abandoned or len(self.refusals) >= _PATIENCE

    def finish(self) -> None:
        """Return when all that is new has been sent, or given up."""
        self.lanes.wait()
        self.lanes.close()

    def abandon(self) -> None:
        """Begin no further request."""
        self.is_abandoned = True
        self.lanes.leave()

    def _opened(self) -> RemoteStore | None:
        """Return the store, or None when it is given up."""
        with self._lock:
            if self._store is None and not self.is_given_up:
                try:
                    self._store = open_store(self.url, self.endpoint)
                except Exception as failure:
                    self.refusals += [in_words(failure)] * _PATIENCE
        return None if self.is_given_up else self._store


class SharedCache(BlobCache):
    """A cache that fetches what it lacks from `remote`, and gives it what is new here.

    An entry has the same bytes in both. What comes is verified as a local entry is, and looked at by the caller's
    `accept`; only then is it kept.
    """

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
        if not self._remote.read_only and key not in self._ledger:
            self._remote.lanes.add(partial(self._share_one, key))

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
