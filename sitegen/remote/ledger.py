"""What this machine knows to be in the shared cache, so that it is not sent again with every build."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

from sitegen.digests import digest_parts


class Ledger:
    """The keys of entries that a shared cache has, in a text file; another address begins another list.

    It may be lost or wrong: an entry is then sent once more, or encoded once more elsewhere.
    """

    def __init__(self, path: Path, url: str) -> None:
        self._path = path.with_name(f"{path.name}-{digest_parts(url)[:12]}")
        self._lock = threading.Lock()
        self._keys: set[str] | None = None

    def __contains__(self, key: str) -> bool:
        with self._lock:
            return key in self._read()

    def add(self, key: str) -> None:
        """Note that the shared cache has `key`."""
        with self._lock, contextlib.suppress(OSError):
            if key in self._read():
                return
            self._read().add(key)
            with self._path.open("a", encoding="ascii") as file:
                file.write(f"{key}\n")

    def _read(self) -> set[str]:
        if self._keys is None:
            self._keys = set()
            with contextlib.suppress(OSError, UnicodeDecodeError):
                self._keys.update(self._path.read_text(encoding="ascii").split())
        return self._keys
