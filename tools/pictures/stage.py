"""The format of a picture: its pixels, the design units that drawings are measured in, and its chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tools.pictures.field import Size


@dataclass(frozen=True, slots=True)
class Stage:
    """A picture to draw; `unit` is the number of pixels in a design unit."""

    width: int
    """In design units: 1000 upright, 1500 across."""
    height: int
    unit: float
    seed: str
    rng: Random = field(init=False, compare=False)

    def __post_init__(self) -> None:
        # A text seeds the same sequence on every machine and run.
        object.__setattr__(self, "rng", Random(self.seed))

    @property
    def size(self) -> Size:
        """In pixels."""
        return (round(self.width * self.unit), round(self.height * self.unit))

    def px(self, *units: float) -> tuple[float, ...]:
        """Design units in pixels."""
        return tuple(value * self.unit for value in units)


def upright(seed: str, scale: float = 1.0) -> Stage:
    """Give a product's picture: 4:5, 1600 by 2000 pixels at scale 1."""
    return Stage(1000, 1250, 1.6 * scale, seed)


def across(seed: str, scale: float = 1.0) -> Stage:
    """Give a landscape: 3:2, 2000 by 1333 pixels at scale 1."""
    return Stage(1500, 1000, 4 / 3 * scale, seed)
