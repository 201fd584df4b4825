"""Digests: how bytes are named. SHA-256 everywhere; short forms only in file names that people see."""

from __future__ import annotations

import base64
import hashlib

SHORT_LENGTH = 12
"""Characters of a digest in a file name: 48 bits, no clash below tens of millions of files."""


def digest_bytes(data: bytes) -> str:
    """Return the SHA-256 of `data`, in 64 hexadecimal characters."""
    return hashlib.sha256(data).hexdigest()


def digest_parts(*parts: str | int | bytes) -> str:
    """Return one digest of several parts; their lengths are part of it, so that `("ab", "c") != ("a", "bc")`."""
    total = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        total.update(b"%d:" % len(data))
        total.update(data)
    return total.hexdigest()


def short(digest: str) -> str:
    """Return the first characters of a digest, for a file name."""
    return digest[:SHORT_LENGTH]


def integrity(data: bytes) -> str:
    """Return what a page says of a script or style sheet in `integrity`, so that a browser refuses changed bytes."""
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode()
