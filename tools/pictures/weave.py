"""Threads: knotted rugs, flat kilims, striped cloth and palm baskets, from a pattern of one pixel a knot."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from PIL import Image, ImageDraw

from tools.pictures.field import Field, Size
from tools.pictures.light import inflated, relief, toned, with_alpha
from tools.pictures.noise import clouds, fibres, speckle

RGB = tuple[int, int, int]


def knotted(pattern: Image.Image, knot: float, rng: Random, shag: float = 1.0, bump: str = "knot") -> Image.Image:
    """Make a lit textile; each of the pattern's pixels is a knot of `knot` pixels."""
    size = (round(pattern.width * knot), round(pattern.height * knot))
    albedo = _wavering(pattern, size, knot, rng)
    stitch = tiled(_BUMPS[bump](max(3, round(knot))), size)
    yarn = Field((speckle(rng, pattern.size)).image.resize(size, Image.Resampling.BICUBIC))
    wool = speckle(rng, size).soft(1.6) * 0.5
    tone = yarn * 0.09 + stitch * 0.22 - 0.1 + wool * 0.10 * shag + clouds(rng, size, size[0] / 6) * 0.05
    height = stitch * knot * 0.42 + yarn * knot * 0.12 + wool * shag * 1.1 + clouds(rng, size, size[0] / 5, 2) * knot
    return relief(toned(albedo, tone + 1), height)


def _wavering(pattern: Image.Image, size: Size, knot: float, rng: Random) -> Image.Image:
    """Make the pattern enlarged; rows shift a little, as a weaver's hand does."""
    large = pattern.resize(size, Image.Resampling.NEAREST)
    step, drift = max(1, round(knot)), 0.0
    for top in range(0, size[1], step):
        drift = drift * 0.8 + rng.uniform(-0.22, 0.22) * knot
        row = large.crop((0, top, size[0], min(size[1], top + step)))
        large.paste(row, (round(drift), top))
    return large


def tiled(tile: Image.Image, size: Size) -> Field:
    """Make a small relief repeated over a size, 0 to 1."""
    sheet = Image.new("L", size)
    for x in range(0, size[0], tile.width):
        sheet.paste(tile, (x, 0))
    strip = sheet.crop((0, 0, size[0], tile.height))
    for y in range(tile.height, size[1], tile.height):
        sheet.paste(strip, (0, y))
    return Field.of(sheet)


def _dome(cell: int) -> Image.Image:
    return _profile(cell, cell)


def _profile(width: int, height: int) -> Image.Image:
    tile = Image.new("L", (width, height))
    across = [1 - abs(2 * (x + 0.5) / width - 1) ** 2.2 for x in range(width)]
    down = [1 - abs(2 * (y + 0.5) / height - 1) ** 2.2 for y in range(height)]
    tile.putdata([round(255 * a * d) for d in down for a in across])
    return tile


def _rib(cell: int) -> Image.Image:
    """Weft over warp: rows that stand out, as in a kilim."""
    return _profile(cell * 2, cell)


def _plait(cell: int) -> Image.Image:
    """Strands that go over and under each other."""
    tile = Image.new("L", (cell * 4, cell * 4))
    lying, upright = _profile(cell * 2, cell * 2), _profile(cell * 2, cell * 2)
    grooved = lying.point([min(255, round(v * 0.85)) for v in range(256)])
    for x, y, piece in ((0, 0, lying), (2, 0, grooved), (0, 2, grooved), (2, 2, upright)):
        tile.paste(piece, (x * cell, y * cell))
    return tile


_BUMPS = {"knot": _dome, "rib": _rib, "plait": _plait}


def lozenges(size: Size, ground: RGB, inks: Sequence[RGB], columns: int, rows: int, thick: float) -> Image.Image:
    """Nested lozenges side by side, with hooks at their corners."""
    cloth = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(cloth)
    wide, tall = size[0] / columns, size[1] / rows
    for column in range(columns):
        for row in range(rows):
            middle = ((column + 0.5) * wide, (row + 0.5) * tall)
            for ring, ink in enumerate(inks):
                share = 1 - ring / len(inks)
                _lozenge(pen, middle, wide / 2 * share, tall / 2 * share, ink)
                _lozenge(pen, middle, wide / 2 * share - thick, tall / 2 * share - thick * tall / wide, ground)
            _lozenge(pen, middle, wide * 0.09, tall * 0.09, inks[-1])
    return cloth


def _lozenge(pen: ImageDraw.ImageDraw, middle: tuple[float, float], across: float, down: float, ink: RGB) -> None:
    if across > 0 and down > 0:
        x, y = middle
        pen.polygon([(x - across, y), (x, y - down), (x + across, y), (x, y + down)], fill=ink)


