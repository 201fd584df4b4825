"""Oil, honey, saffron, roses, soap: what is eaten and what is good for the skin."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageFilter

from tools.pictures import wares
from tools.pictures.backdrop import CHALK, CLAY, OLIVE, ROSE, SAND, floor, room
from tools.pictures.botany import almond, bud, heap, leaf, nut, petal, sprig, threads
from tools.pictures.field import Field
from tools.pictures.glass import Filling, cap
from tools.pictures.light import coloured, darken, flat, inflated, lay, relief, stand, tinted, with_alpha
from tools.pictures.noise import clouds
from tools.pictures.packaging import crate, shavings
from tools.pictures.shape import ellipse, filled, scaled, smooth, traced
from tools.pictures.stage import Stage

RGB = tuple[int, int, int]
WOOD: RGB = (172, 128, 88)
WALNUT: RGB = (112, 78, 54)
AMBER: RGB = (244, 170, 74)


def argan_oil(stage: Stage) -> Image.Image:
    """Show a bottle of amber oil, nuts and kernels at its foot."""
    u = stage.unit
    picture = room(stage, SAND, WOOD, "wood")
    stand(picture, wares.oil_bottle(u * 1.1), 480 * u, 1070 * u, 300 * u, glow=AMBER)
    heap(picture, nut, stage.rng, (690 * u, 1100 * u), (120 * u, 26 * u), 9, 82 * u)
    heap(picture, almond, stage.rng, (330 * u, 1140 * u), (120 * u, 16 * u), 6, 58 * u)
    return picture


def argan_nuts(stage: Stage) -> Image.Image:
    """Show a clay bowl full of argan nuts, from above."""
    u = stage.unit
    picture = floor(stage, CHALK, "linen", leaves=True)
    _round_dish(stage, picture, (500, 600), 350, (176, 92, 56))
    heap(picture, nut, stage.rng, (500 * u, 600 * u), (296 * u, 296 * u), 210, 98 * u)
    heap(picture, nut, stage.rng, (840 * u, 1120 * u), (90 * u, 60 * u), 5, 98 * u)
    heap(picture, leaf, stage.rng, (130 * u, 1120 * u), (110 * u, 80 * u), 9, 120 * u)
    return picture


def _round_dish(
    stage: Stage,
    picture: Image.Image,
    middle: tuple[float, float],
    radius: float,
    colour: RGB,
    inside: RGB | None = None,
) -> None:
    """Show a bowl from above, empty, in place; in design units."""
    u = stage.unit
    side = round(radius * 2.1 * u)
    half = side / 2
    outer = filled((side, side), ellipse((half, half), radius * u, radius * u, count=160))
    hollow = filled((side, side), ellipse((half, half), radius * 0.91 * u, radius * 0.91 * u, count=160))
    rim = ImageChops.subtract(outer, hollow)
    clay = flat((side, side), colour, clouds(stage.rng, (side, side), 30 * u) * 0.08)
    lay(
        picture,
        with_alpha(relief(clay, inflated(rim, 18 * u), 0.35), outer),
        middle[0] * u - half,
        middle[1] * u - half,
        22 * u,
    )
    slope = (Field.across((side, side), [-1, 1]) * 0.7 + Field.down((side, side), [-1, 1]) * 0.6) * 0.6 + 0.45
    well = coloured(flat((side, side), inside or colour), slope.clip())
    picture.paste(well, (round(middle[0] * u - half), round(middle[1] * u - half)), hollow)


def argan_serum(stage: Stage) -> Image.Image:
    """Show a small dropper bottle with an olive sprig."""
    u = stage.unit
    picture = room(stage, OLIVE, CHALK, "plaster")
    _plinth(stage, picture, 500, 1120, 330, 120, (226, 212, 190))
    stand(picture, wares.dropper(u * 1.12), 500 * u, 1010 * u, 250 * u, glow=(250, 214, 120))
    heap(picture, leaf, stage.rng, (240 * u, 1170 * u), (150 * u, 24 * u), 9, 120 * u)
    heap(picture, almond, stage.rng, (780 * u, 1170 * u), (90 * u, 20 * u), 4, 62 * u)
    return picture


def _plinth(
    stage: Stage, picture: Image.Image, x: float, foot: float, radius: float, height: float, colour: RGB
) -> None:
    u = stage.unit
    body = cap([(0, radius), (height, radius)], u, colour, 0.0)
    stand(picture, body, x * u, foot * u, radius * 2 * u)


def spread(stage: Stage) -> Image.Image:
    """Show a jar of amlou with a cork lid, almonds around it."""
    u = stage.unit
    picture = room(stage, CLAY, WOOD, "wood")
    stand(picture, wares.jar(u * 1.35, wares.SPREAD, cover="cork"), 500 * u, 1060 * u, 430 * u)
    heap(picture, almond, stage.rng, (280 * u, 1130 * u), (170 * u, 26 * u), 13, 76 * u)
    heap(picture, nut, stage.rng, (790 * u, 1120 * u), (80 * u, 18 * u), 4, 86 * u)
    return picture


def spread_from_above(stage: Stage) -> Image.Image:
    """Show a bowl of amlou from above with a wooden spoon."""
    u = stage.unit
    picture = floor(stage, (206, 178, 140), "linen")
    _round_dish(stage, picture, (500, 580), 370, (60, 92, 96), (226, 214, 190))
    side = round(640 * u)
    mask = filled((side, side), ellipse((side / 2, side / 2), 312 * u, 312 * u, count=160))
    swirl = Field.constant((side, side), 0.0)
    for reach in (278, 214, 150, 84):
        drift = [stage.rng.uniform(0.86, 1.08) for _ in range(8)]
        turns = [stage.rng.uniform(0.1, 0.5) + index * 0.785 for index in range(8)]
        path = smooth(
            [
                (side / 2 + reach * d * math.cos(t) * u, side / 2 + reach * d * math.sin(t) * u)
                for d, t in zip(drift, turns, strict=True)
            ]
        )
        swirl = swirl + Field.of(traced((side, side), [path], 20 * u).filter(ImageFilter.GaussianBlur(14 * u)))
    height = swirl.soft(6 * u) * 22 * u + clouds(stage.rng, (side, side), 90 * u) * 5 * u
    paste = relief(flat((side, side), (166, 106, 62), clouds(stage.rng, (side, side), 8 * u) * 0.12), height, 0.65, 26)
    lay(picture, with_alpha(paste, mask), 500 * u - side / 2, 580 * u - side / 2, 3 * u)
    _spoon(stage, picture, (560, 560), (900, 1130))
    heap(picture, almond, stage.rng, (190 * u, 1090 * u), (130 * u, 90 * u), 12, 86 * u)
    return picture


def _spoon(stage: Stage, picture: Image.Image, head: tuple[float, float], end: tuple[float, float]) -> None:
    u = stage.unit
    path = smooth([head, ((head[0] * 2 + end[0]) / 3 + 6, (head[1] * 2 + end[1]) / 3), end], False)
    mask = traced(picture.size, [scaled(path, u)], 26 * u)
    mask.paste(255, (0, 0), filled(picture.size, ellipse((head[0] * u, head[1] * u), 96 * u, 66 * u, 1.03)))
    wood = flat(picture.size, (150, 98, 58), clouds(stage.rng, picture.size, 26 * u) * 0.14)
    lay(picture, with_alpha(relief(wood, inflated(mask, 26 * u), 0.2), mask), 0, 0, 10 * u)
    well = filled(picture.size, ellipse((head[0] * u, head[1] * u), 74 * u, 48 * u, 1.03))
    darken(picture, well.filter(ImageFilter.GaussianBlur(4 * u)), 0.35)
    inner = inflated(well, 40 * u)
    picture.paste(relief(flat(picture.size, (160, 100, 58)), inner, 0.7), (0, 0), well)


def soaps(stage: Stage) -> Image.Image:
    """Natural soap bars in a stack."""
    u = stage.unit
    picture = room(stage, CHALK, (214, 196, 172), "linen")
    stack = ((500, 1120, (206, 190, 132), -10), (510, 940, (226, 206, 172), 14), (488, 760, (192, 160, 112), -8))
    for x, foot, colour, shift in stack:
        stand(picture, wares.soap(stage, u * 1.12, colour), (x + shift) * u, foot * u, 440 * u)
    heap(picture, nut, stage.rng, (820 * u, 1140 * u), (80 * u, 20 * u), 4, 84 * u)
    heap(picture, leaf, stage.rng, (180 * u, 1150 * u), (110 * u, 24 * u), 7, 120 * u)
    return picture


def saffron(stage: Stage) -> Image.Image:
    """Show a dish of saffron threads from above, a few spilled."""
    u = stage.unit
    picture = floor(stage, WALNUT, "wood")
    _round_dish(stage, picture, (500, 600), 390, (232, 222, 202), (240, 232, 214))
    threads(picture, (500 * u, 600 * u), (250 * u, 250 * u), 130 * u, 900, stage.rng)
    threads(picture, (800 * u, 1090 * u), (150 * u, 110 * u), 120 * u, 36, stage.rng)
    return picture


def saffron_close(stage: Stage) -> Image.Image:
    """Saffron threads, close."""
    u = stage.unit
    picture = floor(stage, (226, 208, 178), "linen")
    threads(picture, (500 * u, 620 * u), (620 * u, 720 * u), 330 * u, 460, stage.rng)
    return picture


def infusion(stage: Stage) -> Image.Image:
    """Show a painted tin of verbena and saffron, a glass of tea."""
    u = stage.unit
    picture = room(stage, (196, 182, 140), WOOD, "wood")
    stand(picture, wares.tin(stage, u * 1.2), 400 * u, 1030 * u, 360 * u)
    stand(picture, wares.tea_glass(u * 1.3), 730 * u, 1100 * u, 190 * u, glow=(250, 196, 90))
    heap(picture, leaf, stage.rng, (330 * u, 1140 * u), (180 * u, 26 * u), 16, 110 * u)
    return picture


def rose_water(stage: Stage) -> Image.Image:
    """Show a bottle of rose water with its spray, petals around it."""
    u = stage.unit
    picture = room(stage, ROSE, CHALK, "plaster")
    stand(picture, wares.spray_bottle(u * 1.12), 500 * u, 1060 * u, 240 * u, glow=(250, 190, 190))
    heap(picture, petal, stage.rng, (290 * u, 1120 * u), (190 * u, 40 * u), 13, 100 * u)
    heap(picture, petal, stage.rng, (760 * u, 1110 * u), (130 * u, 36 * u), 7, 92 * u)
    return picture


def rose_buds(stage: Stage) -> Image.Image:
    """Show a bowl of dried rose buds from above."""
    u = stage.unit
    picture = floor(stage, (226, 206, 188), "linen", leaves=True)
    _round_dish(stage, picture, (500, 600), 350, (58, 82, 110), (232, 222, 204))
    heap(picture, bud, stage.rng, (500 * u, 600 * u), (290 * u, 290 * u), 190, 108 * u)
    heap(picture, bud, stage.rng, (190 * u, 1110 * u), (100 * u, 70 * u), 5, 108 * u)
    return picture


def rose_buds_close(stage: Stage) -> Image.Image:
    """Dried rose buds, close."""
    u = stage.unit
    picture = floor(stage, (140, 66, 74), "linen")
    heap(picture, bud, stage.rng, (500 * u, 640 * u), (640 * u, 780 * u), 130, 240 * u, 0.05)
    return picture


def rose_jelly(stage: Stage) -> Image.Image:
    """Show a jar of pink jelly, petals and a bud."""
    u = stage.unit
    picture = room(stage, (214, 190, 176), (206, 170, 150), "plaster")
    stand(picture, wares.jar(u * 1.35, wares.JELLY, (160, 50, 76)), 500 * u, 1060 * u, 430 * u, glow=(246, 140, 150))
    heap(picture, petal, stage.rng, (260 * u, 1140 * u), (150 * u, 26 * u), 8, 96 * u)
    heap(picture, bud, stage.rng, (800 * u, 1120 * u), (60 * u, 18 * u), 3, 104 * u)
    return picture


def dark_honey(stage: Stage) -> Image.Image:
    """Show a jar of dark amber honey with a wooden dipper beside it."""
    u = stage.unit
    picture = room(stage, (206, 168, 120), WALNUT, "wood")
    stand(
        picture, wares.jar(u * 1.35, wares.DARK_HONEY, (140, 70, 30)), 440 * u, 1060 * u, 430 * u, glow=(240, 150, 50)
    )
    lying = wares.wooden_dipper(stage, u * 1.0).rotate(64, Image.Resampling.BICUBIC, expand=True)
    lay(picture, lying, 420 * u, 950 * u, 12 * u)
    return picture


def honeycomb(stage: Stage) -> Image.Image:
    """Show a piece of honeycomb, close, its cells full."""
    u = stage.unit
    size, cell = stage.size, 74 * u
    walls, cells = [], []
    for row in range(-1, round(size[1] / cell / 0.86) + 2):
        for column in range(-1, round(size[0] / cell) + 2):
            middle = (
                (column + (row % 2) / 2) * cell + stage.rng.uniform(-2, 2) * u,
                row * cell * 0.866 + stage.rng.uniform(-2, 2) * u,
            )
            cells.append(ellipse(middle, cell * 0.5, cell * 0.5, 0.5236, 6))
            walls.append([*cells[-1], cells[-1][0]])
    wax = Field.of(traced(size, walls, 13 * u).filter(ImageFilter.GaussianBlur(4 * u))).soft(3 * u)
    fill = clouds(stage.rng, size, 400 * u, 2) * 0.35 + clouds(stage.rng, size, cell * 0.9, 1) * 0.4 + 0.5
    honey = Image.merge(
        "RGB", [((fill * (h - w) + w) * (1 / 255)).mask() for w, h in zip((150, 62, 4), (250, 176, 40), strict=True)]
    )
    honey.paste((246, 206, 116), (0, 0), (wax * 1.4).clip().mask())
    height = wax * 34 * u + clouds(stage.rng, size, 50 * u, 2) * 3 * u
    return tinted(
        relief(honey, height, 0.7, 18),
        clouds(stage.rng, size, 600 * u, 1) * 0.4 + 0.7,
        (1.1, 1.06, 1.0),
        (0.62, 0.58, 0.56),
    )


def thyme_honey(stage: Stage) -> Image.Image:
    """Show a jar of pale honey with sprigs of thyme."""
    u = stage.unit
    picture = room(stage, (198, 190, 160), (208, 184, 150), "linen")
    stand(
        picture, wares.jar(u * 1.35, wares.LIGHT_HONEY, (92, 104, 56)), 500 * u, 1050 * u, 430 * u, glow=(252, 206, 100)
    )
    for x, y in ((120, 960), (620, 990), (240, 1000)):
        lay(picture, sprig(stage.rng, 300 * u), x * u, (y - 60) * u, 5 * u)
    return picture


def three_honeys(stage: Stage) -> Image.Image:
    """Three jars of honey in a wooden box."""
    u = stage.unit
    picture = room(stage, SAND, (190, 150, 110), "plaster")
    inks = ((140, 70, 30), (92, 104, 56), (160, 60, 40))
    jars = [
        (wares.jar(u * 0.78, honey, ink), 330.0 + i * 170)
        for i, (honey, ink) in enumerate(zip(wares.HONEYS, inks, strict=True))
    ]
    boxed(stage, picture, jars, (230, 870, 1100))
    return picture


def boxed(
    stage: Stage,
    picture: Image.Image,
    goods: list[tuple[Image.Image, float]],
    place: tuple[float, float, float],
    wood: RGB = (206, 164, 112),
) -> None:
    """Show an open crate with goods that look out of it, in place; `place` is left, right and foot in design units."""
    u = stage.unit
    left, right, foot = place
    width, height, depth = (right - left) * u * 0.93, 170 * u, 120 * u
    back, front = crate(stage, width, height, depth, wood)
    middle = (left + right) / 2 * u
    stand(picture, back, middle, foot * u, width, 0.0)
    stand(picture, front, middle, foot * u, width)
    picture.paste(back, (round(middle - back.width / 2), round(foot * u - back.height)), back)
    for sprite, x in goods:
        lay(picture, sprite, x * u - sprite.width / 2, (foot - 80) * u - sprite.height, 7 * u, 0.6)
    corner = middle - width / 2
    shavings(
        stage,
        picture,
        (corner + 30 * u, foot * u - height - 34 * u, corner + width - 30 * u, foot * u - height + 6 * u),
    )
    picture.paste(front, (round(middle - front.width / 2), round(foot * u - front.height)), front)


def terroir_box(stage: Stage) -> Image.Image:
    """Show a crate with argan oil, honey and saffron."""
    u = stage.unit
    picture = room(stage, CLAY, (214, 192, 164), "plaster")
    saffron_jar = wares.jar(
        u * 0.66, Filling((112, 12, 8), (206, 46, 22), 60, cloudy=True), wares.SAFFRON, cover="cork"
    )
    goods = [(wares.oil_bottle(u * 0.86), 378.0), (wares.jar(u * 0.82, wares.DARK_HONEY), 560.0), (saffron_jar, 720.0)]
    boxed(stage, picture, goods, (230, 840, 1110))
    return picture
