"""Freshness: what changed since the last build, from sizes, times and inodes, without reading a file.

This is all that a build with nothing to do imports.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sitegen import __version__
from sitegen.digests import digest_parts
from sitegen.state import InputRow, Stamp, State

THEMES = "themes"
INPUT_FOLDERS = ("content", THEMES, "templates", "assets", "messages")
INPUT_FILES = ("sitegen.toml",)

_PACKAGE = Path(__file__).parent
_NOTHING = Stamp(-3, 0, 0)


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
            stamps[name] = _stamp(os.lstat(root / name))
            if name == THEMES or not (root / name).is_symlink():
                stamps.update(_walk(str(root / name), name))
    return Scan(stamps, begun)


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, Stamp]]:
    """Yield all that is in a folder. What vanishes meanwhile is passed over: its folder's time tells."""
    for entry in _entries(folder):
        if entry.name.startswith("."):
            continue
        path = f"{prefix}/{entry.name}"
        with contextlib.suppress(OSError):
            yield path, _stamp(entry.stat(follow_symlinks=False))
        # A theme may be a link to its folder; nothing else is read through one.
        is_theme = prefix == THEMES and Path(entry.path, "theme.toml").is_file()
        if is_theme or entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, path)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return list(entries)
    return []


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
    return all(output_stamp(output, path) == row.stamp for path, row in state.outputs())


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
    stamp is kept as one that no file has, so that it is read again. So is that of a file outside of the folders that
    are looked at, such as a picture in a hidden one.
    """
    never = Stamp(-2, 0, 0)
    rows = {path: InputRow(never, digest) for path, digest in digests.items() if path not in scan.stamps}
    for path, stamp in scan.stamps.items():
        rows[path] = InputRow(stamp if stamp.changed < scan.begun else never, digests.get(path, ""))
    return rows


def output_stamp(output: Path, path: str) -> Stamp:
    """Return how a file or folder of the output looks now.

    Links to its files are made and removed, so that their status time tells nothing.
    """
    try:
        status = os.lstat(f"{output}/{path}")
    except (OSError, ValueError):
        return _NOTHING
    size = -1 if stat.S_ISDIR(status.st_mode) else status.st_size
    return Stamp(size, status.st_mtime_ns, status.st_ino)


def folders_signature(output: str, paths: Iterable[str]) -> str:
    """Return how the folders of some files look now, as a digest; a file that somebody adds shows in it."""
    folders = {""}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    looks = ((folder, output_stamp(Path(output), folder)) for folder in sorted(folders))
    return digest_parts(*(f"{folder} {stamp.changed} {stamp.inode}" for folder, stamp in looks))


@cache
def code_signature() -> str:
    """Return what is at work: our own code, Python and its packages."""
    return digest_parts(__version__, sys.version, *_code(), *_packages())


def _code() -> Iterator[str]:
    for folder in (_PACKAGE, _PACKAGE.parent / "themes"):
        for path, stamp in sorted(_walk(str(folder), folder.name)):
            if stamp.size >= 0 and "__pycache__" not in path:
                yield f"{path} {stamp.size} {stamp.changed}"


def _packages() -> Iterator[str]:
    """Yield the names of installed packages with their versions, from the names of their folders."""
    for folder in sorted({str(Path(entry)) for entry in sys.path if entry.endswith("site-packages")}):
        with contextlib.suppress(OSError):
            yield from sorted(path.name for path in Path(folder).glob("*.dist-info"))


def _looks(root: Path, path: str) -> Stamp:
    try:
        return _stamp(os.lstat(f"{root}/{path}"))
    except (OSError, ValueError):
        return _NOTHING


def _stamp(status: os.stat_result) -> Stamp:
    """Return how an input looks; the status time tells of new bytes even when the modification time was put back."""
    size = -1 if stat.S_ISDIR(status.st_mode) else status.st_size
    return Stamp(size, max(status.st_mtime_ns, status.st_ctime_ns), status.st_ino)


def _now(folder: Path) -> int:
    """Return the file system's own time, which may differ from the machine's; 0 makes every file be read again.

    The folder may have come with a stranger's site: nothing is written through a link in it.
    """
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        mark = folder / "now"
        mark.unlink(missing_ok=True)
        os.close(os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        return mark.stat().st_mtime_ns
    return 0
