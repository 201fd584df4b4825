"""What a release consists of: every file with its digest, its ETag in the store, and what waits to be deleted.

A line each, fields parted by tabs, gzipped, named by the digest of its bytes. It is written before the first upload,
with the ETags that are expected, so that it is the journal of that deploy too: whoever finds half of it in the store
knows what was meant.
"""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import NamedTuple

from sitegen.deploy.base import PRIVATE
from sitegen.digests import digest_bytes

BLOBS, MANIFESTS = f"{PRIVATE}blobs/", f"{PRIVATE}manifests/"
"""Where copies of pages lie that are kept for going back, and manifests."""

_HEAD = "sitegen-release 1"
_LINES_AT_ONCE = 1000


class Entry(NamedTuple):
    """One file of a release: SHA-256 of the built file, bytes in the store, ETag, key of the headers, version."""

    digest: str
    size: int
    etag: str
    headers: str
    version: str = ""

    @property
    def mark(self) -> str:
        """What is noted on the object, by which its writer knows it again whatever the ETags of the store mean."""
        return f"{self.digest}-{self.headers}"

    @property
    def blob(self) -> str:
        """The key of a copy that is kept for going back."""
        return f"{BLOBS}{self.digest}-{self.headers}"


class Retired(NamedTuple):
    """A file that the release does not have any more: as it was, the last release with it, and the day it went."""

    entry: Entry
    number: int
    day: str


@dataclass(frozen=True, slots=True)
class ReleaseManifest:
    """The files of a release; `retired` are files that are there still, `blobs` kept copies with their last release."""

    files: Mapping[str, Entry] = field(default_factory=dict)
    retired: Mapping[str, Retired] = field(default_factory=dict)
    blobs: Mapping[str, int] = field(default_factory=dict)

    def known(self, key: str) -> Entry | None:
        """Return a file of ours, current or retired."""
        entry = self.files.get(key)
        if entry is None and key in self.retired:
            return self.retired[key].entry
        return entry


def manifest_key(digest: str) -> str:
    """Return where the manifest with a digest lies."""
    return f"{MANIFESTS}{digest}.gz"


def pack(manifest: ReleaseManifest) -> tuple[str, bytes]:
    """Return the digest of a manifest and its bytes, always the same for the same manifest."""
    packed = BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=3, mtime=0) as file:
        lines = _lines(manifest)
        while part := list(islice(lines, _LINES_AT_ONCE)):
            file.write("\n".join([*part, ""]).encode())
    data = packed.getvalue()
    return digest_bytes(data), data


def unpack(digest: str, data: bytes) -> ReleaseManifest:
    """Return a manifest from its bytes. Raises ValueError when they are not what `digest` names."""
    if digest_bytes(data) != digest:
        raise ValueError("the manifest has other bytes than its name says")
    files: dict[str, Entry] = {}
    retired: dict[str, Retired] = {}
    blobs: dict[str, int] = {}
    try:
        with TextIOWrapper(gzip.GzipFile(fileobj=BytesIO(data)), "utf-8", newline="\n") as text:
            if text.readline().rstrip("\n") != _HEAD:
                raise ValueError("the manifest is of another version")
            for line in text:
                _take(line.rstrip("\n").split("\t"), files, retired, blobs)
    except (OSError, EOFError, zlib.error, IndexError, TypeError) as failure:
        raise ValueError("the manifest is damaged") from failure
    return ReleaseManifest(files, retired, blobs)


def _lines(manifest: ReleaseManifest) -> Iterator[str]:
    yield _HEAD
    for key in sorted(manifest.files):
        yield "\t".join(("f", key, *map(str, manifest.files[key])))
    for key in sorted(manifest.retired):
        entry, number, day = manifest.retired[key]
        yield "\t".join(("r", key, *map(str, entry), str(number), day))
    for name in sorted(manifest.blobs):
        yield f"b\t{name}\t{manifest.blobs[name]}"


def _take(row: list[str], files: dict[str, Entry], retired: dict[str, Retired], blobs: dict[str, int]) -> None:
    kind, key = row[0], row[1]
    if kind == "b":
        blobs[key] = int(row[2])
        return
    entry = Entry(row[2], int(row[3]), row[4], sys.intern(row[5]), row[6])
    if kind == "f":
        files[sys.intern(key)] = entry
    else:
        retired[key] = Retired(entry, int(row[7]), row[8])
