"""A courtyard, a tile-cutter's bench, a tannery, a covered market."""

from __future__ import annotations

import math

from PIL import Image, ImageFilter

from tools.pictures import wares
from tools.pictures.backdrop import plaster, wood
from tools.pictures.ceramics import thrown
from tools.pictures.field import Field
from tools.pictures.light import darken, flat, inflated, lay, relief, stand, tinted, toned, with_alpha
from tools.pictures.noise import clouds
from tools.pictures.scenes_workshops import beam
from tools.pictures.shape import box, ellipse, filled, scaled, smooth, star, traced
from tools.pictures.stage import Stage
from tools.pictures.tiles import Piece, laid, star_and_cross
from tools.pictures.weave import knotted, striped

RGB = tuple[int, int, int]


def court(stage: Stage) -> Image.Image:
    """Show a courtyard: zellige on the wall, an arched fountain, a tiled basin."""
    u = stage.unit
    blues: tuple[RGB, ...] = ((28, 60, 124), (234, 228, 212), (46, 112, 104), (222, 206, 172), (196, 140, 60))
    picture = plaster(stage, stage.size, (236, 222, 198), 1.2)
    dado = laid(
        (stage.size[0], round(470 * u)),
        star_and_cross((stage.size[0], round(470 * u)), 117 * u, blues, stage.rng, 2.4 * u),
        stage.rng,
        joint=2.4 * u,
        gloss=0.6,
    )
    picture.paste(dado, (0, round(330 * u)))
    _arch(stage, picture, blues)
    paving = laid(
        (stage.size[0] * 2, round(700 * u)),
        _checks((stage.size[0] * 2, round(700 * u)), 90 * u),
        stage.rng,
        joint=4 * u,
        gloss=0.3,
    )
    wide, tall = paving.size
    place = (stage.size[0], stage.size[1] - round(800 * u))
    flat_floor = paving.transform(
        place, Image.Transform.QUAD, (0, 0, wide * 0.25, tall, wide * 0.75, tall, wide, 0), Image.Resampling.BICUBIC
    )
    picture.paste(toned(flat_floor, Field.down(place, [0.8, 1.02])), (0, round(800 * u)))
    seam = filled(stage.size, box(0, 790 * u, stage.size[0], 812 * u)).filter(ImageFilter.GaussianBlur(8 * u))
    darken(picture, seam, 0.5)
    _basin(stage, picture, blues)
    sun = filled(stage.size, scaled([(-200, 0), (760, 0), (1560, 1000), (-200, 1000)], u)).filter(
        ImageFilter.GaussianBlur(26 * u)
    )
    return tinted(picture, Field.of(sun), (1.04, 1.02, 0.97), (0.66, 0.66, 0.70))


def _checks(size: tuple[int, int], cell: float) -> list[Piece]:
    pieces = []
    for row in range(math.ceil(size[1] / cell)):
        for column in range(math.ceil(size[0] / cell)):
            x, y = column * cell, row * cell
            glaze: RGB = (232, 220, 196) if (row + column) % 2 else (176, 96, 64)
            pieces.append(Piece(tuple(box(x + 2, y + 2, x + cell - 2, y + cell - 2)), glaze))
    return pieces


def _arch(stage: Stage, picture: Image.Image, glazes: tuple[RGB, ...]) -> None:
    u = stage.unit

    def outline(grow: float) -> list[tuple[float, float]]:
        curve = [
            (750 + (250 + grow) * math.cos(a) * (1.06 if 0.15 < a < 2.99 else 1.0), 420 - (270 + grow) * math.sin(a))
            for a in (math.pi * i / 40 for i in range(41))
        ]
        return [(1000 + grow, 800), *curve, (500 - grow, 800)]

    frame = filled(stage.size, scaled(outline(46), u))
    lay(
        picture,
        with_alpha(
            relief(
                flat(stage.size, (240, 228, 206), clouds(stage.rng, stage.size, 40 * u) * 0.04), inflated(frame, 20 * u)
            ),
            frame,
        ),
        0,
        0,
        8 * u,
    )
    niche = filled(stage.size, scaled(outline(0), u))
    inner = laid(
        stage.size,
        star_and_cross(stage.size, 84 * u, (glazes[2], glazes[1], glazes[0], glazes[3]), stage.rng, 2 * u),
        stage.rng,
        joint=2 * u,
        gloss=0.5,
    )
    picture.paste(toned(inner, Field.across(stage.size, [0.5, 0.5, 0.55, 0.8, 0.95, 0.95])), (0, 0), niche)
    spout = traced(stage.size, [scaled([(750, 560), (750, 596)], u)], 22 * u)
    lay(picture, with_alpha(relief(flat(stage.size, (186, 148, 76)), inflated(spout, 14 * u), 0.7), spout), 0, 0, 6 * u)
    water = traced(stage.size, [scaled([(750, 600), (751, 760)], u)], 6 * u).filter(ImageFilter.GaussianBlur(1.5 * u))
    picture.paste((226, 238, 240), (0, 0), water.point([round(v * 0.75) for v in range(256)]))


