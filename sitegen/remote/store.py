"""Files in a store at any address. What a library says about a failure is not passed on: it may hold what is secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sitegen.values import LightValue, light_value

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

OBJECT_STORES = {"s3", "s3a", "gs", "az", "azure", "abfs", "abfss", "adl"}
"""Schemes that obstore reaches; all others are fsspec's."""


class RemoteStore(Protocol):
    """A folder of small files by path, for several threads at a time."""

    def read(self, path: str, limit: int) -> bytes | None:
        """Return a file; None when there is none, or it has more than `limit` bytes. Raises anything."""
        ...

    def write(self, path: str, data: bytes) -> None:
        """Store a file. Raises anything."""
        ...


@light_value
class FsspecStore(LightValue):
    """A folder that fsspec reaches: a disk, SFTP, WebDAV and many more."""

    system: AbstractFileSystem
    folder: str

    def read(self, path: str, limit: int) -> bytes | None:
        """Return a file, or None."""
        try:
            with self.system.open(f"{self.folder}/{path}", "rb") as file:
                data: bytes = file.read(limit + 1)
        except FileNotFoundError:
            return None
        return data if len(data) <= limit else None

    def write(self, path: str, data: bytes) -> None:
        """Store a file."""
        place = f"{self.folder}/{path}"
        self.system.makedirs(place.rpartition("/")[0], exist_ok=True)
        self.system.pipe_file(place, data)


def open_store(url: str, endpoint: str = "") -> RemoteStore:
    """Return the store at a checked address; `endpoint` is the server of an S3 address. Raises anything."""
    scheme = url.partition("://")[0]
    if scheme in OBJECT_STORES:
        from sitegen.remote.objects import open_objects

        return open_objects(url, endpoint)
    from fsspec.core import url_to_fs

    return FsspecStore(*url_to_fs(url))


def in_words(failure: Exception) -> str:
    """Return what happened, by the kind of the failure: a library's own text may quote a signed address."""
    kinds = {kind.__name__ for kind in type(failure).__mro__}
    if "ImportError" in kinds:
        return "its package is not installed"
    if kinds & {"PermissionError", "PermissionDeniedError", "UnauthenticatedError"}:
        return "access is denied"
    if kinds & {"FileNotFoundError", "NotFoundError"}:
        return "the bucket does not exist"
    text = str(failure)
    if kinds & {"TimeoutError", "FSTimeoutError"} or "TimedOut" in text or "kind: Timeout" in text:
        return "no answer in time"
    if kinds & {"ConnectionError", "gaierror"} or "kind: Connect" in text or "error sending request" in text:
        return "no connection"
    return "the server answers with an error"
