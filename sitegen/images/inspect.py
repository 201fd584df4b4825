"""Inspection of a source picture: a worker function. It decodes the whole file, so that a cut one is found here."""

from __future__ import annotations

import base64
import io

from PIL import Image

from sitegen.images.color import on_white, to_srgb
from sitegen.images.decode import open_picture, read_pixels, read_profile, read_size, shines_through
from sitegen.images.guard import guarded
from sitegen.images.jobs import Fault, Inspection, InspectJob
from sitegen.images.source import read_source

_PLACEHOLDER_WIDTH = 16
_PLACEHOLDER_QUALITY = 40
_SMALLEST_SCALE = 8


def inspect_picture(job: InspectJob) -> Inspection | Fault:
    """Return what the site needs to know of a picture, or why it cannot be used. Raises nothing."""
    return guarded(_inspect, job)


def _inspect(job: InspectJob) -> Inspection:
    opened = open_picture(read_source(job), job.pixel_limit)
    size = read_size(opened)
    profile = read_profile(opened)
    picture = read_pixels(opened, _SMALLEST_SCALE)
    width = min(_PLACEHOLDER_WIDTH, size.width)
    height = max(1, round(size.height * width / size.width))
    small = picture.resize((width, min(height, size.height)), Image.Resampling.BOX)
    miniature = on_white(to_srgb(small, profile))
    return Inspection(
        job.digest, size.width, size.height, _data_uri(miniature), _average(miniature), shines_through(picture)
    )


def _data_uri(miniature: Image.Image) -> str:
    buffer = io.BytesIO()
    miniature.save(buffer, "WEBP", quality=_PLACEHOLDER_QUALITY, method=6)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()


def _average(miniature: Image.Image) -> str:
    pixel = miniature.resize((1, 1), Image.Resampling.BOX).tobytes()
    return f"#{pixel.hex()}"
