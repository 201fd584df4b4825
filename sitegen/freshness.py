"""Freshness: what changed since the last build, from sizes, times and inodes, without reading a file.

This is all that a build with nothing to do imports.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path

from sitegen import __version__
from sitegen.digests import digest_parts
from sitegen.state import InputRow, OutputRow, Stamp, State
from sitegen.values import LightValue, light_value

THEMES = "themes"
INPUT_FOLDERS = ("content", THEMES, "templates", "assets", "messages")
SETTINGS = "sitegen.toml"
INPUT_FILES = (SETTINGS,)

_PACKAGE = Path(__file__).parent
_NOTHING = Stamp(-3, 0, 0)
_NEVER = Stamp(-2, 0, 0)
_TYPE, _FOLDER = 0o170000, stat.S_IFDIR


@light_value
class Scan(LightValue):
    """How every input looks now, by path from the site's root; `begun` is the file system's time at the beginning."""

    stamps: Mapping[str, Stamp]
    begun: int


def scan_inputs(root: Path, state_folder: Path) -> Scan:
    """Look at every file and folder that a build may read."""
    begun = file_time(state_folder)
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


def changed_inputs(root: Path, state: State, most: int) -> list[str]:
    """Return the files and folders that look otherwise than when the last build read them; no more than `most`.

    New files show in the times of their folders, except where those that a build looks at begin.
    """
    changed = list(islice(_differing(root, state.looks("inputs"), uses_status_time=True), most))
    if len(changed) == most:
        return changed
    there = (name for name in (*INPUT_FILES, *INPUT_FOLDERS) if os.path.lexists(f"{root}/{name}"))
    return [*changed, *(name for name in there if state.input(name) is None)][:most]


def is_output_unchanged(output: Path, state: State) -> bool:
    """Return whether every file and folder of the output looks as the last build left it."""
    return next(_differing(output, state.looks("outputs"), uses_status_time=False), None) is None


def changed_outputs(output: Path, rows: Mapping[str, OutputRow], paths: Iterable[str] | None = None) -> set[str]:
    """Return which files and folders (all, or some) look otherwise than their rows say."""
    looked_at = rows if paths is None else paths
    return set(_differing(output, ((path, *rows[path].stamp) for path in looked_at), uses_status_time=False))


def _differing(root: Path, rows: Iterable[tuple[str, int, int, int]], *, uses_status_time: bool) -> Iterator[str]:
    """Yield what looks otherwise than its row: thousands of files are looked at, so that each must cost little."""
    lstat = os.lstat
    with _beginning(root) as (beginning, folder):
        for path, size, changed, inode in rows:
            try:
                status = lstat(beginning + path, dir_fd=folder)
            except (OSError, ValueError, TypeError):
                yield str(path)
                continue
            time = status.st_mtime_ns
            if uses_status_time and status.st_ctime_ns > time:
                time = status.st_ctime_ns
            length = -1 if status.st_mode & _TYPE == _FOLDER else status.st_size
            if status.st_ino != inode or time != changed or length != size:
                yield path


@contextlib.contextmanager
def _beginning(root: Path) -> Iterator[tuple[str, int | None]]:
    """Yield what to write before paths, and the folder that they are then relative to: a way that is shorter is faster.

    Where a folder cannot be opened they are written in full.
    """
    try:
        folder = os.open(root, os.O_RDONLY)
    except OSError:
        yield f"{root}/", None
        return
    try:
        yield "./", folder
    finally:
        os.close(folder)


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
    rows = {path: InputRow(_NEVER, digest) for path, digest in digests.items() if path not in scan.stamps}
    for path, stamp in scan.stamps.items():
        rows[path] = row_to_save(stamp, scan.begun, digests.get(path, ""))
    return rows


def row_to_save(stamp: Stamp, begun: int, digest: str) -> InputRow:
    """Return an input to remember that was looked at after `begun`, and read after that."""
    return InputRow(stamp if stamp.changed < begun else _NEVER, digest)


def is_looked_at(path: str) -> bool:
    """Return whether a file is one that every build looks at, as nothing hidden is, nor what lies elsewhere."""
    parts = path.split("/")
    return not any(part.startswith(".") for part in parts) and (parts[0] in INPUT_FOLDERS or path in INPUT_FILES)


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


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return every folder that holds some of these files, the output folder itself (`.`) included."""
    found = {"."}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def folders_signature(output: Path, paths: Iterable[str], known: Mapping[str, Stamp] | None = None) -> str:
    """Return how the folders of some files look now, as a digest; a file that somebody adds shows in it.

    `known` is how some of them are known to look.
    """
    return stamps_signature(folder_stamps(output, paths, known))


def folder_stamps(
    output: Path, paths: Iterable[str], known: Mapping[str, Stamp] | None = None
) -> dict[str, Stamp]:  # fmt: skip
    """Return how the folders of some files look now; `known` is how some of them are known to look."""
    stamps = known or {}
    return {folder: stamps.get(folder) or output_stamp(output, folder) for folder in folders_of(paths)}


def stamps_signature(folders: Mapping[str, Stamp]) -> str:
    """Return how some folders look, as a digest."""
    looks = sorted(folders.items())
    return digest_parts("\n".join(f"{folder} {stamp.changed} {stamp.inode}" for folder, stamp in looks))


def is_as_it_was(root: Path, stamps: Mapping[str, Stamp]) -> bool:
    """Return whether some files and folders of an output look as they did."""
    looks = ((path, *stamp) for path, stamp in stamps.items())
    return next(_differing(root, looks, uses_status_time=False), None) is None


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


def input_stamp(root: Path, path: str) -> Stamp:
    """Return how an input looks now."""
    try:
        return _stamp(os.lstat(f"{root}/{path}"))
    except (OSError, ValueError):
        return _NOTHING


def _stamp(status: os.stat_result) -> Stamp:
    """Return how an input looks; the status time tells of new bytes even when the modification time was put back."""
    size = -1 if stat.S_ISDIR(status.st_mode) else status.st_size
    return Stamp(size, max(status.st_mtime_ns, status.st_ctime_ns), status.st_ino)


def file_time(folder: Path) -> int:
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
