"""Leather and palm."""

from __future__ import annotations

from PIL import Image

from tools.pictures import wares
from tools.pictures.backdrop import CHALK, INDIGO, floor, room, window_light
from tools.pictures.leather import pouf, pouf_top, slipper, tote
from tools.pictures.light import lay, stand, tinted
from tools.pictures.stage import Stage
from tools.pictures.weave import knotted

RGB = tuple[int, int, int]
THREAD: RGB = (244, 232, 205)


def white_slippers(stage: Stage) -> Image.Image:
    """Show a pair of white leather slippers."""
    return _slippers(stage, (232, 222, 204), (178, 150, 110), (178, 108, 76))


def yellow_slippers(stage: Stage) -> Image.Image:
    """Show a pair of yellow leather slippers."""
    return _slippers(stage, (226, 168, 44), THREAD, (208, 190, 164))


def red_slippers(stage: Stage) -> Image.Image:
    """Show a pair of red leather slippers."""
    return _slippers(stage, (164, 38, 36), (240, 206, 140), (214, 190, 158))


def _slippers(stage: Stage, colour: RGB, thread: RGB, ground: RGB) -> Image.Image:
    u = stage.unit
    picture = floor(stage, ground, "plaster", leaves=True)
    for x, turn, mirrored in ((310, 5, False), (690, -11, True)):
        one = slipper(stage, colour, thread, 860 * u, mirrored).rotate(turn, Image.Resampling.BICUBIC, expand=True)
        lay(picture, one, x * u - one.width / 2, (640 if mirrored else 600) * u - one.height / 2, 26 * u, 0.8)
    return picture


def natural_bag(stage: Stage) -> Image.Image:
    """Show a tote bag in natural leather."""
    return _bag(stage, (200, 136, 82), CHALK)


def cognac_bag(stage: Stage) -> Image.Image:
    """Show a tote bag in cognac leather."""
    return _bag(stage, (140, 66, 32), (206, 186, 158))


def _bag(stage: Stage, colour: RGB, wall: RGB) -> Image.Image:
    u = stage.unit
    picture = room(stage, wall, (182, 138, 106), "plaster", 0.68)
    stand(picture, tote(stage, colour, THREAD, u * 1.08), 500 * u, 1120 * u, 600 * u)
    return picture


def leather_pouf(stage: Stage) -> Image.Image:
    """Show a round pouf of stitched leather."""
    u = stage.unit
    picture = room(stage, CHALK, (190, 160, 130), "linen", 0.62)
    stand(picture, pouf(stage, (176, 98, 52), THREAD, u * 1.08), 500 * u, 1090 * u, 640 * u)
    return picture


def pouf_close(stage: Stage) -> Image.Image:
    """Show the pouf's embroidered top, close."""
    u = stage.unit
    picture = floor(stage, (196, 168, 136), "linen")
    top = pouf_top(stage, (176, 98, 52), THREAD, 1160 * u)
    lay(picture, top, -170 * u, 130 * u, 30 * u)
    return tinted(picture, window_light(stage, leaves=False) * 0.6 + 0.4, (1.06, 1.04, 1.0), (0.72, 0.69, 0.69))


def palm_basket(stage: Stage) -> Image.Image:
    """Show a woven palm basket with leather handles."""
    u = stage.unit
    picture = room(stage, CHALK, (196, 160, 124), "plaster", 0.64)
    stand(picture, wares.basket(stage, u * 1.14), 500 * u, 1110 * u, 480 * u)
    return picture


def weave_close(stage: Stage) -> Image.Image:
    """Show the basket's plaited palm, close."""
    pattern = Image.new("RGB", (64, 80), (208, 170, 106))
    for y in range(80):
        for x in range(64):
            band = (y // 2) % 14 in (5, 6) and (x + y) // 2 % 2
            tone = stage.rng.uniform(0.9, 1.08)
            base = (132, 66, 42) if band else (208, 170, 106)
            pattern.putpixel((x, y), (round(base[0] * tone), round(base[1] * tone), round(base[2] * tone)))
    woven = knotted(pattern, stage.size[0] / 50, stage.rng, 0.6, "plait").rotate(8, Image.Resampling.BICUBIC)
    left, top = (woven.width - stage.size[0]) // 2, (woven.height - stage.size[1]) // 2
    part = woven.crop((left, top, left + stage.size[0], top + stage.size[1]))
    return tinted(part, window_light(stage, leaves=True) * 0.8 + 0.2, (1.06, 1.04, 1.0), (0.66, 0.62, 0.6))


def straw_hat(stage: Stage) -> Image.Image:
    """Show a straw hat with wool pompoms."""
    u = stage.unit
    picture = room(stage, INDIGO, (214, 196, 170), "plaster", 0.6)
    stand(picture, wares.hat(stage, u * 1.06), 500 * u, 1090 * u, 700 * u)
    return picture
