"""Secrets: keys that sign hand-offs. They come from the environment only and are never written."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from urllib.parse import quote

from sitegen.digests import digest_parts
from sitegen.orders.signing import KEY_VARIABLE

PREFIX = "FOXY_"
"""What the name of a variable begins with: a file of the site can choose among these and no others."""

NAME = rf"{PREFIX}[A-Z0-9_]{{1,40}}"
LEAST = 16
"""Characters of a key that is long enough to sign with, and to be looked for in what is written."""


def secret_of(name: str) -> str:
    """Return the value of a secret, empty when it is not set."""
    return os.environ.get(name, "").strip() if re.fullmatch(NAME, name) else ""


def known_secrets() -> dict[str, str]:
    """Return every secret that is set, by its name."""
    names = sorted(name for name in os.environ if name.startswith(PREFIX))
    found = {name: secret_of(name) for name in names}
    return {name: value for name, value in found.items() if value}


def guarded_secrets() -> dict[str, str]:
    """Return every value that no file of the shop may hold, by its name: these, and the key that signs prices."""
    signing = os.environ.get(KEY_VARIABLE, "").strip()
    return known_secrets() | ({KEY_VARIABLE: signing} if signing else {})


def secrets_digest() -> str:
    """Return a digest that changes with any secret, empty when there is none: what they sign must be made anew."""
    secrets = known_secrets()
    return digest_parts("secrets", *(f"{name}={value}" for name, value in secrets.items())) if secrets else ""


def find_secrets(data: bytes, secrets: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the secrets whose value stands in some bytes, plain or in a usual encoding."""
    return tuple(name for name, value in secrets.items() if any(form in data for form in _forms(value)))


@lru_cache(maxsize=64)
def _forms(value: str) -> frozenset[bytes]:
    """Return how a value may be written: as it is, for addresses, for HTML, for JSON, in hexadecimal and base64."""
    if len(value) < LEAST:
        return frozenset()
    raw = value.encode()
    texts = {value, quote(value, safe=""), escape(value), value.replace("/", "\\/"), raw.hex()}
    inner = {base64.b64encode(b"\0" * shift + raw)[(0, 2, 3)[shift] :].rstrip(b"=")[:-1] for shift in range(3)}
    return frozenset({text.encode() for text in texts} | {text for text in inner if len(text) >= LEAST})
