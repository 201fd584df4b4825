"""Bottles and jars, and what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from tools.pictures.field import Field
from tools.pictures.lathe import TILT, Lathe, turned
from tools.pictures.light import Normals, coloured, flat, with_alpha
from tools.pictures.shape import Point, box, ellipse, filled, star

RGB = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Filling:
    """What a glass holds: its colour in the shade and with the light behind, and its level from the top."""

    deep: RGB
    bright: RGB
    level: float
    cloudy: bool = False


def blown(
    profile: Sequence[Point],
    unit: float,
    filling: Filling,
    glass: RGB = (222, 228, 218),
    label: Image.Image | None = None,
    label_rows: tuple[float, float] = (0, 0),
) -> Image.Image:
    """Make a glass body with its filling and, perhaps, a paper label between two heights."""
    body = turned(profile, unit)
    normals = body.normals()
    held = Field.down(body.size, _level(body.size[1], filling.level * unit, 2.5 * unit))
    picture = Image.composite(_liquid(body, normals, filling), _empty(normals, glass), held.mask())
    shining = _shone(picture, normals)
    if label:
        _stick(shining, body, normals, label, (label_rows[0] * unit, label_rows[1] * unit))
    clear = (1 - normals.front).clip() ** 1.5 * 0.75 + 0.2 + window(normals)
    opacity = held.at_least(0.0) + (1 - held) * clear.clip()
    if label:
        opacity = opacity.at_least(0.0) + _rows(body, label_rows, unit)
    alpha = opacity.clip().mask()
    sprite = with_alpha(shining, alpha)
    _surface(sprite, body, filling, unit)
    return body.bent(sprite)


def _level(rows: int, level: float, soft: float) -> list[float]:
    return [max(0.0, min(1.0, (row - level) / soft + 0.5)) for row in range(rows)]


def _rows(body: Lathe, rows: tuple[float, float], unit: float) -> Field:
    inside = [1.0 if rows[0] * unit <= row <= rows[1] * unit else 0.0 for row in range(body.size[1])]
    return Field.down(body.size, inside)


def _liquid(body: Lathe, normals: Normals, filling: Filling) -> Image.Image:
    """Light enters at the left and gathers at the right, as it does in oil and honey."""
    depth = Field.down(body.size, [0.62, 0.85, 1.0, 1.1, 0.95, 0.5])
    gather = (normals.right * 0.75 + 0.42).clip() * depth
    thick = normals.front.at_least(0.0) ** 0.7
    share = gather * thick * (0.35 if filling.cloudy else 0.95) + (normals.right * -0.6).clip() * 0.12
    if filling.cloudy:
        share = share + (normals.right * -0.5 + normals.front * 0.55).clip() * 0.6
    return _mixed(filling.deep, filling.bright, share.clip())


def _mixed(low: RGB, high: RGB, share: Field) -> Image.Image:
    return Image.merge("RGB", [((share * (h - w) + w) * (1 / 255)).mask() for w, h in zip(low, high, strict=True)])


def _empty(normals: Normals, glass: RGB) -> Image.Image:
    edge = normals.front.step(0.0, 0.5)
    dark = (round(glass[0] * 0.42), round(glass[1] * 0.42), round(glass[2] * 0.4))
    return _mixed(dark, glass, edge)


def _shone(picture: Image.Image, normals: Normals) -> Image.Image:
    """Add the window's reflection and the bright rims of glass."""
    light = window(normals) * 0.9 + (1 - normals.front) ** 5 * 0.22
    return Image.merge(
        "RGB", [(Field.of(b) + light * tint).mask() for b, tint in zip(picture.split(), (1.0, 0.97, 0.91), strict=True)]
    )


def window(normals: Normals) -> Field:
    """Make the reflection of a tall window at the left and of a pale wall at the right; 0 to 1."""
    right = normals.right * normals.front * 2
    below = normals.below * normals.front * 2
    pane = right.step(-0.66, -0.74)
    tall = below.step(-1.0, -0.8) * below.step(0.75, 0.5)
    outer = normals.right.step(-0.92, -0.84)
    inner = normals.right.step(-0.3, -0.42)
    wall = right.step(0.83, 0.98) * normals.right.step(0.7, 0.86) * 0.28
    return pane * tall * outer * inner * 0.8 + wall


