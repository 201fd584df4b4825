"""Light values: made by the hundred thousand, cheap to make, and frozen to the type checker.

A frozen dataclass sets each of its fields through `object.__setattr__`, which takes three times as long as a plain
assignment, and has six methods compiled at every start of the program. Here mypy alone refuses a change, and one base
class compares and shows them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar, dataclass_transform

T = TypeVar("T")


class LightValue:
    """The base of light values: equal when class and fields are."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[Mapping[str, Any]]

    def __eq__(self, other: object) -> bool:
        """Return whether the other one is of the same class and says the same."""
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__dataclass_fields__)

    def __hash__(self) -> int:
        """Return the hash of all that it says."""
        return hash(tuple([getattr(self, name) for name in self.__dataclass_fields__]))

    def __repr__(self) -> str:
        """Return it as it would be written."""
        shown = (name for name, field in self.__dataclass_fields__.items() if field.repr)
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({said})"


@dataclass_transform(frozen_default=True)
def light_value(cls: type[T]) -> type[T]:
    """Make a class of annotated fields, which has `LightValue` among its bases, into one of light values."""
    return dataclass(slots=True, eq=False, repr=False)(cls)
