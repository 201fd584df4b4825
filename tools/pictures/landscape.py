"""The country where the cooperatives work: sky, ridges, fields, trees."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from tools.pictures.backdrop import gradient
from tools.pictures.botany import varied
from tools.pictures.field import Field
from tools.pictures.light import flat, relief, tinted
from tools.pictures.noise import clouds, fibres
from tools.pictures.shape import Point, ellipse, filled
from tools.pictures.stage import Stage

RGB = tuple[int, int, int]
HAZE: RGB = (236, 214, 192)


def sky(stage: Stage, top: RGB = (122, 158, 190), low: RGB = (246, 224, 196), horizon: float = 0.5) -> Image.Image:
    """Morning: blue above, warm at the horizon, thin clouds, the sun to the left."""
    size = stage.size
    picture = Image.new("RGB", size, low)
    picture.paste(gradient((size[0], round(size[1] * horizon)), top, low), (0, 0))
    veil = (fibres(stage.rng, size, (420 * stage.unit, 70 * stage.unit), 4) - 0.06).clip() * 0.75
    picture.paste((255, 243, 226), (0, 0), veil.mask())
    glow = filled(size, ellipse((size[0] * 0.16, size[1] * horizon * 0.62), size[0] * 0.16, size[0] * 0.12))
    picture.paste((255, 238, 204), (0, 0), glow.filter(ImageFilter.GaussianBlur(120 * stage.unit)))
    return picture


def ridge(stage: Stage, level: float, rise: float, roughness: float = 1.0) -> list[Point]:
    """Make a skyline in pixels, around `level` (share of the height) and up to `rise` high."""
    rng, (width, height) = stage.rng, stage.size
    waves = [(rng.uniform(0.6, 1.4) * 2**o, rng.uniform(0, 7), 0.62**o * (roughness if o > 2 else 1)) for o in range(8)]
    points = []
    for step in range(241):
        x = step / 240
        lift = (
            sum(
                abs(math.sin(x * f * 2.6 + p)) * a if o < 5 else math.sin(x * f * 4 + p) * a * 0.5
                for o, (f, p, a) in enumerate(waves)
            )
            / 2.2
        )
        points.append((x * width, (level - rise * lift) * height))
    return points


def ranges(
    stage: Stage,
    picture: Image.Image,
    levels: tuple[float, float],
    far: RGB,
    near: RGB,
    count: int = 6,
    scrub: int = 90,
) -> None:
    """Make ranges one behind another, in place, from pale and blue to near and warm, with mist between them.

    `levels` are the shares of the height where the farthest and the nearest range stand.
    """
    for layer in range(count):
        share = layer / (count - 1)
        level = levels[0] + (levels[1] - levels[0]) * share
        skyline = ridge(stage, level, 0.16 * (1 - share) ** 1.2 + 0.05, 0.8 - 0.4 * share)
        _range(
            stage, picture, skyline, level, _between(far, near, share), 0.62 * (1 - share) ** 0.9, round(scrub * share)
        )


def _between(first: RGB, second: RGB, share: float) -> RGB:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return (red, green, blue)


def _range(
    stage: Stage, picture: Image.Image, skyline: Sequence[Point], level: float, colour: RGB, haze: float, scrub: int
) -> None:
    width, height = stage.size
    unit, rng = stage.unit, stage.rng
    flanks = clouds(rng, stage.size, 120 * unit, 5) * 9 * unit * (1 - haze)
    tone = clouds(rng, stage.size, 150 * unit, 5) * 0.11
    land = relief(flat(stage.size, colour, tone), flanks)
    if scrub:
        _scrub(stage, land, skyline, scrub, colour)
    veiled = Image.blend(land, Image.new("RGB", stage.size, HAZE), haze)
    # Mist gathers at the foot of each range, so that the next one stands out.
    mist = [max(0.0, min(1.0, (row / 100 - level + 0.03) * 7)) * (0.2 + haze * 0.6) for row in range(101)]
    veiled.paste(HAZE, (0, 0), Field.down(stage.size, mist).mask())
    picture.paste(veiled, (0, 0), filled(stage.size, [*skyline, (width, height), (0, height)]))


def _scrub(stage: Stage, land: Image.Image, skyline: Sequence[Point], count: int, colour: RGB) -> None:
    pen = ImageDraw.Draw(land)
    rng, height = stage.rng, stage.size[1]
    for _ in range(count):
        x, y = rng.choice(skyline)
        y += rng.random() ** 0.8 * (height - y)
        size = (2.5 + 9 * (y / height) ** 2) * stage.unit * rng.uniform(0.6, 1.3)
        dark = varied(rng, (round(colour[0] * 0.45), round(colour[1] * 0.52), round(colour[2] * 0.42)), 0.2)
        light = (min(255, dark[0] + 34), min(255, dark[1] + 36), min(255, dark[2] + 18))
        pen.ellipse((x, y - size * 0.1, x + size * 2.2, y + size * 0.4), fill=_half(colour))
        pen.ellipse((x - size, y - size * 0.9, x + size, y + size * 0.25), fill=dark)
        pen.ellipse((x - size * 0.8, y - size * 0.85, x + size * 0.2, y - size * 0.2), fill=light)


def _half(colour: RGB) -> RGB:
    return (round(colour[0] * 0.6), round(colour[1] * 0.58), round(colour[2] * 0.58))


def ground(stage: Stage, picture: Image.Image, horizon: float, colour: RGB) -> None:
    """Open earth from a horizon to the viewer's feet, in place."""
    width, height = stage.size
    top = round(height * horizon)
    size = (width, height - top)
    unit = stage.unit
    bumps = fibres(stage.rng, size, (120 * unit, 26 * unit), 5) * 9 * unit
    tone = fibres(stage.rng, size, (300 * unit, 60 * unit), 4) * 0.14
    depth = Field.down(size, [0.25, 0.7, 1.0])
    earth = relief(flat(size, colour, tone), bumps * depth)
    near = tinted(earth, depth, (1.0, 1.0, 1.0), (1.12, 1.08, 1.04))
    picture.paste(near, (0, top), Field.down(size, [0.0, *[1.0] * 60]).mask())


