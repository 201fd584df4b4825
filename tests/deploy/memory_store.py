"""A store in memory, which counts what it is asked and can fail; and the smallest shop, written as files."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sitegen.deploy.base import (
    ABSENT,
    PRIVATE,
    ConditionFailed,
    DeployReport,
    DeployStopped,
    Edge,
    Found,
    Listed,
    PlanSummary,
    Policy,
    Receipt,
    Seen,
)
from sitegen.deploy.engine import StorePublisher
from sitegen.deploy.headers import ObjectHeaders
from sitegen.problems import error

CSS = "assets/css/shop-0123456789ab.css"
NEW_CSS = "assets/css/shop-ba9876543210.css"
SHOP = {
    "index.html": f'<link rel="stylesheet" href="/{CSS}"><p>Souk</p>',
    "fr/index.html": f'<link rel="stylesheet" href="/{CSS}"><p>Produits</p>',
    "fr/amlou/index.html": f'<link rel="stylesheet" href="/{CSS}"><p>120 DH</p>',
    "robots.txt": "User-agent: *",
    "sitemap.xml": "<urlset/>",
    CSS: "body{color:#333}",
}
NEW_SHOP = {
    **{key: text.replace(CSS, NEW_CSS).replace("120", "130") for key, text in SHOP.items() if key != CSS},
    NEW_CSS: "body{color:#222}",
    "fr/miel/index.html": f'<link rel="stylesheet" href="/{NEW_CSS}"><p>90 DH</p>',
}
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """One object in memory."""

    data: bytes
    etag: str
    mark: str
    headers: ObjectHeaders


@dataclass(slots=True)
class MemoryStore:
    """Objects by key. `fail` hears the name of each request and its key before it is done, and may raise."""

    place: str = "memory"
    objects: dict[str, Kept] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    fail: Callable[[str, str], None] = lambda _request, _key: None
    ignores_conditions: bool = False
    has_odd_etags: bool = False
    has_versions: bool = False
    seconds: float = 0.0
    keeps: set[str] = field(default_factory=set)
    """Keys that cannot be deleted."""
    versions: dict[str, Kept] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def listing(self) -> Iterator[Listed]:
        self._ask("list", "")
        for key, kept in sorted(self.objects.items()):
            if not key.startswith(PRIVATE):
                yield Listed(key, len(kept.data), kept.etag)

    def read(self, key: str) -> Found | None:
        self._ask("read", key)
        kept = self.objects.get(key)
        return None if kept is None else Found(kept.data, kept.etag)

    def age(self, key: str) -> float:
        return self.seconds

    def look(self, key: str) -> Seen | None:
        self._ask("look", key)
        kept = self.objects.get(key)
        return None if kept is None else Seen(len(kept.data), kept.etag, kept.mark, kept.headers)

    def put(
        self, key: str, data: bytes, headers: ObjectHeaders, *, mark: str = "", condition: str | None = None
    ) -> Receipt:
        self._ask("put", key)
        with self._lock:
            kept = self.objects.get(key)
            there = ABSENT if kept is None else kept.etag
            if condition not in {None, there} and not self.ignores_conditions:
                raise ConditionFailed(key)
            return self._keep(key, Kept(data, self._etag(data), mark, headers))

    def copy(self, source: str, key: str, *, version: str = "") -> Receipt:
        self._ask("copy", f"{source} > {key}")
        with self._lock:
            kept = self.versions.get(version) if version else self.objects.get(source)
            if kept is None:
                raise FileNotFoundError(source)
            # an encrypted copy has an ETag of its own
            return self._keep(key, replace(kept, etag=self._etag(kept.data)) if self.has_odd_etags else kept)

    def delete(self, keys: Iterable[str]) -> Mapping[str, str]:
        # one request, as a store takes up to a thousand keys at once
        self._ask("delete", "")
        todo = set(keys)
        for key in todo - self.keeps:
            self.objects.pop(key, None)
        return dict.fromkeys(todo & self.keeps, "AccessDenied")

    def predicted(self, data: bytes) -> str:
        return hashlib.md5(data, usedforsecurity=False).hexdigest()

    def header_key(self, headers: ObjectHeaders) -> str:
        return hashlib.sha256(repr(headers).encode()).hexdigest()[:12]

    def shop(self) -> dict[str, bytes]:
        """Return what visitors can ask for."""
        return {key: kept.data for key, kept in self.objects.items() if not key.startswith(PRIVATE)}

    def plant(self, key: str, text: str) -> None:
        """Put somebody else's object there."""
        data = text.encode()
        self.objects[key] = Kept(data, self._etag(data), "", ObjectHeaders("text/plain", ""))

    def writes(self) -> list[str]:
        """Return what was sent for visitors, in order, and forget what was asked."""
        keys = [key for request, key in self.asked if request == "put" and not key.startswith(PRIVATE)]
        self.asked.clear()
        return keys

    def _keep(self, key: str, kept: Kept) -> Receipt:
        version = f"v{len(self.versions)}" if self.has_versions else ""
        self.objects[key] = self.versions[version] = kept
        return Receipt(kept.etag, version)

    def _etag(self, data: bytes) -> str:
        if self.has_odd_etags:
            return hashlib.sha256(data + bytes(len(self.asked))).hexdigest()[:32]
        return hashlib.md5(data, usedforsecurity=False).hexdigest()

    def _ask(self, request: str, key: str) -> None:
        with self._lock:
            self.asked.append((request, key))
        self.fail(request, key)


