"""A picture of floating-point numbers, with arithmetic on all of its pixels at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageMath

Size = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One number a pixel; 0 is black and 1 is white where it stands for a tone."""

    image: Image.Image

    @classmethod
    def of(cls, mask: Image.Image) -> Field:
        """Give the tones of an 8-bit mask, from 0 to 1."""
        return cls(mask.convert("F")) * (1 / 255)

    @classmethod
    def constant(cls, size: Size, value: float) -> Field:
        """Give the same value everywhere."""
        return cls(Image.new("F", size, value))

    @classmethod
    def across(cls, size: Size, values: Sequence[float]) -> Field:
        """One value a column, stretched over the width."""
        return cls._stretched((len(values), 1), size, values)

    @classmethod
    def down(cls, size: Size, values: Sequence[float]) -> Field:
        """One value a row, stretched over the height."""
        return cls._stretched((1, len(values)), size, values)

    @classmethod
    def _stretched(cls, small: Size, size: Size, values: Sequence[float]) -> Field:
        image = Image.new("F", small)
        image.putdata(list(values))
        smooth = Image.Resampling.NEAREST if max(small) == max(size) else Image.Resampling.BILINEAR
        return cls(image.resize(size, smooth))

    @property
    def size(self) -> Size:
        """Width and height in pixels."""
        return self.image.size

    def __add__(self, other: Field | float) -> Field:
        return self._with(other, "+")

    def __sub__(self, other: Field | float) -> Field:
        return self._with(other, "-")

    def __mul__(self, other: Field | float) -> Field:
        return self._with(other, "*")

    def __truediv__(self, other: Field | float) -> Field:
        return self._with(other, "/")

    def __pow__(self, power: float) -> Field:
        return self._with(power, "**")

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: float) -> Field:
        return self * -1 + other

    def __neg__(self) -> Field:
        return self * -1

    def _with(self, other: Field | float, sign: str) -> Field:
        second: Any = other.image if isinstance(other, Field) else float(other)
        return Field(
            ImageMath.lambda_eval(lambda names: _OPERATIONS[sign](names["a"], names["b"]), a=self.image, b=second)
        )

    def at_least(self, floor: float) -> Field:
        """No value below the floor."""
        return Field(ImageMath.lambda_eval(lambda names: names["max"](names["a"], floor), a=self.image))

    def at_most(self, ceiling: float) -> Field:
        """No value above the ceiling."""
        return Field(ImageMath.lambda_eval(lambda names: names["min"](names["a"], ceiling), a=self.image))

    def clip(self) -> Field:
        """Every value between 0 and 1."""
        return self.at_least(0.0).at_most(1.0)

    def absolute(self) -> Field:
        """Every value without its sign."""
        return Field(ImageMath.lambda_eval(lambda names: abs(names["a"]), a=self.image))

    def root(self) -> Field:
        """Give the square root; 0 for what is negative."""
        return self.at_least(0.0) ** 0.5

    def step(self, low: float, high: float) -> Field:
        """0 up to `low`, 1 from `high`, soft between; a falling step where low > high."""
        ramp = ((self - low) * (1 / (high - low))).clip()
        return ramp * ramp * (3 - ramp * 2)

    def soft(self, radius: float) -> Field:
        """Blurred over about `radius` pixels, without the steps that 8 bits would leave."""
        cell = max(1.0, radius / 2.4)
        small = (max(2, round(self.size[0] / cell)), max(2, round(self.size[1] / cell)))
        field = Field(self.image.resize(small, Image.Resampling.BOX)) if small != self.size else self
        for _ in range(2):
            field = field._spread()
        return Field(field.image.resize(self.size, Image.Resampling.BICUBIC)) if small != self.size else field

    def _spread(self) -> Field:
        """Each pixel mixed with its eight neighbours."""
        level = self.moved(1, 0) + self.moved(-1, 0) + self * 2
        return (level.moved(0, 1) + level.moved(0, -1) + level * 2) * (1 / 16)

    def moved(self, right: int, below: int) -> Field:
        """Shifted by whole pixels; the border keeps its values."""
        shifted = self.image.copy()
        shifted.paste(self.image, (right, below))
        return Field(shifted)

    def mask(self) -> Image.Image:
        """Give an 8-bit mask; what is outside 0 to 1 is cut."""
        return (self * 255 + 0.5).at_least(0.0).at_most(255.0).image.convert("L")


_OPERATIONS: dict[str, Any] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
}
