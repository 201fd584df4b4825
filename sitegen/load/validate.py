"""From front matter to records: pydantic's errors become problems with a line, in a contributor's words."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sitegen.load.parsed import Location, ParsedFile
from sitegen.models.base import Record, Value
from sitegen.problems import Problem, did_you_mean, error

M = TypeVar("M", bound=Value)

FILE_KEYS = frozenset({"language", "source"})
"""Keys that belong to the file, not to the record: its language, and the digest of what it translates."""

_CODES = {
    "missing": "field.missing",
    "string_type": "field.not_text",
    "string_too_short": "field.empty",
    "string_too_long": "field.too_long",
    "string_pattern_mismatch": "field.pattern",
    "int_type": "field.not_number",
    "int_parsing": "field.not_number",
    "int_from_float": "field.not_number",
    "float_type": "field.not_number",
    "float_parsing": "field.not_number",
    "greater_than_equal": "field.too_small",
    "less_than_equal": "field.too_large",
    "bool_type": "field.not_bool",
    "bool_parsing": "field.not_bool",
    "enum": "field.choice",
    "tuple_type": "field.not_list",
    "list_type": "field.not_list",
    "dict_type": "field.not_keys",
    "model_type": "field.not_keys",
    "model_attributes_type": "field.not_keys",
    "too_short": "field.empty_list",
    "too_long": "field.too_long",
}


def validate(
    model: type[M], parsed: ParsedFile, path: str, context: Mapping[str, Any]
) -> tuple[M | None, list[Problem]]:
    """Return the record that `parsed` describes, or all that is wrong with it."""
    meta = {key: value for key, value in parsed.meta.items() if key not in FILE_KEYS}
    record, problems = validate_mapping(model, meta, parsed, path, context)
    if record is not None and isinstance(record, Record):
        problems += _complaints(record, parsed, path)
    return record, problems


def validate_mapping(
    model: type[M], meta: Mapping[str, Any], parsed: ParsedFile, path: str, context: Mapping[str, Any]
) -> tuple[M | None, list[Problem]]:
    """Validate a mapping whose keys stand in `parsed`."""
    try:
        return model.model_validate(meta, context=dict(context)), []
    except ValidationError as failure:
        details = failure.errors(include_url=False)
        return None, [_problem(model, detail, parsed, path) for detail in details]


def _complaints(record: Record, parsed: ParsedFile, path: str) -> Iterator[Problem]:
    for complaint in record.complaints():
        location = tuple(int(part) if part.isdigit() else part for part in complaint.at.split("."))
        line = parsed.line_of(location)
        yield error(complaint.code, path, line, complaint.at, **dict(complaint.values))


def _problem(model: type[Value], detail: ErrorDetails, parsed: ParsedFile, path: str) -> Problem:
    context = {name: str(value) for name, value in detail.get("ctx", {}).items()}
    location: Location = detail["loc"]
    if "at" in context:
        location = (*location, *context.pop("at").split("."))
    field = ".".join(str(part) for part in location)
    line = parsed.line_of(location)
    if detail["type"] == "extra_forbidden":
        return _unknown_key(model, location, path, line)
    code = _CODES.get(detail["type"])
    if code is None and "." in detail["type"]:
        return error(detail["type"], path, line, field, **context)
    return error(code or "field.invalid", path, line, field, **_values(detail, context))


def _values(detail: ErrorDetails, context: Mapping[str, str]) -> dict[str, str]:
    """Return what the messages of plain field problems may name."""
    bound = context.get("ge") or context.get("le") or context.get("max_length") or context.get("min_length") or ""
    return {
        "text": _shown(detail.get("input")),
        "limit": bound,
        "choices": context.get("expected", "").replace("'", "").replace(" or ", ", "),
        "pattern": context.get("pattern", ""),
        "reason": detail["msg"],
    }


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _unknown_key(model: type[Value], location: Location, path: str, line: int) -> Problem:
    key = str(location[-1])
    choices = sorted(_names(model_at(model, location[:-1])))
    suggestion = did_you_mean(key, choices)
    field = ".".join(str(part) for part in location)
    return error("field.unknown", path, line, field, text=key, choices=", ".join(choices), suggestion=suggestion)


def _names(model: type[Value] | None) -> Iterable[str]:
    if model is None:
        return ()
    return (info.alias or name for name, info in model.model_fields.items())


@cache
def model_at(model: type[Value], location: Location) -> type[Value] | None:
    """Return the model that stands at a place of another one: `("variants", 1)` of a product is `Variant`."""
    current: type[Value] | None = model
    for part in location:
        if current is None:
            return None
        if isinstance(part, int):
            continue
        info = next((i for name, i in current.model_fields.items() if part in (name, i.alias)), None)
        current = _model_in(info.annotation) if info else None
    return current


def _model_in(annotation: Any) -> type[Value] | None:
    if isinstance(annotation, type) and issubclass(annotation, Value):
        return annotation
    return next((found for part in typing.get_args(annotation) if (found := _model_in(part))), None)