def _stick(picture: Image.Image, body: Lathe, normals: Normals, label: Image.Image, rows: tuple[float, float]) -> None:
    sheet = Image.new("RGB", (label.width, body.size[1]))
    stretched = label.resize((label.width, round(rows[1] - rows[0])), Image.Resampling.LANCZOS)
    sheet.paste(stretched, (0, round(rows[0])))
    tone = (normals.right * -0.5 + normals.front * 0.72).clip()
    paper = coloured(body.wrapped(sheet), tone)
    width, height = body.size
    picture.paste(paper, (0, 0), filled((width, height), box(0, rows[0], width, rows[1])))


def _surface(sprite: Image.Image, body: Lathe, filling: Filling, unit: float) -> None:
    """Make the top of the filling, a bright line behind the glass."""
    row = round(filling.level * unit)
    if not 4 < row < body.size[1] - 4:
        return
    radius = body.radii[row] - 2.5 * unit
    mask = filled(sprite.size, ellipse((body.half, row), radius, radius * TILT * 0.4))
    top = Image.new("RGB", sprite.size, tuple(min(255, round(v * 1.08)) for v in filling.bright))
    sprite.paste(top, (0, 0), mask.point([round(v * 0.55) for v in range(256)]))


def paper_label(unit: float, ink: RGB, paper: RGB = (243, 235, 216), tips: int = 8) -> Image.Image:
    """Make a label without words: a frame, a star and two ornamental bands."""
    size = (round(520 * unit), round(200 * unit))
    label = flat(size, paper)
    middle, unit_ink = size[0] / 2, unit
    marks = [star((middle, 78 * unit), 46 * unit, 25 * unit, tips, 0.39)]
    for y in (10, 186):
        marks.append(box(0, y * unit, size[0], (y + 4) * unit_ink))
    for index in range(-12, 13):
        x = middle + index * 22 * unit
        marks.append([(x - 8 * unit, 158 * unit), (x, 148 * unit), (x + 8 * unit, 158 * unit), (x, 168 * unit)])
    label.paste(ink, (0, 0), filled(size, *marks))
    label.paste(paper, (0, 0), filled(size, star((middle, 78 * unit), 24 * unit, 13 * unit, tips, 0.39)))
    return label


def cap(
    profile: Sequence[Point], unit: float, colour: RGB, gloss: float = 0.35, texture: Image.Image | None = None
) -> Image.Image:
    """Make a lid, a cork or a ring: an opaque body with a flat top."""
    body = turned(profile, unit)
    normals = body.normals()
    albedo = body.wrapped(texture) if texture else flat(body.size, colour)
    tone = (normals.right * -0.62 + normals.below * -0.3 + normals.front * 0.6).clip()
    sprite = with_alpha(coloured(albedo, tone, window(normals) * gloss), Image.new("L", body.size, 255))
    return topped(body, body.bent(sprite), colour)


def topped(body: Lathe, sprite: Image.Image, colour: RGB, light: float = 0.98) -> Image.Image:
    """Close a body with a flat disc at its top."""
    radius = body.radii[0]
    rise = round(radius * TILT) + 2
    whole = Image.new("RGBA", (sprite.width, sprite.height + rise))
    whole.paste(sprite, (0, rise))
    disc = filled(whole.size, ellipse((body.half, rise), radius - 0.5, radius * TILT))
    tone = Field.across(whole.size, [1.06, 0.86]) * light
    face = coloured(flat(whole.size, colour), tone.clip())
    whole.paste(face, (0, 0), disc)
    return whole


def stacked(lower: Image.Image, upper: Image.Image, overlap: float) -> Image.Image:
    """One body on another: the upper's foot reaches `overlap` pixels below the lower's top."""
    width = max(lower.width, upper.width)
    width += (width - lower.width) % 2
    rise = max(0, upper.height - round(overlap))
    whole = Image.new("RGBA", (width, lower.height + rise))
    whole.alpha_composite(lower, ((width - lower.width) // 2, rise))
    whole.alpha_composite(
        upper, ((width - upper.width) // 2, whole.height - lower.height + round(overlap) - upper.height)
    )
    return whole
