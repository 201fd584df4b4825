"""Rugs, skeins and cushions. `unit` is pixels per design unit."""

from __future__ import annotations

from PIL import Image, ImageFilter

from tools.pictures.field import Field
from tools.pictures.light import flat, inflated, relief, with_alpha
from tools.pictures.noise import clouds, fibres
from tools.pictures.palette import BLACK, MADDER, SAFFRON
from tools.pictures.shape import filled, scaled, smooth, traced
from tools.pictures.stage import Stage
from tools.pictures.weave import bands, bordered, knotted, lattice, lozenges

RGB = tuple[int, int, int]


def cushion(stage: Stage, unit: float, inks: tuple[RGB, ...]) -> Image.Image:
    """Make a square kilim cushion, 700 wide and high, standing."""
    size = (round(720 * unit), round(720 * unit))
    cloth = knotted(bands((132, 132), inks, 6), size[0] / 132, stage.rng, 0.8, "rib").resize(size)
    outline = smooth(
        [
            (28, 36),
            (190, 58),
            (360, 64),
            (530, 58),
            (692, 36),
            (668, 200),
            (662, 360),
            (670, 530),
            (690, 690),
            (530, 672),
            (360, 668),
            (190, 674),
            (30, 690),
            (52, 530),
            (58, 360),
            (52, 200),
        ]
    )
    mask = filled(size, scaled(outline, unit))
    return with_alpha(
        relief(cloth, inflated(mask, 250 * unit) * 0.6 + clouds(stage.rng, size, 170 * unit, 2) * 10 * unit), mask
    )


def skein(stage: Stage, unit: float, colour: RGB) -> Image.Image:
    """Make a twisted skein of wool, lying; 230 wide, 520 high."""
    size = (round(240 * unit), round(540 * unit))
    outline = smooth(
        [
            (120, 10),
            (186, 50),
            (204, 150),
            (190, 280),
            (204, 400),
            (180, 500),
            (120, 530),
            (60, 500),
            (38, 400),
            (52, 280),
            (36, 150),
            (56, 50),
        ]
    )
    mask = filled(size, scaled(outline, unit))
    height = inflated(mask, 110 * unit) * 0.8
    strands = Field.constant(size, 0.0)
    for index in range(7):
        y = -60 + index * 92
        curve = smooth([(10, y + 116), (80, y + 80), (150, y + 30), (232, y - 40)], False)
        groove = traced(size, [scaled(curve, unit)], 9 * unit).filter(ImageFilter.GaussianBlur(7 * unit))
        strands = strands + Field.of(groove)
    side = round(size[1] * 1.5)
    wool = fibres(stage.rng, (side, side), (180 * unit, 6 * unit), 2).image.rotate(32, Image.Resampling.BICUBIC)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    turned_wool = Field(wool.crop((left, top, left + size[0], top + size[1])))
    tone = turned_wool * 0.24 - strands.clip() * 0.28
    return with_alpha(
        relief(flat(size, colour, tone), height - strands.clip() * 15 * unit + turned_wool * 2.2 * unit), mask
    )


def rug(stage: Stage, width: float, kind: str = "rouge", knots: int = 150) -> Image.Image:
    """Make a rug as a flat lit picture `width` pixels wide, about 1.5 times as high."""
    size = (knots, round(knots * 1.42))
    if kind == "rouge":
        cloth = lozenges(size, MADDER, ((36, 34, 62), SAFFRON, (214, 190, 150), (60, 74, 60)), 2, 4, knots / 46)
        pattern = bordered(cloth, (112, 24, 28), (220, 160, 62), round(knots / 11))
        return knotted(pattern, width / knots, stage.rng, 1.2)
    cloth = lattice(size, (232, 221, 198), BLACK, 4, knots / 46, stage.rng)
    return knotted(cloth, width / knots, stage.rng, 2.2)
