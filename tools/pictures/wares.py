"""Things that stand in several pictures: bottles, jars, bowls, cushions. `unit` is pixels per design unit."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageDraw, ImageFilter

from tools.pictures.ceramics import EARTH, opened, painted, thrown
from tools.pictures.field import Field
from tools.pictures.glass import Filling, blown, cap, paper_label, stacked, window
from tools.pictures.lathe import TILT, turned
from tools.pictures.light import coloured, flat, inflated, lay, relief, with_alpha
from tools.pictures.noise import clouds, fibres, speckle
from tools.pictures.shape import box, ellipse, filled, scaled, smooth, star, traced
from tools.pictures.stage import Stage
from tools.pictures.weave import bands, bordered, knotted, lattice, lozenges, tiled

RGB = tuple[int, int, int]

TERRACOTTA: RGB = (178, 84, 52)
INDIGO: RGB = (40, 58, 112)
SAFFRON: RGB = (222, 150, 44)
OLIVE: RGB = (108, 112, 62)
ROSE: RGB = (206, 110, 122)
CREAM: RGB = (238, 226, 200)
MADDER: RGB = (150, 36, 34)
BLACK: RGB = (44, 36, 34)

ARGAN = Filling((70, 24, 6), (236, 146, 34), 80)
DARK_HONEY = Filling((74, 24, 4), (222, 118, 18), 34)
LIGHT_HONEY = Filling((168, 92, 14), (252, 206, 84), 34)
SPREAD = Filling((92, 54, 28), (190, 128, 74), 30, cloudy=True)
JELLY = Filling((150, 26, 48), (246, 128, 138), 34)
HONEYS = (DARK_HONEY, LIGHT_HONEY, Filling((116, 50, 6), (242, 164, 44), 34))


def oil_bottle(unit: float, filling: Filling = ARGAN) -> Image.Image:
    """A tall bottle with a dark cap and a paper label; 284 wide, 760 high."""
    profile = [(0, 44), (70, 42), (112, 50), (180, 112), (236, 140), (300, 142), (668, 142), (676, 140)]
    glass = blown(profile, unit, filling, label=paper_label(unit, TERRACOTTA), label_rows=(340, 570))
    return stacked(glass, cap([(0, 46), (6, 49), (84, 49), (90, 47)], unit, (62, 44, 34), 0.5), 32 * unit)


def dropper(unit: float) -> Image.Image:
    """A small bottle with a rubber dropper; 236 wide, about 600 high."""
    profile = [(0, 46), (26, 46), (50, 70), (82, 112), (120, 118), (362, 118), (370, 115)]
    filling = Filling((176, 110, 24), (253, 222, 120), 66)
    glass = blown(profile, unit, filling, label=paper_label(unit, OLIVE), label_rows=(150, 320))
    ring = cap([(0, 44), (4, 48), (74, 50), (80, 48)], unit, (196, 160, 92), 0.9)
    bulb = cap([(0, 10), (8, 24), (30, 33), (90, 34), (120, 26), (136, 30)], unit, (52, 44, 42), 0.25)
    return stacked(glass, stacked(ring, bulb, 14 * unit), 22 * unit)


def jar(unit: float, filling: Filling, ink: RGB = TERRACOTTA, cover: str = "tin", label: bool = True) -> Image.Image:
    """A jar with a lid of tin, cork or cloth; 330 wide, about 430 high."""
    profile = [(0, 138), (22, 138), (48, 152), (80, 164), (330, 165), (352, 164), (360, 162)]
    sheet = paper_label(unit, ink) if label else None
    glass = blown(profile, unit, filling, label=sheet, label_rows=(130, 296))
    if cover == "cork":
        lid = cap([(0, 134), (4, 137), (70, 131)], unit, (196, 150, 104), 0.05, _cork(unit))
    else:
        lid = cap([(0, 140), (6, 146), (60, 147), (64, 145)], unit, (198, 160, 88), 0.8)
    return stacked(glass, lid, 50 * unit)


def _cork(unit: float) -> Image.Image:
    rng, size = Random("cork"), (round(420 * unit), round(80 * unit))
    return flat(size, (200, 154, 106), clouds(rng, size, 12 * unit) * 0.28)


def spray_bottle(unit: float) -> Image.Image:
    """A pale rose bottle with a golden spray; 220 wide, about 720 high."""
    profile = [(0, 40), (24, 42), (54, 62), (96, 104), (140, 112), (528, 112), (536, 109)]
    filling = Filling((206, 120, 128), (253, 218, 212), 92)
    glass = blown(profile, unit, filling, label=paper_label(unit, (172, 64, 88)), label_rows=(230, 420))
    collar = cap([(0, 38), (4, 42), (46, 42), (50, 40)], unit, (204, 168, 104), 0.9)
    head = cap([(0, 26), (4, 30), (84, 30), (88, 28)], unit, (238, 230, 216), 0.4)
    return stacked(glass, stacked(collar, head, 14 * unit), 16 * unit)


def tagine(stage: Stage, unit: float, ink: RGB = (38, 84, 96), closed: bool = True) -> Image.Image:
    """A dish with its cone (about 640 wide, 640 high), or the cone alone."""
    cone = [(0, 30), (12, 44), (44, 46), (70, 30), (96, 34), (140, 62), (240, 134), (340, 204), (420, 254), (446, 266)]
    lid = thrown(stage, cone, unit, _glazed_bands(stage, unit, ink), gloss=0.5)
    if not closed:
        return lid
    dish = [(0, 312), (22, 320), (50, 312), (90, 276), (122, 226), (150, 200)]
    base = thrown(stage, dish, unit, None, (184, 96, 56), 0.42, inside=(150, 78, 46))
    return stacked(base, lid, 64 * unit + 266 * unit * TILT)


def dish(stage: Stage, unit: float) -> Image.Image:
    """The tagine's open dish; about 640 wide."""
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
    """A painted bowl; 500 wide, about 330 high."""
    profile = [(0, 246), (10, 250), (60, 240), (130, 204), (184, 148), (206, 112), (228, 112), (232, 114)]
    paint = painted(stage, unit, (860, 232), ink, second=second)
    sprite = thrown(stage, profile, unit, paint, ink, 0.6, inside=inside)
    rings = [ellipse((sprite.width / 2, 64 * unit), r * unit, r * unit * TILT, count=120) for r in (226, 214)]
    lines = traced(sprite.size, [[*r, r[0]] for r in rings], 4 * unit)
    sprite.paste(ink, (0, 0), lines.point([round(v * 0.75) for v in range(256)]))
    return sprite


