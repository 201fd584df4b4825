"""The cache on disk: bytes under a key, believed only after they have been verified.

A key is the digest of everything that made the bytes, so an entry is never out of date: it is there or it is not.
A cache may be cut by a full disk, copied by a backup or shared by two builds; none of that may reach a customer, and
none of it may stop a build.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from sitegen.digests import digest_parts

_LENGTH_BYTES = 8
_DIGEST_BYTES = 32
_FOOTER_BYTES = _LENGTH_BYTES + _DIGEST_BYTES
_KEY = re.compile(r"[0-9a-f]{8,128}")
_NAMESPACE = re.compile(r"[a-z][a-z0-9-]*")

Accept = Callable[[bytes], bool]
"""Tells whether bytes from elsewhere may be what their key promises."""


class BlobCache:
    """Bytes by key in `<root>/<namespace>/<first two characters>/<key>`.

    After the bytes stands a footer: their length (8 bytes, big-endian) and a SHA-256 of namespace, key and bytes, so
    that an entry that was cut, altered or moved to another name is a miss. Two processes may use one folder.
    """

    is_shared = False
    """True for a cache that has another place to fetch from."""

    def __init__(self, root: Path, namespace: str) -> None:
        if not _NAMESPACE.fullmatch(namespace):
            raise ValueError(f"{namespace!r} is not a namespace")
        self.namespace = namespace
        self._folder = root / namespace

    def get(self, key: str) -> bytes | None:
        """Return the bytes of `key`, or None for a miss. An entry that is not whole is removed."""
        path = self._path(key)
        try:
            stored = path.read_bytes()
        except OSError:
            return None
        data = self.unseal(key, stored)
        if data is None:
            _remove(path)
        return data

    def has(self, key: str) -> bool:
        """Tell whether `key` has an entry of the right length, without reading it all.

        `get` may still find that its bytes were altered.
        """
        path = self._path(key)
        try:
            with path.open("rb") as file:
                length = file.seek(0, os.SEEK_END) - _FOOTER_BYTES
                file.seek(max(length, 0))
                return int.from_bytes(file.read(_LENGTH_BYTES)) == length
        except OSError:
            return False

    def put(self, key: str, data: bytes) -> bool:
        """Store `data` under `key`; return False if the disk does not take it (full, read-only, not a folder)."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, self.seal(key, data))
        except OSError:
            return False
        return True

    def fetch(self, wanted: Mapping[str, Accept]) -> None:
        """Bring these entries here, if they are to be had elsewhere: this cache knows no other place."""

    def seal(self, key: str, data: bytes) -> bytes:
        """Return `data` with its footer, as an entry is stored."""
        return data + self._footer(key, data)

    def unseal(self, key: str, stored: bytes) -> bytes | None:
        """Return the bytes of a stored entry of `key`, or None when it is not whole."""
        data = stored[:-_FOOTER_BYTES]
        return data if stored[-_FOOTER_BYTES:] == self._footer(key, data) else None

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"{key!r} is not a key")
        return self._folder / key[:2] / key

    def _footer(self, key: str, data: bytes) -> bytes:
        digest = bytes.fromhex(digest_parts(self.namespace, key, data))
        return len(data).to_bytes(_LENGTH_BYTES) + digest


def _replace(path: Path, data: bytes) -> None:
    """Write beside `path`, then rename: a reader sees the whole entry or none. No fsync: `get` verifies."""
    descriptor, temporary = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except BaseException:
        _remove(Path(temporary))
        raise


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
