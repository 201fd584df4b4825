"""Soap and a honey dipper. `unit` is pixels per design unit."""

from __future__ import annotations

from PIL import Image

from tools.pictures.field import Field
from tools.pictures.glass import window
from tools.pictures.lathe import turned
from tools.pictures.light import coloured, flat, inflated, lay, relief, with_alpha
from tools.pictures.noise import clouds, fibres
from tools.pictures.shape import box, filled, scaled, star, traced
from tools.pictures.stage import Stage

RGB = tuple[int, int, int]


def soap(stage: Stage, unit: float, colour: RGB, stamp: bool = True) -> Image.Image:
    """Make a bar of soap from the front and slightly above; 420 wide, about 200 high."""
    size = (round(430 * unit), round(214 * unit))
    whole = Image.new("RGBA", size)
    corners = [(5, 86), (7, 72), (24, 16), (40, 6), (390, 6), (406, 16), (423, 72), (425, 86)]
    top = filled(size, scaled(corners, unit))
    face = filled(size, scaled(box(5, 70, 425, 208, 16), unit))
    vein = clouds(stage.rng, size, 90 * unit, 4)
    albedo = flat(size, colour, vein * 0.07)
    front = relief(albedo, inflated(face, 26 * unit) + vein * 2 * unit, 0.12, 10)
    lay(whole, with_alpha(front, face), 0, 0, 1)
    if stamp:
        for shift, ink, share in ((1.8, (255, 250, 232), 0.5), (-1.2, (70, 50, 30), 0.42)):
            points = star(((214 + shift) * unit, (142 + shift) * unit), 44 * unit, 32 * unit, 8, 0.39)
            whole.paste(
                ink,
                (0, 0),
                traced(size, [[*points, points[0]]], 4 * unit).point([round(v * share) for v in range(256)]),
            )
    lid = coloured(flat(size, colour, vein * 0.06), Field.across(size, [0.98, 0.8]))
    whole.paste(lid, (0, 0), top)
    return whole


def wooden_dipper(stage: Stage, unit: float) -> Image.Image:
    """Make a honey dipper, upright; 110 wide, 560 high."""
    rings: list[tuple[float, float]] = [(0, 15), (10, 18), (60, 13), (330, 13), (352, 20)]
    for index in range(6):
        y, wide = 364 + index * 28, (34, 44, 48, 48, 42, 32)[index]
        rings += [(y, wide), (y + 12, wide), (y + 16, wide * 0.55), (y + 24, wide * 0.55)]
    body = turned([*rings, (548, 12)], unit)
    normals = body.normals()
    grain = fibres(stage.rng, body.size, (6 * unit, 160 * unit))
    tone = (normals.right * -0.58 + normals.below * -0.2 + normals.front * 0.6).clip()
    return body.bent(
        with_alpha(
            coloured(flat(body.size, (190, 132, 80), grain * 0.16), tone, window(normals) * 0.15),
            Image.new("L", body.size, 255),
        )
    )