def vase(stage: Stage, unit: float, ink: RGB = (34, 62, 124), second: RGB = (186, 92, 48)) -> Image.Image:
    """A tall painted vase; 420 wide, about 800 high."""
    profile = [(0, 104), (14, 108), (40, 88), (110, 70), (180, 84), (270, 162), (370, 206), (460, 206), (580, 164),
               (690, 110), (740, 106), (756, 112)]
    size = (round(760 * unit), round(756 * unit))
    sheet = flat(size, (238, 228, 204))
    sheet.paste(painted(stage, unit, (760, 150), ink, second=second), (0, round(26 * unit)))
    sheet.paste(painted(stage, unit, (760, 330), ink, second=second), (0, round(232 * unit)))
    sheet.paste(painted(stage, unit, (760, 150), ink, second=second), (0, round(590 * unit)))
    return thrown(stage, profile, unit, sheet, ink, 0.62, inside=(120, 104, 88))


def tea_glass(stage: Stage, unit: float) -> Image.Image:
    """A small tea glass with a golden band; 170 wide, 250 high."""
    profile = [(0, 84), (60, 80), (130, 72), (200, 68), (236, 70), (242, 70)]
    sheet = flat((round(400 * unit), round(30 * unit)), (208, 164, 70))
    filling = Filling((164, 84, 10), (250, 196, 66), 56)
    glass = blown(profile, unit, filling, label=sheet, label_rows=(18, 34))
    rise = round(84 * unit * TILT) + 2
    whole = Image.new("RGBA", (glass.width, glass.height + rise))
    ring = ellipse((whole.width / 2, rise), 82 * unit, 82 * unit * TILT, count=90)
    rim = traced(whole.size, [[*ring, ring[0]]], 3.4 * unit)
    whole.paste((240, 236, 222), (0, 0), rim.point([round(v * 0.8) for v in range(256)]))
    whole.alpha_composite(glass, (0, rise))
    return whole


