"""Where renditions wait between the encoder and the writer: the cache, and what stands in for it."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from sitegen.cache import BlobCache
from sitegen.errors import SitegenError
from sitegen.images.headers import is_rendition
from sitegen.images.jobs import EncodeJob, Fault, Rendition, rendition_key


class RenditionStore:
    """The bytes of every rendition of some jobs, by key, without holding them in memory.

    A cache that cannot be written (full, read-only) is replaced by a temporary folder for what it did not take. What
    neither has when it is read, or what has been damaged since, is encoded again there and then: the bytes of a
    rendition depend on nothing but its job, so they come out the same.
    Use it as a context manager: leaving removes the temporary folder.
    """

    def __init__(self, cache: BlobCache, jobs: Iterable[EncodeJob]) -> None:
        self._cache = cache
        self._origins: dict[str, tuple[EncodeJob, Rendition]] = {
            rendition_key(job.digest, rendition, job.settings): (job, rendition)
            for job in jobs
            for rendition in job.renditions
        }
        self._spare: BlobCache | None = None
        self._spare_folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._spare_folder is not None:
            self._spare_folder.cleanup()
        self._spare = self._spare_folder = None

    def fetch(self) -> None:
        """Bring what the cache lacks from the shared one, if there is one, and look at what comes."""
        if not self._cache.is_shared:
            return
        self._cache.fetch(
            {key: partial(is_rendition, rendition=rendition) for key, (_, rendition) in self._origins.items()}
        )

    def has(self, key: str) -> bool:
        """Tell whether the bytes are there, by their length alone."""
        return self._cache.has(key) or (self._spare is not None and self._spare.has(key))

    def put(self, key: str, data: bytes) -> bool:
        """Keep the bytes; return False when the cache did not take them and the next build must encode again."""
        if self._cache.put(key, data):
            return True
        spare = self._open_spare()
        if spare is not None:
            spare.put(key, data)
        return False

    def read(self, key: str) -> bytes:
        """Return the verified bytes of a rendition of the store's jobs.

        Raises KeyError for a key of no job, SitegenError when the source picture cannot be encoded (any more).
        """
        data = self._cache.get(key)
        if data is None and self._spare is not None:
            data = self._spare.get(key)
        return self._encode_again(key) if data is None else data

    def _encode_again(self, key: str) -> bytes:
        from sitegen.images.encode import encode_picture

        job, rendition = self._origins[key]
        result = encode_picture(replace(job, renditions=(rendition,)))
        if isinstance(result, Fault):
            raise SitegenError(f"{job.path} cannot be encoded ({result.code})", "build again")
        data = result.renditions[0][1]
        self.put(key, data)
        return data

    def _open_spare(self) -> BlobCache | None:
        if self._spare is None:
            with contextlib.suppress(OSError):
                self._spare_folder = tempfile.TemporaryDirectory(prefix="sitegen-", ignore_cleanup_errors=True)
                self._spare = BlobCache(Path(self._spare_folder.name), self._cache.namespace)
        return self._spare
