"""Simple YAML: the front matter that most files have, read line by line.

Keys with a word or a sentence, quoted or not, lists of them, and keys within keys. What is read here is what the YAML
parser would read, with the same lines; for anything else, however small, and for all that is wrong, the answer is None,
and the parser does the work or tells the problem.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

MAX_CHARACTERS = 3_000
"""Too few for as many openings, keys and levels as the parser refuses."""

MAX_LEVELS = 8

_STRANGE = re.compile("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What YAML takes for the end of a line, or does not take at all."""

_START = r"(?:-(?=[0-9])|[^\s\-?:,\[\]{}#&*!|>'\"%@`~=<])"
_PLAIN = rf"{_START}[^\n:#]*(?:(?::(?! |$)|(?<! )#)[^\n:#]*)*(?<! )"
_QUOTED = r"'[^'\n]*'|\"[^\"\\\n]*\""
_KEY = r"(?!(?:true|false|null):)[A-Za-z][A-Za-z0-9_-]{0,60}(?=:)"


def _between(inside: str) -> str:
    """Return the pattern of a list or a mapping in one line, of what `inside` is the pattern of."""
    item, pair = f"(?:{inside})", f"{_KEY}: (?:{inside})"
    return rf"\[(?:{item}(?:, {item})*)?\]|\{{(?:{pair}(?:, {pair})*)?\}}"


_WORDS = rf"{_START}[^\n:#,\[\]{{}}?]*(?<! )"
_INNER = _between(f"{_WORDS}|{_QUOTED}")
_OUTER = _between(f"{_WORDS}|{_QUOTED}|{_INNER}")
_PART = re.compile(rf"(?:({_KEY}): )?(?:({_WORDS})|({_QUOTED})|({_INNER}))")
_LINE = re.compile(
    rf"^(?=[^\n])( *)(- )?(?:({_KEY}):(?: (?!$)|$))?(?:({_PLAIN})|({_QUOTED})|({_OUTER}))?(?: +#[^\n]*)?$", re.MULTILINE
)
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NAMED: dict[str, Any] = {"true": True, "false": False, "null": None}

_Place = tuple[str | int, ...]
_Level = tuple[int, Any, _Place]


class Simple(NamedTuple):
    """The data of some front matter, and the line of every key and item."""

    meta: dict[str, Any]
    lines: dict[_Place, int]


class _NotSimple(Exception):
    """The parser is needed."""


def simple_yaml(front: str) -> Simple | None:
    """Return what stands between two lines `---`, or None if it is not simple; the first `---` is line 1."""
    if len(front) > MAX_CHARACTERS:
        return None
    if not front.replace("\n", " ").isprintable() and _STRANGE.search(front):
        return None
    found = _LINE.findall(front)
    if not found or len(found) != front.count("\n") - 1 or front[0] != "\n" or front[-1] != "\n":
        return None
    try:
        return _read(found)
    except _NotSimple:
        return None


def _read(found: list[tuple[str, str, str, str, str, str]]) -> Simple:
    meta: dict[str, Any] = {}
    lines: dict[_Place, int] = {}
    # what is open: its indentation, itself, and its place
    levels: list[_Level] = [(0, meta, ())]
    level, inside, at = levels[0]
    is_list = False
    waiting = ""  # the last key, when its value may still come
    for number, (spaces, dash, key, plain, quoted, flow) in enumerate(found, 2):
        if waiting or len(spaces) != level or is_list is not bool(dash):
            level, inside, at = _level(levels, waiting, len(spaces), bool(dash))
            is_list = bool(dash)
        if is_list and key:
            item: dict[str, Any] = {}
            lines[*at, len(inside)] = number
            at = (*at, len(inside))
            inside.append(item)
            level, inside, is_list = level + 2, item, False
            levels.append((level, inside, at))
        elif not is_list and (not key or key in inside):
            raise _NotSimple
        place = (*at, key or len(inside))
        lines[place] = number
        waiting = ""
        value: Any = None
        if plain:
            value = _typed(plain)
        elif quoted:
            value = quoted[1:-1]
        elif flow:
            value = _flow(flow, place, number, lines)
        elif key:
            waiting = key
        else:
            raise _NotSimple
        if is_list:
            inside.append(value)
        else:
            inside[key] = value
    return Simple(meta, lines)


def _level(levels: list[_Level], waiting: str, indent: int, is_item: bool) -> _Level:
    """Open or close levels until the last one is that of a line, and return it."""
    level, inside, at = levels[-1]
    if waiting and (indent > level or (is_item and indent == level)):
        fresh: Any = [] if is_item else {}
        inside[waiting] = fresh
        levels.append((indent, fresh, (*at, waiting)))
    while levels[-1][0] > indent or (levels[-1][0] == indent and not is_item and type(levels[-1][1]) is list):
        levels.pop()
    found = levels[-1]
    if found[0] != indent or len(levels) > MAX_LEVELS or (type(found[1]) is list) is not is_item:
        raise _NotSimple
    return found


def _typed(plain: str) -> Any:
    if plain in _NAMED:
        return _NAMED[plain]
    return int(plain) if plain[0] in "-0123456789" and _INTEGER.fullmatch(plain) else plain


def _flow(flow: str, at: _Place, number: int, lines: dict[_Place, int]) -> Any:
    """Return a list or a mapping that is written in one line."""
    values: list[Any] = []
    keys: list[str] = []
    for key, words, quoted, inner in _PART.findall(flow[1:-1]):
        place = (*at, key or len(values))
        lines[place] = number
        values.append(_typed(words) if words else quoted[1:-1] if quoted else _flow(inner, place, number, lines))
        keys.append(key)
    if flow[0] == "[":
        return values
    pairs = dict(zip(keys, values, strict=True))
    if len(pairs) < len(keys):
        raise _NotSimple
    return pairs
