"""Rugs, cushions, wool and striped cloth."""

from __future__ import annotations

import math

from PIL import Image

from tools.pictures import wares
from tools.pictures.backdrop import CHALK, CLAY, SAND, floor, plaster, room, window_light
from tools.pictures.field import Field
from tools.pictures.light import inflated, lay, relief, stand, tinted, toned, with_alpha
from tools.pictures.noise import clouds
from tools.pictures.shape import box, filled, traced
from tools.pictures.stage import Stage
from tools.pictures.weave import fringed, knotted, striped

RGB = tuple[int, int, int]
KILIM_RED: tuple[RGB, ...] = ((146, 34, 34), (228, 204, 160), (172, 62, 38), (52, 34, 42))
KILIM_BLUE: tuple[RGB, ...] = ((40, 54, 104), (226, 216, 194), (84, 116, 156), (30, 38, 66))


def red_rug(stage: Stage) -> Image.Image:
    """Show a red rug with lozenges hanging on a plaster wall."""
    return _hung(stage, "rouge", SAND, (226, 208, 176))


def cream_rug(stage: Stage) -> Image.Image:
    """Show a cream rug with black lozenges hanging on an earthen wall."""
    return _hung(stage, "ecru", CLAY, (232, 221, 198))


def _hung(stage: Stage, kind: str, wall: RGB, warp: RGB) -> Image.Image:
    u = stage.unit
    picture = tinted(
        plaster(stage, stage.size, wall), window_light(stage, leaves=True), (1.06, 1.035, 0.985), (0.76, 0.72, 0.72)
    )
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
    """Show the knots of the red rug."""
    return _close(stage, "rouge")


def cream_rug_close(stage: Stage) -> Image.Image:
    """Show the deep pile of the cream rug."""
    return _close(stage, "ecru")


def _close(stage: Stage, kind: str) -> Image.Image:
    rug = wares.rug(stage, stage.size[0] * 1.7, kind, 110)
    turned = rug.rotate(9, Image.Resampling.BICUBIC)
    left, top = round(rug.width * 0.2), round(rug.height * 0.22)
    part = turned.crop((left, top, left + stage.size[0], top + stage.size[1]))
    return tinted(part, window_light(stage, leaves=False) * 0.7 + 0.25, (1.08, 1.05, 1.0), (0.66, 0.62, 0.62))


def red_cushion(stage: Stage) -> Image.Image:
    """Show a kilim cushion in red against a pale wall."""
    return _cushion(stage, KILIM_RED, CHALK)


def blue_cushion(stage: Stage) -> Image.Image:
    """Show a kilim cushion in indigo against an earthen wall."""
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
    rug = wares.rug(stage, 780 * u, "ecru", 110).crop((0, 0, round(780 * u), round(620 * u)))
    lay(picture, fringed(rug, (232, 221, 198), round(50 * u), stage.rng), 106 * u, 640 * u, 20 * u)
    colours = (wares.MADDER, wares.SAFFRON, wares.INDIGO, wares.OLIVE, (196, 104, 112))
    for index, colour in enumerate(colours):
        one = wares.skein(stage, u * 1.02, colour).rotate(
            stage.rng.uniform(-7, 7), Image.Resampling.BICUBIC, expand=True
        )
        lay(picture, one, (index * 182 - 10) * u, (170 + (index % 2) * 50) * u, 20 * u)
    return picture


def red_cloth(stage: Stage) -> Image.Image:
    """Show a folded cloth striped in red."""
    return _cloth(stage, (168, 38, 40))


def blue_cloth(stage: Stage) -> Image.Image:
    """Show a folded cloth striped in blue."""
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
