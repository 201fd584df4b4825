"""Tagines, bowls, vases and a painted tin. `unit` is pixels per design unit."""

from __future__ import annotations

from PIL import Image

from tools.pictures.ceramics import EARTH, painted, thrown
from tools.pictures.glass import cap, stacked
from tools.pictures.lathe import TILT
from tools.pictures.light import flat
from tools.pictures.noise import clouds
from tools.pictures.palette import TERRACOTTA
from tools.pictures.shape import ellipse, traced
from tools.pictures.stage import Stage

RGB = tuple[int, int, int]


def tagine(stage: Stage, unit: float, ink: RGB = (38, 84, 96), closed: bool = True) -> Image.Image:
    """Make a dish with its cone (about 640 wide, 640 high), or the cone alone."""
    cone = [(0, 30), (12, 44), (44, 46), (70, 30), (96, 34), (140, 62), (240, 134), (340, 204), (420, 254), (446, 266)]
    lid = thrown(stage, cone, unit, _glazed_bands(stage, unit, ink), gloss=0.5)
    if not closed:
        return lid
    dish = [(0, 312), (22, 320), (50, 312), (90, 276), (122, 226), (150, 200)]
    base = thrown(stage, dish, unit, None, (184, 96, 56), 0.42, inside=(150, 78, 46))
    return stacked(base, lid, 64 * unit + 266 * unit * TILT)


def dish(stage: Stage, unit: float) -> Image.Image:
    """Make the tagine's open dish; about 640 wide."""
    profile = [(0, 316), (18, 322), (46, 310), (90, 276), (124, 226), (152, 200)]
    return thrown(stage, profile, unit, None, (184, 96, 56), 0.42, inside=(196, 106, 62))


def _glazed_bands(stage: Stage, unit: float, ink: RGB) -> Image.Image:
    size = (round(800 * unit), round(446 * unit))
    sheet = flat(size, (200, 118, 68), clouds(stage.rng, size, 60 * unit) * 0.05)
    band = painted(stage, unit, (800, 150), ink, (236, 214, 172), TERRACOTTA)
    sheet.paste(band, (0, round(262 * unit)))
    sheet.paste(ink, (0, 0, size[0], round(76 * unit)))
    sheet.paste((236, 214, 172), (0, round(128 * unit), size[0], round(136 * unit)))
    return sheet


def bowl(stage: Stage, unit: float, ink: RGB, inside: RGB = (236, 226, 204), second: RGB | None = None) -> Image.Image:
    """Make a painted bowl; 500 wide, about 330 high."""
    profile = [(0, 246), (10, 250), (60, 240), (130, 204), (184, 148), (206, 112), (228, 112), (232, 114)]
    paint = painted(stage, unit, (860, 232), ink, second=second)
    sprite = thrown(stage, profile, unit, paint, ink, 0.6, inside=inside)
    rings = [ellipse((sprite.width / 2, 64 * unit), r * unit, r * unit * TILT, count=120) for r in (226, 214)]
    lines = traced(sprite.size, [[*r, r[0]] for r in rings], 4 * unit)
    sprite.paste(ink, (0, 0), lines.point([round(v * 0.75) for v in range(256)]))
    return sprite


def vase(stage: Stage, unit: float, ink: RGB = (34, 62, 124), second: RGB = (186, 92, 48)) -> Image.Image:
    """Make a tall painted vase; 420 wide, about 800 high."""
    profile = [
        (0, 104),
        (14, 108),
        (40, 88),
        (110, 70),
        (180, 84),
        (270, 162),
        (370, 206),
        (460, 206),
        (580, 164),
        (690, 110),
        (740, 106),
        (756, 112),
    ]
    size = (round(760 * unit), round(756 * unit))
    sheet = flat(size, (238, 228, 204))
    sheet.paste(painted(stage, unit, (760, 150), ink, second=second), (0, round(26 * unit)))
    sheet.paste(painted(stage, unit, (760, 330), ink, second=second), (0, round(232 * unit)))
    sheet.paste(painted(stage, unit, (760, 150), ink, second=second), (0, round(590 * unit)))
    return thrown(stage, profile, unit, sheet, ink, 0.62, inside=(120, 104, 88))


def tin(stage: Stage, unit: float, colour: RGB = (60, 84, 78)) -> Image.Image:
    """Make a round tea tin, painted; 300 wide, about 470 high."""
    sheet = painted(stage, unit, (560, 380), (226, 182, 92), colour, (240, 226, 190))
    sides = thrown(stage, [(0, 150), (380, 150)], unit, sheet, gloss=0.4)
    return stacked(sides, cap([(0, 150), (4, 153), (70, 153)], unit, colour, 0.5), 48 * unit)


def tray(stage: Stage, unit: float, colour: RGB = EARTH) -> Image.Image:
    """Make a shallow clay plate; 600 wide."""
    profile = [(0, 296), (8, 300), (30, 270), (46, 210), (54, 200)]
    return thrown(stage, profile, unit, None, colour, 0.4, inside=colour)
