"""What is published now, in one small object: the release, those before it, and who is deploying.

The pointer is the lock as well. A deploy takes it by a conditional write against the very state that it planned from,
keeps it alive with more of them, and commits with another one; so whoever lost the lock cannot commit any more.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sitegen.deploy.base import PRIVATE, Release
from sitegen.deploy.manifest import BLOBS, MANIFESTS, Entry, ReleaseManifest

POINTER = f"{PRIVATE}current.json"

MOST_CHANGES = 64
"""Files of deploys under way that fit into the pointer; more of them have an object of their own."""

_FORMAT = 2
_KNOWN_FORMATS = {1, _FORMAT}


@dataclass(frozen=True, slots=True)
class Lock:
    """Who is deploying: a random name, this machine and process as digests, and a count of signs of life."""

    owner: str
    machine: str
    process: int
    beat: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    """Copies near to the buyers that must still be dropped: paths, and the name of that request."""

    reference: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Journal:
    """What a deploy set out to bring, so that the next one knows half of it when it finds it.

    `manifest` is the digest of the manifest that it leads to. That one lies in the store, unless `changes` tells the
    files that differ, which spares writing it before it is settled.
    """

    manifest: str
    changes: ReleaseManifest | None = None

    @property
    def size(self) -> int:
        """How much of it is in the pointer."""
        return 0 if self.changes is None else len(self.changes.files) + len(self.changes.blobs)


@dataclass(frozen=True, slots=True)
class Pointer:
    """The state of a target.

    `history` begins with what is published now; `unfinished` are deploys that began and did not commit, `aim` is the
    release that is gone back to until all of that is done. `dropped` are private keys that nothing refers to any more.
    """

    history: tuple[Release, ...] = ()
    unfinished: tuple[Journal, ...] = ()
    dropped: tuple[str, ...] = ()
    pending: Pending | None = None
    lock: Lock | None = None
    aim: str = ""

    @property
    def current(self) -> Release | None:
        """The release that is published."""
        return self.history[0] if self.history else None

    @property
    def number(self) -> int:
        """The number of the release that is published, 0 before the first."""
        return self.history[0].number if self.history else 0

    def locked(self, lock: Lock, journal: Journal | None, aim: str = "") -> Pointer:
        """Return the pointer while the owner of `lock` deploys; without a `journal` only what is left over is done."""
        if journal is None:
            return replace(self, lock=lock, aim=aim)
        others = tuple(one for one in self.unfinished if one.manifest != journal.manifest)
        return replace(self, lock=lock, unfinished=(*others, journal), aim=aim)

    def to_bytes(self) -> bytes:
        """Return the pointer as it is stored."""
        return json.dumps({"format": _FORMAT, **asdict(self)}, indent=1).encode()


def parse_pointer(data: bytes) -> Pointer:
    """Return a stored pointer. Raises ValueError when it is none, or of a later version."""
    try:
        raw: dict[str, Any] = json.loads(data)
        if raw["format"] not in _KNOWN_FORMATS:
            raise ValueError("the state is of another version")
        return Pointer(
            history=tuple(Release(**release) for release in raw["history"]),
            unfinished=tuple(_journal(journal) for journal in raw["unfinished"]),
            dropped=_private(raw.get("dropped", ())),
            pending=Pending(raw["pending"]["reference"], tuple(raw["pending"]["paths"])) if raw["pending"] else None,
            lock=Lock(**raw["lock"]) if raw["lock"] else None,
            aim=raw["aim"],
        )
    except (KeyError, TypeError, AttributeError) as failure:
        raise ValueError("the state is damaged") from failure


def _private(keys: Iterable[str]) -> tuple[str, ...]:
    """Return keys that will be deleted; nothing that visitors see may be among them, nor the pointer."""
    if any(not key.startswith((BLOBS, MANIFESTS)) for key in keys):
        raise ValueError("the state names files of the shop as its own")
    return tuple(keys)


def _journal(raw: str | Mapping[str, Any]) -> Journal:
    if isinstance(raw, str):  # format 1 knew digests only
        return Journal(raw)
    changes = raw["changes"]
    if changes is None:
        return Journal(raw["manifest"])
    files = {key: Entry(*row) for key, row in changes["files"].items()}
    return Journal(raw["manifest"], ReleaseManifest(files, {}, dict(changes["blobs"])))


def new_lock() -> Lock:
    """Return a lock of this process, like no other."""
    return Lock(secrets.token_hex(16), _machine(), os.getpid())


def is_orphan(lock: Lock) -> bool:
    """Return whether the owner of a lock ran on this machine, and does not run any more."""
    if lock.machine != _machine() or os.name != "posix":
        return False
    try:
        os.kill(lock.process, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


def _machine() -> str:
    """Return a digest that tells this machine, since it was started, from others; it does not tell its name."""
    parts = [platform.node(), str(os.getuid() if hasattr(os, "getuid") else "")]
    for file in ("/etc/machine-id", "/proc/sys/kernel/random/boot_id"):
        with suppress(OSError):
            parts.append(Path(file).read_text(encoding="ascii"))
    with suppress(OSError, AttributeError):
        # process numbers mean something within one namespace only
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