def lattice(size: Size, ground: RGB, ink: RGB, columns: int, thick: float, rng: Random) -> Image.Image:
    """Make the free black lines of a cream mountain rug, drawn by hand and not by rule."""
    cloth = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(cloth)
    step = size[0] / columns
    rows = round(size[1] / step) + 2
    for slope in (1, -1):
        for index in range(-rows - 1, columns + rows + 1):
            points = [
                (index * step + slope * row * step * 0.5 + rng.uniform(-0.06, 0.06) * step, row * step * 0.82)
                for row in range(-1, rows * 2)
            ]
            pen.line(points, fill=ink, width=max(1, round(thick)))
    return cloth


def bands(size: Size, inks: Sequence[RGB], tooth: int = 5) -> Image.Image:
    """Make a kilim: bands of many widths with teeth, lozenges and steps."""
    cloth = Image.new("RGB", size, inks[0])
    pen = ImageDraw.Draw(cloth)
    top, index = 0, 0
    while top < size[1]:
        tall = (3, tooth * 4, 2, tooth * 2, 3, tooth * 3)[index % 6]
        ground, ink, dot = inks[index % len(inks)], inks[(index + 2) % len(inks)], inks[(index + 3) % len(inks)]
        pen.rectangle((0, top, size[0], top + tall), fill=ground)
        if tall > 3:
            _row_of_teeth(pen, size[0], top, tall, ink, dot)
        top, index = top + tall, index + 1
    return cloth


def _row_of_teeth(pen: ImageDraw.ImageDraw, width: int, top: int, tall: int, ink: RGB, dot: RGB) -> None:
    half = tall / 2
    for place in range(width // tall + 2):
        x = place * tall + (width % tall) / 2 - half
        _lozenge(pen, (x, top + half), half * 0.92, half * 0.92, ink)
        _lozenge(pen, (x, top + half), half * 0.45, half * 0.45, dot)


def bordered(cloth: Image.Image, frame: RGB, ink: RGB, width: int) -> Image.Image:
    """Make a cloth with a border of teeth around it."""
    pen = ImageDraw.Draw(cloth)
    wide, tall = cloth.size
    for inset, colour in ((0, frame), (width - 2, ink), (width - 1, frame)):
        for line in range(inset, width if inset == 0 else inset + 1):
            pen.rectangle((line, line, wide - 1 - line, tall - 1 - line), outline=colour)
    for y in range(width // 2, tall, width):
        for side in (width / 2 - 0.5, wide - width / 2 - 0.5):
            _lozenge(pen, (side, y), width * 0.3, width * 0.3, ink)
    for x in range(width // 2 + width, wide - width, width):
        for end in (width / 2 - 0.5, tall - width / 2 - 0.5):
            _lozenge(pen, (x, end), width * 0.3, width * 0.3, ink)
    return cloth


def fringed(rug: Image.Image, colour: RGB, length: int, rng: Random) -> Image.Image:
    """Make a sprite of the rug with its warp ends hanging out at both short sides."""
    size = (rug.width + 8, rug.height + length * 2)
    strands = Image.new("L", (size[0] * 2, size[1] * 2))
    pen = ImageDraw.Draw(strands)
    gap = max(3.0, length / 9)
    for index in range(int(rug.width / gap)):
        x = 4 + (index + 0.5) * gap
        for start, end in (
            (length + 4, rng.uniform(0, length * 0.3)),
            (size[1] - length - 4, size[1] - rng.uniform(0, length * 0.3)),
        ):
            lean = rng.uniform(-gap, gap) * 1.1
            pen.line(
                [(x * 2, start * 2), ((x + lean * 0.3) * 2, start + end), ((x + lean) * 2, end * 2)],
                fill=255,
                width=max(2, round(gap * 1.15)),
            )
    alpha = strands.reduce(2)
    whole = with_alpha(relief(Image.new("RGB", size, colour), inflated(alpha, gap) + fibres(rng, size, (2, 30))), alpha)
    whole.paste(rug, (4, length))
    return whole


def striped(width: int, height: int, stripes: Sequence[tuple[int, RGB]], ground: RGB) -> Image.Image:
    """Make a cloth with stripes at chosen columns, the same from the other side."""
    cloth = Image.new("RGB", (width, height), ground)
    pen = ImageDraw.Draw(cloth)
    left = 0
    for wide, colour in stripes:
        pen.rectangle((left, 0, left + wide - 1, height), fill=colour)
        pen.rectangle((width - left - wide, 0, width - left - 1, height), fill=colour)
        left += wide
    return cloth
