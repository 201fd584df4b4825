"""Translations: which keys of a translation are text, and which are facts that must agree with the source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sitegen.load.parsed import Location, ParsedFile
from sitegen.load.validate import FILE_KEYS, model_at, validate_mapping
from sitegen.models.base import RecordText, Value
from sitegen.models.kinds import Models
from sitegen.problems import Problem, error

_ITEM_KEYS = {"variants": "id", "pictures": "file"}
"""How the items of a list are matched with the source's; other lists are matched by their place."""


def validate_translation(
    models: Models, parsed: ParsedFile, source: ParsedFile, path: str, context: Mapping[str, Any]
) -> tuple[RecordText | None, list[Problem]]:
    """Return the text that a translation brings, or all that is wrong with it.

    A fact may be repeated when it agrees with the source; one that differs is a problem, not a second truth.
    """
    meta = {key: value for key, value in parsed.meta.items() if key not in FILE_KEYS}
    text, facts = split_facts(models.text, models.record, meta)
    record, problems = validate_mapping(models.text, text, parsed, path, context)
    problems += _contradictions(facts, source.meta, parsed, path)
    problems += _strangers(text, source.meta, parsed, path)
    return record, problems


def split_facts(
    text_model: type[Value], record_model: type[Value], meta: Mapping[str, Any], at: Location = ()
) -> tuple[dict[str, Any], list[tuple[Location, Any]]]:
    """Split a mapping into what may be translated, and facts with their place; unknown keys stay with the text."""
    facts_of_kind = _fact_names(text_model, record_model)
    text: dict[str, Any] = {}
    facts: list[tuple[Location, Any]] = []
    for key, value in meta.items():
        if key in facts_of_kind:
            facts.append(((*at, key), value))
            continue
        text[key], inner = _split_value(text_model, record_model, key, value, at)
        facts += inner
    return text, facts


@cache
def _fact_names(text_model: type[Value], record_model: type[Value]) -> frozenset[str]:
    """Return the keys of a record that a translation has no words for."""
    known = {info.alias or name for name, info in record_model.model_fields.items()}
    return frozenset(known - set(text_model.model_fields))


def _split_value(
    text_model: type[Value], record_model: type[Value], key: str, value: Any, at: Location
) -> tuple[Any, list[tuple[Location, Any]]]:
    if not isinstance(value, dict | list):
        return value, []
    text_part, record_part = model_at(text_model, (key,)), model_at(record_model, (key,))
    if text_part is None or record_part is None:
        return value, []
    if isinstance(value, dict):
        return split_facts(text_part, record_part, value, (*at, key))
    items: list[Any] = []
    facts: list[tuple[Location, Any]] = []
    for index, item in enumerate(value):
        text, inner = _split_item(text_part, record_part, item, (*at, key, index))
        items.append(text)
        facts += inner
    return items, facts


def _split_item(
    text_model: type[Value], record_model: type[Value], item: Any, at: Location
) -> tuple[Any, list[tuple[Location, Any]]]:
    return split_facts(text_model, record_model, item, at) if isinstance(item, dict) else (item, [])


def _contradictions(
    facts: list[tuple[Location, Any]], source: Mapping[str, Any], parsed: ParsedFile, path: str
) -> Iterator[Problem]:
    for location, value in facts:
        expected = _value_at(source, parsed.meta, location)
        if str(expected) != str(value):
            field = ".".join(str(part) for part in location)
            shown = "—" if expected is None else str(expected)
            yield error("translation.contradiction", path, parsed.line_of(location), field, text=value, source=shown)


def _value_at(source: Any, translation: Any, location: Location) -> Any:
    """Return what the source says at the place of a fact; list items are found by their key, not their place."""
    for position, part in enumerate(location):
        translation = translation[part]
        if isinstance(part, str):
            source = source.get(part) if isinstance(source, Mapping) else None
            continue
        key = _ITEM_KEYS.get(str(location[position - 1]))
        source = _item(source, translation, key, part)
    return source


def _item(items: Any, wanted: Any, key: str | None, index: int) -> Any:
    if not isinstance(items, list):
        return None
    if key is None:
        return items[index] if index < len(items) else None
    return next((item for item in items if _key_of(item, key) == _key_of(wanted, key)), None)


def _key_of(item: Any, key: str) -> Any:
    return item.get(key) if isinstance(item, Mapping) else item


def _strangers(text: Mapping[str, Any], source: Mapping[str, Any], parsed: ParsedFile, path: str) -> Iterator[Problem]:
    """Yield a problem for each translated variant that the source does not have."""
    items = source.get("variants")
    known = {str(_key_of(item, "id")) for item in items} if isinstance(items, list) else set()
    variants = text.get("variants")
    for index, item in enumerate(variants if isinstance(variants, list) else []):
        name = str(_key_of(item, "id"))
        if name not in known:
            location: Location = ("variants", index, "id")
            yield error("translation.stranger", path, parsed.line_of(location), f"variants.{index}.id",
                        text=name, choices=", ".join(sorted(known)))  # fmt: skip