def rows(
    stage: Stage,
    picture: Image.Image,
    horizon: float,
    blooms: Sequence[RGB],
    green: RGB,
    size: float = 15.0,
    density: int = 26,
    lines: int = 21,
) -> None:
    """Planted rows that run to a vanishing point, in place, each plant in leaf and in flower."""
    rng, unit = stage.rng, stage.unit
    pen = ImageDraw.Draw(picture)
    far, near = horizon * 1000, 1060.0
    steps = density * 5
    for step in range(steps):
        share = (step / steps) ** 2.1
        y, scale = far + (near - far) * share, 0.07 + share * 1.25
        for line in range(-lines, lines + 1):
            x = 760 + line * 118 * scale + rng.uniform(-9, 9) * scale
            if -60 < x < 1560:
                _plant(pen, (x * unit, y * unit), size * scale * unit, blooms, green, rng)


def _plant(pen: ImageDraw.ImageDraw, at: Point, size: float, blooms: Sequence[RGB], green: RGB, rng: Random) -> None:
    x, y = at
    pen.ellipse((x - size, y - size * 0.2, x + size * 2.3, y + size * 0.6), fill=(92, 66, 50))
    for _ in range(5):
        dx, dy = rng.gauss(0, 0.7) * size, rng.uniform(-0.9, 0.2) * size
        r = size * rng.uniform(0.3, 0.6)
        pen.ellipse((x + dx - r, y + dy - r, x + dx + r, y + dy + r), fill=varied(rng, green, 0.22))
    for _ in range(4):
        dx, dy = rng.gauss(-0.1, 0.62) * size, rng.uniform(-1.35, -0.2) * size
        r = size * rng.uniform(0.16, 0.34)
        bloom = varied(rng, rng.choice(blooms), 0.1)
        pen.ellipse((x + dx - r, y + dy - r, x + dx + r, y + dy + r), fill=_half(bloom))
        pen.ellipse((x + dx - r, y + dy - r * 1.1, x + dx + r * 0.7, y + dy + r * 0.55), fill=bloom)


def tree(stage: Stage, picture: Image.Image, foot: Point, size: float, green: RGB = (104, 112, 62)) -> None:
    """Make an argan tree: a twisted, branching trunk under a wide crown, in place; in design units."""
    rng, unit = stage.rng, stage.unit
    x, y = foot
    shadow = filled(
        picture.size, ellipse(((x + size * 0.42) * unit, (y + 2) * unit), size * 0.62 * unit, size * 0.09 * unit)
    )
    picture.paste(
        (66, 44, 34),
        (0, 0),
        shadow.filter(ImageFilter.GaussianBlur(size * 0.03 * unit)).point([round(v * 0.62) for v in range(256)]),
    )
    pen = ImageDraw.Draw(picture)
    for lean in (-0.34, -0.12, 0.14, 0.36):
        _limb(pen, (x + lean * size * 0.12, y), size, lean, unit, rng)
    crowns = [(rng.gauss(0, 0.27), rng.gauss(-0.66, 0.10)) for _ in range(26)]
    for cx, cy in sorted(crowns, key=lambda c: c[1]):
        _tuft(pen, ((x + cx * size) * unit, (y + cy * size) * unit), size * unit * 0.16, green, rng)


def _limb(pen: ImageDraw.ImageDraw, foot: Point, size: float, lean: float, unit: float, rng: Random) -> None:
    x, y = foot
    wide = size * 0.062
    for _ in range(9):
        nx, ny = x + (lean + rng.uniform(-0.35, 0.35)) * size * 0.085, y - size * 0.07
        pen.line([(x * unit, y * unit), (nx * unit, ny * unit)], fill=(88, 68, 54), width=max(1, round(wide * unit)))
        pen.line(
            [((x - wide * 0.25) * unit, y * unit), ((nx - wide * 0.25) * unit, ny * unit)],
            fill=(150, 122, 96),
            width=max(1, round(wide * 0.35 * unit)),
        )
        x, y, wide = nx, ny, wide * 0.88


def _tuft(pen: ImageDraw.ImageDraw, at: Point, radius: float, green: RGB, rng: Random) -> None:
    """Make a clump of leaves: dark below and right, light above and left."""
    for index in range(260):
        angle, reach = rng.uniform(0, 2 * math.pi), math.sqrt(rng.random()) * radius
        x, y = at[0] + math.cos(angle) * reach * 1.25, at[1] + math.sin(angle) * reach * 0.8
        facing = (-(x - at[0]) * 0.6 - (y - at[1])) / radius
        factor = 0.62 + 0.5 * max(-0.6, facing) + rng.uniform(-0.1, 0.12)
        colour = tuple(max(0, min(255, round(v * factor * t))) for v, t in zip(green, (1.08, 1.04, 0.9), strict=True))
        r = radius * (0.06 if index % 3 else 0.09)
        pen.ellipse((x - r, y - r * 0.8, x + r, y + r * 0.8), fill=colour)
