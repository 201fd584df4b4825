"""A spool: bytes that a large build puts aside on disk, to be read again piece by piece.

A site of 100,000 products has a gigabyte of texts, each of which one page needs once.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, NamedTuple


class Place(NamedTuple):
    """Where some bytes lie in a spool."""

    offset: int
    length: int


class Spool:
    """A file without a name that is gone when the process ends; copies of the process can read it too."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - lives as long as this
        self._end = 0

    def put(self, data: bytes) -> Place:
        """Put bytes aside."""
        place = Place(self._end, len(data))
        self._file.seek(self._end)
        self._file.write(data)
        self._end += len(data)
        return place

    def get(self, place: Place) -> bytes:
        """Return bytes that were put aside."""
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), place.length, place.offset)
        self._file.seek(place.offset)
        return self._file.read(place.length)


class SpooledValues(Mapping[str, bytes]):
    """Values by key, put aside in a spool."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._places: dict[str, Place] = {}

    def put(self, key: str, data: bytes) -> None:
        """Put a value aside."""
        self._places[key] = self._spool.put(data)

    def __getitem__(self, key: str) -> bytes:
        return self._spool.get(self._places[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
