"""Answers from an output folder: its files, `index.html` for folders, and its own 404 page for all else.

Nothing outside the folder is read, nothing hidden is shown, and nothing is listed. A file is read whole before the
first byte is sent, so that an answer is of the old shop or of the new one and never of both.
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from sitegen.errors import FileRefused
from sitegen.files import read_file, safe_parts
from sitegen.write.manifest import MEDIA_TYPES, media_type

HTML = MEDIA_TYPES[".html"]
TEXT = MEDIA_TYPES[".txt"]

_FILE_LIMIT = 200_000_000
_SWAP_TRIES, _SWAP_PAUSE = 200, 0.01


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back; `location` is set for redirects."""

    status: HTTPStatus
    type: str = TEXT
    body: bytes = b""
    location: str = ""


def answer(folder: Path, target: str) -> Answer:
    """Return the answer to a request for `target` (as on the request line: path, encoded, maybe with a query)."""
    path = _path_of(target)
    if path is None:
        return missing(folder)
    try:
        if _is_folder(folder, path):
            return Answer(HTTPStatus.MOVED_PERMANENTLY, location=f"/{quote(path)}/")
        relative = _file_of(path)
        return Answer(HTTPStatus.OK, media_type(relative), _read(folder, relative))
    except (FileRefused, OSError):
        return missing(folder)


def path_in_folder(target: str) -> str:
    """Return where the page of an address lies in the folder of a shop; empty when no page can have it."""
    path = _path_of(target)
    return "" if path is None else _file_of(path)


def missing(folder: Path) -> Answer:
    """Return the shop's 404 page where it has one, as a host does."""
    try:
        return Answer(HTTPStatus.NOT_FOUND, HTML, _read(folder, "404.html"))
    except (FileRefused, OSError):
        return Answer(HTTPStatus.NOT_FOUND, TEXT, b"404 Not Found\n")


def _file_of(path: str) -> str:
    return f"{path}index.html" if not path or path.endswith("/") else path


def _path_of(target: str) -> str | None:
    """Return the decoded path without its first slashes, or None for one that no page of a shop can have."""
    encoded = re.split("[?#]", target, maxsplit=1)[0]
    if not encoded.startswith("/"):
        return None
    try:
        path = unquote_to_bytes(encoded.encode("latin-1")).decode()
    except UnicodeError:
        return None
    if any(part.startswith(".") for part in path.split("/")):
        return None
    return path.lstrip("/")


def _is_folder(folder: Path, path: str) -> bool:
    """Return whether this is a folder that is asked for without its slash."""
    return bool(path) and not path.endswith("/") and folder.joinpath(*safe_parts(path)).is_dir()


def _read(folder: Path, relative: str) -> bytes:
    """Read a file through the guarded door; where a build swaps the folder in two steps, wait for the second."""
    for _ in range(_SWAP_TRIES):
        before = _identity(folder)
        try:
            return read_file(folder, relative, _FILE_LIMIT)
        except FileNotFoundError:
            if before and before == _identity(folder):
                raise
        time.sleep(_SWAP_PAUSE)
    raise FileNotFoundError(relative)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(folder)  # noqa: PTH116 - the folder, whatever name it goes by
    except OSError:
        return None
    return status.st_dev, status.st_ino
