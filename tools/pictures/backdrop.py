"""Where things stand: plaster walls with window light, tables of plaster, wood or linen, and floors."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageFilter

from tools.pictures.field import Field, Size
from tools.pictures.light import blended, flat, relief, tinted
from tools.pictures.noise import clouds, fibres, speckle
from tools.pictures.shape import Point, ellipse, filled, smooth
from tools.pictures.stage import Stage

RGB = tuple[int, int, int]

SAND: RGB = (222, 202, 176)
CHALK: RGB = (233, 224, 209)
CLAY: RGB = (196, 128, 96)
ROSE: RGB = (221, 176, 163)
OLIVE: RGB = (150, 148, 108)
INDIGO: RGB = (72, 86, 122)
SAFFRON: RGB = (222, 170, 92)

WARM = (1.06, 1.035, 0.985)
COOL = (0.74, 0.71, 0.71)


def room(
    stage: Stage, wall: RGB = SAND, table: RGB = CHALK, kind: str = "plaster", horizon: float = 0.6, leaves: bool = True
) -> Image.Image:
    """Give a wall with the window's light on it, out of focus, and a table before it."""
    picture = plaster(stage, stage.size, wall, rough=0.5).filter(ImageFilter.GaussianBlur(stage.unit * 1.6))
    picture = tinted(picture, window_light(stage, leaves), WARM, COOL)
    edge = round(stage.size[1] * horizon)
    top = _table(stage, table, kind, edge)
    depth = Field.down(stage.size, _falloff(stage.size[1], edge, stage.unit * 5))
    picture.paste(top, (0, 0), depth.mask())
    return picture


def _falloff(rows: int, edge: int, blur: float) -> list[float]:
    return [1 / (1 + math.exp(max(-40.0, min(40.0, (edge - row) / blur * 2.4)))) for row in range(rows)]


def _table(stage: Stage, colour: RGB, kind: str, edge: int) -> Image.Image:
    width, height = stage.size
    size = (width, height - edge)
    surfaces = {"plaster": plaster, "wood": wood, "linen": linen}
    # The far end of the table is squeezed by perspective, so draw it deeper and lay it down.
    drawn = surfaces[kind](stage, (width, round(size[1] * 1.8)), colour)
    wide, tall = drawn.size
    laid = drawn.transform(
        size,
        Image.Transform.QUAD,
        (wide * 0.0, 0, wide * 0.12, tall, wide * 0.88, tall, wide, 0),
        Image.Resampling.BICUBIC,
    )
    near = Field.down(size, [0.35, 0.75, 0.95, 1.0])
    side = Field.across(size, [1.0, 0.95, 0.78, 0.6])
    lighted = tinted(laid, near * side, WARM, COOL)
    table = Image.new("RGB", stage.size, colour)
    table.paste(lighted, (0, edge))
    table.paste(lighted.crop((0, 0, width, 1)).resize((width, edge)), (0, 0))
    soft = table.filter(ImageFilter.GaussianBlur(stage.unit * 3))
    focus = Field.down(stage.size, [0.0] * round(100 * edge / height) + [0.0, 1.0] + [1.0] * 24)
    return Image.composite(table, soft, focus.mask())


def plaster(stage: Stage, size: Size, colour: RGB, rough: float = 1.0) -> Image.Image:
    """Limewash: cloudy, with faint marks of the trowel."""
    rng, unit = stage.rng, stage.unit
    tone = clouds(rng, size, 260 * unit) * 0.05 + clouds(rng, size, 40 * unit) * 0.028
    height = clouds(rng, size, 60 * unit, 4) * 1.3 * unit + fibres(rng, size, (90 * unit, 12 * unit)) * 0.4 * unit
    grit = speckle(rng, size).soft(2.2 * unit) * 0.4
    return relief(flat(size, colour, tone), (height + grit) * rough)


def wood(stage: Stage, size: Size, colour: RGB) -> Image.Image:
    """Old planks, side by side, running away from the viewer."""
    rng, unit = stage.rng, stage.unit
    grain = fibres(rng, size, (16 * unit, 620 * unit), 4)
    planks = 6
    tones = [rng.uniform(-0.13, 0.1) for _ in range(planks)]
    tone = Field(_columns(size, tones)) + grain * 0.17 + clouds(rng, size, 200 * unit) * 0.05
    seams = Field.constant(size, 0.0)
    for index in range(1, planks):
        x = size[0] * index / planks
        seams = seams + Field.of(
            filled(
                size, [(x - 2.2 * unit, 0), (x + 2.2 * unit, 0), (x + 2.2 * unit, size[1]), (x - 2.2 * unit, size[1])]
            )
        )
    return relief(flat(size, colour, tone - seams.clip() * 0.55), grain * 0.9 * unit - seams.soft(2 * unit) * 3 * unit)