def tin(stage: Stage, unit: float, colour: RGB = (60, 84, 78)) -> Image.Image:
    """A round tea tin, painted; 300 wide, about 470 high."""
    sheet = painted(stage, unit, (560, 380), (226, 182, 92), colour, (240, 226, 190))
    sides = thrown(stage, [(0, 150), (380, 150)], unit, sheet, gloss=0.4)
    return stacked(sides, cap([(0, 150), (4, 153), (70, 153)], unit, colour, 0.5), 48 * unit)


def cushion(stage: Stage, unit: float, inks: tuple[RGB, ...]) -> Image.Image:
    """A square kilim cushion, 700 wide and high, standing."""
    size = (round(720 * unit), round(720 * unit))
    cloth = knotted(bands((132, 132), inks, stage.rng, 6), size[0] / 132, stage.rng, 0.8, "rib").resize(size)
    outline = smooth([(28, 36), (190, 58), (360, 64), (530, 58), (692, 36), (668, 200), (662, 360), (670, 530), (690, 690),
                      (530, 672), (360, 668), (190, 674), (30, 690), (52, 530), (58, 360), (52, 200)])
    mask = filled(size, scaled(outline, unit))
    return with_alpha(relief(cloth, inflated(mask, 250 * unit) * 0.6 + clouds(stage.rng, size, 170 * unit, 2) * 10 * unit), mask)


def basket(stage: Stage, unit: float) -> Image.Image:
    """A palm basket with leather handles; about 680 wide, 800 high."""
    profile = [(0, 316), (10, 322), (80, 318), (200, 296), (320, 262), (400, 232), (424, 222)]
    body = turned(profile, unit)
    normals = body.normals()
    skin = body.wrapped(_palm(stage, unit))
    tone = (normals.right * -0.58 + normals.below * -0.3 + normals.front * 0.55).clip()
    sides = body.bent(with_alpha(coloured(skin, tone), Image.new("L", body.size, 255)))
    open_basket = opened(stage, body, sides, (150, 112, 66), (214, 178, 116), unit)
    rise = round(210 * unit)
    whole = Image.new("RGBA", (open_basket.width, open_basket.height + rise))
    _strap(stage, whole, unit, -26, rise, 0.6)
    whole.alpha_composite(open_basket, (0, rise))
    _strap(stage, whole, unit, 92, rise, 1.0)
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


def _strap(stage: Stage, whole: Image.Image, unit: float, down: float, rise: float, tone: float) -> None:
    middle = whole.width / 2
    arch = smooth([(-150, 130), (-140, 40), (-92, -110), (0, -166), (92, -110), (140, 40), (150, 130)], False, 24)
    path = scaled(arch, unit, middle, rise + (60 + down) * unit)
    mask = traced(whole.size, [path], 24 * unit)
    colour = tuple(round(v * tone) for v in (150, 84, 46))
    strap = relief(flat(mask.size, (colour[0], colour[1], colour[2])), inflated(mask, 15 * unit), 0.35)
    lay(whole, with_alpha(strap, mask), 0, 0, 4 * unit)