def _basin(stage: Stage, picture: Image.Image, glazes: tuple[RGB, ...]) -> None:
    u = stage.unit
    size = (round(820 * u), round(190 * u))
    skin = laid(
        size,
        star_and_cross(size, 95 * u, (glazes[0], glazes[1], glazes[2], glazes[4]), stage.rng, 2 * u),
        stage.rng,
        joint=2 * u,
    )
    basin = thrown(
        stage,
        [(0, 330), (14, 336), (30, 316), (180, 316), (190, 322)],
        u,
        skin,
        (240, 230, 208),
        0.3,
        inside=(58, 132, 138),
    )
    stand(picture, basin, 750 * u, 955 * u, 640 * u, 0.6)


def cut_tiles(stage: Stage) -> Image.Image:
    """Cut pieces of zellige sorted by colour on a bench."""
    u = stage.unit
    picture = tinted(
        wood(stage, stage.size, (150, 108, 76)),
        Field.across(stage.size, [1.0, 0.8, 0.4]),
        (1.06, 1.04, 1.0),
        (0.7, 0.68, 0.68),
    )
    colours: tuple[RGB, ...] = (
        (30, 62, 128),
        (26, 98, 78),
        (206, 148, 54),
        (234, 226, 204),
        (150, 56, 42),
        (62, 132, 152),
    )
    for index, colour in enumerate(colours):
        x, y = 260 + (index % 3) * 490, 260 + (index // 3) * 480
        pool = [_chip(stage, colour, (132 + 24 * (n % 2)) * u, n) for n in range(10)]
        for step in range(46):
            reach, angle = math.sqrt(1 - step / 48) * 190, stage.rng.uniform(0, 2 * math.pi)
            one = stage.rng.choice(pool)
            lay(
                picture,
                one,
                (x + math.cos(angle) * reach) * u - one.width / 2,
                (y + math.sin(angle) * reach * 0.94) * u - one.height / 2,
                7 * u,
                0.75,
            )
    return picture


def _chip(stage: Stage, colour: RGB, size: float, kind: int) -> Image.Image:
    side = round(size * 1.2)
    half, turn = side / 2, stage.rng.uniform(0, 3)
    kinds = (
        star((half, half), size * 0.5, size * 0.38, 8, turn),
        ellipse((half, half), size * 0.5, size * 0.5, turn, 4),
        ellipse((half, half), size * 0.5, size * 0.26, turn, 4),
    )
    tiles = laid((side, side), [Piece(tuple(kinds[kind % 3]), colour)], stage.rng, joint=3 * stage.unit, gloss=0.7)
    return with_alpha(tiles, filled((side, side), kinds[kind % 3]))


def vats(stage: Stage) -> Image.Image:
    """Show the round vats of a tannery, full of dye, from above."""
    u = stage.unit
    picture = plaster(stage, stage.size, (206, 180, 150), 1.6)
    dyes: tuple[RGB, ...] = (
        (158, 44, 32),
        (214, 146, 34),
        (112, 58, 30),
        (226, 214, 192),
        (44, 62, 110),
        (190, 98, 44),
        (96, 106, 52),
        (140, 40, 62),
    )
    vat_rows = ((200, 0.62), (330, 0.76), (495, 0.95), (705, 1.18), (980, 1.5))
    for number, (y, scale) in enumerate(vat_rows):
        for index in range(-6, 7):
            x = 750 + (index + (number % 2) / 2) * 236 * scale
            if -160 < x < 1660:
                _vat(stage, picture, (x, y), 104 * scale, dyes[(index * 3 + number * 5) % 8])
    haze = Field.down(stage.size, [1.0, 0.2, 0.0, 0.0, 0.0])
    picture.paste((244, 222, 190), (0, 0), (haze * 0.55).mask())
    light = filled(stage.size, scaled([(-100, 0), (900, 0), (1500, 560), (1500, 1000), (-100, 1000)], u)).filter(
        ImageFilter.GaussianBlur(40 * u)
    )
    return tinted(picture, Field.of(light), (1.04, 1.02, 0.98), (0.64, 0.62, 0.66))


def _vat(stage: Stage, picture: Image.Image, middle: tuple[float, float], radius: float, dye: RGB) -> None:
    u = stage.unit
    size = (round(radius * 2.3 * u), round(radius * 1.5 * u))
    at = (size[0] / 2, size[1] / 2)
    wide, tall = radius * u, radius * 0.56 * u
    rim = filled(size, ellipse(at, wide, tall, count=100))
    corner = (middle[0] * u - at[0], middle[1] * u - at[1])
    lay(
        picture,
        with_alpha(
            relief(flat(size, (216, 194, 164), clouds(stage.rng, size, 16 * u) * 0.1), inflated(rim, 16 * u)), rim
        ),
        *corner,
        8 * u,
    )
    hollow = filled(size, ellipse(at, wide * 0.86, tall * 0.84, count=100))
    wall = toned(
        flat(size, (150, 122, 98), clouds(stage.rng, size, 12 * u) * 0.12), Field.across(size, [0.4, 0.7, 1.05])
    )
    spot = (round(corner[0]), round(corner[1]))
    picture.paste(wall, spot, hollow)
    level = filled(size, ellipse((at[0], at[1] + tall * 0.13), wide * 0.84, tall * 0.72, count=100))
    ripple = clouds(stage.rng, size, 24 * u, 3)
    liquid = relief(flat(size, dye, ripple * 0.06), ripple * 2.4 * u, 0.0)
    glint = (
        Field.of(
            filled(size, ellipse((at[0] - wide * 0.2, at[1] - tall * 0.02), wide * 0.42, tall * 0.2)).filter(
                ImageFilter.GaussianBlur(radius * 0.12 * u)
            )
        )
        * (ripple * 0.8 + 0.4).clip()
    )
    liquid.paste((250, 236, 214), (0, 0), (glint * 0.5).mask())
    masked = Image.new("L", size)
    masked.paste(level, (0, 0), hollow)
    picture.paste(liquid, spot, masked)


def souk(stage: Stage) -> Image.Image:
    """Show a covered stall: rugs behind, lamps of light through the reeds, baskets and jars in front."""
    u = stage.unit
    picture = tinted(
        plaster(stage, stage.size, (196, 136, 98), 1.4),
        Field.across(stage.size, [0.9, 0.8, 0.5]),
        (1.04, 1.02, 0.98),
        (0.72, 0.69, 0.69),
    )
    for x, kind in ((70, "rouge"), (1060, "ecru")):
        lay(picture, wares.rug(stage, 370 * u, kind, 100).convert("RGBA"), x * u, 150 * u, 12 * u)
    for index, colour in enumerate((wares.INDIGO, wares.SAFFRON, wares.MADDER)):
        lay(picture, wares.skein(stage, u * 0.8, colour), (470 + index * 190) * u, 170 * u, 12 * u)
    beam(stage, picture, [(-20, 176), (1520, 176)], 24)
    counter = wood(stage, (stage.size[0], round(250 * u)), (140, 98, 66))
    picture.paste(toned(counter, Field.down(counter.size, [1.1, 0.92, 0.8])), (0, round(750 * u)))
    darken(
        picture,
        filled(stage.size, box(0, 740 * u, picture.width, 760 * u)).filter(ImageFilter.GaussianBlur(10 * u)),
        0.5,
    )
    goods = (
        (wares.basket(stage, u * 0.5), 200, 880, 220),
        (wares.tagine(stage, u * 0.56, (30, 96, 70)), 500, 900, 240),
        (wares.vase(stage, u * 0.5), 1180, 870, 120),
        (wares.bowl(stage, u * 0.56, (34, 58, 124)), 1380, 915, 140),
        (wares.jar(u * 0.6, wares.DARK_HONEY), 745, 890, 190),
        (wares.jar(u * 0.6, wares.LIGHT_HONEY, wares.OLIVE), 930, 900, 190),
        (wares.oil_bottle(u * 0.5), 845, 935, 140),
    )
    for sprite, x, foot, base in goods:
        stand(picture, sprite, x * u, foot * u, base * u)
    return _reeds(stage, picture)


def _reeds(stage: Stage, picture: Image.Image) -> Image.Image:
    """Light that falls through a roof of reeds: an awning above, slanting stripes below."""
    u = stage.unit
    stripes = [scaled([(x, -20), (x + 26, -20), (x + 426, 1020), (x + 386, 1020)], u) for x in range(-560, 1560, 74)]
    light = Field.of(filled(picture.size, *stripes).filter(ImageFilter.GaussianBlur(9 * u)))
    lit_picture = tinted(picture, light, (1.16, 1.1, 1.0), (0.8, 0.77, 0.77))
    awning = striped(
        150, 12, [(6, (236, 224, 198)), (7, wares.MADDER), (5, (236, 224, 198)), (6, wares.INDIGO)] * 3, (236, 224, 198)
    )
    cloth = knotted(awning, 10 * u, stage.rng, 0.6, "rib").resize((picture.width, round(120 * u)))
    scallops = [
        scaled(smooth([(x, -10), (x + 150, -10), (x + 150, 84), (x + 75, 124), (x, 84)], steps=6), u)
        for x in range(0, 1500, 150)
    ]
    mask = filled(picture.size, *scallops)
    sheet = Image.new("RGB", picture.size)
    sheet.paste(cloth)
    lay(lit_picture, with_alpha(relief(sheet, inflated(mask, 14 * u)), mask), 0, 0, 22 * u)
    return lit_picture
