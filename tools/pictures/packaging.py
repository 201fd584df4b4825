"""Boxes, ribbons, cards, tins."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

from tools.pictures.field import Field
from tools.pictures.leather import board
from tools.pictures.light import SHADOW, darken, flat, inflated, lay, relief, toned, with_alpha
from tools.pictures.noise import clouds, fibres, speckle
from tools.pictures.shape import box, filled, scaled, smooth, star, traced
from tools.pictures.stage import Stage

RGB = tuple[int, int, int]


def carton(stage: Stage, width: float, height: float, depth: float, colour: RGB, kind: str = "card") -> Image.Image:
    """Make a closed box from the front, slightly above; `depth` is how tall its top looks; sizes in pixels."""
    size = (round(width), round(height + depth))
    whole = Image.new("RGBA", size)
    inset = depth * 0.32
    front = _sheet(stage, (size[0], round(height)), colour, kind)
    top = toned(_sheet(stage, size, colour, kind), Field.across(size, [1.16, 1.02]))
    lid = filled(size, [(inset, 1), (width - inset, 1), (width - 1, depth), (1, depth)])
    whole.paste(top, (0, 0), lid)
    face = filled(size, box(1, depth - 1, width - 1, size[1] - 1, 2 * stage.unit))
    side = Field.across(front.size, [0.98, 0.88, 0.72]) * Field.down(front.size, [1.0, 0.95, 0.85])
    placed = Image.new("RGB", size)
    placed.paste(toned(front, side), (0, round(depth)))
    whole.paste(placed, (0, 0), face)
    return whole


def _sheet(stage: Stage, size: tuple[int, int], colour: RGB, kind: str) -> Image.Image:
    unit, rng = stage.unit, stage.rng
    if kind == "wood":
        grain = fibres(rng, size, (420 * unit, 12 * unit), 4)
        return relief(flat(size, colour, grain * 0.16), grain * 0.8 * unit)
    if kind == "kraft":
        fleck = speckle(rng, size).soft(1.8 * unit)
        return relief(
            flat(size, colour, fleck * 0.07 + fibres(rng, size, (30 * unit, 3 * unit), 2) * 0.03), fleck * 0.3
        )
    return relief(flat(size, colour, clouds(rng, size, 90 * unit) * 0.025), speckle(rng, size) * 0.15)


def ribboned(stage: Stage, carton_sprite: Image.Image, depth: float, colour: RGB, bow: bool = True) -> Image.Image:
    """Make a box tied with a ribbon, with or without its bow."""
    unit, (width, height) = stage.unit, carton_sprite.size
    rise = round(80 * unit) if bow else 0
    whole = Image.new("RGBA", (width, height + rise))
    whole.paste(carton_sprite, (0, rise))
    half, middle = 17 * unit, width / 2
    down = filled(
        whole.size,
        box(middle - half, rise + depth, middle + half, height + rise),
        [
            (middle - half * 0.8, rise + 1),
            (middle + half * 0.8, rise + 1),
            (middle + half, rise + depth),
            (middle - half, rise + depth),
        ],
        [
            (depth * 0.16 + 1, rise + depth * 0.4),
            (width - depth * 0.16 - 1, rise + depth * 0.4),
            (width - depth * 0.08 - 1, rise + depth * 0.68),
            (depth * 0.08 + 1, rise + depth * 0.68),
        ],
    )
    lay(whole, _satin(stage, down, colour), 0, 0, 2 * unit, 0.7)
    if bow:
        _bow(stage, whole, (middle, rise + depth * 0.5), colour)
    return whole


def _satin(stage: Stage, mask: Image.Image, colour: RGB, puff: float = 5.0) -> Image.Image:
    threads = fibres(stage.rng, mask.size, (3, 90), 2)
    height = inflated(mask, puff * stage.unit) + threads * 0.4
    return with_alpha(relief(flat(mask.size, colour, threads * 0.08), height, 0.3, 10), mask)


def _bow(stage: Stage, whole: Image.Image, at: tuple[float, float], colour: RGB) -> None:
    unit = stage.unit
    tails = [[(0, 0), (-40, 34), (-78, 52), (-86, 26), (-40, 4)], [(0, 0), (40, 36), (86, 58), (84, 30), (40, 6)]]
    loops = [
        [(0, 0), (-34, -46), (-92, -66), (-120, -34), (-92, -2), (-34, 8)],
        [(0, 0), (34, -48), (90, -68), (120, -36), (92, -2), (34, 8)],
        [(-16, -16), (16, -16), (18, 12), (-18, 12)],
    ]
    for shape in (*tails, *loops):
        mask = filled(whole.size, scaled(smooth(shape), unit, *at))
        lay(whole, _satin(stage, mask, colour, 16.0), 0, 0, 3 * unit, 0.8)
        if len(shape) == 6:
            inner = [(x * 0.62 + (-14 if x < 0 else 14), y * 0.55 - 10) for x, y in shape[1:]]
            hole = filled(whole.size, scaled(smooth(inner), unit, *at)).filter(ImageFilter.GaussianBlur(3 * unit))
            darken(whole, ImageChops.multiply(hole, whole.getchannel("A")), 0.4)


def crate(stage: Stage, width: float, height: float, depth: float, colour: RGB) -> tuple[Image.Image, Image.Image]:
    """Make an open box: its inside and back, and its front to be put over what it holds; sizes in pixels."""
    closed = carton(stage, width, height, depth, colour, "wood")
    inset, rim = depth * 0.32, 9 * stage.unit
    back = Image.new("RGBA", closed.size)
    hollow = filled(
        closed.size, [(inset, 1), (width - inset, 1), (width - 1, depth), (width - 1, height), (1, height), (1, depth)]
    )
    inside = toned(_sheet(stage, closed.size, colour, "wood"), Field.down(closed.size, [0.62, 0.3, 0.2]))
    back.paste(inside, (0, 0), hollow)
    lip = filled(
        closed.size,
        [(inset, 1), (width - inset, 1), (width - inset, rim * 0.5), (inset, rim * 0.5)],
        [(inset, 1), (inset + rim * 0.7, 1), (rim, depth), (1, depth)],
        [(width - inset - rim * 0.7, 1), (width - inset, 1), (width - 1, depth), (width - rim, depth)],
    )
    back.paste(closed, (0, 0), lip)
    front = Image.new("RGBA", closed.size)
    front.paste(closed, (0, 0), filled(closed.size, box(1, depth, width - 1, closed.height - 1, 2)))
    mark = star((width / 2, depth + height / 2), height * 0.26, height * 0.14, 8, 0.39)
    inner = star((width / 2, depth + height / 2), height * 0.15, height * 0.08, 8, 0.39)
    burnt = ImageChops.subtract(filled(front.size, mark), filled(front.size, inner))
    darken(front, burnt, 0.7, SHADOW)
    return back, front


def shavings(stage: Stage, picture: Image.Image, area: tuple[float, float, float, float]) -> None:
    """Curls of wood that cushion what a box holds, in place; the area in pixels."""
    left, top, right, bottom = area
    unit, rng = stage.unit, stage.rng
    for _ in range(9):
        lines = []
        for _ in range(16):
            x, y = rng.uniform(left, right), rng.uniform(top, bottom)
            lines.append(
                smooth(
                    [
                        (x, y),
                        (x + rng.uniform(-40, 40) * unit, y + rng.uniform(-18, 18) * unit),
                        (x + rng.uniform(-60, 60) * unit, y + rng.uniform(-14, 14) * unit),
                    ],
                    closed=False,
                )
            )
        mask = traced(picture.size, lines, 4 * unit)
        lay(
            picture,
            with_alpha(relief(flat(picture.size, (232, 208, 160)), inflated(mask, 4 * unit)), mask),
            0,
            0,
            2 * unit,
            0.5,
        )


def voucher(stage: Stage, width: float, ground_colour: RGB, ink: RGB, second: RGB) -> Image.Image:
    """Make a card without words: a great star in rings, a border of small lozenges."""
    height = width * 0.62
    card = board(stage, width, height, ground_colour, width * 0.025)
    middle, unit = (width / 2, height / 2), width / 600
    marks = []
    for index in range(-9, 10):
        for y in (24, 348):
            x = middle[0] + index * 29 * unit
            marks.append([(x - 9 * unit, y * unit), (x, (y - 9) * unit), (x + 9 * unit, y * unit), (x, (y + 9) * unit)])
    layers = [(ink, filled(card.size, *marks))]
    for reach, turn, colour in (
        (138, 0.0, ink),
        (126, 0.0, ground_colour),
        (116, 0.393, second),
        (78, 0.393, ground_colour),
        (70, 0.0, ink),
        (40, 0.0, ground_colour),
        (32, 0.393, second),
    ):
        layers.append((colour, filled(card.size, star(middle, reach * unit, reach * 0.765 * unit, 8, turn))))
    for colour, mask in layers:
        card.paste(colour, (0, 0), mask)
    for side in (-1, 1):
        x = middle[0] + side * 205 * unit
        card.paste(second, (0, 0), filled(card.size, star((x, middle[1]), 40 * unit, 30.6 * unit, 8)))
        card.paste(ground_colour, (0, 0), filled(card.size, star((x, middle[1]), 24 * unit, 18 * unit, 8, 0.39)))
    return card
