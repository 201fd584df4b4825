"""Sizes and crops of pictures: arithmetic, without a picture."""

from __future__ import annotations

from typing import NamedTuple

Aspect = tuple[int, int]
"""Width to height, such as `(4, 3)`."""

Focus = tuple[float, float]
"""The point that a crop keeps: x from the left, y from the top, both from 0 to 1."""

CENTRE: Focus = (0.5, 0.5)

_TURNED = (5, 6, 7, 8)
"""The EXIF orientations of a picture that lies on its side."""


class Size(NamedTuple):
    """Width and height in pixels, both at least 1."""

    width: int
    height: int


class Box(NamedTuple):
    """A part of a picture, in pixels from its top left corner; the edges may lie inside a pixel."""

    left: float
    top: float
    right: float
    bottom: float


def oriented(size: Size, orientation: int) -> Size:
    """Return the size as a person sees it, after the EXIF `orientation` (1 to 8) has been applied."""
    return Size(size.height, size.width) if orientation in _TURNED else size


def cropped(size: Size, aspect: Aspect | None) -> Size:
    """Return the largest size of this aspect within `size`, in whole pixels, at least 1 × 1."""
    if aspect is None:
        return size
    across, down = aspect
    if size.width * down >= size.height * across:
        return Size(max(1, size.height * across // down), size.height)
    return Size(size.width, max(1, size.width * down // across))


def crop_box(size: Size, aspect: Aspect | None, focus: Focus = CENTRE) -> Box:
    """Return the largest box of this aspect in a picture of `size`, with `focus` as near its middle as it can be."""
    width, height = _exact_crop(size, aspect)
    left = _placed(focus[0], size.width, width)
    top = _placed(focus[1], size.height, height)
    return Box(left, top, left + width, top + height)


def rendition_sizes(source: Size, widths: tuple[int, ...], aspect: Aspect | None = None) -> tuple[Size, ...]:
    """Return the size of each rendition, from small to large, at least one and none twice.

    Nothing is enlarged: widths beyond the source's own (cropped to `aspect`) become one rendition of its own width.
    """
    whole = cropped(source, aspect)
    capped = sorted({min(max(1, width), whole.width) for width in widths}) or [whole.width]
    return tuple(Size(width, _height(width, source, aspect)) for width in capped)


def _height(width: int, source: Size, aspect: Aspect | None) -> int:
    across, down = aspect or source
    rounded = (2 * width * down + across) // (2 * across)
    return max(1, min(rounded, source.height))


def _exact_crop(size: Size, aspect: Aspect | None) -> tuple[float, float]:
    if aspect is None:
        return float(size.width), float(size.height)
    ratio = aspect[0] / aspect[1]
    return min(float(size.width), size.height * ratio), min(float(size.height), size.width / ratio)


def _placed(focus: float, whole: int, part: float) -> float:
    return min(max(focus * whole - part / 2, 0.0), whole - part)
