"""Where the cooperatives work: fields, hills, courts and workshops, without people."""

from __future__ import annotations

import math

from PIL import Image, ImageFilter

from tools.pictures import wares
from tools.pictures.backdrop import CHALK, CLAY, SAND, plaster, room, wood
from tools.pictures.botany import heap, nut
from tools.pictures.ceramics import thrown
from tools.pictures.field import Field
from tools.pictures.glass import cap
from tools.pictures.landscape import ground, mountains, ridge, rows, sky, tree
from tools.pictures.light import coloured, darken, flat, inflated, lay, relief, stand, tinted, toned, with_alpha
from tools.pictures.noise import clouds, fibres
from tools.pictures.shape import box, ellipse, filled, scaled, smooth, star, traced
from tools.pictures.stage import Stage
from tools.pictures.tiles import Piece, laid, star_and_cross
from tools.pictures.weave import knotted, lozenges, striped

RGB = tuple[int, int, int]


def argan_hills(stage: Stage) -> Image.Image:
    """Argan trees on dry earth before the hills."""
    picture = sky(stage, horizon=0.5)
    mountains(stage, picture, ridge(stage, 0.44, 0.13), (138, 124, 132), 0.55)
    mountains(stage, picture, ridge(stage, 0.52, 0.1), (170, 134, 104), 0.28, scrub=260)
    ground(stage, picture, 0.58, (198, 150, 106))
    for x, y, size in ((1240, 590, 90), (930, 600, 110), (180, 606, 120), (610, 622, 120), (1390, 650, 190), (330, 690, 260), (1010, 770, 430)):
        tree(stage, picture, (x, y), size)
    return picture


def saffron_field(stage: Stage) -> Image.Image:
    """Rows of purple crocuses under terraced mountains."""
    picture = sky(stage, (136, 158, 196), (250, 224, 200), 0.44)
    mountains(stage, picture, ridge(stage, 0.36, 0.2), (120, 116, 138), 0.5)
    mountains(stage, picture, ridge(stage, 0.46, 0.1), (158, 128, 104), 0.25, terraces=12, scrub=120)
    ground(stage, picture, 0.5, (142, 102, 76))
    rows(stage, picture, 0.51, ((146, 100, 190), (168, 124, 206), (126, 82, 172), (188, 150, 216)), (92, 112, 62), 13)
    return picture


def rose_valley(stage: Stage) -> Image.Image:
    """Rose bushes in a green valley between red hills."""
    picture = sky(stage, (128, 166, 200), (250, 226, 206), 0.42)
    mountains(stage, picture, ridge(stage, 0.34, 0.2), (140, 120, 134), 0.5)
    mountains(stage, picture, ridge(stage, 0.45, 0.12), (190, 116, 84), 0.2, terraces=6, scrub=320)
    ground(stage, picture, 0.5, (150, 112, 80))
    rows(stage, picture, 0.51, ((226, 120, 150), (240, 160, 178), (206, 88, 124), (246, 196, 200)), (84, 112, 58), 25, 24, 15)
    return picture


def bee_slope(stage: Stage) -> Image.Image:
    """Painted beehives on a slope of thyme."""
    u = stage.unit
    picture = sky(stage, horizon=0.46)
    mountains(stage, picture, ridge(stage, 0.32, 0.2), (118, 124, 140), 0.5)
    mountains(stage, picture, ridge(stage, 0.47, 0.12), (138, 134, 84), 0.2, terraces=8, scrub=500)
    ground(stage, picture, 0.56, (156, 142, 88))
    rows(stage, picture, 0.57, ((176, 140, 186), (196, 166, 196), (210, 190, 120)), (112, 124, 70), 15, 18, 18)
    colours = ((70, 106, 140), (214, 160, 70), (232, 222, 198), (150, 70, 52), (108, 128, 88))
    for index, (x, y, size) in enumerate(((1190, 640, 0.42), (930, 655, 0.5), (1330, 740, 0.72), (690, 745, 0.8), (1020, 850, 1.1), (330, 890, 1.35))):
        hive = _hive(stage, size * u, colours[index % 5])
        stand(picture, hive, x * u, y * u, 200 * size * u)
    return picture


