"""Thrown and painted clay: bowls, vases, tagines."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter

from tools.pictures.field import Field
from tools.pictures.glass import window
from tools.pictures.lathe import TILT, Lathe, turned
from tools.pictures.light import coloured, flat, toned, with_alpha
from tools.pictures.noise import clouds
from tools.pictures.shape import Point, ellipse, filled, star
from tools.pictures.stage import Stage

RGB = tuple[int, int, int]
EARTH: RGB = (178, 98, 62)
CREAM: RGB = (238, 229, 208)


def thrown(
    stage: Stage,
    profile: Sequence[Point],
    unit: float,
    paint: Image.Image | None = None,
    clay: RGB = EARTH,
    gloss: float = 0.55,
    inside: RGB | None = None,
) -> Image.Image:
    """Make a clay body, painted or bare; `inside` opens its mouth and shows that colour."""
    body = turned(profile, unit)
    normals = body.normals()
    skin = body.wrapped(paint) if paint else flat(body.size, clay)
    mottled = toned(
        skin, clouds(stage.rng, body.size, 60 * unit) * 0.06 + clouds(stage.rng, body.size, 6 * unit) * 0.03 + 1
    )
    tone = (normals.right * -0.58 + normals.below * -0.38 + normals.front * 0.52 + 0.04).clip()
    bounce = (normals.right * 0.5 + normals.below * 0.5 - 0.2).clip() * 0.10
    sprite = with_alpha(coloured(mottled, tone + bounce, window(normals) * gloss), Image.new("L", body.size, 255))
    bent = body.bent(sprite)
    return opened(stage, body, bent, inside, clay, unit) if inside else bent


def opened(stage: Stage, body: Lathe, sprite: Image.Image, inside: RGB, rim: RGB, unit: float) -> Image.Image:
    """Give a body its mouth: the far inner wall, a shadow under the near rim, and the lip."""
    radius = body.radii[0]
    rise = round(radius * TILT) + 2
    whole = Image.new("RGBA", (sprite.width, sprite.height + rise))
    whole.paste(sprite, (0, rise))
    centre = (float(body.half), float(rise))
    lip = filled(whole.size, ellipse(centre, radius, radius * TILT))
    hollow = filled(whole.size, ellipse((centre[0], centre[1] + unit), radius - 5 * unit, radius * TILT - 3.5 * unit))
    whole.paste(coloured(flat(whole.size, rim), Field.across(whole.size, [1.1, 0.8])), (0, 0), lip)
    side = Field.across(whole.size, [0.12, 0.3, 0.75, 1.0])
    deep = Field.constant(whole.size, 1.0) - Field.of(_shade_of_near_wall(whole.size, centre, radius)) * 0.35
    tint = flat(whole.size, inside, clouds(stage.rng, whole.size, 30 * unit) * 0.05)
    whole.paste(coloured(tint, side * deep), (0, 0), hollow)
    return whole


def _shade_of_near_wall(size: tuple[int, int], centre: Point, radius: float) -> Image.Image:
    mask = filled(size, ellipse((centre[0] - radius * 0.25, centre[1]), radius * 0.8, radius * TILT * 0.9))
    return mask.filter(ImageFilter.GaussianBlur(radius * 0.08))


def painted(
    stage: Stage, unit: float, size: tuple[float, float], ink: RGB, ground: RGB = CREAM, second: RGB | None = None
) -> Image.Image:
    """Brushwork for the visible half of a body: lozenges, waves and dots between lines."""
    pixels = (round(size[0] * unit), round(size[1] * unit))
    sheet = flat(pixels, ground, clouds(stage.rng, pixels, 40 * unit) * 0.03)
    for colour, mask in _brushwork(pixels, ink, second or ink):
        uneven = Field.of(mask) * (clouds(stage.rng, pixels, 14 * unit) * 0.22 + 0.86)
        sheet.paste(colour, (0, 0), uneven.mask())
    return sheet


def _brushwork(size: tuple[int, int], ink: RGB, second: RGB) -> list[tuple[RGB, Image.Image]]:
    width, height = size
    lines, marks, hearts = [], [], []
    for share, thick in ((0.03, 0.025), (0.13, 0.012), (0.17, 0.008), (0.76, 0.012), (0.8, 0.025), (0.93, 0.05)):
        lines.append(
            [
                (0.0, share * height),
                (width, share * height),
                (width, (share + thick) * height),
                (0.0, (share + thick) * height),
            ]
        )
    for index in range(7):
        x, y, half = (index + 0.0) / 6 * width, height * 0.475, width / 12
        marks += [_ring(x, y, half * 0.97, height * 0.265), _ring(x, y, half * 0.55, height * 0.15)]
        hearts.append(star((x, y), half * 0.3, half * 0.15, 8, 0.39))
        hearts.append(
            [
                (x + half - half * 0.16, y + height * 0.24),
                (x + half, y + height * 0.16),
                (x + half * 1.16, y + height * 0.24),
            ]
        )
        hearts.append(
            [
                (x + half - half * 0.16, y - height * 0.24),
                (x + half, y - height * 0.16),
                (x + half * 1.16, y - height * 0.24),
            ]
        )
    for index in range(25):
        hearts.append(ellipse(((index + 0.5) / 25 * width, height * 0.095), width * 0.009, height * 0.018, count=20))
        hearts.append(ellipse(((index + 0.5) / 25 * width, height * 0.87), width * 0.009, height * 0.022, count=20))
    return [(ink, _outlined(size, marks)), (ink, filled(size, *lines)), (second, filled(size, *hearts))]


def _ring(x: float, y: float, across: float, down: float) -> list[Point]:
    return [(x - across, y), (x, y - down), (x + across, y), (x, y + down)]


def _outlined(size: tuple[int, int], outlines: Sequence[Sequence[Point]]) -> Image.Image:
    large = Image.new("L", (size[0] * 2, size[1] * 2))
    pen = ImageDraw.Draw(large)
    for outline in outlines:
        points = [(x * 2, y * 2) for x, y in outline]
        pen.line([*points, *points[:2]], fill=255, width=max(2, round(size[1] * 0.036)), joint="curve")
    return large.reduce(2)
