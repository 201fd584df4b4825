"""The manifest: every file of the output with its digest, size and type."""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.values import LightValue, light_value

MEDIA_TYPES = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".pagefind": "application/octet-stream",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
"""Types by file name ending: our own table, because those of operating systems differ."""


@light_value
class ManifestEntry(LightValue):
    """One file: SHA-256 (hexadecimal), size in bytes, media type."""

    digest: str
    size: int
    type: str


Manifest = Mapping[str, ManifestEntry]
"""Every file below the output folder, by path with forward slashes."""


@light_value
class WriteReport(LightValue):
    """What a build did to the output folder: all files, the paths written and removed, and how many stayed."""

    manifest: Manifest
    written: tuple[str, ...]
    kept: int
    removed: tuple[str, ...]


def media_type(path: str) -> str:
    """Return the media type of a file, by the ending of its name."""
    stem, dot, ending = path.rpartition("/")[2].rpartition(".")
    return MEDIA_TYPES.get(f"{dot}{ending}".lower() if stem else "", "application/octet-stream")
