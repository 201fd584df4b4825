"""Markdown to safe HTML.

Links to other source files and pictures leave here as `record:` and `picture:` addresses, because only the plan knows
where they lead; `sitegen.render.bodies` puts the real ones in. Whatever else a stranger writes, raw HTML included,
passes through one sanitiser with an allow list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.load.body import Body, as_text, first_sentence
from sitegen.load.prose import plain_prose
from sitegen.values import LightValue, light_value

MAX_CHARACTERS = 60_000
MAX_BRACKETS = 1_500
"""Python-Markdown needs quadratic time for hostile runs of `[` or `<`."""

MAX_LEVELS = 60

_NESTED = re.compile(rf"^[ \t]*(?:>[ \t]*|(?:[0-9]{{1,9}}[.)]|[-+*])[ \t]+){{{MAX_LEVELS}}}", re.MULTILINE)
"""Lists in lists in lists on one line: Python-Markdown needs a level of the stack for each."""

_SUSPICIOUS = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|form|style|svg|link|meta|base|input|button|video|audio)\b"
    r"|javascript\s*:|vbscript\s*:|data\s*:\s*text/html|<[^<>]*\son\w+\s*=",
    re.IGNORECASE,
)


@light_value
class Refusal(LightValue):
    """Why a body is not rendered, or what was taken out of it: a problem code and the line within the body."""

    code: str
    line: int
    text: str


def check_body(text: str) -> Iterator[Refusal]:
    """Yield what the sanitiser will take out, and what is too much to render, with the line within the body."""
    if _is_too_much(text):
        yield Refusal("body.too_long", 1, f"{len(text):,}")
    if not _may_be_suspicious(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        match = _SUSPICIOUS.search(line)
        if match:
            yield Refusal("body.unsafe", number, match.group(0).strip()[:40])


def render_body(text: str, folder: str) -> Body:
    """Return safe HTML of a Markdown text whose links are relative to `folder`."""
    if not text.strip():
        return Body()
    if _is_too_much(text):
        return as_text(text)
    prose = plain_prose(text, folder)
    if prose is not None:
        return Body(prose.html.encode(), first_sentence(prose.html), prose.records)
    from sitegen.load.converter import converted

    return converted(text, folder)


def _may_be_suspicious(text: str) -> bool:
    """Return False, at little cost, for a text of which no line can be suspicious.

    The letters looked for are the same in lower case and for `re.IGNORECASE`, which takes `ſ` for an `s` and `ı` for
    an `i`.
    """
    lower = text.lower()
    return "<" in lower or "java" in lower or "vb" in lower or "data" in lower


def _is_too_much(text: str) -> bool:
    if len(text) > MAX_CHARACTERS or max(text.count("["), text.count("<")) > MAX_BRACKETS:
        return True
    # Each level of a list has one of these, and few texts have so many that they need to be looked through.
    return sum(map(text.count, "->*+.)")) >= MAX_LEVELS and _NESTED.search(text) is not None
