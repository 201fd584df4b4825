"""Versions that a cache key holds: a rendition's bytes depend on the encoder's code, not only on its input."""

from __future__ import annotations

from functools import cache

INSPECT_VERSION = 1
"""Raise it when an inspection of the same bytes would come out otherwise."""

ENCODER_VERSION = 2
"""Raise it when a rendition of the same bytes and settings would come out otherwise."""


@cache
def encoder_version() -> str:
    """Return the versions of Pillow and libavif, in 2 ms: their extension is loaded, `PIL.Image` is not."""
    from PIL import __version__, _avif

    return f"{ENCODER_VERSION} pillow {__version__} libavif {_avif.libavif_version}"
