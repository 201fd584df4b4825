"""What a deploy speaks in: a store of objects, a publisher for a whole shop, and the values between.

Two protocols. A `Store` keeps objects by key; the engine (`plan`, `run`) gives it order, atomicity and rollback: S3 and
folders. A `Publisher` does all of that itself, as Netlify does; the commands know publishers only, and the engine is
the publisher of every store.

What stops a deploy is a `DeployStopped`, which carries a problem with a code, so that it is told in the reader's
language. `ConditionFailed` stays between a store and the engine.

A provider is a module of this room with `open_publisher(name, target, policy, root) -> Publisher`; see `registry`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from sitegen.deploy.headers import HeaderRules, ObjectHeaders
from sitegen.errors import SitegenError
from sitegen.problems import Problem, word

PRIVATE = ".sitegen/"
"""The folder of a target that holds its state; nobody but deployers reads it."""

ABSENT = ""
"""A condition: the key must not exist. Any other text is the ETag that it must have."""


class DeployStopped(SitegenError):
    """What stops a deploy; `problem` says it in every language of the messages."""

    def __init__(self, problem: Problem) -> None:
        wording = word(problem, "en")
        super().__init__(f"{problem.path}: {wording.message}", wording.hint)
        self.problem = problem


class ConditionFailed(Exception):
    """A conditional write found another ETag, an object where none should be, or none where one should."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as a listing tells it. The ETag has no quotes and means nothing but itself."""

    key: str
    size: int
    etag: str


@dataclass(frozen=True, slots=True)
class Found:
    """An object that was read."""

    data: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Seen:
    """An object that was looked at; `mark` is what its writer noted on it, empty when nothing.

    `is_proven` when the store makes the mark from the very bytes; `headers` is None where it keeps none.
    """

    size: int
    etag: str
    mark: str
    headers: ObjectHeaders | None
    is_proven: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a store says of an object that it took; `version` is empty where it keeps no versions."""

    etag: str
    version: str = ""


class Store(Protocol):
    """Objects by key, below the target's own folder. Safe for several threads. Keys begin with no slash.

    Every method retries what may pass, and raises DeployStopped for what will not.
    """

    place: str
    """Where it is, as people write it: `s3://bucket/prefix`, `/srv/shop`."""

    def listing(self) -> Iterator[Listed]:
        """Yield every object but the private ones, in any order."""
        ...

    def read(self, key: str) -> Found | None:
        """Return an object with its bytes."""
        ...

    def age(self, key: str) -> float:
        """Return how many seconds ago an object was written, by the clock of the store itself."""
        ...

    def look(self, key: str) -> Seen | None:
        """Return what is known of an object without its bytes."""
        ...

    def put(
        self, key: str, data: bytes, headers: ObjectHeaders, *, mark: str = "", condition: str | None = None
    ) -> Receipt:
        """Store an object in one step; raise ConditionFailed when `condition` does not hold.

        A write whose answer was lost is looked up and not taken for somebody else's.
        """
        ...

    def copy(self, source: str, key: str, *, version: str = "") -> Receipt:
        """Copy an object with its headers inside the store; raise FileNotFoundError when `source` is gone.

        The ETag of the receipt is empty where the store does not tell it.
        """
        ...

    def delete(self, keys: Iterable[str]) -> Mapping[str, str]:
        """Delete objects and return those that could not be, with the reason; what is gone already is no failure."""
        ...

    def predicted(self, data: bytes) -> str:
        """Return the ETag that the store will most likely give to these bytes; empty when that cannot be known."""
        ...

    def header_key(self, headers: ObjectHeaders) -> str:
        """Return a text that differs when headers that this store keeps differ."""
        ...


class Edge(Protocol):
    """Copies of the shop near to its buyers, which must be told when a page is new."""

    def invalidate(self, paths: Iterable[str], reference: str) -> None:
        """Drop copies; the same `reference` is done once. Raises DeployStopped."""
        ...


class Reason(StrEnum):
    """Why a file is uploaded or deleted."""

    NEW = "new"
    CHANGED = "changed"
    HEADERS = "headers"
    MISSING = "missing"
    TAMPERED = "tampered"
    RETURNED = "returned"
    REMOVED = "removed"
    OUTDATED = "outdated"
    LEFTOVER = "leftover"


@dataclass(frozen=True, slots=True)
class Change:
    """One file of a plan: its key, why, its bytes to send, and the wave that it goes in."""

    key: str
    reason: Reason
    size: int = 0
    wave: int = 0


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a deploy would do, for people and programs. `cost` is in US dollars by Amazon's list prices, 0 elsewhere.

    `drift` are files of ours that somebody else has changed or deleted, `retired` old assets that stay for a while,
    `resumed` files that a deploy which did not finish has brought already, `published` how many files there are now.
    `back_to` is the release that a rollback goes back to, `is_continued` when one that did not finish had begun to.
    """

    target: str
    place: str
    release: str
    uploads: tuple[Change, ...] = ()
    deletes: tuple[Change, ...] = ()
    unchanged: int = 0
    size: int = 0
    requests: int = 0
    cost: float = 0.0
    invalidations: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()
    retired: int = 0
    resumed: int = 0
    published: int = 0
    unfinished: int = 0
    back_to: str = ""
    is_continued: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.release or self.uploads or self.deletes or self.invalidations or self.unfinished)

    @property
    def needs_consent(self) -> bool:
        """Whether so much is taken away that a person should say yes: over 256 files, or over a fifth of the shop."""
        gone = sum(change.reason is Reason.REMOVED for change in self.deletes)
        return gone > 256 or (gone > 1 and gone * 5 > self.published)


