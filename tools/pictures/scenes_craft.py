"""Rugs, cushions, cloth, tiles, clay, leather, palm and gifts."""

from __future__ import annotations

import math

from PIL import Image, ImageFilter

from tools.pictures import wares
from tools.pictures.backdrop import CHALK, CLAY, INDIGO, OLIVE, SAND, floor, plaster, room, window_light
from tools.pictures.field import Field
from tools.pictures.leather import pouf, pouf_top, slipper, tote
from tools.pictures.light import inflated, lay, relief, stand, tinted, toned, with_alpha
from tools.pictures.noise import clouds
from tools.pictures.packaging import carton, ribboned, voucher
from tools.pictures.shape import box, ellipse, filled, scaled, smooth, traced
from tools.pictures.stage import Stage
from tools.pictures.tiles import laid, rosette, squares, star_and_cross
from tools.pictures.weave import fringed, knotted, striped

RGB = tuple[int, int, int]
WOOD: RGB = (172, 128, 88)
THREAD: RGB = (244, 232, 205)
BLUES: tuple[RGB, ...] = ((30, 62, 128), (232, 228, 214), (62, 132, 152), (222, 206, 172), (62, 132, 152))
GREENS: tuple[RGB, ...] = ((26, 98, 78), (234, 226, 204), (206, 148, 54), (230, 218, 190), (230, 218, 190))
KILIM_RED: tuple[RGB, ...] = ((146, 34, 34), (228, 204, 160), (172, 62, 38), (52, 34, 42))
KILIM_BLUE: tuple[RGB, ...] = ((40, 54, 104), (226, 216, 194), (84, 116, 156), (30, 38, 66))


def red_rug(stage: Stage) -> Image.Image:
    """A red rug with lozenges hanging on a plaster wall."""
    return _hung(stage, "rouge", SAND, (226, 208, 176))


def cream_rug(stage: Stage) -> Image.Image:
    """A cream rug with black lozenges hanging on an earthen wall."""
    return _hung(stage, "ecru", CLAY, (232, 221, 198))


def _hung(stage: Stage, kind: str, wall: RGB, warp: RGB) -> Image.Image:
    u = stage.unit
    picture = tinted(plaster(stage, stage.size, wall), window_light(stage, leaves=True), (1.06, 1.035, 0.985), (0.76, 0.72, 0.72))
    rug = wares.rug(stage, 640 * u, kind)
    hanging = toned(rug, _folds(rug.size) * 0.09 + 1.02)
    sprite = fringed(hanging, warp, round(62 * u), stage.rng)
    left, top = (picture.width - sprite.width) / 2, 96 * u
    pole = traced(picture.size, [[(left - 50 * u, top + 56 * u), (left + sprite.width + 50 * u, top + 56 * u)]], 20 * u)
    wood = relief(Image.new("RGB", picture.size, (120, 82, 54)), inflated(pole, 12 * u), 0.2)
    lay(picture, with_alpha(wood, pole), 0, 0, 14 * u)
    lay(picture, sprite, left, top, 16 * u, 0.7)
    return picture


def _folds(size: tuple[int, int]) -> Field:
    """Light on a cloth that hangs in slow waves."""
    return Field.across(size, [math.sin(x / 60 * 9) * 0.7 + math.sin(x / 60 * 17 + 1) * 0.3 for x in range(61)])


def red_rug_close(stage: Stage) -> Image.Image:
    """The knots of the red rug."""
    return _close(stage, "rouge")


def cream_rug_close(stage: Stage) -> Image.Image:
    """The deep pile of the cream rug."""
    return _close(stage, "ecru")


def _close(stage: Stage, kind: str) -> Image.Image:
    rug = wares.rug(stage, stage.size[0] * 1.7, kind, 110)
    turned = rug.rotate(9, Image.Resampling.BICUBIC)
    left, top = round(rug.width * 0.2), round(rug.height * 0.22)
    part = turned.crop((left, top, left + stage.size[0], top + stage.size[1]))
    return tinted(part, window_light(stage, leaves=False) * 0.7 + 0.25, (1.08, 1.05, 1.0), (0.66, 0.62, 0.62))


def red_cushion(stage: Stage) -> Image.Image:
    """A kilim cushion in red against a pale wall."""
    return _cushion(stage, KILIM_RED, CHALK)


