"""A folder as a store: of a web server on this machine, or of a disk that another one serves.

Each file is replaced in one step. Headers are the server's business. An ETag is a file's size, time and inode, so that
nothing need be read to find out what has changed since.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import stat
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sitegen.config import TargetSection
from sitegen.deploy.base import (
    ABSENT,
    PRIVATE,
    ConditionFailed,
    DeployStopped,
    Found,
    Listed,
    Policy,
    Receipt,
    Seen,
)
from sitegen.deploy.engine import StorePublisher
from sitegen.deploy.headers import ObjectHeaders
from sitegen.problems import error

_TEMPORARY = f"{PRIVATE}tmp"
_LEFTOVER_SECONDS = 86_400
_GATE = f"{PRIVATE}gate"


def open_publisher(name: str, target: TargetSection, policy: Policy, root: Path) -> StorePublisher:  # noqa: ARG001 - as every provider
    """Return the publisher of a folder; a relative one is below the site."""
    folder = (root / target.folder).resolve()
    if folder.parent == folder or folder in (root.resolve(), *root.resolve().parents):
        raise DeployStopped(error("deploy.folder", str(folder)))
    return StorePublisher(DirectoryStore(folder), policy)


class DirectoryStore:
    """Objects as files below a folder."""

    def __init__(self, folder: Path) -> None:
        self.place = str(folder)
        self._folder = folder
        self._mutex = threading.Lock()

    def listing(self) -> Iterator[Listed]:
        """Yield every file, links and all that is odd included, but nothing behind a link."""
        if self._folder.is_dir():
            yield from _walk(self.place, "")

    def read(self, key: str) -> Found | None:
        """Return a file with its bytes."""
        try:
            descriptor = os.open(self._path(key), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except FileNotFoundError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            return Found(file.read(), _etag(os.fstat(descriptor)))

    def age(self, key: str) -> float:
        """Return how many seconds ago a file was written."""
        return max(0.0, time.time() - self._path(key).stat().st_mtime)

    def look(self, key: str) -> Seen | None:
        """Return what is known of a file; the mark is made from its bytes."""
        try:
            if not stat.S_ISREG(os.lstat(self._path(key)).st_mode):
                return Seen(0, "", "", None)
        except OSError:
            return None
        found = self.read(key)
        if found is None:
            return None
        return Seen(len(found.data), found.etag, f"{hashlib.sha256(found.data).hexdigest()}-", None, is_proven=True)

    def put(
        self, key: str, data: bytes, headers: ObjectHeaders, *, mark: str = "", condition: str | None = None
    ) -> Receipt:
        """Write a file beside its place and move it there."""
        fresh = self._fresh()
        try:
            with fresh.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            return self._move(fresh, key, condition)
        finally:
            with contextlib.suppress(OSError):
                fresh.unlink()

    def copy(self, source: str, key: str, *, version: str = "") -> Receipt:
        """Copy a file."""
        fresh = self._fresh()
        try:
            shutil.copyfile(self._path(source), fresh, follow_symlinks=False)
            with fresh.open("rb") as file:
                os.fsync(file.fileno())
            return self._move(fresh, key, None)
        finally:
            with contextlib.suppress(OSError):
                fresh.unlink()

    def delete(self, keys: Iterable[str]) -> Mapping[str, str]:
        """Delete files, and the folders that are empty without them; also what killed deploys have left half done."""
        self._remove_leftovers()
        failed = {}
        for key in keys:
            path = self._path(key)
            try:
                path.unlink(missing_ok=True)
            except OSError as failure:
                failed[key] = failure.strerror or "?"
                continue
            with contextlib.suppress(OSError):
                for folder in path.relative_to(self._folder).parents[:-1]:
                    (self._folder / folder).rmdir()
        return failed

    def predicted(self, data: bytes) -> str:
        """Return nothing: a file has its ETag when it is there."""
        return ""

    def header_key(self, headers: ObjectHeaders) -> str:
        """Return nothing: a file keeps no headers."""
        return ""

    def _fresh(self) -> Path:
        """Return a name for a file that is not whole yet."""
        folder = self._folder / _TEMPORARY
        folder.mkdir(parents=True, exist_ok=True)
        return folder / secrets.token_hex(8)

    def _remove_leftovers(self) -> None:
        with contextlib.suppress(OSError):
            for leftover in (self._folder / _TEMPORARY).iterdir():
                if time.time() - leftover.lstat().st_mtime > _LEFTOVER_SECONDS:
                    leftover.unlink()

    def _move(self, fresh: Path, key: str, condition: str | None) -> Receipt:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._gate():
            if condition is not None and self._etag_of(path) != condition:
                raise ConditionFailed(key)
            etag = _etag(fresh.stat())
            fresh.replace(path)
        return Receipt(etag)

    @contextlib.contextmanager
    def _gate(self) -> Iterator[None]:
        """Let one writer through at a time, of all processes of this machine, so that a condition holds."""
        with self._mutex, (self._folder / _GATE).open("ab") as gate:
            with contextlib.suppress(ImportError):
                import fcntl

                fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _etag_of(self, path: Path) -> str:
        try:
            return _etag(path.lstat())
        except FileNotFoundError:
            return ABSENT

    def _path(self, key: str) -> Path:
        """Return where a key lies; refuse one that a link would lead elsewhere."""
        path = self._folder
        for part in key.split("/")[:-1]:
            path /= part
            if path.is_symlink():
                raise DeployStopped(error("deploy.not_a_file", str(path)))
        return self._folder / key


def _etag(status: os.stat_result) -> str:
    return f"{status.st_size:x}-{status.st_mtime_ns:x}-{status.st_ino:x}"


def _walk(folder: str, prefix: str) -> Iterator[Listed]:
    with os.scandir(folder) as entries:
        for entry in entries:
            key = prefix + entry.name
            if f"{key}/" == PRIVATE:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, f"{key}/")
            else:
                status = entry.stat(follow_symlinks=False)
                yield Listed(key, status.st_size, _etag(status))
