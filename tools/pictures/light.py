"""Warm light from a window at the upper left: on relief, and the shadows that things cast."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

from tools.pictures.field import Field
from tools.pictures.shape import ellipse, filled

Colour = tuple[float, float, float]

SUN: Colour = (0.72, 0.685, 0.63)
SKY: Colour = (0.41, 0.40, 0.41)
TOWARDS_LIGHT = (-0.56, -0.48, 0.675)
HALFWAY = (-0.306, -0.262, 0.915)
SHADOW = (46, 28, 24)


@dataclass(frozen=True, slots=True, eq=False)
class Normals:
    """Which way a surface looks at each pixel: right, down, and to the viewer."""

    right: Field
    below: Field
    front: Field

    def towards(self, direction: tuple[float, float, float]) -> Field:
        """How much the surface looks in a direction, 0 to 1."""
        return (self.right * direction[0] + self.below * direction[1] + self.front * direction[2]).clip()


def normals_of(height: Field) -> Normals:
    """Give the normals of a height in pixels."""
    slope_x = (height.moved(-1, 0) - height.moved(1, 0)) * 0.5
    slope_y = (height.moved(0, -1) - height.moved(0, 1)) * 0.5
    front = (slope_x * slope_x + slope_y * slope_y + 1) ** -0.5
    return Normals(-(slope_x * front), -(slope_y * front), front)


def lit(albedo: Image.Image, normals: Normals, gloss: float = 0.0, power: float = 20.0) -> Image.Image:
    """Give an RGB picture under the light; `gloss` adds a highlight."""
    tone = normals.towards(TOWARDS_LIGHT)
    shine = (normals.towards(HALFWAY) ** power) * gloss if gloss else None
    return coloured(albedo, tone, shine)


def relief(albedo: Image.Image, height: Field, gloss: float = 0.0, power: float = 20.0) -> Image.Image:
    """Give an RGB picture whose surface has a height in pixels."""
    return lit(albedo, normals_of(height), gloss, power)


def coloured(albedo: Image.Image, tone: Field, shine: Field | None = None) -> Image.Image:
    """Multiply a picture by sky and sun: `tone` is the sun's share; `shine` is added on top."""
    bands = []
    for band, sun, sky in zip(albedo.convert("RGB").split(), SUN, SKY, strict=True):
        value = Field.of(band) * (tone * (sun * 1.38) + sky * 0.82)
        bands.append((value + shine if shine else value).mask())
    return Image.merge("RGB", bands)


def toned(picture: Image.Image, tone: Field) -> Image.Image:
    """Multiply all colours by a tone, which may exceed 1."""
    return Image.merge("RGB", [(Field.of(band) * tone).mask() for band in picture.split()])


def tinted(picture: Image.Image, tone: Field, full: Colour, none: Colour) -> Image.Image:
    """Multiply by a colour that goes from `none` to `full` with the tone."""
    bands = zip(picture.split(), full, none, strict=True)
    return Image.merge("RGB", [(Field.of(b) * (tone * (f - n) + n)).mask() for b, f, n in bands])


def blended(low: tuple[int, int, int], high: tuple[int, int, int], share: Field) -> Image.Image:
    """Give a picture that goes from one colour to another."""
    return Image.merge("RGB", [((share * (h - w) + w) / 255).mask() for w, h in zip(low, high, strict=True)])


def flat(size: tuple[int, int], colour: tuple[int, int, int], variation: Field | None = None) -> Image.Image:
    """One colour, its brightness varied by a field around 0."""
    plain = Image.new("RGB", size, colour)
    return toned(plain, variation + 1) if variation else plain


def with_alpha(picture: Image.Image, alpha: Image.Image) -> Image.Image:
    """Give a sprite: the picture where the mask is white."""
    sprite = picture.convert("RGB")
    sprite.putalpha(alpha)
    return sprite


def inflated(mask: Image.Image, radius: float) -> Field:
    """Give the height of a soft body with this outline, up to about `radius` pixels high."""
    inside = Field.of(mask)
    wide = inside.soft(radius * 0.9) + inside.soft(radius * 0.45) + inside.soft(radius * 0.2)
    return ((wide / 3 - 0.42).at_least(0.0) * 1.7 * inside).root() * radius


def darken(picture: Image.Image, mask: Image.Image, strength: float, colour: tuple[int, int, int] = SHADOW) -> None:
    """Lay a shadow over the picture, in place."""
    picture.paste(colour, (0, 0), mask.point([round(v * strength) for v in range(256)]))


