"""Colour: every rendition is sRGB without a profile, so that all formats look the same in every browser."""

from __future__ import annotations

import io

from PIL import Image, ImageCms

from sitegen.images.jobs import fault
from sitegen.images.source import PictureRefused

_SRGB = ImageCms.createProfile("sRGB")
_WHITE = (255, 255, 255)


def to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return an L, RGB, RGBA or CMYK picture as RGB or RGBA in sRGB, without any metadata.

    A profile that does not fit is passed over, as browsers do. CMYK has no meaning without one: then PictureRefused.
    """
    converted = _converted(picture, profile) if profile else None
    if converted is None and picture.mode == "CMYK":
        reason = "its colour profile cannot be used" if profile else "it has no colour profile"
        raise PictureRefused(fault("picture.cmyk", reason=reason))
    plain = converted or picture.convert("RGBA" if picture.mode == "RGBA" else "RGB")
    plain.info.clear()
    return plain


def on_white(picture: Image.Image) -> Image.Image:
    """Return an RGB or RGBA picture as RGB, laid on white."""
    if picture.mode == "RGB":
        return picture
    ground = Image.new("RGB", picture.size, _WHITE)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _converted(picture: Image.Image, profile: bytes) -> Image.Image | None:
    colors = picture.convert("RGB") if picture.mode == "RGBA" else picture
    try:
        plain = ImageCms.profileToProfile(
            colors,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            _SRGB,
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    if plain is not None and picture.mode == "RGBA":
        plain.putalpha(picture.getchannel("A"))
    return plain