def blue_cushion(stage: Stage) -> Image.Image:
    """A kilim cushion in indigo against an earthen wall."""
    return _cushion(stage, KILIM_BLUE, CLAY)


def _cushion(stage: Stage, inks: tuple[RGB, ...], wall: RGB) -> Image.Image:
    u = stage.unit
    picture = room(stage, wall, (206, 186, 158), "linen", 0.66)
    stand(picture, wares.cushion(stage, u * 1.02, inks), 500 * u, 1050 * u, 640 * u)
    return picture


def made_to_measure(stage: Stage) -> Image.Image:
    """Skeins of dyed wool on a folded rug."""
    u = stage.unit
    picture = floor(stage, CHALK, "plaster", leaves=True)
    rug = wares.rug(stage, 900 * u, "ecru", 110).crop((0, 0, round(900 * u), round(620 * u)))
    lay(picture, fringed(rug, (232, 221, 198), round(50 * u), stage.rng), 130 * u, 640 * u, 20 * u)
    colours = (wares.MADDER, wares.SAFFRON, wares.INDIGO, wares.OLIVE, (196, 104, 112))
    for index, colour in enumerate(colours):
        one = wares.skein(stage, u * 1.15, colour).rotate(stage.rng.uniform(-7, 7), Image.Resampling.BICUBIC, expand=True)
        lay(picture, one, (18 + index * 182) * u, (170 + (index % 2) * 50) * u, 20 * u)
    return picture


def blue_wall(stage: Stage) -> Image.Image:
    """A wall of stars and crosses in blue zellige."""
    return _tiled_wall(stage, BLUES)


def green_wall(stage: Stage) -> Image.Image:
    """A wall of stars and crosses in green zellige."""
    return _tiled_wall(stage, GREENS)


def _tiled_wall(stage: Stage, glazes: tuple[RGB, ...]) -> Image.Image:
    u = stage.unit
    wall = laid(stage.size, star_and_cross(stage.size, 250 * u, glazes, stage.rng, 4 * u), stage.rng, joint=4 * u, gloss=0.7)
    return tinted(wall, window_light(stage, leaves=True), (1.1, 1.07, 1.02), (0.66, 0.64, 0.66))


def table(stage: Stage) -> Image.Image:
    """A round table with a mosaic top on iron legs."""
    u = stage.unit
    picture = room(stage, SAND, (196, 150, 118), "plaster", 0.68)
    top = _table_top(stage, 640, GREENS)
    wide, tall = round(780 * u), round(300 * u)
    flat_top = top.resize((wide, tall), Image.Resampling.LANCZOS)
    whole = Image.new("RGBA", (wide, round(760 * u)))
    legs = [[(120, 190), (230, 470), (170, 735)], [(660, 190), (550, 470), (610, 735)], [(390, 260), (390, 500), (390, 752)],
            [(210, 430), (390, 470), (570, 430)]]
    iron = traced(whole.size, [scaled(smooth(leg, False), u) for leg in legs], 17 * u)
    lay(whole, with_alpha(relief(Image.new("RGB", whole.size, (66, 58, 54)), inflated(iron, 10 * u), 0.4), iron), 0, 0, 3 * u)
    edge = filled(whole.size, ellipse((wide / 2, tall / 2 + 20 * u), wide / 2 - 2, tall / 2 - 2, count=160))
    rim = Image.new("RGB", whole.size, (74, 62, 54))
    whole.paste(toned(rim, Field.across(whole.size, [1.7, 0.7])), (0, 0), edge)
    whole.alpha_composite(flat_top, (0, 0))
    stand(picture, whole, 500 * u, 1150 * u, 480 * u, 0.55)
    glass = wares.tea_glass(stage, u * 0.62)
    stand(picture, glass, 590 * u, 560 * u, 90 * u, glow=(250, 196, 90))
    return picture


def _table_top(stage: Stage, radius: float, glazes: tuple[RGB, ...]) -> Image.Image:
    u = stage.unit
    side = round(radius * 2 * u)
    pieces = rosette((side / 2, side / 2), side * 0.485, glazes, 5 * u, 24)
    surface = laid((side, side), pieces, stage.rng, joint=5 * u, gloss=0.6)
    return with_alpha(surface, filled((side, side), ellipse((side / 2, side / 2), side / 2 - 2, side / 2 - 2, count=200)))


