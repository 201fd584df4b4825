"""Seeded pictures that weigh what photographs weigh: soft light, texture at every scale, and a few edges."""

from __future__ import annotations

from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (2400, 1600)
_SCALES = ((6, 0.55), (24, 0.35), (96, 0.2), (400, 0.12), (1600, 0.06))
"""Grains across the picture, and how strongly each shows: coarse forms much, fine grain little."""


def write_photographs(folder: Path, count: int) -> list[Path]:
    """Write `count` JPEG files into a new folder; return them. The same number is always the same picture."""
    folder.mkdir(parents=True)
    paths = []
    for number in range(1, count + 1):
        path = folder / f"photo-{number:02}.jpg"
        draw_photograph(number).save(path, quality=92)
        paths.append(path)
    return paths


def draw_photograph(number: int) -> Image.Image:
    """Return the picture of this number."""
    random = Random(f"photograph {number}")
    light = _texture(random)
    tones = [_tone(light, random) for _ in range(3)]
    picture = Image.merge("RGB", tones)
    _draw_things(picture, random)
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def _texture(random: Random) -> Image.Image:
    """Return noise of several scales laid over each other."""
    texture = Image.new("L", SIZE, 128)
    for grains, strength in _SCALES:
        size = (grains, max(2, grains * SIZE[1] // SIZE[0]))
        noise = Image.frombytes("L", size, random.randbytes(size[0] * size[1])).resize(SIZE, Image.Resampling.BICUBIC)
        texture = Image.blend(texture, noise, strength)
    return texture


def _tone(light: Image.Image, random: Random) -> Image.Image:
    """Return one colour channel: the light, tinted by a slow gradient of its own."""
    gradient = Image.frombytes("L", (3, 3), random.randbytes(9)).resize(SIZE, Image.Resampling.BICUBIC)
    return Image.blend(light, gradient, 0.35)


def _draw_things(picture: Image.Image, random: Random) -> None:
    """Draw a few bowls: flat shapes with a hard edge and a highlight."""
    pen = ImageDraw.Draw(picture)
    for _ in range(6):
        x, y, radius = random.randrange(SIZE[0]), random.randrange(SIZE[1]), random.randrange(80, 320)
        colour = (random.randrange(60, 220), random.randrange(40, 160), random.randrange(30, 120))
        pen.ellipse((x - radius, y - radius * 0.7, x + radius, y + radius * 0.7), fill=colour)
        pen.arc((x - radius, y - radius * 0.7, x + radius, y + radius * 0.7), 200, 320, fill="white", width=6)