class Silence:
    """Hears how far a deploy is, and says nothing."""

    def stage(self, name: str) -> None:
        """Hear that a stage begins."""

    def uploads(self, done: int, total: int, size: int) -> None:
        """Hear how many files are there."""


@dataclass(slots=True)
class Target:
    """A shop on disk and a store; a day passes between deploys."""

    folder: Path
    store: MemoryStore = field(default_factory=MemoryStore)
    policy: Policy = field(default_factory=lambda: Policy(workers=3))
    edge: Edge | None = None
    now: datetime = START

    def publisher(self, **changes: object) -> StorePublisher:
        self.now += timedelta(days=1)
        policy = replace(self.policy, **changes)  # type: ignore[arg-type]
        return StorePublisher(self.store, policy, self.edge, clock=lambda: self.now)

    def build(self, shop: Mapping[str, str]) -> None:
        """Write a built shop, and nothing else, into the folder."""
        write_shop(self.folder, shop)

    def plan(self, shop: Mapping[str, str] | None = None, **changes: object) -> PlanSummary:
        if shop is not None:
            self.build(shop)
        return self.publisher(**changes).plan(self.folder, Silence()).summary

    def deploy(self, shop: Mapping[str, str] | None = None, **changes: object) -> DeployReport:
        if shop is not None:
            self.build(shop)
        publisher = self.publisher(**changes)
        return publisher.deploy(publisher.plan(self.folder, Silence()), Silence())

    def plan_rollback(self, release: str = "") -> PlanSummary:
        return self.publisher().plan_rollback(release, Silence()).summary

    def rollback(self, release: str = "") -> DeployReport:
        publisher = self.publisher()
        return publisher.deploy(publisher.plan_rollback(release, Silence()), Silence())


def write_shop(folder: Path, shop: Mapping[str, str]) -> None:
    """Write a built shop, and nothing else, into a folder."""
    for old in sorted(folder.rglob("*"), reverse=True):
        old.rmdir() if old.is_dir() else old.unlink()
    for key, text in shop.items():
        file = folder / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())


def in_bytes(shop: Mapping[str, str]) -> dict[str, bytes]:
    return {key: text.encode() for key, text in shop.items()}


def refuse(request: str, part: str, times: int = 10**6) -> Callable[[str, str], None]:
    """Return a failure for the next requests of a kind whose key has `part` in it."""
    left = [times]

    def fail(asked: str, key: str) -> None:
        if asked == request and part in key and left[0] > 0:
            left[0] -= 1
            raise DeployStopped(error("deploy.refused", key, text="InternalError"))

    return fail
