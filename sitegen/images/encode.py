"""Encoding of a picture's renditions: a worker function, and a pure one.

The bytes of a rendition depend on the source, the rendition and the settings, and on nothing else: not on the other
renditions of the job, the number of workers or of cores. So each is resized from the source and not from the next
larger one, although a cascade would be a few milliseconds faster.
"""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from types import MappingProxyType

from PIL import Image

from sitegen.images.color import on_white, to_srgb
from sitegen.images.decode import open_picture, read_pixels, read_profile, read_size
from sitegen.images.geometry import Aspect, Focus, Size, crop_box
from sitegen.images.guard import guarded
from sitegen.images.jobs import EncodedPicture, EncodeJob, EncoderSettings, Fault, Rendition, RenditionFormat
from sitegen.images.source import read_source

_Shape = tuple[int, int, Aspect | None, Focus]

_WORKING_SIDE = 4096
"""Pixels: a JPEG with a longer side is decoded at a fraction, as long as no rendition needs more than that."""

_REDUCING_GAP = 2.0

_FIXED_OPTIONS: Mapping[RenditionFormat, Mapping[str, object]] = MappingProxyType(
    {
        "avif": {
            "codec": "aom",
            "subsampling": "4:2:0",
            # with more threads the bytes would depend on the number of cores
            "max_threads": 1,
            # tiles are for several threads, and cost bytes
            "autotiling": False,
            # Tuned for still pictures, whose own sharpening costs more bytes than it is worth at this speed. The order
            # matters, because the tuning sets the sharpness too; transparency is left as it is.
            "advanced": {"color:tune": "iq", "color:sharpness": "0"},
        },
        "webp": {"method": 4},
        "jpeg": {"optimize": True, "progressive": True},
        "png": {"optimize": True},
    }
)


def encode_picture(job: EncodeJob) -> EncodedPicture | Fault:
    """Return the bytes of every rendition of the job, or why the picture cannot be used. Raises nothing."""
    return guarded(_encode, job)


def _encode(job: EncodeJob) -> EncodedPicture:
    start = time.perf_counter()
    data = read_source(job)
    size = read_size(open_picture(data, job.pixel_limit))
    encoded: dict[Rendition, bytes] = {}
    for divisor in sorted({_divisor(size, rendition) for rendition in job.renditions}):
        wanted = [rendition for rendition in job.renditions if _divisor(size, rendition) == divisor]
        encoded |= _encode_from(open_picture(data, job.pixel_limit), divisor, wanted, job.settings)
    ordered = tuple((rendition, encoded[rendition]) for rendition in job.renditions)
    return EncodedPicture(job.digest, ordered, time.perf_counter() - start)


def _divisor(size: Size, rendition: Rendition) -> int:
    """Return at which fraction of its size a JPEG is decoded for a rendition: 1, 2, 4 or 8."""
    box = crop_box(size, rendition.aspect, rendition.focus)
    room = min((box.right - box.left) / rendition.width, (box.bottom - box.top) / rendition.height)
    fitting = [divisor for divisor in (8, 4, 2) if max(size) >= _WORKING_SIDE * divisor and room >= divisor]
    return fitting[0] if fitting else 1


def _encode_from(
    opened: Image.Image, divisor: int, renditions: list[Rendition], settings: EncoderSettings
) -> dict[Rendition, bytes]:
    profile = read_profile(opened)
    picture = read_pixels(opened, divisor)
    shapes: dict[_Shape, list[Rendition]] = {}
    for rendition in renditions:
        shapes.setdefault((rendition.width, rendition.height, rendition.aspect, rendition.focus), []).append(rendition)
    encoded: dict[Rendition, bytes] = {}
    for shape, alike in shapes.items():
        resized = to_srgb(_resized(picture, shape), profile)
        encoded |= {rendition: _saved(resized, rendition.format, settings) for rendition in alike}
    return encoded


def _resized(picture: Image.Image, shape: _Shape) -> Image.Image:
    width, height, aspect, focus = shape
    box = crop_box(Size(*picture.size), aspect, focus)
    if (width, height) == picture.size and box == (0, 0, width, height):
        return picture
    return picture.resize((width, height), Image.Resampling.LANCZOS, box=box, reducing_gap=_REDUCING_GAP)


def _saved(picture: Image.Image, name: RenditionFormat, settings: EncoderSettings) -> bytes:
    buffer = io.BytesIO()
    flat = on_white(picture) if name == "jpeg" else picture
    flat.save(buffer, name.upper(), **_FIXED_OPTIONS[name], **settings.options(name))
    return buffer.getvalue()
