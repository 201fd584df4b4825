"""The camera: bloom, vignette, a soft curve, grain, and the JPEG file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageChops, ImageFilter

from tools.pictures.field import Field
from tools.pictures.light import toned
from tools.pictures.noise import speckle

ATTEMPTS = ((0.0, 82), (0.0, 77), (0.0, 72), (0.7, 76), (1.0, 72), (1.4, 70), (1.9, 68))
"""Softness in pixels and JPEG quality, tried in this order until a file is light enough."""

HEAVIEST = 450_000
"""Bytes of a picture's file."""


def developed(picture: Image.Image, rng: Random, grain: float = 0.02) -> Image.Image:
    """Give the finished photograph of a drawn scene."""
    glowing = _bloomed(picture)
    return _grained(_curved(toned(glowing, _vignette(picture.size))), rng, grain)


def write_photograph(picture: Image.Image, path: Path) -> None:
    """Write a JPEG whose bytes depend on the pixels alone; rich textures give up a little detail for weight."""
    path.parent.mkdir(parents=True, exist_ok=True)
    files = (_encoded(picture, softness, quality) for softness, quality in ATTEMPTS)
    path.write_bytes(next((file for file in files if len(file) <= HEAVIEST), b"") or _encoded(picture, *ATTEMPTS[-1]))


def _encoded(picture: Image.Image, softness: float, quality: int) -> bytes:
    file = BytesIO()
    soft = picture.filter(ImageFilter.GaussianBlur(softness)) if softness else picture
    soft.save(file, "JPEG", quality=quality, subsampling="4:2:0", optimize=True, progressive=True)
    return file.getvalue()


def _bloomed(picture: Image.Image) -> Image.Image:
    radius = picture.width / 55
    bright = picture.point([round(max(0.0, (value - 205) * 0.8)) for value in range(256)] * 3)
    return ImageChops.screen(picture, bright.filter(ImageFilter.GaussianBlur(radius)))


def _vignette(size: tuple[int, int]) -> Field:
    across = Field.across(size, [-1, 1])
    down = Field.down(size, [-1, 1])
    far = across * across + down * down
    # The window is at the upper left: the light falls off a little across the picture.
    return far * far * -0.05 - across * 0.045 - down * 0.035 + 1.03


def _curved(picture: Image.Image) -> Image.Image:
    tables: list[int] = []
    for lift, gain, gamma in ((6, 1.0, 0.97), (5, 0.985, 1.0), (7, 0.955, 1.02)):
        tables += [_tone(value / 255, lift, gain, gamma) for value in range(256)]
    return picture.point(tables)


def _tone(value: float, lift: int, gain: float, gamma: float) -> int:
    bent = float(value**gamma)
    eased = bent * 0.72 + bent * bent * (3 - 2 * bent) * 0.28
    return min(255, round(lift + eased * (255 - lift) * gain))


def _grained(picture: Image.Image, rng: Random, amount: float) -> Image.Image:
    grain = speckle(rng, picture.size)
    fine = (grain + grain.moved(1, 0) + grain.moved(0, 1) + grain.moved(1, 1)) * (amount * 0.5)
    return Image.merge("RGB", [(Field.of(band) + fine).mask() for band in picture.split()])
