"""A palm basket, and a straw hat with pompoms. `unit` is pixels per design unit."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFilter

from tools.pictures.ceramics import opened
from tools.pictures.lathe import turned
from tools.pictures.light import coloured, flat, inflated, lay, relief, with_alpha
from tools.pictures.noise import speckle
from tools.pictures.palette import INDIGO, MADDER, OLIVE, SAFFRON
from tools.pictures.shape import ellipse, filled, scaled, smooth, traced
from tools.pictures.stage import Stage
from tools.pictures.weave import knotted, tiled

RGB = tuple[int, int, int]


def basket(stage: Stage, unit: float) -> Image.Image:
    """Make a palm basket with leather handles; about 680 wide, 800 high."""
    profile = [(0, 316), (10, 322), (80, 318), (200, 296), (320, 262), (400, 232), (424, 222)]
    body = turned(profile, unit)
    normals = body.normals()
    skin = body.wrapped(_palm(stage, unit))
    tone = (normals.right * -0.58 + normals.below * -0.3 + normals.front * 0.55).clip()
    sides = body.bent(with_alpha(coloured(skin, tone), Image.new("L", body.size, 255)))
    open_basket = opened(stage, body, sides, (150, 112, 66), (214, 178, 116), unit)
    rise = round(210 * unit)
    whole = Image.new("RGBA", (open_basket.width, open_basket.height + rise))
    _strap(whole, unit, -26, rise, 0.6)
    whole.alpha_composite(open_basket, (0, rise))
    _strap(whole, unit, 92, rise, 1.0)
    return whole


def _palm(stage: Stage, unit: float) -> Image.Image:
    size = (100, 42)
    pattern = Image.new("RGB", size, (206, 168, 104))
    pen = ImageDraw.Draw(pattern)
    for x in range(size[0]):
        pen.line((x, 0, x, size[1]), fill=tuple(round(v * stage.rng.uniform(0.9, 1.08)) for v in (206, 168, 104)))
    for top, ink in ((12, (124, 62, 40)), (18, (60, 78, 62)), (24, (124, 62, 40))):
        for x in range(0, size[0], 4):
            pen.rectangle((x, top, x + 1, top + 1), fill=ink)
            pen.rectangle((x + 2, top + 2, x + 3, top + 3), fill=ink)
    return knotted(pattern, 10 * unit, stage.rng, 0.5, "plait")


def _strap(whole: Image.Image, unit: float, down: float, rise: float, tone: float) -> None:
    middle = whole.width / 2
    arch = smooth([(-150, 130), (-140, 40), (-92, -110), (0, -166), (92, -110), (140, 40), (150, 130)], False, 24)
    path = scaled(arch, unit, middle, rise + (60 + down) * unit)
    mask = traced(whole.size, [path], 24 * unit)
    colour = tuple(round(v * tone) for v in (150, 84, 46))
    strap = relief(flat(mask.size, (colour[0], colour[1], colour[2])), inflated(mask, 15 * unit), 0.35)
    lay(whole, with_alpha(strap, mask), 0, 0, 4 * unit)


def pompom(stage: Stage, size: float, colour: RGB) -> Image.Image:
    """Make a ball of cut wool; `size` pixels across."""
    side = round(size * 1.3)
    edge = ellipse((side / 2, side / 2), size / 2, size / 2, count=90)
    ragged = [
        (x + stage.rng.uniform(-1, 1) * size * 0.035, y + stage.rng.uniform(-1, 1) * size * 0.035) for x, y in edge
    ]
    mask = filled((side, side), ragged).filter(ImageFilter.GaussianBlur(size * 0.008))
    tufts = speckle(stage.rng, mask.size).soft(size * 0.035)
    height = inflated(mask, size * 0.7) + tufts * size * 0.032
    return with_alpha(relief(flat(mask.size, colour, tufts * 0.3), height), mask)


def hat(stage: Stage, unit: float) -> Image.Image:
    """Make a straw hat of the Rif: a wide brim, a tall crown, cords and pompoms of wool; about 860 wide."""
    size = (round(900 * unit), round(640 * unit))
    whole = Image.new("RGBA", size)
    straw = _straw(stage, size, unit)
    brim = filled(size, ellipse((450 * unit, 440 * unit), 430 * unit, 150 * unit, count=140))
    dome = inflated(brim, 60 * unit)
    lay(whole, with_alpha(relief(straw, dome), brim), 0, 0, 3 * unit)
    crown = filled(
        size,
        scaled(
            smooth(
                [
                    (228, 430),
                    (246, 250),
                    (318, 110),
                    (450, 70),
                    (582, 110),
                    (654, 250),
                    (672, 430),
                    (600, 476),
                    (450, 494),
                    (300, 476),
                ]
            ),
            unit,
        ),
    )
    lay(whole, with_alpha(relief(straw, inflated(crown, 330 * unit) * 0.8), crown), 0, 0, 9 * unit, 0.7)
    _cords(stage, whole, unit)
    return whole


def _straw(stage: Stage, size: tuple[int, int], unit: float) -> Image.Image:
    pattern = flat((round(size[0] / unit / 6), round(size[1] / unit / 6)), (226, 192, 124))
    return knotted(pattern, 6 * unit, stage.rng, 0.4, "plait").resize(size)


def _cords(stage: Stage, whole: Image.Image, unit: float) -> None:
    colours = (MADDER, INDIGO, SAFFRON, OLIVE, (196, 80, 110))
    for offset, colour in ((0, INDIGO), (15, MADDER), (30, SAFFRON)):
        path = smooth(
            [(232, 398 - offset), (300, 446 - offset), (450, 464 - offset), (600, 446 - offset), (668, 398 - offset)],
            False,
        )
        mask = traced(whole.size, [scaled(path, unit)], 13 * unit)
        twist = tiled(Image.linear_gradient("L").resize((round(9 * unit) + 1, round(9 * unit) + 1)), whole.size)
        lay(
            whole,
            with_alpha(relief(flat(whole.size, colour), inflated(mask, 8 * unit) + twist * 2 * unit), mask),
            0,
            0,
            2 * unit,
        )
    for index, (x, y) in enumerate(
        ((60, 476), (150, 536), (290, 572), (450, 584), (610, 572), (750, 536), (840, 476), (450, 82))
    ):
        ball = pompom(stage, (92 if y > 100 else 110) * unit, colours[index % 5])
        lay(whole, ball, x * unit - ball.width / 2, y * unit - ball.height / 2, 5 * unit)
