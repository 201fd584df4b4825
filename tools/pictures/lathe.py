"""Bodies of revolution: what a potter throws and what a glass-blower blows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from tools.pictures.field import Field, Size
from tools.pictures.light import Normals
from tools.pictures.shape import Point, filled, smooth

TILT = 0.25
"""How round a circle on the table looks: the camera looks down a little."""


@dataclass(frozen=True, slots=True)
class Lathe:
    """A profile: one radius in pixels for each row, from the top to the foot."""

    radii: tuple[float, ...]

    @property
    def half(self) -> int:
        """Half the width of the flat picture."""
        return math.ceil(max(self.radii)) + 3

    @property
    def size(self) -> Size:
        """The flat picture's size, before it is bent."""
        return (self.half * 2, len(self.radii))

    @property
    def foot(self) -> float:
        """The radius that stands on the table."""
        return self.radii[-1]

    def alpha(self) -> Field:
        """1 inside, 0 outside, with a smooth edge."""
        return (self._radius() - self._across().absolute() + 0.5).clip()

    def normals(self) -> Normals:
        """Which way the turned surface looks."""
        right = (self._across() / self._radius()).at_least(-1.0).at_most(1.0)
        front = (1 - right * right).root()
        slopes = self._slopes()
        upright = Field.down(self.size, [1 / math.hypot(1, slope) for slope in slopes])
        below = Field.down(self.size, [-slope / math.hypot(1, slope) for slope in slopes])
        return Normals(right * upright, below, front * upright)

    def wrapped(self, texture: Image.Image) -> Image.Image:
        """Give a texture of the visible half (-90 to 90 degrees), laid around the body."""

        def source(x: float, y: float) -> Point:
            radius = self._radius_at(y)
            turn = math.asin(max(-1.0, min(1.0, (x - self.half) / radius))) / math.pi + 0.5
            return (turn * texture.width, y / self.size[1] * texture.height)

        return warped(texture, self.size, source)

    def bent(self, flat: Image.Image, tilt: float = TILT) -> Image.Image:
        """Give the flat sprite as seen from slightly above: every level line becomes an arc."""

        def source(x: float, y: float) -> Point:
            row = y
            for _ in range(14):
                row = y - tilt * self._bulge(x - self.half, row)
            return (x, min(row, self.size[1] - 1.5))

        size = (self.size[0], self.size[1] + math.ceil(tilt * max(self.foot, 1)) + 2)
        sprite = warped(flat, size, source)
        sprite.putalpha(ImageChops.multiply(sprite.getchannel("A"), self._outline(size, tilt)))
        return sprite

    def _outline(self, size: Size, tilt: float) -> Image.Image:
        """Give the silhouette: the profile on both sides, closed below by the foot's near edge."""
        rows = [*range(0, self.size[1], 2), self.size[1]]
        right = [(self.half + self._radius_at(row), float(row)) for row in rows]
        left = [(2 * self.half - x, y) for x, y in reversed(right)]
        arc = [
            (
                self.half + self.foot * math.cos(a / 20 * math.pi),
                self.size[1] + tilt * self.foot * math.sin(a / 20 * math.pi),
            )
            for a in range(21)
        ]
        return filled(size, [*right, *arc, *left])

    def _bulge(self, across: float, row: float) -> float:
        radius = self._radius_at(row)
        return math.sqrt(max(0.0, radius * radius - across * across))

    def _radius_at(self, row: float) -> float:
        place = max(0.0, min(len(self.radii) - 1.001, row))
        index = int(place)
        return self.radii[index] + (self.radii[index + 1] - self.radii[index]) * (place - index)

    def _across(self) -> Field:
        return Field.across(self.size, [x + 0.5 - self.half for x in range(self.size[0])])

    def _radius(self) -> Field:
        return Field.down(self.size, [max(0.5, radius) for radius in self.radii])

    def _slopes(self) -> list[float]:
        last, reach = len(self.radii) - 1, max(2, len(self.radii) // 160)
        return [
            (self.radii[min(last, row + reach)] - self.radii[max(0, row - reach)]) / (2 * reach)
            for row in range(last + 1)
        ]


def turned(profile: Sequence[Point], unit: float) -> Lathe:
    """Give a body through points of (height from the top, radius) in design units."""
    curve = smooth(profile, closed=False, steps=16)
    rows = round(profile[-1][0] * unit)
    radii, index = [], 0
    for row in range(rows):
        level = (row + 0.5) / unit
        while index < len(curve) - 2 and curve[index + 1][0] < level:
            index += 1
        (y0, r0), (y1, r1) = curve[index], curve[index + 1]
        share = 0.0 if y1 <= y0 else max(0.0, min(1.0, (level - y0) / (y1 - y0)))
        radii.append(max(0.5, (r0 + (r1 - r0) * share) * unit))
    return Lathe(tuple(radii))


def warped(picture: Image.Image, size: Size, source: object) -> Image.Image:
    """Redraw a picture so that pixel (x, y) shows the picture's point `source(x, y)`."""
    assert callable(source)
    columns, rows = max(2, min(48, size[0] // 6)), max(2, min(64, size[1] // 6))
    xs = [round(size[0] * i / columns) for i in range(columns + 1)]
    ys = [round(size[1] * i / rows) for i in range(rows + 1)]
    at = [[source(x, y) for x in xs] for y in ys]
    mesh = []
    for j in range(rows):
        for i in range(columns):
            quad = (*at[j][i], *at[j + 1][i], *at[j + 1][i + 1], *at[j][i + 1])
            mesh.append(((xs[i], ys[j], xs[i + 1], ys[j + 1]), quad))
    return picture.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)