def table_from_above(stage: Stage) -> Image.Image:
    """The table's mosaic from above."""
    u = stage.unit
    picture = floor(stage, (190, 140, 106), "plaster", leaves=True)
    top = _table_top(stage, 440, GREENS)
    lay(picture, top, (picture.width - top.width) / 2, 185 * u, 34 * u, 0.8)
    return tinted(picture, window_light(stage, leaves=False) * 0.5 + 0.5, (1.06, 1.04, 1.0), (0.74, 0.71, 0.71))


def coasters(stage: Stage) -> Image.Image:
    """Four coasters of zellige."""
    u = stage.unit
    picture = floor(stage, WOOD, "wood", leaves=True)
    palettes = (BLUES, GREENS, ((190, 92, 52), (236, 222, 190), (38, 62, 112), (214, 150, 60)), ((44, 40, 52), (230, 220, 196), (150, 60, 52), (206, 180, 130)))
    places = ((270, 350), (700, 330), (290, 810), (715, 830))
    for glazes, (x, y) in zip(palettes, places, strict=True):
        one = _coaster(stage, 360, glazes).rotate(stage.rng.uniform(-9, 9), Image.Resampling.BICUBIC, expand=True)
        lay(picture, one, x * u - one.width / 2, (y + 20) * u - one.height / 2, 18 * u, 0.75)
    return picture


def _coaster(stage: Stage, width: float, glazes: tuple[RGB, ...]) -> Image.Image:
    u = stage.unit
    side = round(width * u)
    size = (side, side)
    surface = laid(size, star_and_cross(size, side / 1.0, glazes, stage.rng, 4 * u), stage.rng, joint=4 * u, gloss=0.55)
    return with_alpha(surface, filled(size, box(2, 2, side - 2, side - 2, 14 * u)))


def white_slippers(stage: Stage) -> Image.Image:
    """A pair of white leather slippers."""
    return _slippers(stage, (232, 222, 204), (178, 150, 110), (178, 108, 76))


def yellow_slippers(stage: Stage) -> Image.Image:
    """A pair of yellow leather slippers."""
    return _slippers(stage, (226, 168, 44), THREAD, (208, 190, 164))


def red_slippers(stage: Stage) -> Image.Image:
    """A pair of red leather slippers."""
    return _slippers(stage, (164, 38, 36), (240, 206, 140), (214, 190, 158))


def _slippers(stage: Stage, colour: RGB, thread: RGB, ground: RGB) -> Image.Image:
    u = stage.unit
    picture = floor(stage, ground, "plaster", leaves=True)
    for x, turn, mirrored in ((310, 5, False), (690, -11, True)):
        one = slipper(stage, colour, thread, 860 * u, mirrored).rotate(turn, Image.Resampling.BICUBIC, expand=True)
        lay(picture, one, x * u - one.width / 2, (640 if mirrored else 600) * u - one.height / 2, 26 * u, 0.8)
    return picture


def natural_bag(stage: Stage) -> Image.Image:
    """A tote bag in natural leather."""
    return _bag(stage, (200, 136, 82), CHALK)


def cognac_bag(stage: Stage) -> Image.Image:
    """A tote bag in cognac leather."""
    return _bag(stage, (140, 66, 32), (206, 186, 158))


def _bag(stage: Stage, colour: RGB, wall: RGB) -> Image.Image:
    u = stage.unit
    picture = room(stage, wall, (182, 138, 106), "plaster", 0.68)
    stand(picture, tote(stage, colour, THREAD, u * 1.08), 500 * u, 1120 * u, 600 * u)
    return picture


def leather_pouf(stage: Stage) -> Image.Image:
    """A round pouf of stitched leather."""
    u = stage.unit
    picture = room(stage, CHALK, (190, 160, 130), "linen", 0.62)
    stand(picture, pouf(stage, (176, 98, 52), THREAD, u * 1.08), 500 * u, 1090 * u, 640 * u)
    return picture


def pouf_close(stage: Stage) -> Image.Image:
    """The pouf's embroidered top, close."""
    u = stage.unit
    picture = floor(stage, (196, 168, 136), "linen")
    top = pouf_top(stage, (176, 98, 52), THREAD, 1160 * u)
    lay(picture, top, -170 * u, 130 * u, 30 * u)
    return tinted(picture, window_light(stage, leaves=False) * 0.6 + 0.4, (1.06, 1.04, 1.0), (0.72, 0.69, 0.69))


