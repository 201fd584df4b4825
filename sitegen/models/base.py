"""What all records share: frozen, no unknown keys, and a text part that can be translated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from sitegen.models.fields import Focus, Slug, one_or_many
from sitegen.models.fields import pictures as read_pictures
from sitegen.values import LightValue, light_value


class Kind(StrEnum):
    """The kinds of record; the value is the folder below `content/`."""

    PRODUCT = "products"
    COOPERATIVE = "cooperatives"
    CATEGORY = "categories"
    REGION = "regions"
    LABEL = "labels"
    COLLECTION = "collections"
    PAGE = "pages"


class Value(BaseModel):
    """A frozen piece of a record that refuses keys it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        coerce_numbers_to_str=True,
        hide_input_in_errors=True,
        populate_by_name=False,
        defer_build=True,  # a build that parses one record needs the schema of one
    )

    def __reduce__(self) -> tuple[Any, tuple[object, ...]]:
        """Travel as what was said: neither the names of fields nor what is left at its default."""
        data = self.__dict__
        places = bytes(sorted(map(_places(type(self)).__getitem__, self.__pydantic_fields_set__)))
        return _revived, (type(self), places, tuple([data[name] for name in _said(type(self), places).names]))


class _Said(NamedTuple):
    """Names of fields, with what stands in all the others, and those whose default may not be shared.

    `said` has the names too; values that said the same share it, because nothing is ever set in them again.
    """

    names: tuple[str, ...]
    said: set[str]
    blank: Mapping[str, Any]
    own: tuple[str, ...]


@cache
def _places(model: type[Value]) -> Mapping[str, int]:
    """Return the place of each field of a model."""
    return {name: place for place, name in enumerate(model.model_fields)}


@cache
def _said(model: type[Value], places: bytes) -> _Said:
    fields = {name: info.get_default(call_default_factory=True) for name, info in model.model_fields.items()}
    names = tuple(name for place, name in enumerate(fields) if place in places)
    own = tuple(name for name, value in fields.items() if isinstance(value, dict) and name not in names)
    return _Said(names, set(names), fields, own)


def _revived(model: type[Value], places: bytes, values: tuple[Any, ...]) -> Value:
    """Return a value that was valid before it travelled."""
    names, said, blank, own = _said(model, places)
    data = {**blank, **dict(zip(names, values, strict=True))}
    for name in own:
        data[name] = {}
    value = model.__new__(model)
    _set(value, "__dict__", data)
    _set(value, "__pydantic_fields_set__", said)
    _set(value, "__pydantic_extra__", None)
    _set(value, "__pydantic_private__", None)
    return value


_set = object.__setattr__


Title = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Summary = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Words = Annotated[tuple[Line, ...], BeforeValidator(one_or_many)]


class PictureText(Value):
    """What a translation may say of a picture; `file` names which one."""

    file: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    """Path of the picture, relative to the Markdown file."""
    alt: Line | None = None
    """What the picture shows, for people who do not see it."""


class Picture(PictureText):
    """A picture of a record: a file name alone, or with its words and its point of interest."""

    focus: Focus = (0.5, 0.5)
    """The point that a crop must keep, from `[0, 0]` (top left) to `[1, 1]` (bottom right)."""


class RecordText(Value):
    """The part of every record that a translation may repeat in its own language."""

    title: Title | None = None
    """The name of the thing, as buyers read it."""
    slug: Slug | None = None
    """The last part of its address; default: the name of the file or folder."""
    summary: Summary | None = None
    """At most 200 characters, for cards and search engines; default: the first sentence of the body."""
    pictures: Annotated[tuple[PictureText, ...], BeforeValidator(read_pictures)] = ()
    """The words of the pictures, matched by `file`."""


@light_value
class Complaint(LightValue):
    """What is wrong between the fields of a record: a problem's code, the field that it is shown at, and values."""

    code: str
    at: str
    values: tuple[tuple[str, str], ...] = ()


class Record(RecordText):
    """What every source file may say beside its text."""

    title: Title
    pictures: Annotated[tuple[Picture, ...], BeforeValidator(read_pictures)] = ()
    """The pictures, the main one first; default: every picture in the folder, by name."""
    redirects: tuple[Annotated[str, StringConstraints(pattern=r"^/[^\s?#\\]*$", max_length=300)], ...] = ()
    """Old addresses that now lead here, each beginning with `/`."""
    draft: bool = False
    """True keeps it out of the shop, except with `sitegen build --drafts`."""
    order: int = 0
    """Smaller numbers come first in menus and lists; then the title decides."""

    def complaints(self) -> Iterator[Complaint]:
        """Yield what is wrong between fields; each field by itself has been checked already."""
        yield from ()
