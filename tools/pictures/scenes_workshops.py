"""Looms, wool, mills, shelves and wheels, without people."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageFilter

from tools.pictures import wares
from tools.pictures.backdrop import CHALK, CLAY, SAND, plaster, room
from tools.pictures.botany import heap, nut
from tools.pictures.ceramics import thrown
from tools.pictures.field import Field
from tools.pictures.glass import cap
from tools.pictures.light import coloured, darken, flat, inflated, lay, relief, stand, tinted, toned, with_alpha
from tools.pictures.noise import clouds, fibres
from tools.pictures.shape import Point, box, ellipse, filled, scaled, traced
from tools.pictures.stage import Stage
from tools.pictures.weave import knotted, lozenges, striped

RGB = tuple[int, int, int]


def loom(stage: Stage) -> Image.Image:
    """Show an upright loom with a half-woven rug, wool at its foot."""
    u = stage.unit
    picture = room(stage, SAND, (178, 136, 104), "plaster", 0.8)
    warp = Image.new("RGBA", (round(900 * u), round(620 * u)))
    strings = traced(warp.size, [[(x * u, 0.0), (x * u, 620 * u)] for x in range(20, 890, 9)], 2.6 * u)
    thread = relief(flat(warp.size, (236, 226, 202)), inflated(strings, 2 * u))
    lay(picture, with_alpha(thread, strings), 300 * u, 150 * u, 4 * u, 0.5)
    knots = (170, 66)
    whole = lozenges((170, 110), wares.MADDER, ((36, 34, 62), wares.SAFFRON, (214, 190, 150)), 4, 2, 3.4)
    rug = knotted(whole.crop((0, 110 - knots[1], 170, 110)), 884 / 170 * u, stage.rng, 1.2)
    lay(picture, _with_ragged_top(stage, rug), 308 * u, 770 * u - rug.height, 6 * u)
    for sides in ([(270, 90), (270, 880)], [(1230, 90), (1230, 880)]):
        beam(stage, picture, sides, 44)
    for sides in ([(215, 150), (1285, 150)], [(215, 782), (1285, 782)], [(230, 330), (1270, 330)]):
        beam(stage, picture, sides, 36 if sides[0][1] != 330 else 20)
    for index, colour in enumerate((wares.MADDER, wares.SAFFRON, wares.INDIGO, wares.OLIVE, (224, 214, 190))):
        ball = _ball((96 + index % 2 * 22) * u, colour)
        stand(picture, ball, (560 + index * 112) * u, (935 + index % 2 * 22) * u, 70 * u)
    return picture


def _with_ragged_top(stage: Stage, rug: Image.Image) -> Image.Image:
    edge, y = [], 14.0
    for x in range(0, rug.width + 12, 12):
        y = max(2.0, min(34 * stage.unit, y + stage.rng.uniform(-6, 6) * stage.unit))
        edge.append((float(x), y))
    return with_alpha(rug, filled(rug.size, [*edge, (rug.width, rug.height), (0, rug.height)]))


def beam(stage: Stage, picture: Image.Image, ends: Sequence[Point], wide: float) -> None:
    """Lay a wooden beam between two points in design units, in place; `wide` too is in design units."""
    u = stage.unit
    mask = traced(picture.size, [scaled(ends, u)], wide * u)
    upright = ends[0][0] == ends[1][0]
    grain = fibres(stage.rng, picture.size, (8 * u, 300 * u) if upright else (300 * u, 8 * u), 3)
    timber = relief(flat(picture.size, (138, 96, 64), grain * 0.2), inflated(mask, wide * 0.6 * u) + grain * u, 0.12)
    lay(picture, with_alpha(timber, mask), 0, 0, 12 * u, 0.7)


def _ball(size: float, colour: RGB) -> Image.Image:
    """Show a ball of yarn, `size` pixels across."""
    side = round(size * 1.06)
    half = side / 2
    mask = filled((side, side), ellipse((half, half), size / 2, size / 2))
    lines = []
    for index in range(26):
        turn = (0.5, -0.7, 1.4)[index % 3]
        shift = (index // 3 - 4) * size * 0.12
        middle = (half - math.sin(turn) * shift, half + math.cos(turn) * shift)
        lines.append(ellipse(middle, size * 0.52, size * 0.09, turn, 40))
    yarn = Field.of(traced((side, side), lines, size * 0.012).filter(ImageFilter.GaussianBlur(size * 0.008)))
    ball = relief(flat((side, side), colour, yarn * -0.3), inflated(mask, size * 0.7) - yarn * size * 0.02)
    return with_alpha(ball, mask)


def skeins(stage: Stage) -> Image.Image:
    """Dyed skeins that hang to dry on a pole."""
    u = stage.unit
    picture = room(stage, CHALK, (186, 140, 108), "plaster", 0.92)
    colours = (
        wares.MADDER,
        (206, 96, 60),
        wares.SAFFRON,
        (228, 206, 160),
        wares.OLIVE,
        (60, 96, 100),
        wares.INDIGO,
        (124, 60, 96),
    )
    for index, colour in enumerate(colours):
        for copy in range(2):
            one = wares.skein(stage, u * 1.15, colour)
            lay(
                picture,
                one,
                (30 + index * 178 + copy * 44) * u - 40 * u,
                (196 + copy * 26 + stage.rng.uniform(-10, 10)) * u,
                15 * u,
            )
    beam(stage, picture, [(-20, 226), (1520, 214)], 34)
    return picture


def quern(stage: Stage) -> Image.Image:
    """Show a stone hand mill for argan kernels, with a bowl of nuts."""
    u = stage.unit
    picture = room(stage, CLAY, (206, 180, 150), "linen", 0.62)
    stone = (176, 160, 142)
    trough = thrown(stage, [(0, 330), (24, 336), (64, 318)], u, None, (158, 142, 124), 0.0, inside=(112, 66, 34))
    stand(picture, trough, 640 * u, 920 * u, 640 * u)
    bed = cap([(0, 236), (6, 240), (80, 244)], u, stone, 0.0)
    stand(picture, bed, 640 * u, 890 * u, 470 * u, 0.3)
    top = thrown(
        stage,
        [(0, 92), (26, 160), (70, 212), (120, 228), (140, 226)],
        u,
        None,
        (186, 170, 150),
        0.0,
        inside=(84, 72, 62),
    )
    stand(picture, top, 640 * u, 818 * u, 430 * u, 0.4)
    handle = wares.wooden_dipper(stage, u * 0.5).crop((0, 0, round(56 * u), round(170 * u)))
    stand(picture, handle, 795 * u, 712 * u, 20 * u, 0.2)
    stand(picture, wares.tray(stage, u * 0.62), 1170 * u, 930 * u, 240 * u)
    heap(picture, nut, stage.rng, (1170 * u, 862 * u), (130 * u, 24 * u), 34, 62 * u)
    heap(picture, nut, stage.rng, (260 * u, 930 * u), (110 * u, 22 * u), 9, 66 * u)
    return picture


def shelves(stage: Stage) -> Image.Image:
    """Show a potter's shelves with bowls, tagines and vases."""
    u = stage.unit
    picture = tinted(
        plaster(stage, stage.size, (222, 200, 172), 1.2),
        Field.across(stage.size, [1.0, 0.85, 0.4]),
        (1.05, 1.03, 0.99),
        (0.72, 0.69, 0.69),
    )
    inks: tuple[RGB, ...] = ((34, 58, 124), (30, 96, 70), (180, 104, 34), (150, 52, 36))
    for level, foot in enumerate((340, 650, 955)):
        _shelf(stage, picture, foot)
        for place in range(5):
            x, kind, ink = 175 + place * 288 + (level % 2) * 18, (place + level * 2) % 3, inks[(place + level) % 4]
            piece = (
                wares.bowl(stage, u * 0.44, ink)
                if kind == 0
                else wares.tagine(stage, u * 0.36, ink)
                if kind == 1
                else wares.vase(stage, u * 0.33, ink)
            )
            stand(picture, piece, x * u, (foot - 8) * u, (120, 150, 80)[kind] * u, 0.6)
    return picture


