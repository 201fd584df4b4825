"""Problems: what is wrong with a site's content, as values.

A problem says where (path, line, field) and what (a code with values). Its words live in
`messages/problems.<lang>.toml`, so that a volunteer reads them in their own language; they are put together here and
nowhere else.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from sitegen.values import LightValue, light_value

LANGUAGES = ("en", "fr")
"""The languages that messages for contributors exist in; the first is the fallback."""


class Severity(StrEnum):
    """An error stops publication; a warning does so only with `--strict`."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that a person should mend.

    `path` is relative to the site with forward slashes, `line` counts from 1 (0: the whole file), `field` is dotted
    (`variants.1.price`) or empty, `values` fill the placeholders of the message of `code`.
    """

    path: str
    line: int
    field: str
    code: str
    severity: Severity = Severity.ERROR
    values: tuple[tuple[str, str], ...] = ()


def error(code: str, path: str, line: int = 0, field: str = "", **values: object) -> Problem:
    """Return a problem that stops publication."""
    return Problem(path, line, field, code, Severity.ERROR, _frozen(values))


def warning(code: str, path: str, line: int = 0, field: str = "", **values: object) -> Problem:
    """Return a problem that does not stop publication, except with `--strict`."""
    return Problem(path, line, field, code, Severity.WARNING, _frozen(values))


def _frozen(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, str(value)) for name, value in values.items()))


NEVER_STOPS = ("cache.remote",)
"""Codes of warnings that speak of the machine and not of the shop: they stop nothing, not even with `--strict`."""


def stops(problem: Problem, *, strict: bool = False) -> bool:
    """Return whether this problem forbids publication."""
    return problem.severity is Severity.ERROR or (strict and problem.code not in NEVER_STOPS)


def has_errors(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Return whether these problems forbid publication."""
    return any(stops(problem, strict=strict) for problem in problems)


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return the choice that `word` most likely stands for, or an empty string."""
    import difflib

    return next(iter(difflib.get_close_matches(word.lower(), sorted(choices), n=1, cutoff=0.65)), "")


@light_value
class Wording(LightValue):
    """The words of one problem in one language; `hint` may be empty."""

    message: str
    hint: str


def word(problem: Problem, language: str) -> Wording:
    """Return the message and the hint of a problem in `language` (falls back to English)."""
    return _wording(problem.code, problem.field, problem.values, language)


@lru_cache(maxsize=1024)
def _wording(code: str, field: str, given: tuple[tuple[str, str], ...], language: str) -> Wording:
    """Return the words of a kind of problem: thousands of files may have the same."""
    template = _catalogue(language)[code]
    values = _values(field, given, language)
    hint = template.get("hint", "")
    if values.get("suggestion"):
        hint = template.get("hint_suggestion", hint)
    return Wording(template["message"].format_map(values), hint.format_map(values))


def render(problem: Problem, language: str) -> str:
    """Return a problem in the house form: `path:line: field: message`, and its hint on a second line."""
    wording = word(problem, language)
    place = _plain(problem.path) + (f":{problem.line}" if problem.line else "")
    parts = [place, _plain(problem.field), wording.message] if problem.field else [place, wording.message]
    text = ": ".join(parts)
    if not wording.hint:
        return text
    return f"{text}\n  {_catalogue(language)['hint']['message']} {wording.hint}"


def as_json(problem: Problem, language: str) -> dict[str, object]:
    """Return a problem as a JSON object; keys are stable, `code` is what programs should match."""
    wording = word(problem, language)
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "path": problem.path,
        "line": problem.line,
        "field": problem.field,
        "message": wording.message,
        "hint": wording.hint,
    }


def known_codes(language: str) -> dict[str, dict[str, str]]:
    """Return every code with its templates, for tests and the reference."""
    return {code: templates for code, templates in _catalogue(language).items() if code not in _SPECIAL}


_SPECIAL = ("hint", "reason")
"""Tables of a catalogue that are no problems: the label of hints, and plain words for what libraries say."""


def _values(field: str, given: tuple[tuple[str, str], ...], language: str) -> dict[str, str]:
    """Return what a message may name: the values of the problem, its field, and the last part of that."""
    values = {name: _plain(value, 2000 if name == "choices" else 200) for name, value in given}
    for name in {"reason", "found", "pattern"} & set(values):
        values[name] = _in_plain_words(values[name], language)
    names = [part for part in field.split(".") if not part.isdigit()]
    return {"field": _plain(field), "key": _plain(names[-1] if names else ""), **values}


def _in_plain_words(reason: str, language: str) -> str:
    """Return what a library, or a pattern, says in words for a contributor, or as it is when it is not known."""
    for pattern, words in _catalogue(language)["reason"].items():
        match = re.search(pattern, reason)
        if match:
            return words.format(*match.groups())
    return reason


def _plain(text: str, longest: int = 300) -> str:
    """Return a stranger's text on one line: without what a terminal, or a reader, could take for something else."""
    line = " ".join(text.split())
    if not line.isprintable():
        line = "".join(character if character.isprintable() else "\ufffd" for character in line)
    return line if len(line) <= longest else line[: longest - 1] + "…"


@cache
def _catalogue(language: str) -> dict[str, dict[str, str]]:
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    file = Path(__file__).parent / "messages" / f"problems.{chosen}.toml"
    return tomllib.loads(file.read_text("utf-8"))
