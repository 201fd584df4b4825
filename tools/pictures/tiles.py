"""Zellige: hand-cut glazed pieces, none quite flat, none quite the same colour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from tools.pictures.field import Field, Size
from tools.pictures.light import TOWARDS_LIGHT, Normals, coloured, normals_of
from tools.pictures.noise import clouds
from tools.pictures.shape import Point, star

RGB = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """One cut tile: its outline in pixels and its glaze."""

    outline: tuple[Point, ...]
    glaze: RGB


def laid(
    size: Size,
    pieces: Sequence[Piece],
    rng: Random,
    grout: RGB = (205, 192, 170),
    joint: float = 3.0,
    gloss: float = 0.5,
) -> Image.Image:
    """Make the lit surface of pieces in their grout; each leans its own way and catches its own light."""
    sheets = _sheets(size, pieces, rng, grout)
    inside = sheets["inside"].filter(ImageFilter.GaussianBlur(joint * 0.5))
    bevel = Field.of(inside).soft(max(1.0, joint * 0.7)) * joint * 1.5 + clouds(rng, size, joint * 12) * 0.9
    flat = normals_of(bevel)
    lean_x, lean_y = (Field.of(sheets[k]) - 0.5 for k in ("lean_x", "lean_y"))
    normals = Normals(flat.right + lean_x * 0.26, flat.below + lean_y * 0.26, flat.front)
    glazed = Field.of(sheets["inside"])
    depth = clouds(rng, size, joint * 10) * 0.07 + (Field.of(sheets["tone"]) - 0.5) * 0.34
    body = Image.merge("RGB", [(Field.of(b) * (depth * glazed + 1)).mask() for b in sheets["colour"].split()])
    shine = (normals.towards((-0.19, -0.26, 0.945)) ** 42) * glazed * gloss
    return coloured(body, normals.towards(TOWARDS_LIGHT), shine)


def _sheets(size: Size, pieces: Sequence[Piece], rng: Random, grout: RGB) -> dict[str, Image.Image]:
    big = (size[0] * 2, size[1] * 2)
    sheets = {name: Image.new("L", big, 128) for name in ("tone", "lean_x", "lean_y")}
    sheets["inside"], sheets["colour"] = Image.new("L", big), Image.new("RGB", big, grout)
    pens = {name: ImageDraw.Draw(sheet) for name, sheet in sheets.items()}
    for piece in pieces:
        outline = [(x * 2, y * 2) for x, y in piece.outline]
        for name in ("tone", "lean_x", "lean_y"):
            pens[name].polygon(outline, fill=round(min(255.0, max(0.0, rng.gauss(128, 46)))))
        pens["inside"].polygon(outline, fill=255)
        pens["colour"].polygon(outline, fill=piece.glaze)
    return {name: sheet.reduce(2) for name, sheet in sheets.items()}


def star_and_cross(size: Size, cell: float, glazes: Sequence[RGB], rng: Random, joint: float = 3.0) -> list[Piece]:
    """Eight-pointed stars with a small star in each, crosses between them."""
    stars, hearts, crosses, pieces = glazes[0], glazes[1], glazes[2:], []
    columns, rows = math.ceil(size[0] / cell) + 1, math.ceil(size[1] / cell) + 1
    outer, inner = cell / 2 - joint * 0.4, cell / 2 * 0.765 - joint * 0.4
    for column in range(-1, columns):
        for row in range(-1, rows):
            middle = ((column + 0.5) * cell, (row + 0.5) * cell)
            pieces += _ring(middle, outer, inner, joint, stars)
            pieces.append(Piece(tuple(star(middle, outer * 0.47, outer * 0.36)), hearts))
            corner = (middle[0] + cell / 2, middle[1] + cell / 2)
            pieces.append(Piece(tuple(_cross(corner, cell, joint)), rng.choice(crosses)))
    return pieces


def _ring(middle: Point, outer: float, inner: float, joint: float, glaze: RGB) -> list[Piece]:
    """Make a star in eight kites around its heart."""
    tips = star(middle, outer, inner)
    core = star(middle, outer * 0.47 + joint, outer * 0.36 + joint)
    kites = []
    for index in range(0, 16, 2):
        points = [
            tips[index],
            tips[(index + 1) % 16],
            core[(index + 1) % 16],
            core[index],
            core[index - 1],
            tips[index - 1],
        ]
        kites.append(Piece(tuple(_shrunk(points, joint * 0.5)), glaze))
    return kites


def _shrunk(points: Sequence[Point], by: float) -> list[Point]:
    x, y = sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
    return [
        (
            px - (px - x) / max(1.0, math.hypot(px - x, py - y)) * by,
            py - (py - y) / max(1.0, math.hypot(px - x, py - y)) * by,
        )
        for px, py in points
    ]


def _cross(corner: Point, cell: float, joint: float) -> list[Point]:
    """Make the pointed cross that four stars leave between them."""
    half, notch = cell / 2, cell / 2 * 0.765 * math.cos(math.pi / 8)
    gap = half - notch
    # The stars' valleys next to the cross lie on the half diagonals; its four arms reach to the stars' touching tips.
    valley = half - cell / 2 * 0.765 * math.sin(math.pi / 8)
    ring = []
    for quarter in range(4):
        angle = quarter * math.pi / 2
        for px, py in ((half, 0.0), (gap, valley), (half - cell / 2 * math.cos(math.pi / 4),) * 2, (valley, gap)):
            reach = max(1.0, math.hypot(px, py))
            x, y = px - px / reach * joint * 1.4, py - py / reach * joint * 1.4
            ring.append(
                (
                    corner[0] + x * math.cos(angle) - y * math.sin(angle),
                    corner[1] + x * math.sin(angle) + y * math.cos(angle),
                )
            )
    return ring


def rosette(centre: Point, radius: float, glazes: Sequence[RGB], joint: float = 3.0, tips: int = 16) -> list[Piece]:
    """Make a star that grows in rings to a circle, as on a table's top."""
    levels = (0.0, 0.2, 0.36, 0.52, 0.68, 0.84, 1.0)
    pieces = [Piece(tuple(star(centre, radius * 0.2, radius * 0.13, tips // 2)), glazes[0])]
    for ring in range(1, 6):
        glaze, other = glazes[ring % len(glazes)], glazes[(ring + 1) % len(glazes)]
        for index in range(tips):
            angle = 2 * math.pi * (index + (ring % 2) * 0.5) / tips
            pieces.append(
                Piece(
                    _kite(centre, radius, (levels[ring], levels[ring + 1]), angle, tips, joint),
                    glaze if index % 2 or ring % 2 else other,
                )
            )
    return pieces


def _kite(
    centre: Point, radius: float, rings: tuple[float, float], angle: float, tips: int, joint: float
) -> tuple[Point, ...]:
    low, high = rings[0] * radius, rings[1] * radius
    middle, wide = (low + high) / 2, math.pi / tips
    polar = [(low * 0.96, 0.0), (middle, wide), (high * 1.04, 0.0), (middle, -wide)]
    if high >= radius * 0.99:
        polar = [(low * 0.96, 0.0), (middle, wide), (high, wide), (high, 0.0), (high, -wide), (middle, -wide)]
    points = [(centre[0] + r * math.cos(angle + a), centre[1] + r * math.sin(angle + a)) for r, a in polar]
    return tuple(_shrunk(points, joint * 0.6))