def skein(stage: Stage, unit: float, colour: RGB) -> Image.Image:
    """A twisted skein of wool, lying; 230 wide, 520 high."""
    size = (round(240 * unit), round(540 * unit))
    outline = smooth([(120, 10), (186, 50), (204, 150), (190, 280), (204, 400), (180, 500), (120, 530), (60, 500), (38, 400),
                      (52, 280), (36, 150), (56, 50)])
    mask = filled(size, scaled(outline, unit))
    height = inflated(mask, 110 * unit) * 0.8
    strands = Field.constant(size, 0.0)
    for index in range(7):
        y = -60 + index * 92
        curve = smooth([(10, y + 116), (80, y + 80), (150, y + 30), (232, y - 40)], False)
        groove = traced(size, [scaled(curve, unit)], 9 * unit).filter(ImageFilter.GaussianBlur(7 * unit))
        strands = strands + Field.of(groove)
    wool = fibres(stage.rng, (size[0], size[0] * 3), (90 * unit, 3 * unit), 2)
    turned_wool = Field(wool.image.rotate(32, Image.Resampling.BICUBIC).resize((size[0] * 2, size[0] * 6))
                        .crop((size[0] // 2, size[0], size[0] // 2 + size[0], size[0] + size[1])))
    tone = turned_wool * 0.24 - strands.clip() * 0.28
    return with_alpha(relief(flat(size, colour, tone), height - strands.clip() * 15 * unit + turned_wool * 2.2 * unit), mask)


def rug(stage: Stage, width: float, kind: str = "rouge", knots: int = 150) -> Image.Image:
    """A rug as a flat lit picture `width` pixels wide, about 1.5 times as high."""
    size = (knots, round(knots * 1.42))
    if kind == "rouge":
        cloth = lozenges(size, MADDER, ((36, 34, 62), SAFFRON, (214, 190, 150), (60, 74, 60)), 2, 4, knots / 46)
        pattern = bordered(cloth, (112, 24, 28), (220, 160, 62), round(knots / 11))
        return knotted(pattern, width / knots, stage.rng, 1.2)
    cloth = lattice(size, (232, 221, 198), BLACK, 4, knots / 46, stage.rng)
    return knotted(cloth, width / knots, stage.rng, 2.2)


def tray(stage: Stage, unit: float, colour: RGB = EARTH) -> Image.Image:
    """A shallow clay plate; 600 wide."""
    profile = [(0, 296), (8, 300), (30, 270), (46, 210), (54, 200)]
    return thrown(stage, profile, unit, None, colour, 0.4, inside=colour)


def pompom(stage: Stage, size: float, colour: RGB) -> Image.Image:
    """A ball of cut wool; `size` pixels across."""
    side = round(size * 1.3)
    edge = ellipse((side / 2, side / 2), size / 2, size / 2, count=90)
    ragged = [(x + stage.rng.uniform(-1, 1) * size * 0.035, y + stage.rng.uniform(-1, 1) * size * 0.035) for x, y in edge]
    mask = filled((side, side), ragged).filter(ImageFilter.GaussianBlur(size * 0.008))
    tufts = speckle(stage.rng, mask.size).soft(size * 0.035)
    height = inflated(mask, size * 0.7) + tufts * size * 0.032
    return with_alpha(relief(flat(mask.size, colour, tufts * 0.3), height), mask)


def hat(stage: Stage, unit: float) -> Image.Image:
    """A straw hat of the Rif: a wide brim, a tall crown, cords and pompoms of wool; about 860 wide."""
    size = (round(900 * unit), round(640 * unit))
    whole = Image.new("RGBA", size)
    straw = _straw(stage, size, unit)
    brim = filled(size, ellipse((450 * unit, 440 * unit), 430 * unit, 150 * unit, count=140))
    dome = inflated(brim, 60 * unit)
    lay(whole, with_alpha(relief(straw, dome), brim), 0, 0, 3 * unit)
    crown = filled(size, scaled(smooth([(228, 430), (246, 250), (318, 110), (450, 70), (582, 110), (654, 250), (672, 430), (600, 476),
                                        (450, 494), (300, 476)]), unit))
    lay(whole, with_alpha(relief(straw, inflated(crown, 330 * unit) * 0.8), crown), 0, 0, 9 * unit, 0.7)
    _cords(stage, whole, unit)
    return whole


def _straw(stage: Stage, size: tuple[int, int], unit: float) -> Image.Image:
    pattern = flat((round(size[0] / unit / 6), round(size[1] / unit / 6)), (226, 192, 124))
    return knotted(pattern, 6 * unit, stage.rng, 0.4, "plait").resize(size)


def _cords(stage: Stage, whole: Image.Image, unit: float) -> None:
    colours = (MADDER, INDIGO, SAFFRON, OLIVE, (196, 80, 110))
    for offset, colour in ((0, INDIGO), (15, MADDER), (30, SAFFRON)):
        path = smooth([(232, 398 - offset), (300, 446 - offset), (450, 464 - offset), (600, 446 - offset), (668, 398 - offset)], False)
        mask = traced(whole.size, [scaled(path, unit)], 13 * unit)
        twist = tiled(Image.linear_gradient("L").resize((round(9 * unit) + 1, round(9 * unit) + 1)), whole.size)
        lay(whole, with_alpha(relief(flat(whole.size, colour), inflated(mask, 8 * unit) + twist * 2 * unit), mask), 0, 0, 2 * unit)
    for index, (x, y) in enumerate(((60, 476), (150, 536), (290, 572), (450, 584), (610, 572), (750, 536), (840, 476), (450, 82))):
        ball = pompom(stage, (92 if y > 100 else 110) * unit, colours[index % 5])
        lay(whole, ball, x * unit - ball.width / 2, y * unit - ball.height / 2, 5 * unit)


def soap(stage: Stage, unit: float, colour: RGB, stamp: bool = True) -> Image.Image:
    """A bar of soap from the front and slightly above; 420 wide, about 200 high."""
    size = (round(430 * unit), round(214 * unit))
    whole = Image.new("RGBA", size)
    top = filled(size, scaled(smooth([(30, 6), (214, 2), (400, 6), (424, 70), (410, 84), (214, 88), (20, 84), (6, 70)], True, 8), unit))
    face = filled(size, scaled(box(5, 70, 425, 208, 16), unit))
    vein = clouds(stage.rng, size, 90 * unit, 4)
    albedo = flat(size, colour, vein * 0.07)
    front = relief(albedo, inflated(face, 26 * unit) + vein * 2 * unit, 0.12, 10)
    lay(whole, with_alpha(front, face), 0, 0, 1)
    if stamp:
        for shift, ink, share in ((1.8, (255, 250, 232), 0.5), (-1.2, (70, 50, 30), 0.42)):
            points = star(((214 + shift) * unit, (142 + shift) * unit), 44 * unit, 32 * unit, 8, 0.39)
            whole.paste(ink, (0, 0), traced(size, [[*points, points[0]]], 4 * unit).point([round(v * share) for v in range(256)]))
    lid = coloured(flat(size, colour, vein * 0.06), Field.across(size, [1.12, 0.98]))
    whole.paste(lid, (0, 0), top)
    return whole


def wooden_dipper(stage: Stage, unit: float) -> Image.Image:
    """A honey dipper, upright; 110 wide, 560 high."""
    rings: list[tuple[float, float]] = [(0, 15), (10, 18), (60, 13), (330, 13), (352, 20)]
    for index in range(6):
        y, wide = 364 + index * 28, (34, 44, 48, 48, 42, 32)[index]
        rings += [(y, wide), (y + 12, wide), (y + 16, wide * 0.55), (y + 24, wide * 0.55)]
    body = turned([*rings, (548, 12)], unit)
    normals = body.normals()
    grain = fibres(stage.rng, body.size, (6 * unit, 160 * unit))
    tone = (normals.right * -0.58 + normals.below * -0.2 + normals.front * 0.6).clip()
    return body.bent(with_alpha(coloured(flat(body.size, (190, 132, 80), grain * 0.16), tone, window(normals) * 0.15),
                                Image.new("L", body.size, 255)))
