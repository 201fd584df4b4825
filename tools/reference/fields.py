"""Tables of fields: one for a model, and one for each model inside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tools.reference.docstrings import attribute_docs
from tools.reference.markdown import code, link, one_line
from tools.reference.types import NamedType, describe, models_in, named_in


@dataclass(frozen=True, slots=True)
class Field:
    """A field as the reference shows it; `path` is dotted (`shipping.zones`), `inner` are the models inside it."""

    name: str
    path: str
    kind: str
    default: str
    is_required: bool
    meaning: str
    named: tuple[NamedType, ...]
    inner: tuple[type[BaseModel], ...]


def fields_of(model: type[BaseModel], path: str = "") -> tuple[Field, ...]:
    """Return the fields of a model, the required ones first; `path` is where the model stands."""
    docs = attribute_docs(model)
    hints = get_type_hints(model, include_extras=True)
    found = [_field(name, info, hints[name], docs.get(name, ""), path) for name, info in model.model_fields.items()]
    return tuple(sorted(found, key=lambda field: not field.is_required))


def _field(name: str, info: FieldInfo, hint: Any, doc: str, path: str) -> Field:
    shown = info.alias or name
    inner = tuple(models_in(hint))
    place = f"{path}.{shown}".lstrip(".")
    words = describe(hint)
    if inner:
        words = f"{words.removesuffix(' keys')} {link(place)}" if words != "keys" else f"keys: {link(place)}"
    default = "**required**" if info.is_required() else shown_default(info.get_default(call_default_factory=True))
    return Field(shown, place, words, default, info.is_required(), one_line(doc), tuple(named_in(hint)), inner)


def all_fields(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, type[BaseModel], tuple[Field, ...]]]:
    """Yield every model inside a model, itself first, with its place and its fields."""
    own = fields_of(model, path)
    yield path, model, own
    for field in own:
        for inner in field.inner:
            yield from all_fields(inner, field.path)


def shown_default(value: Any) -> str:
    """Return a default as a contributor would write it; a dash for nothing."""
    if value is None or value in ("", (), {}) or isinstance(value, BaseModel):
        return "—"
    return code(as_written(value))


def as_written(value: Any) -> str:
    """Return a value as front matter has it, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {as_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(as_written(item) for item in value) + "]"
    return str(value.normalize()) if isinstance(value, Decimal) else str(value)