def _hive(stage: Stage, unit: float, colour: RGB) -> Image.Image:
    """A wooden hive of two storeys under a tin roof; 230 wide, 270 high."""
    size = (round(240 * unit), round(270 * unit))
    whole = Image.new("RGBA", size)
    grain = fibres(stage.rng, size, (90 * unit, 5 * unit), 3)
    side = Field.across(size, [0.95, 0.85, 0.5])
    for top, bottom, tone in ((40, 140, 1.0), (142, 246, 0.94)):
        panel = coloured(flat(size, colour, grain * 0.12), side * tone)
        whole.paste(panel, (0, 0), filled(size, scaled(box(24, top, 216, bottom, 3), unit)))
    roof = filled(size, scaled([(30, 4), (210, 4), (230, 34), (230, 52), (10, 52), (10, 34)], unit))
    whole.paste(coloured(flat(size, (196, 192, 184), grain * 0.05), Field.down(size, [1.0, 0.96, 0.5])), (0, 0), roof)
    whole.paste((30, 22, 18), (0, 0), filled(size, scaled(box(84, 226, 156, 238, 5), unit)))
    whole.paste((120, 88, 60), (0, 0), filled(size, scaled([(16, 246), (224, 246), (232, 258), (8, 258)], unit)))
    for x in (36, 190):
        whole.paste((86, 62, 44), (0, 0), filled(size, scaled(box(x, 258, x + 14, 270), unit)))
    return whole


def rif_hills(stage: Stage) -> Image.Image:
    """Green hills of the Rif, baskets and a hat drying on a wall."""
    u = stage.unit
    picture = sky(stage, (120, 160, 196), (244, 230, 208), 0.5)
    mountains(stage, picture, ridge(stage, 0.40, 0.22), (112, 134, 146), 0.52)
    mountains(stage, picture, ridge(stage, 0.50, 0.14), (112, 136, 100), 0.3, scrub=420)
    mountains(stage, picture, ridge(stage, 0.60, 0.10), (118, 134, 70), 0.08, terraces=10, scrub=700)
    top = round(760 * u)
    wall = plaster(stage, (stage.size[0], stage.size[1] - top), (238, 230, 216), 1.6)
    picture.paste(toned(wall, Field.down(wall.size, [1.08, 0.9, 0.78])), (0, top))
    stand(picture, wares.basket(stage, u * 0.56), 420 * u, 800 * u, 230 * u)
    stand(picture, wares.basket(stage, u * 0.4), 190 * u, 792 * u, 160 * u)
    stand(picture, wares.hat(stage, u * 0.5), 800 * u, 812 * u, 330 * u)
    stand(picture, wares.basket(stage, u * 0.5), 1190 * u, 800 * u, 210 * u)
    return picture


def loom(stage: Stage) -> Image.Image:
    """An upright loom with a half-woven rug, wool at its foot."""
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
        _beam(stage, picture, sides, 44)
    for sides in ([(215, 150), (1285, 150)], [(215, 782), (1285, 782)], [(230, 330), (1270, 330)]):
        _beam(stage, picture, sides, 36 if sides[0][1] != 330 else 20)
    for index, colour in enumerate((wares.MADDER, wares.SAFFRON, wares.INDIGO, wares.OLIVE, (224, 214, 190))):
        ball = _ball(stage, (96 + index % 2 * 22) * u, colour)
        stand(picture, ball, (560 + index * 112) * u, (935 + index % 2 * 22) * u, 70 * u)
    return picture


