"""The output folder: built beside and swapped in, so that a killed build leaves the last good one.

Files whose bytes did not change are hard links to those of the last build, or copies where the file system has no
links; when nothing changed, nothing is written at all. Only a folder that an earlier build made, or an empty one, is
replaced: the marker file says whose it is.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sitegen.digests import digest_bytes
from sitegen.errors import OutputError
from sitegen.files import safe_parts, walk_files
from sitegen.write.manifest import Manifest, ManifestEntry, media_type

MARKER = ".sitegen-output"
"""A file that says: this folder was made by sitegen and may be replaced by it."""

_MARKER_TEXT = b"This folder is made by `sitegen build` and replaced by the next one. Nothing here is edited by hand.\n"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What a build did to the output folder, in files."""

    manifest: Manifest
    written: int
    kept: int
    removed: int


class OutputTree:
    """Collects the files of a build and puts them in the place of the last ones, all at once.

    Use as a context manager: without `commit` nothing changes. Raises OutputError when the folder is not ours.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.staging = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        self._entries: dict[str, ManifestEntry] = {}
        self._kept: list[str] = []
        self._written = 0

    def __enter__(self) -> Self:
        _check_target(self.target)
        _remove_leftovers(self.target)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)

    def add(self, path: str, data: bytes) -> None:
        """Take one file; `path` is relative with forward slashes, and each is added once."""
        parts = safe_parts(path)
        if path in self._entries:
            raise OutputError(f"two things want to be written to {path}", "give one of them another slug")
        self._entries[path] = ManifestEntry(digest_bytes(data), len(data), media_type(path))
        if _has_bytes(self.target.joinpath(*parts), data):
            self._kept.append(path)
            return
        self._written += 1
        file = self.staging.joinpath(*parts)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def commit(self) -> WriteReport:
        """Swap the new files in; when nothing changed, touch nothing."""
        removed = [path for path in _existing(self.target) if path not in self._entries]
        if self._written or removed or not (self.target / MARKER).is_file():
            self._complete_staging()
            _swap(self.staging, self.target)
        return WriteReport(dict(sorted(self._entries.items())), self._written, len(self._kept), len(removed))

    def _complete_staging(self) -> None:
        self.staging.mkdir(parents=True, exist_ok=True)
        (self.staging / MARKER).write_bytes(_MARKER_TEXT)
        folders: set[Path] = set()
        for path in self._kept:
            new = self.staging / path
            if new.parent not in folders:
                new.parent.mkdir(parents=True, exist_ok=True)
                folders.add(new.parent)
            _link_or_copy(self.target / path, new)


def _check_target(target: Path) -> None:
    """Refuse to replace what no build has made."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise OutputError(f"{target} is not a folder", "choose another --output")
    if target.is_dir() and any(target.iterdir()) and not (target / MARKER).is_file():
        raise OutputError(
            f"{target} has files that sitegen did not make, so it is not replaced",
            "choose another --output, or empty the folder yourself",
        )
    target.parent.mkdir(parents=True, exist_ok=True)


def _remove_leftovers(target: Path) -> None:
    """Remove what killed builds left beside the output folder, unless their process is still at work."""
    for leftover in target.parent.glob(f".{target.name}.*.tmp"):
        process = leftover.name.split(".")[-2]
        if process.isdigit() and int(process) != os.getpid() and _is_running(int(process)):
            continue
        shutil.rmtree(leftover, ignore_errors=True)


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _existing(target: Path) -> Iterable[str]:
    return walk_files(target)


def _has_bytes(file: Path, data: bytes) -> bool:
    with contextlib.suppress(OSError):
        return not file.is_symlink() and file.stat().st_size == len(data) and file.read_bytes() == data
    return False


def _link_or_copy(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(old, new)


def _swap(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`: in one step where the system can, else in two with the old one kept aside."""
    if not target.exists():
        new.rename(target)
        return
    if _exchange(new, target):
        shutil.rmtree(new, ignore_errors=True)
        return
    aside = target.with_name(f".{target.name}.{os.getpid()}.old.tmp")
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (Linux); return False where that is not possible."""
    with contextlib.suppress(OSError, AttributeError):
        rename = ctypes.CDLL(None, use_errno=True).renameat2
        return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
    return False