def _columns(size: Size, values: list[float]) -> Image.Image:
    strip = Image.new("F", (len(values), 1))
    strip.putdata(values)
    return strip.resize(size, Image.Resampling.NEAREST)


def linen(stage: Stage, size: Size, colour: RGB) -> Image.Image:
    """Give a washed cloth with a plain weave and soft folds."""
    rng, unit = stage.rng, stage.unit
    weft = fibres(rng, size, (60 * unit, 3.2 * unit), 2)
    warp = fibres(rng, size, (3.2 * unit, 60 * unit), 2)
    folds = clouds(rng, size, 420 * unit, 2) * 26 * unit + fibres(rng, size, (160 * unit, 700 * unit), 2) * 9 * unit
    tone = (weft + warp) * 0.045
    return relief(flat(size, colour, tone), folds + (weft + warp) * 0.55 * unit)


def floor(stage: Stage, colour: RGB = CHALK, kind: str = "plaster", leaves: bool = False) -> Image.Image:
    """Give a surface seen from above, with the window's light lying over it."""
    surfaces = {"plaster": plaster, "wood": wood, "linen": linen}
    drawn = surfaces[kind](stage, stage.size, colour)
    return tinted(drawn, window_light(stage, leaves) * 0.75 + 0.25, WARM, COOL)


def window_light(stage: Stage, leaves: bool) -> Field:
    """Give the sun through a window: a slanting patch with bars, perhaps broken by leaves; 0 to 1."""
    width, height = stage.size
    rng = stage.rng
    shift = rng.uniform(-0.06, 0.06)
    panes = []
    for column in range(2):
        for row in range(2):
            left, top = 0.02 + shift + column * 0.46, -0.1 + row * 0.5 + column * 0.16
            panes.append(
                [
                    (left * width, top * height),
                    ((left + 0.42) * width, (top + 0.145) * height),
                    ((left + 0.42) * width, (top + 0.60) * height),
                    (left * width, (top + 0.455) * height),
                ]
            )
    mask = filled(stage.size, *panes)
    if leaves:
        mask = ImageChops.subtract(mask, _foliage(stage))
    patch = Field.of(mask.filter(ImageFilter.GaussianBlur(stage.unit * 16)))
    side = Field.across(stage.size, [1.0, 0.8, 0.45, 0.25])
    return (patch * 0.62 + side * 0.45).clip()


def _foliage(stage: Stage) -> Image.Image:
    """Give the shadow of an olive branch that hangs into the window."""
    outlines: list[list[Point]] = []
    for _ in range(2):
        x, y = stage.rng.uniform(-0.1, 0.3) * stage.width, stage.rng.uniform(-0.1, 0.12) * stage.height
        outlines += _twig((x, y), stage.rng.uniform(0.35, 0.75), stage)
    return filled(stage.size, *outlines).filter(ImageFilter.GaussianBlur(stage.unit * 5))


def _twig(start: Point, heading: float, stage: Stage) -> list[list[Point]]:
    rng, unit = stage.rng, stage.unit
    x, y = start
    path, outlines = [(x, y)], []
    for index in range(17):
        heading += rng.uniform(-0.05, 0.12)
        x, y = x + 36 * math.cos(heading), y + 36 * math.sin(heading)
        path.append((x, y))
        turn = heading + (0.85 if index % 2 else -0.85)
        long = 46 - index * 1.3
        centre = (x + long * math.cos(turn), y + long * math.sin(turn))
        outlines.append(ellipse(centre, long, 11, turn, 24))
    thin = [(px, py + 3) for px, py in reversed(smooth(path, closed=False, steps=3))]
    outlines.append([*smooth(path, closed=False, steps=3), *thin])
    return [[(px * unit, py * unit) for px, py in outline] for outline in outlines]


def gradient(size: Size, top: RGB, bottom: RGB) -> Image.Image:
    """From one colour at the top to another at the foot."""
    return blended(top, bottom, Field.down(size, [0.0, 1.0]))