def _with_ragged_top(stage: Stage, rug: Image.Image) -> Image.Image:
    edge, y = [], 14.0
    for x in range(0, rug.width + 12, 12):
        y = max(2.0, min(34 * stage.unit, y + stage.rng.uniform(-6, 6) * stage.unit))
        edge.append((float(x), y))
    return with_alpha(rug, filled(rug.size, [*edge, (rug.width, rug.height), (0, rug.height)]))


def _beam(stage: Stage, picture: Image.Image, ends: list[tuple[float, float]], wide: float) -> None:
    u = stage.unit
    mask = traced(picture.size, [scaled(ends, u)], wide * u)
    upright = ends[0][0] == ends[1][0]
    grain = fibres(stage.rng, picture.size, (8 * u, 300 * u) if upright else (300 * u, 8 * u), 3)
    timber = relief(flat(picture.size, (138, 96, 64), grain * 0.2), inflated(mask, wide * 0.6 * u) + grain * u, 0.12)
    lay(picture, with_alpha(timber, mask), 0, 0, 12 * u, 0.7)


def _ball(stage: Stage, size: float, colour: RGB) -> Image.Image:
    """A ball of yarn, `size` pixels across."""
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
    colours = (wares.MADDER, (206, 96, 60), wares.SAFFRON, (228, 206, 160), wares.OLIVE, (60, 96, 100), wares.INDIGO, (124, 60, 96))
    for index, colour in enumerate(colours):
        for copy in range(2):
            one = wares.skein(stage, u * 1.15, colour)
            lay(picture, one, (30 + index * 178 + copy * 44) * u - 40 * u, (196 + copy * 26 + stage.rng.uniform(-10, 10)) * u, 15 * u)
    _beam(stage, picture, [(-20, 226), (1520, 214)], 34)
    return picture


def quern(stage: Stage) -> Image.Image:
    """A stone hand mill for argan kernels, with a bowl of nuts."""
    u = stage.unit
    picture = room(stage, CLAY, (206, 180, 150), "linen", 0.62)
    stone = (176, 160, 142)
    trough = thrown(stage, [(0, 330), (24, 336), (64, 318)], u, None, (158, 142, 124), 0.0, inside=(112, 66, 34))
    stand(picture, trough, 640 * u, 920 * u, 640 * u)
    bed = cap([(0, 236), (6, 240), (80, 244)], u, stone, 0.0)
    stand(picture, bed, 640 * u, 890 * u, 470 * u, 0.3)
    top = thrown(stage, [(0, 92), (26, 160), (70, 212), (120, 228), (140, 226)], u, None, (186, 170, 150), 0.0, inside=(84, 72, 62))
    stand(picture, top, 640 * u, 818 * u, 430 * u, 0.4)
    handle = wares.wooden_dipper(stage, u * 0.5).crop((0, 0, round(56 * u), round(170 * u)))
    stand(picture, handle, 795 * u, 712 * u, 20 * u, 0.2)
    stand(picture, wares.tray(stage, u * 0.62), 1170 * u, 930 * u, 240 * u)
    heap(picture, nut, stage.rng, (1170 * u, 862 * u), (130 * u, 24 * u), 34, 62 * u)
    heap(picture, nut, stage.rng, (260 * u, 930 * u), (110 * u, 22 * u), 9, 66 * u)
    return picture


