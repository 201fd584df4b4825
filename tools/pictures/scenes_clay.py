"""Tiles and pottery."""

from __future__ import annotations

from PIL import Image

from tools.pictures import wares
from tools.pictures.backdrop import CHALK, CLAY, OLIVE, SAND, floor, room, window_light
from tools.pictures.field import Field
from tools.pictures.light import inflated, lay, relief, stand, tinted, toned, with_alpha
from tools.pictures.shape import box, ellipse, filled, scaled, smooth, traced
from tools.pictures.stage import Stage
from tools.pictures.tiles import laid, rosette, star_and_cross

RGB = tuple[int, int, int]
WOOD: RGB = (172, 128, 88)
BLUES: tuple[RGB, ...] = ((30, 62, 128), (232, 228, 214), (62, 132, 152), (222, 206, 172), (62, 132, 152))
GREENS: tuple[RGB, ...] = ((26, 98, 78), (234, 226, 204), (206, 148, 54), (230, 218, 190), (230, 218, 190))


def blue_wall(stage: Stage) -> Image.Image:
    """Show a wall of stars and crosses in blue zellige."""
    return _tiled_wall(stage, BLUES)


def green_wall(stage: Stage) -> Image.Image:
    """Show a wall of stars and crosses in green zellige."""
    return _tiled_wall(stage, GREENS)


def _tiled_wall(stage: Stage, glazes: tuple[RGB, ...]) -> Image.Image:
    u = stage.unit
    wall = laid(
        stage.size, star_and_cross(stage.size, 250 * u, glazes, stage.rng, 4 * u), stage.rng, joint=4 * u, gloss=0.7
    )
    return tinted(wall, window_light(stage, leaves=True), (1.1, 1.07, 1.02), (0.66, 0.64, 0.66))


def table(stage: Stage) -> Image.Image:
    """Show a round table with a mosaic top on iron legs."""
    u = stage.unit
    picture = room(stage, SAND, (196, 150, 118), "plaster", 0.68)
    top = _table_top(stage, 640, GREENS)
    wide, tall = round(780 * u), round(300 * u)
    flat_top = top.resize((wide, tall), Image.Resampling.LANCZOS)
    whole = Image.new("RGBA", (wide, round(760 * u)))
    legs = [
        [(120, 190), (230, 470), (170, 735)],
        [(660, 190), (550, 470), (610, 735)],
        [(390, 260), (390, 500), (390, 752)],
        [(210, 430), (390, 470), (570, 430)],
    ]
    iron = traced(whole.size, [scaled(smooth(leg, False), u) for leg in legs], 17 * u)
    lay(
        whole,
        with_alpha(relief(Image.new("RGB", whole.size, (66, 58, 54)), inflated(iron, 10 * u), 0.4), iron),
        0,
        0,
        3 * u,
    )
    edge = filled(whole.size, ellipse((wide / 2, tall / 2 + 20 * u), wide / 2 - 2, tall / 2 - 2, count=160))
    rim = Image.new("RGB", whole.size, (74, 62, 54))
    whole.paste(toned(rim, Field.across(whole.size, [1.7, 0.7])), (0, 0), edge)
    whole.alpha_composite(flat_top, (0, 0))
    stand(picture, whole, 500 * u, 1150 * u, 480 * u, 0.55)
    glass = wares.tea_glass(u * 0.62)
    stand(picture, glass, 590 * u, 560 * u, 90 * u, glow=(250, 196, 90))
    return picture


def _table_top(stage: Stage, radius: float, glazes: tuple[RGB, ...]) -> Image.Image:
    u = stage.unit
    side = round(radius * 2 * u)
    pieces = rosette((side / 2, side / 2), side * 0.485, glazes, 5 * u, 24)
    surface = laid((side, side), pieces, stage.rng, joint=5 * u, gloss=0.6)
    return with_alpha(
        surface, filled((side, side), ellipse((side / 2, side / 2), side / 2 - 2, side / 2 - 2, count=200))
    )


def table_from_above(stage: Stage) -> Image.Image:
    """Show the table's mosaic from above."""
    u = stage.unit
    picture = floor(stage, (190, 140, 106), "plaster", leaves=True)
    top = _table_top(stage, 440, GREENS)
    lay(picture, top, (picture.width - top.width) / 2, 185 * u, 34 * u, 0.8)
    return tinted(picture, window_light(stage, leaves=False) * 0.5 + 0.5, (1.06, 1.04, 1.0), (0.74, 0.71, 0.71))


def coasters(stage: Stage) -> Image.Image:
    """Four coasters of zellige."""
    u = stage.unit
    picture = floor(stage, WOOD, "wood", leaves=True)
    palettes = (
        BLUES,
        GREENS,
        ((190, 92, 52), (236, 222, 190), (38, 62, 112), (214, 150, 60)),
        ((44, 40, 52), (230, 220, 196), (150, 60, 52), (206, 180, 130)),
    )
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


def closed_tagine(stage: Stage) -> Image.Image:
    """Show a glazed tagine, closed."""
    u = stage.unit
    picture = room(stage, SAND, WOOD, "wood")
    stand(picture, wares.tagine(stage, u * 1.24), 500 * u, 1090 * u, 520 * u)
    return picture


def open_tagine(stage: Stage) -> Image.Image:
    """Show the tagine's dish, its cone set down behind."""
    u = stage.unit
    picture = room(stage, OLIVE, WOOD, "wood", 0.54)
    stand(picture, wares.tagine(stage, u * 0.98, closed=False), 680 * u, 950 * u, 520 * u)
    stand(picture, wares.dish(stage, u * 1.0), 390 * u, 1130 * u, 420 * u)
    return picture


def blue_bowl(stage: Stage) -> Image.Image:
    """Show a bowl painted in blue."""
    return _bowl(stage, (34, 58, 124), (120, 148, 190), CHALK)


def green_bowl(stage: Stage) -> Image.Image:
    """Show a bowl painted in green."""
    return _bowl(stage, (30, 96, 70), (186, 132, 40), (206, 178, 150))


def ochre_bowl(stage: Stage) -> Image.Image:
    """Show a bowl painted in ochre."""
    return _bowl(stage, (180, 104, 34), (110, 44, 30), (150, 156, 150))


def _bowl(stage: Stage, ink: RGB, second: RGB | None, wall: RGB) -> Image.Image:
    u = stage.unit
    picture = room(stage, wall, (200, 174, 144), "linen")
    glaze = (round(ink[0] * 0.55 + 100), round(ink[1] * 0.55 + 96), round(ink[2] * 0.55 + 86))
    stand(picture, wares.bowl(stage, u * 1.36, ink, glaze, second), 500 * u, 1060 * u, 320 * u)
    return picture


def painted_vase(stage: Stage) -> Image.Image:
    """Show a tall vase painted in blue and rust."""
    u = stage.unit
    picture = room(stage, CLAY, CHALK, "plaster")
    stand(picture, wares.vase(stage, u * 1.16), 500 * u, 1120 * u, 260 * u)
    return picture


def vase_close(stage: Stage) -> Image.Image:
    """Show the vase's brushwork, close."""
    u = stage.unit
    picture = room(stage, CLAY, CHALK, "plaster", 0.9)
    body = wares.vase(stage, u * 2.5)
    picture.paste(body, (round(500 * u - body.width / 2), round(-420 * u)), body)
    return picture
