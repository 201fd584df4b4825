"""Amazon S3, and stores that speak like it.

Two clients share the work: obstore makes the requests that come by the thousand, botocore the rest, and is loaded only
for those. Both send checksums that the store compares, and conditions.

A write is tried again here and not in the libraries, since only who knows that an answer was lost can tell an object of
another deployer from one of its own.
"""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sitegen.config import TargetSection
from sitegen.deploy.base import PRIVATE, ConditionFailed, DeployStopped, Edge, Found, Listed, Policy, Receipt, Seen
from sitegen.deploy.engine import StorePublisher
from sitegen.deploy.headers import ObjectHeaders
from sitegen.deploy.s3_access import Access, find_access
from sitegen.deploy.s3_errors import code_of, is_broken_off, is_passing, stopped
from sitegen.deploy.s3_fast import FastClient, is_plain, open_fast
from sitegen.digests import digest_bytes, digest_parts, short

if TYPE_CHECKING:
    from sitegen.deploy.s3_boto import BotoClient

Answer = TypeVar("Answer")

_ATTEMPTS = 8
_FIRST_WAIT, _LONGEST_WAIT = 0.05, 8.0
_BATCH = 1000


def open_publisher(name: str, target: TargetSection, policy: Policy, root: Path) -> StorePublisher:  # noqa: ARG001 - as every provider
    """Return the publisher of a bucket, or of a folder in it."""
    store = S3Store(target)
    edge: Edge | None = None
    if target.distribution:
        edge = LazyEdge(store, target.distribution)
    return StorePublisher(store, policy, edge)


