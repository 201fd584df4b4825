"""The built shop on this disk: every file with its digest, and what makes it unfit to be published.

Nothing is uploaded that a stranger could have smuggled in: links, sockets, hidden files of tools, names that other
systems take for the same. Bytes are read twice, to plan and to send, and must be the same both times.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin

from sitegen.deploy.base import PRIVATE, DeployStopped
from sitegen.deploy.headers import NOT_UPLOADED
from sitegen.problems import error

HOME = "index.html"
LONGEST_KEY = 1024
"""Bytes of a key, at most: what S3 takes, the prefix of the target included."""

_AS_IT_IS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_NEVER = re.compile(r"\.(git|hg|svn|env|aws|ssh|netrc|npmrc|pypirc|htpasswd|DS_Store)([./-].*)?")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ .-]*")
_REFERENCE = re.compile(rb"""\s(?:src|href|poster)\s*=\s*["']?([^"'\s>]+)|\ssrcset\s*=\s*["']([^"']+)["']""")
_ASSET = re.compile(r"\.(css|js|mjs|avif|webp|jpe?g|png|gif|svg|ico|woff2?|webmanifest)$")


class LocalFile(NamedTuple):
    """A file of the built shop: SHA-256 and bytes."""

    digest: str
    size: int


def scan(folder: Path, omitted: frozenset[str] = frozenset()) -> dict[str, LocalFile]:
    """Return every file of a built shop by its key, sorted. Raises DeployStopped for what must not be published."""
    return dict(scan_files(folder, omitted))


def scan_files(folder: Path, omitted: frozenset[str] = frozenset()) -> Iterator[tuple[str, LocalFile]]:
    """Yield every file of a built shop with its key, sorted. Raises DeployStopped for what must not be published."""
    if not folder.is_dir() or folder.is_symlink():
        raise DeployStopped(error("deploy.no_build", str(folder)))
    root = str(folder)
    keys = sorted(key for key in _keys(root) if key not in NOT_UPLOADED | omitted)
    if HOME not in keys:
        raise DeployStopped(error("deploy.no_home", str(folder), file=HOME))
    _refuse_twins(keys)
    for key in keys:
        # the same key comes from the manifest and from the listing: one text is enough for all of them
        yield sys.intern(key), _looked_at(root, key)


def read_same(folder: Path, key: str, digest: str) -> bytes:
    """Return the bytes of a file that was scanned. Raises DeployStopped when it has changed since."""
    try:
        data = _read(f"{folder}/{key}")
    except OSError:
        data = None
    if data is None or hashlib.sha256(data).hexdigest() != digest:
        raise DeployStopped(error("deploy.changing", key))
    return data


def missing_assets(key: str, page: bytes, files: Mapping[str, object]) -> Iterator[str]:
    """Yield each style sheet, script, picture or font that a page names and the shop does not have."""
    for one, several in _REFERENCE.findall(page):
        addresses = [one] if one else [part.split()[0] for part in several.split(b",") if part.strip()]
        for address in addresses:
            path = _path_of(key, address.decode("utf-8", "replace"))
            if path is not None and _ASSET.search(path) and path not in files:
                yield path


def _path_of(key: str, address: str) -> str | None:
    """Return the key that an address within the shop leads to, None for all others."""
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", address):
        return None
    plain = re.split(r"[?#]", address.replace("&amp;", "&"), maxsplit=1)[0]
    return unquote(urljoin(f"/{key}", plain)).lstrip("/") if plain else None


def _keys(root: str) -> list[str]:
    """Return the key of every file below a folder, or raise DeployStopped for what must not be published."""
    found: list[str] = []
    folders = [("", root)]
    while folders:
        prefix, folder = folders.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                key = prefix + entry.name
                if not _PLAIN_NAME.fullmatch(entry.name) or len(key) > LONGEST_KEY:
                    _check_name(key, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    folders.append((f"{key}/", entry.path))
                elif entry.is_file(follow_symlinks=False):
                    found.append(key)
                else:
                    raise DeployStopped(error("deploy.not_a_file", key))
    return found


def _check_name(key: str, name: str) -> None:
    is_odd = any(ord(character) < 32 or character in "\\\x7f" for character in name)
    if is_odd or not _is_text(key) or len(key.encode()) > LONGEST_KEY:
        raise DeployStopped(error("deploy.name", key.encode("ascii", "backslashreplace").decode()))
    if _NEVER.fullmatch(name) or f"{key}/" == PRIVATE:
        raise DeployStopped(error("deploy.private", key))


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_twins(keys: list[str]) -> None:
    """Refuse names that differ in capitals, or in how an accent is written: some systems keep only one of them."""
    seen: dict[str, str] = {}
    for key in keys:
        plain = key.lower() if key.isascii() else unicodedata.normalize("NFC", key).casefold()
        if plain in seen:
            raise DeployStopped(error("deploy.twins", key, other=seen[plain]))
        seen[plain] = key


def _looked_at(root: str, key: str) -> LocalFile:
    data = _read(f"{root}/{key}")
    return LocalFile(hashlib.sha256(data).hexdigest(), len(data))


def _read(path: str) -> bytes:
    descriptor = os.open(path, _AS_IT_IS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise DeployStopped(error("deploy.not_a_file", path))
        # a request of the system tells the bytes and one more that there are no others
        parts = [os.read(descriptor, status.st_size + 1)]
        while parts[-1] and (len(parts) > 1 or len(parts[0]) != status.st_size):
            parts.append(os.read(descriptor, 1 << 20))
        return parts[0] if len(parts) == 1 else b"".join(parts)
    finally:
        os.close(descriptor)
