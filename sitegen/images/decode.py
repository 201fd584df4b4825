"""From bytes to upright pixels. Pillow's modes are brought down to four: L, RGB, RGBA and CMYK."""

from __future__ import annotations

import io
from functools import cache

from PIL import ExifTags, Image

from sitegen.images.formats import detect_format
from sitegen.images.geometry import Size, oriented
from sitegen.images.jobs import fault
from sitegen.images.source import PictureRefused

# Pillow's own limit only warns, and does not say the size. `open_picture` compares the header with the job's limit.
Image.MAX_IMAGE_PIXELS = None

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_KEPT_MODES = ("L", "RGB", "RGBA", "CMYK")
_SIXTEEN_BIT_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I")


def open_picture(data: bytes, pixel_limit: int) -> Image.Image:
    """Return a picture of which only the header has been read; raises PictureRefused above `pixel_limit`."""
    name = detect_format(data)
    if name == "HEIF":
        _register_heif()
    picture = Image.open(io.BytesIO(data), formats=(name,))
    width, height = picture.size
    if width * height > pixel_limit:
        raise PictureRefused(fault("picture.too_large", width=width, height=height, limit=pixel_limit))
    return picture


def read_size(picture: Image.Image) -> Size:
    """Return the size of an opened picture as a person sees it. Ask before `read_pixels`, which may shrink it."""
    return oriented(Size(*picture.size), read_orientation(picture))


def read_profile(picture: Image.Image) -> bytes | None:
    """Return the picture's ICC profile, or None."""
    profile = picture.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and profile else None


def read_pixels(picture: Image.Image, divisor: int = 1) -> Image.Image:
    """Decode an opened picture and turn it upright, in mode L, RGB, RGBA or CMYK.

    A JPEG is decoded at 1/`divisor` of its size (1, 2, 4 or 8), which is faster and takes less memory.
    """
    orientation = read_orientation(picture)
    width, height = picture.size
    if divisor > 1:
        picture.draft(None, (max(1, width // divisor), max(1, height // divisor)))
    picture.load()
    plain = _plain_mode(picture)
    turn = _TURNS.get(orientation)
    return plain if turn is None else plain.transpose(turn)


def read_orientation(picture: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 when the metadata is missing or cannot be read."""
    try:
        orientation = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # a stranger's EXIF block fails in many ways, and none of them spoils the pixels
        return 1
    return orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1


def shines_through(picture: Image.Image) -> bool:
    """Tell whether any pixel of an RGBA picture is not opaque."""
    if picture.mode != "RGBA":
        return False
    least, _ = picture.getchannel("A").getextrema()
    return bool(least != 255)


def _plain_mode(picture: Image.Image) -> Image.Image:
    if picture.mode in _SIXTEEN_BIT_MODES:
        # convert() would clip: every value above 255 would be white
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        rgba = picture.convert("RGBA")
        return rgba if shines_through(rgba) else rgba.convert("RGB")
    return picture if picture.mode in _KEPT_MODES else picture.convert("L" if picture.mode == "1" else "RGB")


@cache
def _register_heif() -> None:
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)
