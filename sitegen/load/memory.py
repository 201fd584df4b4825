"""What loading remembers between builds: digests of unchanged files, and records parsed from bytes seen before."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sitegen.digests import digest_bytes
from sitegen.files import read_file
from sitegen.load.content import RecordSource
from sitegen.spool import Spool, SpooledValues


class Memory:
    """Known digests by path, and worked-out values by key; `new` and `wanted` are what the next build should know.

    `sources` are what records were parsed from, those of no use too.
    Values come from a store that only this user can sign, so they may be pickles.
    """

    def __init__(self, digests: Mapping[str, str] | None = None, values: Mapping[str, bytes] | None = None) -> None:
        self.digests = dict(digests or {})
        self.new: dict[str, bytes] | SpooledValues = {}
        self.wanted: set[str] = set()
        self.sources: list[RecordSource] = []
        self._values: Mapping[str, bytes] = {} if values is None else values

    def digest(self, root: Path, path: str, limit: int) -> str:
        """Return the digest of a file, read only when it changed; raises what `files.read_file` raises."""
        known = self.digests.get(path)
        if known is None:
            known = self.digests[path] = digest_bytes(read_file(root, path, limit))
        return known

    def keys(self) -> frozenset[str]:
        """Return the keys of the values that may be recalled; some may prove to be no use."""
        return frozenset(self._values)

    def recall(self, key: str) -> Any | None:
        """Return the value of a key, or None."""
        self.wanted.add(key)
        data = self._values.get(key)
        return None if data is None else pickle.loads(data)  # noqa: S301 - signed by this user

    def keep_pickled(self, key: str, data: bytes) -> None:
        """Remember a value that is pickled already."""
        self.wanted.add(key)
        if isinstance(self.new, SpooledValues):
            self.new.put(key, data)
        else:
            self.new[key] = data

    def put_aside(self, spool: Spool) -> None:
        """Keep what is new on disk from now on; nothing must be new yet."""
        if not self.new:
            self.new = SpooledValues(spool)
