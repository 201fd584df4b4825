"""Small things that grow: nuts, buds, petals, leaves, saffron threads; and heaps of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random

from PIL import Image, ImageDraw

from tools.pictures.field import Field
from tools.pictures.light import blended, flat, inflated, lay, relief, with_alpha
from tools.pictures.noise import clouds, fibres
from tools.pictures.shape import Point, ellipse, filled, smooth, traced

RGB = tuple[int, int, int]
Maker = Callable[[Random, float], Image.Image]


def varied(rng: Random, colour: RGB, amount: float = 0.12) -> RGB:
    """Make a neighbour of a colour."""
    factor = 1 + rng.uniform(-amount, amount)
    red, green, blue = (min(255, max(0, round(v * factor + rng.uniform(-5, 5)))) for v in colour)
    return (red, green, blue)


def body(
    outline: Sequence[Point],
    size: float,
    colour: RGB,
    rng: Random,
    puff: float = 0.5,
    gloss: float = 0.2,
    grain: float = 0.1,
) -> Image.Image:
    """Make a rounded body with an outline around (0, 0), `size` pixels across."""
    side = round(size * 1.3) + 6
    mask = filled((side, side), [(x * size + side / 2, y * size + side / 2) for x, y in outline])
    tone = clouds(rng, mask.size, size * 0.16) * grain
    height = inflated(mask, size * puff) + clouds(rng, mask.size, size * 0.1) * grain * size * 0.06
    return with_alpha(relief(flat(mask.size, colour, tone), height, gloss, 24), mask)


def nut(rng: Random, size: float) -> Image.Image:
    """Make an argan nut: hard, ribbed, brown."""
    turn = rng.uniform(0, math.pi)
    shell = body(ellipse((0, 0), 0.5, 0.34, turn), size, varied(rng, (158, 104, 58)), rng, 0.5, 0.16, 0.2)
    middle = shell.width / 2
    ribs = [
        smooth(
            [
                (
                    middle + (-0.48 * math.cos(turn) - o * math.sin(turn) * 0.2) * size,
                    middle + (-0.48 * math.sin(turn) + o * math.cos(turn) * 0.2) * size,
                ),
                (middle - o * math.sin(turn) * 0.9 * size, middle + o * math.cos(turn) * 0.9 * size),
                (middle + 0.48 * math.cos(turn) * size, middle + 0.48 * math.sin(turn) * size),
            ],
            closed=False,
        )
        for o in (-0.17, 0.16)
    ]
    lines = Field.of(traced(shell.size, ribs, size * 0.02)) * 0.4
    shell.paste((70, 40, 22), (0, 0), (lines * Field.of(shell.getchannel("A"))).mask())
    return shell


def almond(rng: Random, size: float) -> Image.Image:
    """Make a kernel in its brown skin, pointed at one end."""
    turn = rng.uniform(0, 2 * math.pi)
    drop = smooth(
        [
            (0.5, 0.0),
            (0.28, 0.19),
            (-0.1, 0.28),
            (-0.42, 0.17),
            (-0.5, 0.0),
            (-0.42, -0.17),
            (-0.1, -0.28),
            (0.28, -0.19),
        ]
    )
    return body(_turned(drop, turn), size, varied(rng, (176, 108, 60)), rng, 0.4, 0.12, 0.22)


def petal(rng: Random, size: float) -> Image.Image:
    """Make a rose petal, pale where it was held."""
    turn = rng.uniform(0, 2 * math.pi)
    heart = smooth(
        [
            (0.0, 0.46),
            (-0.3, 0.2),
            (-0.46, -0.16),
            (-0.24, -0.44),
            (0.0, -0.36),
            (0.24, -0.46),
            (0.46, -0.14),
            (0.3, 0.2),
        ]
    )
    side = round(size * 1.3) + 6
    mask = filled((side, side), [(x * size + side / 2, y * size + side / 2) for x, y in _turned(heart, turn)])
    share = Field.across(mask.size, [-1, 1]) * math.sin(turn) - Field.down(mask.size, [-1, 1]) * math.cos(turn)
    shade = blended((248, 214, 204), varied(rng, (216, 106, 132)), (share * 0.8 + 0.55).clip())
    curl = inflated(mask, size * 0.2) * -0.6 + clouds(rng, mask.size, size * 0.4, 2) * size * 0.09
    return with_alpha(relief(shade, curl + fibres(rng, mask.size, (3, 40), 1) * 0.3, 0.08), mask)


def bud(rng: Random, size: float) -> Image.Image:
    """Make a dried rosebud on its side: folded petals, green sepals at the foot."""
    turn = rng.uniform(0, 2 * math.pi)
    side = round(size * 1.4) + 6
    whole = Image.new("RGBA", (side, side))
    base = varied(rng, (178, 74, 100), 0.16)
    folds = (
        (0.0, 0.0, 0.36, 0.46),
        (-0.12, 0.06, 0.25, 0.42),
        (0.13, 0.06, 0.24, 0.42),
        (-0.03, -0.04, 0.2, 0.36),
        (0.05, -0.12, 0.14, 0.26),
    )
    for index, (x, y, wide, tall) in enumerate(folds):
        oval = ellipse((x, y), wide, tall, rng.uniform(-0.15, 0.15), 40)
        _fold(whole, _turned(oval, turn), size, varied(rng, _lighter(base, 0.86 + index * 0.07), 0.05), rng)
    for lean in (-0.5, 0.0, 0.5):
        leaf = [
            (x * 0.09 + lean * (0.5 - y) * 0.45, 0.5 - (y + 0.1) * 0.34)
            for x, y in [(-0.6, 0), (-1, 0.35), (0, 1), (1, 0.35), (0.6, 0)]
        ]
        _fold(whole, _turned(smooth(leaf), turn), size, varied(rng, (112, 116, 66)), rng)
    return whole


def _fold(whole: Image.Image, outline: Sequence[Point], size: float, colour: RGB, rng: Random) -> None:
    middle = whole.width / 2
    mask = filled(whole.size, [(x * size + middle, y * size + middle) for x, y in outline])
    height = inflated(mask, size * 0.34) + clouds(rng, mask.size, size * 0.08) * size * 0.012
    lay(
        whole,
        with_alpha(relief(flat(mask.size, colour, clouds(rng, mask.size, size * 0.1) * 0.12), height), mask),
        0,
        0,
        size * 0.02,
        0.5,
    )


def _lighter(colour: RGB, factor: float) -> RGB:
    red, green, blue = (min(255, round(v * factor)) for v in colour)
    return (red, green, blue)


def leaf(rng: Random, size: float, colour: RGB = (124, 138, 84)) -> Image.Image:
    """Make a long leaf with a rib, such as verbena or olive."""
    turn = rng.uniform(0, 2 * math.pi)
    blade = smooth([(-0.5, 0), (-0.2, 0.12), (0.15, 0.11), (0.5, 0), (0.15, -0.11), (-0.2, -0.12)])
    sprite = body(_turned(blade, turn), size, varied(rng, colour, 0.18), rng, 0.14, 0.06, 0.14)
    middle, cos, sin = sprite.width / 2, math.cos(turn) * size * 0.5, math.sin(turn) * size * 0.5
    rib = traced(sprite.size, [[(middle - cos, middle - sin), (middle + cos, middle + sin)]], size * 0.014)
    sprite.paste(_lighter(colour, 1.35), (0, 0), rib.point([round(v * 0.7) for v in range(256)]))
    return sprite


def sprig(rng: Random, size: float, bloom: RGB = (176, 140, 178)) -> Image.Image:
    """Make a sprig of thyme, lying: small leaves along a stem and a few flowers."""
    side = round(size * 1.1)
    whole = Image.new("RGBA", (side, side))
    heading, x, y = rng.uniform(-0.9, -0.5), side * 0.12, side * 0.85
    path = [(x, y)]
    for _ in range(15):
        heading += rng.uniform(-0.12, 0.12)
        x, y = x + math.cos(heading) * size * 0.062, y + math.sin(heading) * size * 0.062
        path.append((x, y))
    stem = traced(whole.size, [path], size * 0.012)
    whole.paste((112, 92, 66), (0, 0), stem)
    for index, (px, py) in enumerate(path[2:]):
        for _ in range(3):
            dx, dy = rng.uniform(-1, 1) * size * 0.035, rng.uniform(-1, 1) * size * 0.035
            flower = index > 9 and rng.random() < 0.6
            part = body(
                ellipse((0, 0), 0.5, 0.3 if flower else 0.2, rng.uniform(0, 3), 16),
                size * 0.075,
                varied(rng, bloom if flower else (118, 132, 88), 0.2),
                rng,
                0.3,
                0.0,
                0.1,
            )
            lay(whole, part, px + dx - part.width / 2, py + dy - part.height / 2, size * 0.006, 0.4)
    return whole


def threads(
    picture: Image.Image, centre: Point, spread: tuple[float, float], length: float, count: int, rng: Random
) -> None:
    """Lay a loose heap of saffron threads, in place; lengths in pixels."""
    layers = 7
    for layer in range(layers):
        sheet = Image.new("RGBA", (picture.width * 2, picture.height * 2), (120, 18, 8, 0))
        pen = ImageDraw.Draw(sheet)
        for _ in range(count // layers):
            reach = math.hypot(rng.gauss(0, 0.46), rng.gauss(0, 0.46)) * (1.05 - layer * 0.07)
            angle = rng.uniform(0, 2 * math.pi)
            start = (centre[0] + math.cos(angle) * reach * spread[0], centre[1] + math.sin(angle) * reach * spread[1])
            _thread(pen, start, length * rng.uniform(0.65, 1.15), spread[1] / spread[0], rng)
        small = sheet.resize(picture.size, Image.Resampling.BOX)
        lay(picture, small, 0, 0, max(1.0, length * 0.028), 0.75)


def _thread(pen: ImageDraw.ImageDraw, start: Point, length: float, squash: float, rng: Random) -> None:
    heading, bend = rng.uniform(0, 2 * math.pi), rng.uniform(-0.16, 0.16)
    x, y = start
    colour = varied(rng, (152, 20, 14), 0.28)
    pale_end = rng.random() < 0.35
    light = (min(255, colour[0] + 66), colour[1] + 34, colour[2] + 18)
    for index in range(12):
        wide = length * (0.018 + 0.030 * (index / 12) ** 2.5)
        if index < 2 and pale_end:
            colour_now: RGB = (214, 138, 36)
        else:
            colour_now = colour
        step = length / 12
        nx, ny = x + math.cos(heading) * step, y + math.sin(heading) * step * squash
        pen.line([(x * 2, y * 2), (nx * 2, ny * 2)], fill=(*colour_now, 255), width=max(2, round(wide * 4)))
        pen.line(
            [(x * 2 - wide, y * 2 - wide), (nx * 2 - wide, ny * 2 - wide)],
            fill=(*light, 255),
            width=max(1, round(wide)),
        )
        x, y, heading = nx, ny, heading + bend


def heap(
    picture: Image.Image,
    maker: Maker,
    rng: Random,
    centre: Point,
    spread: tuple[float, float],
    count: int,
    size: float,
    lift: float = 0.08,
) -> None:
    """Lay many of a thing around a centre, in place; the nearest ones last."""
    places = []
    for _ in range(count):
        angle, reach = rng.uniform(0, 2 * math.pi), math.sqrt(rng.random())
        places.append(
            (centre[1] + math.sin(angle) * reach * spread[1], centre[0] + math.cos(angle) * reach * spread[0])
        )
    pool = [maker(rng, size * rng.uniform(0.85, 1.15)) for _ in range(min(count, 16))]
    for y, x in sorted(places):
        sprite = rng.choice(pool)
        lay(picture, sprite, x - sprite.width / 2, y - sprite.height / 2, size * lift, 0.62)


def _turned(points: Sequence[Point], turn: float) -> list[Point]:
    cos, sin = math.cos(turn), math.sin(turn)
    return [(x * cos - y * sin, x * sin + y * cos) for x, y in points]
