"""Signatures of prices: Ed25519. The only importer of cryptography, which only a shop that signs needs.

A key is 32 bytes in base64. The private one is taken from the environment and written nowhere.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING

from sitegen.errors import PricesError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_VARIABLE = "SITEGEN_SIGNING_KEY"
"""The variable of the environment that holds the private key of whoever publishes."""

ALGORITHM = "Ed25519"


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with one key; `public_key` is what others check it with. The private key is never shown."""

    public_key: str
    _private: Ed25519PrivateKey = field(repr=False)

    def sign(self, data: bytes) -> str:
        """Return the signature of `data` in base64, always the same for the same bytes."""
        return base64.b64encode(self._private.sign(data)).decode()


def new_key() -> str:
    """Return a new private key."""
    return base64.b64encode(_ed25519().Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def signer_of(private_key: str) -> Signer:
    """Return who signs with a private key; raise PricesError, which does not repeat it, when it is none."""
    raw = _raw(private_key)
    if raw is None:
        raise PricesError(f"{KEY_VARIABLE} does not hold a signing key", "make one with: sitegen keys new")
    private = _ed25519().Ed25519PrivateKey.from_private_bytes(raw)
    return Signer(base64.b64encode(private.public_key().public_bytes_raw()).decode(), private)


def signer_from(environment: Mapping[str, str], public_key: str = "") -> Signer | None:
    """Return who signs, from the environment; None without a key. `public_key` is the one that the site declares."""
    private_key = environment.get(KEY_VARIABLE, "").strip()
    if not private_key:
        return None
    signer = signer_of(private_key)
    if public_key and signer.public_key != public_key:
        raise PricesError(
            f"{KEY_VARIABLE} does not belong to the public key that the site declares",
            f'use the key of the shop, or write signing_public_key = "{signer.public_key}" under [checkout]',
        )
    return signer


def is_signed(data: bytes, signature: str, public_key: str) -> bool:
    """Return whether a signature of `data` was made with the private half of a key."""
    raw_signature, raw_key = _decoded(signature), _raw(public_key)
    if raw_signature is None or raw_key is None:
        return False
    from cryptography.exceptions import InvalidSignature

    try:
        _ed25519().Ed25519PublicKey.from_public_bytes(raw_key).verify(raw_signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _raw(key: str) -> bytes | None:
    raw = _decoded(key.strip())
    return raw if raw is not None and len(raw) == 32 else None


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _ed25519() -> ModuleType:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise PricesError(
            "signatures need a package that is not installed", 'install it with: pip install "sitegen[signing]"'
        ) from None
    return ed25519
