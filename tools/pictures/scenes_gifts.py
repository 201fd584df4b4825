"""Gift cards and wrapped boxes."""

from __future__ import annotations

from PIL import Image, ImageFilter

from tools.pictures.backdrop import CHALK, floor, room
from tools.pictures.field import Field
from tools.pictures.light import lay, relief, stand, toned, with_alpha
from tools.pictures.noise import clouds
from tools.pictures.packaging import carton, ribboned, voucher
from tools.pictures.shape import box, filled, traced
from tools.pictures.stage import Stage

RGB = tuple[int, int, int]


def gift_card(stage: Stage) -> Image.Image:
    """Show a gift card with a star, on an envelope."""
    u = stage.unit
    picture = floor(stage, (196, 120, 88), "plaster", leaves=True)
    envelope = voucher_back(stage, 760 * u).rotate(7, Image.Resampling.BICUBIC, expand=True)
    lay(picture, envelope, 110 * u, 400 * u, 14 * u)
    card = voucher(stage, 740 * u, (244, 236, 216), (38, 58, 112), (186, 84, 48)).rotate(
        -6, Image.Resampling.BICUBIC, expand=True
    )
    lay(picture, card, 120 * u, 320 * u, 18 * u, 0.75)
    return picture


def voucher_back(stage: Stage, width: float) -> Image.Image:
    """Show a plain envelope of kraft paper."""
    size = (round(width), round(width * 0.64))
    mask = filled(size, box(2, 2, size[0] - 2, size[1] - 2, 4))
    flap = Field.of(
        traced(size, [[(0, 0), (size[0] / 2, size[1] * 0.6), (size[0], 0)]], 5 * stage.unit).filter(
            ImageFilter.GaussianBlur(2 * stage.unit)
        )
    )
    tone = clouds(stage.rng, size, 5 * stage.unit) * 0.06
    sheet = toned(Image.new("RGB", size, (198, 160, 112)), tone + 1)
    return with_alpha(relief(sheet, flap * -5 * stage.unit), mask)


def wrapped_boxes(stage: Stage) -> Image.Image:
    """Show wrapped boxes with ribbons, stacked."""
    picture = room(stage, (206, 178, 150), CHALK, "plaster", 0.64)
    gift_stack(stage, picture, 500, 1110, 1.0)
    return picture


def gift_stack(stage: Stage, picture: Image.Image, middle: float, foot: float, scale: float) -> None:
    """Three boxes, one on another, in place; in design units."""
    u = stage.unit * scale
    boxes = (
        (560, 210, 120, (180, 138, 92), "kraft", (150, 36, 34), 0, 0),
        (430, 190, 100, (46, 66, 104), "card", (224, 190, 120), -14, 262),
        (310, 150, 84, (232, 220, 196), "card", (178, 84, 52), 12, 496),
    )
    for index, (wide, tall, deep, colour, kind, ribbon, shift, up) in enumerate(boxes):
        parcel = ribboned(
            stage, carton(stage, wide * u, tall * u, deep * u, colour, kind), deep * u, ribbon, index == 2
        )
        stand(
            picture,
            parcel,
            middle * stage.unit + shift * u,
            foot * stage.unit - up * u,
            wide * u * 0.96,
            0.6 if index == 0 else 0.4,
        )
