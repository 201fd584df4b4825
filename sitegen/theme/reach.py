"""What a template reaches: the templates that it extends, includes and imports, and those that they do.

It is read off the texts, without Jinja, because a build with little to do asks for it. What is not a plain name in
quotes may be any template, and so it reaches them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sitegen.digests import digest_parts
from sitegen.theme.chain import Theme
from sitegen.values import LightValue, light_value

OF_ALL = ("macros.html",)
"""Templates that every page may need, whatever its own says: one of their macros writes pictures within texts."""

_TAG = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)[-+]?%\}", re.DOTALL)
_QUOTED = r"""\s*(?:"[^"\\]*"|'[^'\\]*')\s*"""
_LISTED = rf"\s*[\[(]{_QUOTED}(?:,{_QUOTED})*,?\s*[\])]\s*"
_PLAIN = re.compile(rf"({_QUOTED}|{_LISTED})(?:(?:import|as|ignore|with|without)\s[\w\s,]*)?")
_NAME = re.compile(r"""["']([^"']*)["']""")


@light_value
class _Template(LightValue):
    """The digest of a template's place and text, and the names that it names; None when they may be any."""

    digest: str
    names: tuple[str, ...] | None


def template_digests(theme: Theme) -> dict[str, str]:
    """Return, by the name of each template, the digest of all that a page made with it may be made from."""
    names = sorted({name for layer in theme.layers for name in layer.files("templates")})
    known: dict[str, _Template] = {}
    return {name: _digest_of(sorted(reached((name, *OF_ALL), theme, names, known)), known) for name in names}


def _digest_of(names: Iterable[str], known: Mapping[str, _Template]) -> str:
    return digest_parts(*(part for name in names for part in (name, known[name].digest)))


def reached(first: Iterable[str], theme: Theme, every: Iterable[str], known: dict[str, _Template]) -> set[str]:
    """Return the names of all templates that some reach, themselves included."""
    found: set[str] = set()
    waiting = list(first)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name not in known:
            known[name] = _read(theme, name)
        named = known[name].names
        waiting += every if named is None else named
    return found


def _read(theme: Theme, name: str) -> _Template:
    template = theme.find_template(name)
    if template is None:
        return _Template("", ())
    place, data = template
    return _Template(digest_parts(place, data), named_in(data.decode("utf-8-sig", "replace")))


def named_in(text: str) -> tuple[str, ...] | None:
    """Return the names of the templates that a template names; None when one of them is known only to a page."""
    found: list[str] = []
    for tag in _TAG.finditer(text):
        plain = _PLAIN.fullmatch(tag[1])
        if plain is None:
            return None
        found += _NAME.findall(plain[1])
    return tuple(found)
