"""Outlines: smooth curves, stars, and the masks that they fill."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from tools.pictures.field import Size

Point = tuple[float, float]


def smooth(points: Sequence[Point], closed: bool = True, steps: int = 12) -> list[Point]:
    """Give a curve through all points (Catmull-Rom)."""
    count = len(points)
    spans = count if closed else count - 1
    curve = [_between(points, index, step / steps, closed) for index in range(spans) for step in range(steps)]
    return curve if closed else [*curve, points[-1]]


def _between(points: Sequence[Point], index: int, t: float, closed: bool) -> Point:
    p0, p1, p2, p3 = (_pick(points, index + offset, closed) for offset in (-1, 0, 1, 2))
    return (_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t))


def _pick(points: Sequence[Point], index: int, closed: bool) -> Point:
    if closed:
        return points[index % len(points)]
    return points[min(max(index, 0), len(points) - 1)]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def ellipse(centre: Point, across: float, down: float, turn: float = 0.0, count: int = 72) -> list[Point]:
    """Give an ellipse of two radii, turned by `turn` radians."""
    cos, sin = math.cos(turn), math.sin(turn)
    ring = [(across * math.cos(a), down * math.sin(a)) for a in (2 * math.pi * i / count for i in range(count))]
    return [(centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos) for x, y in ring]


def star(centre: Point, outer: float, inner: float, tips: int = 8, turn: float = 0.0) -> list[Point]:
    """Give a star, its first tip to the right when `turn` is 0."""
    corners = []
    for index in range(tips * 2):
        radius, angle = (outer if index % 2 == 0 else inner), turn + math.pi * index / tips
        corners.append((centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)))
    return corners


def box(left: float, top: float, right: float, bottom: float, radius: float = 0.0) -> list[Point]:
    """Give a rectangle with rounded corners."""
    if radius <= 0:
        return [(left, top), (right, top), (right, bottom), (left, bottom)]
    centres = [
        (right - radius, bottom - radius, 0),
        (left + radius, bottom - radius, 90),
        (left + radius, top + radius, 180),
        (right - radius, top + radius, 270),
    ]
    return [
        (x + radius * math.cos(math.radians(start + a)), y + radius * math.sin(math.radians(start + a)))
        for x, y, start in centres
        for a in range(0, 91, 10)
    ]


def scaled(points: Sequence[Point], factor: float, right: float = 0.0, below: float = 0.0) -> list[Point]:
    """Give the points multiplied, then moved."""
    return [(x * factor + right, y * factor + below) for x, y in points]


def filled(size: Size, *outlines: Sequence[Point]) -> Image.Image:
    """Give a mask, white inside the outlines (in pixels), with smooth edges."""
    large = Image.new("L", (size[0] * 2, size[1] * 2))
    pen = ImageDraw.Draw(large)
    for outline in outlines:
        pen.polygon([(x * 2, y * 2) for x, y in outline], fill=255)
    return large.reduce(2)


def traced(size: Size, lines: Sequence[Sequence[Point]], width: float) -> Image.Image:
    """Give a mask of round-ended strokes of a width in pixels."""
    large = Image.new("L", (size[0] * 2, size[1] * 2))
    pen = ImageDraw.Draw(large)
    for line in lines:
        pen.line([(x * 2, y * 2) for x, y in line], fill=255, width=max(1, round(width * 2)), joint="curve")
    return large.reduce(2)