def lay(
    picture: Image.Image, sprite: Image.Image, left: float, top: float, lift: float = 8.0, strength: float = 0.6
) -> None:
    """Put a sprite that lies flat, seen from above, with its shadow to the lower right."""
    pad = round(lift * 5) + 4
    alpha = Image.new("L", (sprite.width + 2 * pad, sprite.height + 2 * pad))
    alpha.paste(sprite.getchannel("A"), (pad, pad))
    near = ImageChops.offset(alpha, round(lift * 0.35), round(lift * 0.3)).filter(ImageFilter.GaussianBlur(lift * 0.4))
    far = ImageChops.offset(alpha, round(lift * 1.2), round(lift)).filter(ImageFilter.GaussianBlur(lift * 1.3))
    _stamp(picture, near, (round(left) - pad, round(top) - pad), strength * 0.7)
    _stamp(picture, far, (round(left) - pad, round(top) - pad), strength * 0.7)
    picture.paste(sprite, (round(left), round(top)), sprite)


def stand(
    picture: Image.Image,
    sprite: Image.Image,
    middle: float,
    foot: float,
    base: float,
    strength: float = 0.72,
    glow: tuple[int, int, int] | None = None,
) -> None:
    """Put a sprite that stands on a table; its lowest row is at `foot`, its base is `base` wide.

    A glass body may `glow`: coloured light falls through it into its shadow.
    """
    left, top = round(middle - sprite.width / 2), round(foot - sprite.height)
    cast, corner = _cast(sprite.getchannel("A"), base)
    _stamp(picture, cast, (left + corner[0], top + corner[1]), strength)
    if glow:
        _stamp(picture, _core(cast, base), (left + corner[0], top + corner[1]), 0.85, glow)
    _touch(picture, middle, foot, base, strength)
    picture.paste(sprite, (left, top), sprite)


def _cast(alpha: Image.Image, base: float) -> tuple[Image.Image, tuple[int, int]]:
    """Give the shadow on the table, fading and softening with distance, and its corner from the sprite's."""
    width, height = alpha.size
    pad = round(height * 0.3)
    size = (width + round(height * 0.8) + 2 * pad, round(height * 0.26 + width * 0.3) + 2 * pad)
    ground = size[1] - pad - base * 0.13
    rings = [
        ellipse((pad + middle + up * 0.72, ground - up * 0.2), half, half * 0.32, count=36)
        for middle, half, up in _rings(alpha)
    ]
    shape = filled(size, *rings)
    sharp = shape.filter(ImageFilter.GaussianBlur(height * 0.012))
    vague = shape.filter(ImageFilter.GaussianBlur(height * 0.05))
    far = Field.across(size, [0.0, 0.1, 0.9, 1.0, 1.0])
    mixed = Field.of(sharp) * (1 - far) + Field.of(vague) * far
    fade = Field.across(size, [1.0, 1.0, 0.95, 0.6, 0.2, 0.0])
    return (mixed * fade).mask(), (-pad, height - pad - round(size[1] - 2 * pad))


def _rings(alpha: Image.Image) -> list[tuple[float, float, float]]:
    """Middle, half width and height above the table of 70 slices of a standing thing."""
    solid = alpha.point([255 if value > 60 else 0 for value in range(256)])
    slices = []
    for index in range(70):
        top = round(solid.height * index / 70)
        bounds = solid.crop((0, top, solid.width, top + max(1, solid.height // 70))).getbbox()
        if bounds:
            slices.append(((bounds[0] + bounds[2]) / 2, (bounds[2] - bounds[0]) / 2, float(solid.height - top)))
    return slices


def _core(cast: Image.Image, base: float) -> Image.Image:
    inner = cast.filter(ImageFilter.GaussianBlur(base * 0.12))
    fade = Field.across(cast.size, [0.0, 0.3, 0.8, 0.35, 0.0, 0.0])
    return ((Field.of(inner) - 0.38).at_least(0.0) * fade * 1.3).mask()


def _touch(picture: Image.Image, middle: float, foot: float, base: float, strength: float) -> None:
    """Give the dark seam where a thing meets the table."""
    pad = round(base * 0.2) + 3
    size = (round(base) + 2 * pad, round(base * 0.3) + 2 * pad)
    mask = filled(size, ellipse((size[0] / 2, size[1] / 2), base * 0.5, base * 0.13))
    corner = (round(middle - size[0] / 2 + base * 0.02), round(foot - base * 0.12 - size[1] / 2))
    _stamp(picture, mask.filter(ImageFilter.GaussianBlur(base * 0.06)), corner, strength * 0.75)
    _stamp(picture, mask.filter(ImageFilter.GaussianBlur(base * 0.02)), corner, strength * 0.75)


def _stamp(
    picture: Image.Image,
    mask: Image.Image,
    corner: tuple[int, int],
    strength: float,
    colour: tuple[int, int, int] = SHADOW,
) -> None:
    picture.paste(colour, corner, mask.point([round(v * strength) for v in range(256)]))