def closed_tagine(stage: Stage) -> Image.Image:
    """A glazed tagine, closed."""
    u = stage.unit
    picture = room(stage, SAND, WOOD, "wood")
    stand(picture, wares.tagine(stage, u * 1.24), 500 * u, 1090 * u, 520 * u)
    return picture


def open_tagine(stage: Stage) -> Image.Image:
    """The tagine's dish, its cone set down behind."""
    u = stage.unit
    picture = room(stage, OLIVE, WOOD, "wood", 0.54)
    stand(picture, wares.tagine(stage, u * 0.98, closed=False), 680 * u, 950 * u, 520 * u)
    stand(picture, wares.dish(stage, u * 1.0), 390 * u, 1130 * u, 420 * u)
    return picture


def blue_bowl(stage: Stage) -> Image.Image:
    """A bowl painted in blue."""
    return _bowl(stage, (34, 58, 124), None, CHALK)


def green_bowl(stage: Stage) -> Image.Image:
    """A bowl painted in green."""
    return _bowl(stage, (30, 96, 70), (186, 132, 40), (206, 178, 150))


def ochre_bowl(stage: Stage) -> Image.Image:
    """A bowl painted in ochre."""
    return _bowl(stage, (180, 104, 34), (110, 44, 30), (150, 156, 150))


def _bowl(stage: Stage, ink: RGB, second: RGB | None, wall: RGB) -> Image.Image:
    u = stage.unit
    picture = room(stage, wall, (200, 174, 144), "linen")
    stand(picture, wares.bowl(stage, u * 1.36, ink, second=second), 500 * u, 1060 * u, 320 * u)
    return picture


def painted_vase(stage: Stage) -> Image.Image:
    """A tall vase painted in blue and rust."""
    u = stage.unit
    picture = room(stage, CLAY, CHALK, "plaster")
    stand(picture, wares.vase(stage, u * 1.16), 500 * u, 1120 * u, 260 * u)
    return picture


def vase_close(stage: Stage) -> Image.Image:
    """The vase's brushwork, close."""
    u = stage.unit
    picture = room(stage, CLAY, CHALK, "plaster", 0.9)
    body = wares.vase(stage, u * 2.5)
    picture.paste(body, (round(500 * u - body.width / 2), round(-420 * u)), body)
    return picture


def palm_basket(stage: Stage) -> Image.Image:
    """A woven palm basket with leather handles."""
    u = stage.unit
    picture = room(stage, CHALK, (196, 160, 124), "plaster", 0.64)
    stand(picture, wares.basket(stage, u * 1.14), 500 * u, 1110 * u, 480 * u)
    return picture