class S3Store:
    """A bucket, or the part of one below a prefix."""

    def __init__(self, target: TargetSection) -> None:
        self.place = f"s3://{target.bucket}/{target.prefix}".rstrip("/")
        self._target = target
        self._prefix = f"{target.prefix}/" if target.prefix else ""
        self._opening = threading.RLock()

    def listing(self) -> Iterator[Listed]:
        """Yield every object below the prefix, but not our own state."""
        private = self._prefix + PRIVATE
        for item in self._all_objects():
            if not item.key.startswith(private):
                yield Listed(item.key.removeprefix(self._prefix), item.size, item.etag)

    def read(self, key: str) -> Found | None:
        """Return an object with its bytes."""
        try:
            return self._ask(self._prefix + key, lambda client, name: client.read(name))
        except FileNotFoundError:
            return None

    def age(self, key: str) -> float:
        """Return how many seconds ago an object was written, by the clock of the store itself."""
        return self._boto.age(self._prefix + key)

    def look(self, key: str) -> Seen | None:
        """Return what is known of an object without its bytes."""
        try:
            return self._ask(self._prefix + key, lambda client, name: client.look(name), is_odd=self._target.redirects)
        except FileNotFoundError:
            return None

    def put(
        self, key: str, data: bytes, headers: ObjectHeaders, *, mark: str = "", condition: str | None = None
    ) -> Receipt:
        """Store an object; try again while that may help, and know our own write when its answer was lost."""
        mark = mark or digest_bytes(data)
        name = self._prefix + key
        client: FastClient | BotoClient = self._fast if is_plain(name) and not headers.redirect else self._boto
        is_lost = False
        for attempt in range(_ATTEMPTS):
            if attempt:
                _wait(attempt)
            try:
                return client.send(name, data, headers, mark, condition)
            except ConditionFailed:
                ours = self._own_write(key, data, mark) if is_lost else None
                if ours is None:
                    raise
                return ours
            except Exception as failure:
                if not is_passing(failure) or attempt == _ATTEMPTS - 1:
                    raise stopped(failure, self.place, "s3:PutObject") from failure
                is_lost = True
        raise AssertionError("the last attempt returns or raises")

    def copy(self, source: str, key: str, *, version: str = "") -> Receipt:
        """Copy an object with its headers, inside the store; its ETag is not always told."""
        origin, name = self._prefix + source, self._prefix + key
        if version or not (is_plain(origin) and is_plain(name)):
            return self._boto.copy(origin, name, version)
        try:
            self._fast.copy(origin, name)
        except FileNotFoundError:
            raise
        except Exception as failure:
            raise stopped(failure, self.place, "s3:PutObject") from failure
        return Receipt("")

    def delete(self, keys: Iterable[str]) -> Mapping[str, str]:
        """Delete objects, a thousand in a request, and return those that the store would not delete."""
        todo = [self._prefix + key for key in keys]
        failed: dict[str, str] = {}
        for start in range(0, len(todo), _BATCH):
            failed |= self._boto.delete(todo[start : start + _BATCH])
        return {key.removeprefix(self._prefix): reason for key, reason in failed.items()}

    def predicted(self, data: bytes) -> str:
        """Return the MD5 of the bytes: what most stores take for the ETag of what was sent in one piece."""
        return hashlib.md5(data, usedforsecurity=False).hexdigest()

    def header_key(self, headers: ObjectHeaders) -> str:
        """Return a digest of all headers: an object keeps them."""
        kind = headers.content_type
        if kind.startswith("application/"):
            kind = kind.partition(";")[0]  # says its character set inside, so that some stores leave it out
        return short(digest_parts(kind, headers.cache_control, headers.content_encoding, headers.redirect))

    @cached_property
    def session(self) -> Any:
        """The session of botocore, made when it is needed."""
        from sitegen.deploy.s3_boto import new_session

        with self._opening:
            return self.__dict__.get("session") or new_session()

    @cached_property
    def _access(self) -> Access:
        return find_access(self._target, lambda: self.session)

    @cached_property
    def _fast(self) -> FastClient:
        with self._opening:
            return self.__dict__.get("_fast") or open_fast(self._target.bucket, self._access)

    @cached_property
    def _boto(self) -> BotoClient:
        from sitegen.deploy.s3_boto import open_boto

        with self._opening:
            return self.__dict__.get("_boto") or open_boto(
                self.session, self._target.bucket, self._access, self.place, self._target.workers
            )

    def _ask(self, name: str, ask: Callable[[FastClient | BotoClient, str], Answer], *, is_odd: bool = False) -> Answer:
        if is_odd or not is_plain(name):
            return ask(self._boto, name)
        for attempt in range(_ATTEMPTS):
            try:
                return ask(self._fast, name)
            except Exception as failure:
                if isinstance(failure, FileNotFoundError) and code_of(failure) != "NoSuchBucket":
                    raise
                # obstore asks again by itself, but not for an answer that broke off
                if not is_broken_off(failure) or attempt == _ATTEMPTS - 1:
                    raise stopped(failure, self.place, "s3:GetObject") from failure
                _wait(attempt)
        raise AssertionError("the last attempt returns or raises")

    def _all_objects(self) -> Iterator[Listed]:
        """Yield every object; a key that obstore cannot read is somebody else's, and must not stop us."""
        last = ""
        for attempt in range(_ATTEMPTS):
            try:
                for item in self._fast.listing(self._prefix, last, self._prefix + PRIVATE):
                    last = item.key
                    yield item
            except DeployStopped:
                raise
            except Exception as failure:
                if is_broken_off(failure) and attempt < _ATTEMPTS - 1:
                    _wait(attempt)
                elif not code_of(failure) and "path" in str(failure)[:500].lower():
                    yield from self._boto.listing(self._prefix, last)
                    return
                else:
                    raise stopped(failure, self.place, "s3:ListBucket") from failure
            else:
                return

    def _own_write(self, key: str, data: bytes, mark: str) -> Receipt | None:
        """Return the receipt of a write whose answer was lost, None when somebody else's object is there."""
        seen = self.look(key)
        if seen is None or seen.size != len(data):
            return None
        is_ours = seen.mark == mark if seen.mark else seen.etag == self.predicted(data)
        return Receipt(seen.etag) if is_ours else None


def _wait(attempt: int) -> None:
    """Wait before another attempt, longer each time, and not all at the same moment."""
    time.sleep(random.uniform(0.5, 1.0) * min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt))  # noqa: S311


class LazyEdge:
    """CloudFront, loaded when there is something to tell it."""

    def __init__(self, store: S3Store, distribution: str) -> None:
        self._store = store
        self._distribution = distribution

    def invalidate(self, paths: Iterable[str], reference: str) -> None:
        """Drop copies."""
        from sitegen.deploy.s3_cloudfront import CloudFront

        CloudFront(self._store.session, self._distribution).invalidate(paths, reference)
