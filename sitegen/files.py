"""The guarded door: every file that a site brings is read through here.

Content comes from strangers. A path in front matter, a picture in a Markdown body or a theme's asset may name
`../../etc/passwd`, a symbolic link, a device or a file of many gigabytes. All of them are refused in one place.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from sitegen.errors import FileRefused

TEXT_LIMIT = 1_000_000
"""Bytes: the largest Markdown, template, catalogue or configuration file that is read."""

PICTURE_LIMIT = 60_000_000
"""Bytes: the largest photograph that is read; a 108-megapixel phone picture has about 40 MB."""

_PLAIN_PATH = re.compile(r"[^/\\:.\x00-\x1f][^/\\:\x00-\x1f]*(?:/[^/\\:.\x00-\x1f][^/\\:\x00-\x1f]*)*")
"""Paths that need no second look: no part is empty or begins with a dot."""

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def read_file(root: Path, relative: str, limit: int = TEXT_LIMIT) -> bytes:
    """Return the bytes of `root/relative`, a regular file of at most `limit` bytes.

    `relative` has forward slashes and stays below `root`; no part of it may be a symbolic link.
    Raises FileRefused, saying why, for anything else; FileNotFoundError when there is no such file.
    """
    path = _without_links(root, safe_parts(relative))
    with _opened(path, relative) as descriptor:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise FileRefused(f"{relative} is not a regular file")
        if status.st_size > limit:
            raise FileRefused(f"{relative} has {status.st_size:,} bytes; the limit is {limit:,}")
        data = _read(descriptor, limit + 1, status.st_size + 1)
    if len(data) > limit:
        raise FileRefused(f"{relative} grew past {limit:,} bytes while it was read")
    return data


def _read(descriptor: int, most: int, likely: int) -> bytes:
    """Return at most `most` bytes of an open file, which is likely to have fewer than `likely`."""
    data = os.read(descriptor, min(most, likely))
    while len(data) < most and (more := os.read(descriptor, min(most - len(data), 1_000_000))):
        data += more
    return data


def safe_parts(relative: str) -> tuple[str, ...]:
    """Return the parts of a relative path, or raise FileRefused if it could leave its root."""
    if _PLAIN_PATH.fullmatch(relative):
        return tuple(relative.split("/"))
    path = PurePosixPath(relative)
    if not relative or "\\" in relative or any(ord(character) < 32 for character in relative):
        raise FileRefused(f"{relative!r} is not a usable path")
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise FileRefused(f"{relative} leads out of its folder")
    return path.parts


def walk_files(root: Path) -> Iterator[str]:
    """Yield the relative path of every regular file below `root`, sorted, with forward slashes.

    Hidden files and folders are passed over, and symbolic links are never followed.
    """
    if not root.is_dir():
        return
    yield from _walk(root, "")


def _walk(folder: str | Path, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{prefix}{entry.name}/")
        elif entry.is_file(follow_symlinks=False):
            yield prefix + entry.name


def files_and_links(root: Path) -> tuple[list[str], list[str]]:
    """Return what `walk_files` yields, and the path of every symbolic link, hidden ones too, so that it is reported."""
    files: list[str] = []
    links: list[str] = []
    if root.is_dir():
        _gather(root, "", files, links, is_hidden=False)
    return files, links


def _gather(folder: str | Path, prefix: str, files: list[str], links: list[str], *, is_hidden: bool) -> None:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        hidden = is_hidden or entry.name.startswith(".")
        if entry.is_dir(follow_symlinks=False):
            _gather(entry.path, f"{prefix}{entry.name}/", files, links, is_hidden=hidden)
        elif entry.is_symlink():
            links.append(prefix + entry.name)
        elif not hidden and entry.is_file(follow_symlinks=False):
            files.append(prefix + entry.name)


def _without_links(root: Path, parts: tuple[str, ...]) -> str:
    """Return the path of a file no part of whose way from the root is a symbolic link."""
    path = str(root)
    for part in parts:
        path = f"{path}/{part}"
        if os.path.islink(path):  # noqa: PTH114 - a Path for each folder of each file takes longer than to read it
            raise FileRefused(f"{'/'.join(parts)} goes through a symbolic link")
    return path


@contextmanager
def _opened(path: str, relative: str) -> Iterator[int]:
    try:
        descriptor = os.open(path, os.O_RDONLY | _NO_FOLLOW | _BINARY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise FileRefused(f"{relative} is a symbolic link") from error
        if isinstance(error, PermissionError):
            raise FileRefused(f"{relative} may not be read") from error
        raise
    try:
        yield descriptor
    finally:
        os.close(descriptor)
