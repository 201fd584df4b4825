"""Chance that is the same on every run: speckle, clouds, fibres."""

from __future__ import annotations

from random import Random

from PIL import Image

from tools.pictures.field import Field, Size


def speckle(rng: Random, size: Size) -> Field:
    """Independent values from -1 to 1, one a pixel."""
    return _raw(rng, size) * 2 - 1


def clouds(rng: Random, size: Size, cell: float, octaves: int = 3) -> Field:
    """Soft blots of about `cell` pixels with finer ones on top; about -1 to 1, mean 0."""
    return fibres(rng, size, (cell, cell), octaves)


def fibres(rng: Random, size: Size, cell: tuple[float, float], octaves: int = 3) -> Field:
    """Clouds stretched to cells of a width and a height, such as the grain of wood."""
    total = Field.constant(size, 0.0)
    for octave in range(octaves):
        factor = 2.0**octave
        total = total + _blots(rng, size, (cell[0] / factor, cell[1] / factor)) * (1.6 / factor)
    return total * 0.7


def _blots(rng: Random, size: Size, cell: tuple[float, float]) -> Field:
    small = (max(3, round(size[0] / max(1.0, cell[0]))), max(3, round(size[1] / max(1.0, cell[1]))))
    raw = _raw(rng, small)
    return Field((raw * 2 - 1).image.resize(size, Image.Resampling.BICUBIC))


def _raw(rng: Random, size: Size) -> Field:
    return Field.of(Image.frombytes("L", size, rng.randbytes(size[0] * size[1])))