def _shelf(stage: Stage, picture: Image.Image, foot: float) -> None:
    u = stage.unit
    size = (picture.width, round(64 * u))
    grain = fibres(stage.rng, size, (300 * u, 9 * u), 4)
    plank = relief(flat(size, (158, 114, 78), grain * 0.2), grain * u)
    tone = Field.down(size, [1.05, 1.0, 0.98, 0.62, 0.55])
    shadow = filled(picture.size, box(0, (foot + 20) * u, picture.width, (foot + 92) * u)).filter(
        ImageFilter.GaussianBlur(20 * u)
    )
    darken(picture, shadow, 0.5)
    picture.paste(toned(plank, tone), (0, round((foot - 34) * u)))


def wheel(stage: Stage) -> Image.Image:
    """Show a potter's wheel with a freshly thrown bowl, sponge and water beside it."""
    u = stage.unit
    picture = room(stage, SAND, (164, 120, 88), "wood", 0.62)
    clay: RGB = (168, 104, 74)
    disc = thrown(stage, [(0, 330), (6, 334), (40, 334), (44, 330)], u, None, (120, 96, 78), 0.1)
    stand(picture, disc, 720 * u, 930 * u, 660 * u)
    plate = filled(picture.size, ellipse((720 * u, (886 - 84) * u), 328 * u, 82 * u, count=140))
    rings = [ellipse((720 * u, 802 * u), r * u, r * 0.25 * u, count=120) for r in (300, 260, 220)]
    face = coloured(
        flat(picture.size, (150, 116, 92), clouds(stage.rng, picture.size, 20 * u) * 0.1),
        Field.across(picture.size, [1.0, 0.75]),
    )
    picture.paste(face, (0, 0), plate)
    darken(picture, traced(picture.size, rings, 3 * u), 0.3)
    stand(
        picture,
        thrown(
            stage,
            [(0, 232), (8, 236), (50, 226), (120, 196), (190, 150), (230, 124), (240, 126)],
            u,
            _throwing(stage, clay),
            clay,
            0.4,
            inside=(140, 84, 58),
        ),
        720 * u,
        850 * u,
        250 * u,
    )
    stand(picture, wares.bowl(stage, u * 0.5, (34, 58, 124), inside=(120, 140, 140)), 1250 * u, 900 * u, 120 * u)
    lump = thrown(stage, [(0, 40), (20, 90), (70, 116), (120, 112)], u, None, clay, 0.15)
    stand(picture, lump, 240 * u, 900 * u, 220 * u)
    return picture


def _throwing(stage: Stage, clay: RGB) -> Image.Image:
    """Wet clay with the rings that fingers leave."""
    pattern = striped(4, 4, [], clay).resize((round(800 * stage.unit), round(240 * stage.unit)))
    rings = Field.down(pattern.size, [stage.rng.uniform(-1, 1) for _ in range(46)])
    return toned(pattern, rings * 0.1 + 1)
