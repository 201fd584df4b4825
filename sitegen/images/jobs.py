"""Image jobs and what comes back from them: frozen, picklable, without a picture library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from sitegen.digests import digest_parts
from sitegen.files import PICTURE_LIMIT
from sitegen.images.geometry import CENTRE, Aspect, Focus
from sitegen.images.versions import INSPECT_VERSION, encoder_version
from sitegen.values import LightValue, light_value

RenditionFormat = Literal["avif", "webp", "jpeg", "png"]

PIXEL_LIMIT = 60_000_000
"""Pixels of the largest picture that is decoded: 180 MB in memory."""


@light_value
class Fault(LightValue):
    """Why a picture cannot be used: a code and the values of its message.

    | code | values |
    |---|---|
    | picture.missing | |
    | picture.unreadable | reason |
    | picture.changed | |
    | picture.empty | |
    | picture.too_heavy | bytes, limit |
    | picture.too_large | width, height, limit (in pixels) |
    | picture.format | found (such as GIF, SVG, HTML, text) |
    | picture.truncated | reason |
    | picture.broken | reason |
    | picture.cmyk | reason |
    | picture.crashed | |
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()


def fault(code: str, **values: str | int) -> Fault:
    """Return a fault with its values as text."""
    return Fault(code, tuple((name, str(value)) for name, value in values.items()))


@light_value
class InspectJob(LightValue):
    """Look at `root/path` (forward slashes), whose bytes have this SHA-256."""

    root: Path
    path: str
    digest: str
    pixel_limit: int = PIXEL_LIMIT
    byte_limit: int = PICTURE_LIMIT
    source: bytes | None = field(default=None, repr=False)
    """The picture's bytes, for a worker that cannot read the file."""


@light_value
class Inspection(LightValue):
    """What a plan and a page need to know of a source picture."""

    digest: str
    width: int
    """Pixels, as a person sees it: after the EXIF orientation."""
    height: int
    placeholder: str
    """A `data:` URI: a WebP at most 16 pixels wide, on white."""
    color: str
    """The average colour on white, as `#rrggbb`."""
    has_alpha: bool
    """True when something shines through: then no placeholder belongs behind the picture."""


@light_value
class Rendition(LightValue):
    """A picture to make: its size in pixels, its format, and how it is cut from the source."""

    width: int
    height: int
    format: RenditionFormat
    aspect: Aspect | None = None
    focus: Focus = CENTRE


@light_value
class EncoderSettings(LightValue):
    """How hard the encoders try: `avif_speed` 4 is the slowest and 10 the quickest."""

    avif_quality: int = 54
    avif_speed: int = 8
    webp_quality: int = 80
    jpeg_quality: int = 80
    version: str = field(default_factory=encoder_version)
    """The encoders that make the bytes; a worker with others would break the promise of the key."""

    def options(self, format: RenditionFormat) -> Mapping[str, int]:  # noqa: A002 - the rendition's own word
        """Return the settings that this format listens to, and no others."""
        return MappingProxyType(
            {
                "avif": {"quality": self.avif_quality, "speed": self.avif_speed},
                "webp": {"quality": self.webp_quality},
                "jpeg": {"quality": self.jpeg_quality},
                "png": {},
            }[format]
        )


@light_value
class EncodeJob(LightValue):
    """Make these renditions of `root/path`: one job a source picture, so that it is decoded once."""

    root: Path
    path: str
    digest: str
    renditions: tuple[Rendition, ...]
    settings: EncoderSettings
    pixel_limit: int = PIXEL_LIMIT
    byte_limit: int = PICTURE_LIMIT
    source: bytes | None = field(default=None, repr=False)
    """The picture's bytes, for a worker that cannot read the file."""


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """The bytes of each rendition of a job, in the job's order, and how long they took."""

    digest: str
    renditions: tuple[tuple[Rendition, bytes], ...]
    seconds: float = field(default=0.0, compare=False)


def rendition_key(digest: str, rendition: Rendition, settings: EncoderSettings) -> str:
    """Return the key of a rendition's bytes in the cache: 64 hexadecimal characters.

    It holds what the bytes depend on and nothing else: moving the focus of a picture that is not cropped, or another
    format's quality, changes no key.
    """
    options = sorted(settings.options(rendition.format).items())
    size = f"{rendition.width}x{rendition.height}"
    crop = _crop(rendition.aspect, rendition.focus)
    return digest_parts("rendition", settings.version, digest, size, crop, rendition.format, str(options))


def picture_key(digest: str, aspect: Aspect | None, focus: Focus, settings: EncoderSettings) -> str:
    """Return what the file names of all renditions of a picture share: 64 hexadecimal characters.

    Width and format are in the names beside it. A page names a picture many times, in several widths and formats: one
    digest for all of them leaves an eighth less of a front page on the line than one for each.
    """
    qualities = (settings.avif_quality, settings.avif_speed, settings.webp_quality, settings.jpeg_quality)
    return digest_parts("picture", settings.version, digest, _crop(aspect, focus), *qualities)


def _crop(aspect: Aspect | None, focus: Focus) -> str:
    return "" if aspect is None else f"{aspect} {focus}"


def inspection_key(job: InspectJob) -> str:
    """Return the key of an inspection. The limits are part of it: a picture is not let in by an older limit."""
    limits = f"{job.pixel_limit} {job.byte_limit}"
    return digest_parts("inspection", INSPECT_VERSION, encoder_version(), job.digest, limits)
