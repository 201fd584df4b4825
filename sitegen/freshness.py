"""Freshness: what changed since the last build, from sizes, times and inodes, without reading a file.

This is all that a build with nothing to do imports.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sitegen import __version__
from sitegen.state import InputRow, Stamp, State

INPUT_FOLDERS = ("content", "themes", "templates", "assets", "messages")
INPUT_FILES = ("sitegen.toml",)

_PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Scan:
    """How every input looks now, by path from the site's root; `begun` is the file system's time at the beginning."""

    stamps: Mapping[str, Stamp]
    begun: int


def scan_inputs(root: Path, state_folder: Path) -> Scan:
    """Look at every file and folder that a build may read."""
    begun = _now(state_folder)
    stamps: dict[str, Stamp] = {}
    for name in INPUT_FILES:
        with contextlib.suppress(OSError):
            stamps[name] = _stamp(os.lstat(root / name))
    for name in INPUT_FOLDERS:
        with contextlib.suppress(OSError):
            status = os.lstat(root / name)
            if stat.S_ISDIR(status.st_mode):
                stamps[name] = _stamp(status)
                stamps.update(_walk(str(root / name), name))
    return Scan(stamps, begun)


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, Stamp]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = f"{prefix}/{entry.name}"
            status = entry.stat(follow_symlinks=False)
            yield path, _stamp(status)
            if stat.S_ISDIR(status.st_mode):
                yield from _walk(entry.path, path)


def is_fresh(root: Path, output: Path, state: State, signature: str) -> bool:
    """Return whether nothing that the last build read or wrote has changed since, and it was asked the same.

    New files show in the times of their folders.
    """
    if state.facts().get("signature") != signature:
        return False
    appeared = {name for name in (*INPUT_FILES, *INPUT_FOLDERS) if os.path.lexists(f"{root}/{name}")}
    for path, row in state.inputs():
        if _looks(root, path) != row.stamp:
            return False
        appeared.discard(path)
    if appeared:
        return False
    return all(_looks(output, path) == row.stamp for path, row in state.outputs())


def known_digests(scan: Scan, inputs: Mapping[str, InputRow]) -> dict[str, str]:
    """Return the digests of the files that have not changed since the last build."""
    return {
        path: row.digest
        for path, row in inputs.items()
        if row.digest and scan.stamps.get(path) == row.stamp
    }  # fmt: skip


def rows_to_save(scan: Scan, digests: Mapping[str, str]) -> dict[str, InputRow]:
    """Return the inputs to remember.

    A file that changed in the tick in which the build began, or later, may change again without looking different: its
    stamp is kept as one that no file has, so that it is read again.
    """
    never = Stamp(-2, 0, 0)
    return {
        path: InputRow(stamp if stamp.changed < scan.begun else never, digests.get(path, ""))
        for path, stamp in scan.stamps.items()
    }


def output_stamp(output: Path, path: str) -> Stamp:
    """Return how a file of the output looks now."""
    return _looks(output, path)


def signature_of(*asked: object) -> str:
    """Return what, beside the inputs, decides the output: what was asked, our own code, Python and its packages."""
    from sitegen.digests import digest_parts

    return digest_parts(__version__, sys.version, *(repr(part) for part in asked), *_code(), *_packages())


def _code() -> Iterator[str]:
    for folder in (_PACKAGE, _PACKAGE.parent / "themes"):
        for path, stamp in sorted(_walk_if_there(folder)):
            if stamp.size >= 0 and "__pycache__" not in path:
                yield f"{path} {stamp.size} {stamp.changed}"


def _packages() -> Iterator[str]:
    """Yield the names of installed packages with their versions, from the names of their folders."""
    for folder in sorted({str(Path(entry)) for entry in sys.path if entry.endswith("site-packages")}):
        with contextlib.suppress(OSError):
            yield from sorted(path.name for path in Path(folder).glob("*.dist-info"))


def _walk_if_there(folder: Path) -> Iterator[tuple[str, Stamp]]:
    with contextlib.suppress(OSError):
        yield from _walk(str(folder), folder.name)


def _looks(root: Path, path: str) -> Stamp:
    try:
        return _stamp(os.lstat(f"{root}/{path}"))
    except OSError:
        return Stamp(-3, 0, 0)


def _stamp(status: os.stat_result) -> Stamp:
    size = -1 if stat.S_ISDIR(status.st_mode) else status.st_size
    return Stamp(size, status.st_mtime_ns, status.st_ino)


def _now(folder: Path) -> int:
    """Return the file system's own time, which may differ from the machine's; 0 makes every file be read again."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        mark = folder / "now"
        mark.write_bytes(b"")
        os.utime(mark)
        return mark.stat().st_mtime_ns
    return 0