def court(stage: Stage) -> Image.Image:
    """A courtyard: zellige on the wall, an arched fountain, a tiled basin."""
    u = stage.unit
    blues: tuple[RGB, ...] = ((28, 60, 124), (234, 228, 212), (46, 112, 104), (222, 206, 172), (196, 140, 60))
    picture = plaster(stage, stage.size, (236, 222, 198), 1.2)
    dado = laid((stage.size[0], round(470 * u)), star_and_cross((stage.size[0], round(470 * u)), 117 * u, blues, stage.rng, 2.4 * u),
                stage.rng, joint=2.4 * u, gloss=0.6)
    picture.paste(dado, (0, round(330 * u)))
    _arch(stage, picture, blues)
    paving = laid((stage.size[0] * 2, round(700 * u)), _checks((stage.size[0] * 2, round(700 * u)), 90 * u), stage.rng, joint=4 * u, gloss=0.3)
    wide, tall = paving.size
    place = (stage.size[0], stage.size[1] - round(800 * u))
    flat_floor = paving.transform(place, Image.Transform.QUAD, (0, 0, wide * 0.25, tall, wide * 0.75, tall, wide, 0), Image.Resampling.BICUBIC)
    picture.paste(toned(flat_floor, Field.down(place, [0.8, 1.02])), (0, round(800 * u)))
    seam = filled(stage.size, box(0, 790 * u, stage.size[0], 812 * u)).filter(ImageFilter.GaussianBlur(8 * u))
    darken(picture, seam, 0.5)
    _basin(stage, picture, blues)
    sun = filled(stage.size, scaled([(-200, 0), (760, 0), (1560, 1000), (-200, 1000)], u)).filter(ImageFilter.GaussianBlur(26 * u))
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
        curve = [(750 + (250 + grow) * math.cos(a) * (1.06 if 0.15 < a < 2.99 else 1.0), 420 - (270 + grow) * math.sin(a))
                 for a in (math.pi * i / 40 for i in range(41))]
        return [(1000 + grow, 800), *curve, (500 - grow, 800)]
    frame = filled(stage.size, scaled(outline(46), u))
    lay(picture, with_alpha(relief(flat(stage.size, (240, 228, 206), clouds(stage.rng, stage.size, 40 * u) * 0.04), inflated(frame, 20 * u)), frame), 0, 0, 8 * u)
    niche = filled(stage.size, scaled(outline(0), u))
    inner = laid(stage.size, star_and_cross(stage.size, 84 * u, (glazes[2], glazes[1], glazes[0], glazes[3]), stage.rng, 2 * u), stage.rng,
                 joint=2 * u, gloss=0.5)
    picture.paste(toned(inner, Field.across(stage.size, [0.5, 0.5, 0.55, 0.8, 0.95, 0.95])), (0, 0), niche)
    spout = traced(stage.size, [scaled([(750, 560), (750, 596)], u)], 22 * u)
    lay(picture, with_alpha(relief(flat(stage.size, (186, 148, 76)), inflated(spout, 14 * u), 0.7), spout), 0, 0, 6 * u)
    water = traced(stage.size, [scaled([(750, 600), (751, 760)], u)], 6 * u).filter(ImageFilter.GaussianBlur(1.5 * u))
    picture.paste((226, 238, 240), (0, 0), water.point([round(v * 0.75) for v in range(256)]))


def _basin(stage: Stage, picture: Image.Image, glazes: tuple[RGB, ...]) -> None:
    u = stage.unit
    size = (round(820 * u), round(190 * u))
    skin = laid(size, star_and_cross(size, 95 * u, (glazes[0], glazes[1], glazes[2], glazes[4]), stage.rng, 2 * u), stage.rng, joint=2 * u)
    basin = thrown(stage, [(0, 330), (14, 336), (30, 316), (180, 316), (190, 322)], u, skin, (240, 230, 208), 0.3, inside=(58, 132, 138))
    stand(picture, basin, 750 * u, 955 * u, 640 * u, 0.6)