def weave_close(stage: Stage) -> Image.Image:
    """The basket's plaited palm, close."""
    pattern = Image.new("RGB", (64, 80), (208, 170, 106))
    for y in range(0, 80):
        for x in range(0, 64):
            band = (y // 2) % 14 in (5, 6) and (x + y) // 2 % 2
            tone = stage.rng.uniform(0.9, 1.08)
            base = (132, 66, 42) if band else (208, 170, 106)
            pattern.putpixel((x, y), (round(base[0] * tone), round(base[1] * tone), round(base[2] * tone)))
    woven = knotted(pattern, stage.size[0] / 50, stage.rng, 0.6, "plait").rotate(8, Image.Resampling.BICUBIC)
    left, top = (woven.width - stage.size[0]) // 2, (woven.height - stage.size[1]) // 2
    part = woven.crop((left, top, left + stage.size[0], top + stage.size[1]))
    return tinted(part, window_light(stage, leaves=True) * 0.8 + 0.2, (1.06, 1.04, 1.0), (0.66, 0.62, 0.6))


def red_cloth(stage: Stage) -> Image.Image:
    """A folded cloth striped in red."""
    return _cloth(stage, (168, 38, 40))


def blue_cloth(stage: Stage) -> Image.Image:
    """A folded cloth striped in blue."""
    return _cloth(stage, (38, 62, 118))


def _cloth(stage: Stage, colour: RGB) -> Image.Image:
    u = stage.unit
    picture = floor(stage, (206, 160, 126) if colour[2] > 90 else CHALK, "plaster", leaves=True)
    cream: RGB = (240, 232, 214)
    stripes = [(6, cream), (14, colour), (3, cream), (4, colour), (3, cream), (14, colour), (10, cream), (2, colour)]
    for width, height, left, top in ((760, 900, 120, 150), (740, 560, 134, 420), (720, 330, 148, 620)):
        pattern = striped(180, round(180 * height / width), stripes, cream)
        cloth = knotted(pattern, width * u / 180, stage.rng, 0.6, "rib")
        size = cloth.size
        mask = filled(size, box(3, 3, size[0] - 3, size[1] - 3, 16 * u))
        folds = inflated(mask, 36 * u) + clouds(stage.rng, size, 240 * u, 2) * 14 * u
        sprite = with_alpha(relief(cloth, folds), mask)
        whole = fringed(cloth, cream, round(46 * u), stage.rng) if width == 760 else sprite
        lay(picture, whole, left * u, top * u, 16 * u, 0.7)
    return picture


def straw_hat(stage: Stage) -> Image.Image:
    """A straw hat with wool pompoms."""
    u = stage.unit
    picture = room(stage, INDIGO, (214, 196, 170), "plaster", 0.6)
    stand(picture, wares.hat(stage, u * 1.06), 500 * u, 1090 * u, 700 * u)
    return picture


def gift_card(stage: Stage) -> Image.Image:
    """A gift card with a star, on an envelope."""
    u = stage.unit
    picture = floor(stage, (196, 120, 88), "plaster", leaves=True)
    envelope = voucher_back(stage, 760 * u).rotate(7, Image.Resampling.BICUBIC, expand=True)
    lay(picture, envelope, 110 * u, 400 * u, 14 * u)
    card = voucher(stage, 740 * u, (244, 236, 216), (38, 58, 112), (186, 84, 48)).rotate(-6, Image.Resampling.BICUBIC, expand=True)
    lay(picture, card, 120 * u, 320 * u, 18 * u, 0.75)
    return picture


def voucher_back(stage: Stage, width: float) -> Image.Image:
    """A plain envelope of kraft paper."""
    size = (round(width), round(width * 0.64))
    mask = filled(size, box(2, 2, size[0] - 2, size[1] - 2, 4))
    flap = Field.of(traced(size, [[(0, 0), (size[0] / 2, size[1] * 0.6), (size[0], 0)]], 5 * stage.unit)
                    .filter(ImageFilter.GaussianBlur(2 * stage.unit)))
    tone = clouds(stage.rng, size, 5 * stage.unit) * 0.06
    sheet = toned(Image.new("RGB", size, (198, 160, 112)), tone + 1)
    return with_alpha(relief(sheet, flap * -5 * stage.unit), mask)


def wrapped_boxes(stage: Stage) -> Image.Image:
    """Wrapped boxes with ribbons, stacked."""
    u = stage.unit
    picture = room(stage, (206, 178, 150), CHALK, "plaster", 0.64)
    gift_stack(stage, picture, 500, 1110, 1.0)
    return picture


def gift_stack(stage: Stage, picture: Image.Image, middle: float, foot: float, scale: float) -> None:
    """Three boxes, one on another, in place; in design units."""
    u = stage.unit * scale
    boxes = ((560, 210, 120, (180, 138, 92), "kraft", (150, 36, 34), 0, 0), (430, 190, 100, (46, 66, 104), "card", (224, 190, 120), -14, 262),
             (310, 150, 84, (232, 220, 196), "card", (178, 84, 52), 12, 496))
    for index, (wide, tall, deep, colour, kind, ribbon, shift, up) in enumerate(boxes):
        parcel = ribboned(stage, carton(stage, wide * u, tall * u, deep * u, colour, kind), deep * u, ribbon, index == 2)
        stand(picture, parcel, middle * stage.unit + shift * u, foot * stage.unit - up * u, wide * u * 0.96, 0.6 if index == 0 else 0.4)


def glazed_squares(stage: Stage, size: tuple[int, int], cell: float, glazes: tuple[RGB, ...]) -> Image.Image:
    """A lit surface of small glazed squares; sizes in pixels."""
    joint = 3 * stage.unit
    return laid(size, squares(size, cell, glazes, stage.rng, joint), stage.rng, joint=joint, gloss=0.6)