@dataclass(frozen=True, slots=True)
class Release:
    """A published state of the shop. `created` is UTC in ISO 8601, `origin` the release that was gone back to."""

    number: int
    name: str
    created: str
    files: int
    manifest: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class DeployReport:
    """What a deploy did; `release` is None when nothing was to do."""

    summary: PlanSummary
    release: Release | None = None
    uploaded: int = 0
    copied: int = 0
    deleted: int = 0
    size: int = 0
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0


class Finding(StrEnum):
    """How a file differs from what it should be."""

    MISSING = "missing"
    CHANGED = "changed"
    HEADERS = "headers"
    FOREIGN = "foreign"
    NOT_DEPLOYED = "not deployed"
    NOT_BUILT = "not built"
    OTHER_BUILD = "other build"
    OTHER_HEADERS = "other headers"


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One file that `verify` names."""

    key: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What `verify` found; `files` is how many it looked at. Foreign files are told and are no failure."""

    place: str
    release: str
    files: int
    differences: tuple[Difference, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether the shop is what it should be."""
        return all(found.finding is Finding.FOREIGN for found in self.differences)


class Progress(Protocol):
    """Who is told how far a deploy is."""

    def stage(self, name: str) -> None:
        """Hear that a stage begins: `reading`, `locking`, `uploading`, `committing`, `invalidating`, `verifying`."""
        ...

    def uploads(self, done: int, total: int, size: int) -> None:
        """Hear how many files, and bytes of them, are there."""
        ...


class Plan(Protocol):
    """What a publisher has decided to do; only `summary` is for others."""

    @property
    def summary(self) -> PlanSummary:
        """What it will do."""
        ...


P = TypeVar("P", bound=Plan)


class Publisher(Protocol[P]):
    """A place where a shop can be published, with its history. Every method may raise DeployStopped."""

    def plan(self, folder: Path, progress: Progress) -> P:
        """Compare a built shop with what is published; change nothing."""
        ...

    def plan_rollback(self, release: str, progress: Progress) -> P:
        """Plan to publish an earlier release again, by number or name; the one before the last when empty."""
        ...

    def deploy(self, plan: P, progress: Progress) -> DeployReport:
        """Do what was planned."""
        ...

    def releases(self) -> tuple[Release, ...]:
        """Return what can be gone back to, the newest first."""
        ...

    def verify(self, folder: Path | None, progress: Progress, *, thorough: bool = False) -> VerifyReport:
        """Compare what is published with what was deployed, and with a built shop; `thorough` asks for all headers."""
        ...


@dataclass(frozen=True, slots=True)
class Policy:
    """How a target is deployed to. Old assets stay for `grace_days` and as long as one of `keep_releases` needs them.

    `single_writer` does without conditional writes, `adopt` takes over files that are there and not ours. A lock is
    dead when it is `lock_seconds` old by the store's clock. `omitted` are files by name that the target has no use for.
    """

    name: str = ""
    keep_releases: int = 5
    grace_days: int = 30
    workers: int = 16
    single_writer: bool = False
    adopt: bool = False
    lock_seconds: float = 120.0
    omitted: frozenset[str] = frozenset()
    gzip: bool = False
    redirects: bool = False
    is_priced: bool = False

    def rules(self, redirects: Mapping[str, str]) -> HeaderRules:
        """Return what headers depend on; `redirects` are where files of moved addresses lead."""
        return HeaderRules(self.gzip, redirects if self.redirects else None)