def cut_tiles(stage: Stage) -> Image.Image:
    """Cut pieces of zellige sorted by colour on a bench."""
    u = stage.unit
    picture = tinted(wood(stage, stage.size, (150, 108, 76)), Field.across(stage.size, [1.0, 0.8, 0.4]), (1.06, 1.04, 1.0), (0.7, 0.68, 0.68))
    colours: tuple[RGB, ...] = ((30, 62, 128), (26, 98, 78), (206, 148, 54), (234, 226, 204), (150, 56, 42), (62, 132, 152))
    for index, colour in enumerate(colours):
        x, y = 260 + (index % 3) * 490, 260 + (index // 3) * 480
        pool = [_chip(stage, colour, (132 + 24 * (n % 2)) * u, n) for n in range(10)]
        for step in range(46):
            reach, angle = math.sqrt(1 - step / 48) * 190, stage.rng.uniform(0, 2 * math.pi)
            one = stage.rng.choice(pool)
            lay(picture, one, (x + math.cos(angle) * reach) * u - one.width / 2, (y + math.sin(angle) * reach * 0.94) * u - one.height / 2, 7 * u, 0.75)
    return picture


def _chip(stage: Stage, colour: RGB, size: float, kind: int) -> Image.Image:
    side = round(size * 1.2)
    half, turn = side / 2, stage.rng.uniform(0, 3)
    kinds = (star((half, half), size * 0.5, size * 0.38, 8, turn), ellipse((half, half), size * 0.5, size * 0.5, turn, 4),
             ellipse((half, half), size * 0.5, size * 0.26, turn, 4))
    tiles = laid((side, side), [Piece(tuple(kinds[kind % 3]), colour)], stage.rng, joint=3 * stage.unit, gloss=0.7)
    return with_alpha(tiles, filled((side, side), kinds[kind % 3]))


def vats(stage: Stage) -> Image.Image:
    """The round vats of a tannery, full of dye, from above."""
    u = stage.unit
    picture = plaster(stage, stage.size, (206, 180, 150), 1.6)
    dyes: tuple[RGB, ...] = ((158, 44, 32), (214, 146, 34), (112, 58, 30), (226, 214, 192), (44, 62, 110), (190, 98, 44), (96, 106, 52), (140, 40, 62))
    vat_rows = ((200, 0.62), (330, 0.76), (495, 0.95), (705, 1.18), (980, 1.5))
    for number, (y, scale) in enumerate(vat_rows):
        for index in range(-6, 7):
            x = 750 + (index + (number % 2) / 2) * 236 * scale
            if -160 < x < 1660:
                _vat(stage, picture, (x, y), 104 * scale, dyes[(index * 3 + number * 5) % 8])
    haze = Field.down(stage.size, [1.0, 0.2, 0.0, 0.0, 0.0])
    picture.paste((244, 222, 190), (0, 0), (haze * 0.55).mask())
    light = filled(stage.size, scaled([(-100, 0), (900, 0), (1500, 560), (1500, 1000), (-100, 1000)], u)).filter(ImageFilter.GaussianBlur(40 * u))
    return tinted(picture, Field.of(light), (1.04, 1.02, 0.98), (0.64, 0.62, 0.66))


def _vat(stage: Stage, picture: Image.Image, middle: tuple[float, float], radius: float, dye: RGB) -> None:
    u = stage.unit
    size = (round(radius * 2.3 * u), round(radius * 1.5 * u))
    at = (size[0] / 2, size[1] / 2)
    wide, tall = radius * u, radius * 0.56 * u
    rim = filled(size, ellipse(at, wide, tall, count=100))
    corner = (middle[0] * u - at[0], middle[1] * u - at[1])
    lay(picture, with_alpha(relief(flat(size, (216, 194, 164), clouds(stage.rng, size, 16 * u) * 0.1), inflated(rim, 16 * u)), rim), *corner, 8 * u)
    hollow = filled(size, ellipse(at, wide * 0.86, tall * 0.84, count=100))
    wall = toned(flat(size, (150, 122, 98), clouds(stage.rng, size, 12 * u) * 0.12), Field.across(size, [0.4, 0.7, 1.05]))
    spot = (round(corner[0]), round(corner[1]))
    picture.paste(wall, spot, hollow)
    level = filled(size, ellipse((at[0], at[1] + tall * 0.13), wide * 0.84, tall * 0.72, count=100))
    ripple = clouds(stage.rng, size, 24 * u, 3)
    liquid = relief(flat(size, dye, ripple * 0.06), ripple * 2.4 * u, 0.0)
    glint = Field.of(filled(size, ellipse((at[0] - wide * 0.2, at[1] - tall * 0.02), wide * 0.42, tall * 0.2))
                     .filter(ImageFilter.GaussianBlur(radius * 0.12 * u))) * (ripple * 0.8 + 0.4).clip()
    liquid.paste((250, 236, 214), (0, 0), (glint * 0.5).mask())
    masked = Image.new("L", size)
    masked.paste(level, (0, 0), hollow)
    picture.paste(liquid, spot, masked)


def shelves(stage: Stage) -> Image.Image:
    """A potter's shelves with bowls, tagines and vases."""
    u = stage.unit
    picture = tinted(plaster(stage, stage.size, (222, 200, 172), 1.2), Field.across(stage.size, [1.0, 0.85, 0.4]), (1.05, 1.03, 0.99), (0.72, 0.69, 0.69))
    inks: tuple[RGB, ...] = ((34, 58, 124), (30, 96, 70), (180, 104, 34), (150, 52, 36))
    for level, foot in enumerate((340, 650, 955)):
        _shelf(stage, picture, foot)
        for place in range(5):
            x, kind, ink = 175 + place * 288 + (level % 2) * 18, (place + level * 2) % 3, inks[(place + level) % 4]
            piece = (wares.bowl(stage, u * 0.44, ink) if kind == 0 else
                     wares.tagine(stage, u * 0.36, ink) if kind == 1 else wares.vase(stage, u * 0.33, ink))
            stand(picture, piece, x * u, (foot - 8) * u, (120, 150, 80)[kind] * u, 0.6)
    return picture


def _shelf(stage: Stage, picture: Image.Image, foot: float) -> None:
    u = stage.unit
    size = (picture.width, round(64 * u))
    grain = fibres(stage.rng, size, (300 * u, 9 * u), 4)
    plank = relief(flat(size, (158, 114, 78), grain * 0.2), grain * u)
    tone = Field.down(size, [1.05, 1.0, 0.98, 0.62, 0.55])
    shadow = filled(picture.size, box(0, (foot + 20) * u, picture.width, (foot + 92) * u)).filter(ImageFilter.GaussianBlur(20 * u))
    darken(picture, shadow, 0.5)
    picture.paste(toned(plank, tone), (0, round((foot - 34) * u)))


def wheel(stage: Stage) -> Image.Image:
    """A potter's wheel with a freshly thrown bowl, sponge and water beside it."""
    u = stage.unit
    picture = room(stage, SAND, (164, 120, 88), "wood", 0.62)
    clay: RGB = (168, 104, 74)
    disc = thrown(stage, [(0, 330), (6, 334), (40, 334), (44, 330)], u, None, (120, 96, 78), 0.1)
    stand(picture, disc, 720 * u, 930 * u, 660 * u)
    plate = filled(picture.size, ellipse((720 * u, (886 - 84) * u), 328 * u, 82 * u, count=140))
    rings = [ellipse((720 * u, 802 * u), r * u, r * 0.25 * u, count=120) for r in (300, 260, 220)]
    face = coloured(flat(picture.size, (150, 116, 92), clouds(stage.rng, picture.size, 20 * u) * 0.1), Field.across(picture.size, [1.0, 0.75]))
    picture.paste(face, (0, 0), plate)
    darken(picture, traced(picture.size, rings, 3 * u), 0.3)
    stand(picture, thrown(stage, [(0, 232), (8, 236), (50, 226), (120, 196), (190, 150), (230, 124), (240, 126)], u, _throwing(stage, clay), clay, 0.4,
                          inside=(140, 84, 58)), 720 * u, 850 * u, 250 * u)
    stand(picture, wares.bowl(stage, u * 0.5, (34, 58, 124), inside=(120, 140, 140)), 1250 * u, 900 * u, 120 * u)
    lump = thrown(stage, [(0, 40), (20, 90), (70, 116), (120, 112)], u, None, clay, 0.15)
    stand(picture, lump, 240 * u, 900 * u, 220 * u)
    return picture


def _throwing(stage: Stage, clay: RGB) -> Image.Image:
    """Wet clay with the rings that fingers leave."""
    pattern = striped(4, 4, [], clay).resize((round(800 * stage.unit), round(240 * stage.unit)))
    rings = Field.down(pattern.size, [stage.rng.uniform(-1, 1) for _ in range(46)])
    return toned(pattern, rings * 0.1 + 1)


def souk(stage: Stage) -> Image.Image:
    """A covered stall: rugs behind, lamps of light through the reeds, baskets and jars in front."""
    u = stage.unit
    picture = tinted(plaster(stage, stage.size, (196, 136, 98), 1.4), Field.across(stage.size, [0.9, 0.8, 0.5]), (1.04, 1.02, 0.98), (0.72, 0.69, 0.69))
    for x, kind in ((70, "rouge"), (1060, "ecru")):
        lay(picture, wares.rug(stage, 370 * u, kind, 100).convert("RGBA"), x * u, 150 * u, 12 * u)
    for index, colour in enumerate((wares.INDIGO, wares.SAFFRON, wares.MADDER)):
        lay(picture, wares.skein(stage, u * 0.8, colour), (470 + index * 190) * u, 170 * u, 12 * u)
    _beam(stage, picture, [(-20, 176), (1520, 176)], 24)
    counter = wood(stage, (stage.size[0], round(250 * u)), (140, 98, 66))
    picture.paste(toned(counter, Field.down(counter.size, [1.1, 0.92, 0.8])), (0, round(750 * u)))
    darken(picture, filled(stage.size, box(0, 740 * u, picture.width, 760 * u)).filter(ImageFilter.GaussianBlur(10 * u)), 0.5)
    goods = ((wares.basket(stage, u * 0.5), 200, 880, 220), (wares.tagine(stage, u * 0.56, (30, 96, 70)), 500, 900, 240),
             (wares.vase(stage, u * 0.5), 1180, 870, 120), (wares.bowl(stage, u * 0.56, (34, 58, 124)), 1380, 915, 140),
             (wares.jar(u * 0.6, wares.DARK_HONEY), 745, 890, 190), (wares.jar(u * 0.6, wares.LIGHT_HONEY, wares.OLIVE), 930, 900, 190),
             (wares.oil_bottle(u * 0.5), 845, 935, 140))
    for sprite, x, foot, base in goods:
        stand(picture, sprite, x * u, foot * u, base * u)
    return _reeds(stage, picture)


def _reeds(stage: Stage, picture: Image.Image) -> Image.Image:
    """Light that falls through a roof of reeds: an awning above, slanting stripes below."""
    u = stage.unit
    stripes = [scaled([(x, -20), (x + 26, -20), (x + 426, 1020), (x + 386, 1020)], u) for x in range(-560, 1560, 74)]
    light = Field.of(filled(picture.size, *stripes).filter(ImageFilter.GaussianBlur(9 * u)))
    lit_picture = tinted(picture, light, (1.16, 1.1, 1.0), (0.8, 0.77, 0.77))
    awning = striped(150, 12, [(6, (236, 224, 198)), (7, wares.MADDER), (5, (236, 224, 198)), (6, wares.INDIGO)] * 3, (236, 224, 198))
    cloth = knotted(awning, 10 * u, stage.rng, 0.6, "rib").resize((picture.width, round(120 * u)))
    scallops = [scaled(smooth([(x, -10), (x + 150, -10), (x + 150, 84), (x + 75, 124), (x, 84)], steps=6), u) for x in range(0, 1500, 150)]
    mask = filled(picture.size, *scallops)
    sheet = Image.new("RGB", picture.size)
    sheet.paste(cloth)
    lay(lit_picture, with_alpha(relief(sheet, inflated(mask, 14 * u)), mask), 0, 0, 22 * u)
    return lit_picture
