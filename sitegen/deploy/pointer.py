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
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sitegen.deploy.base import PRIVATE, Release

POINTER = f"{PRIVATE}current.json"

_FORMAT = 1


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
class Pointer:
    """The state of a target.

    `history` begins with what is published now; `unfinished` are manifests of deploys that began and did not commit,
    `aim` is the release that the last of them was going back to.
    """

    history: tuple[Release, ...] = ()
    unfinished: tuple[str, ...] = ()
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

    def locked(self, lock: Lock, manifest: str, aim: str = "") -> Pointer:
        """Return the pointer while `manifest`, empty for none, is being deployed by the owner of `lock`."""
        others = tuple(digest for digest in self.unfinished if digest != manifest)
        return replace(self, lock=lock, unfinished=(*others, manifest) if manifest else others, aim=aim)

    def to_bytes(self) -> bytes:
        """Return the pointer as it is stored."""
        return json.dumps({"format": _FORMAT, **asdict(self)}, indent=1).encode()


def parse_pointer(data: bytes) -> Pointer:
    """Return a stored pointer. Raises ValueError when it is none, or of a later version."""
    try:
        raw: dict[str, Any] = json.loads(data)
        if raw["format"] != _FORMAT:
            raise ValueError("the state is of another version")
        return Pointer(
            history=tuple(Release(**release) for release in raw["history"]),
            unfinished=tuple(raw["unfinished"]),
            pending=Pending(raw["pending"]["reference"], tuple(raw["pending"]["paths"])) if raw["pending"] else None,
            lock=Lock(**raw["lock"]) if raw["lock"] else None,
            aim=raw["aim"],
        )
    except (KeyError, TypeError, AttributeError) as failure:
        raise ValueError("the state is damaged") from failure


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
