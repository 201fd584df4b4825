"""`{% once key %}…{% endonce %}`: a fragment that many pages repeat, rendered when it is first needed.

What stands inside may depend on the key alone: views (told apart by identity), texts and numbers, or a tuple of them.
Each language has an environment, and so fragments, of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser


class OnceExtension(Extension):
    """Renders a fragment once for each place and key."""

    tags = {"once"}

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._fragments: dict[Any, str] = {}
        self._places = 0
        self._alive: list[Any] = []

    def parse(self, parser: Parser) -> nodes.Node:
        """Turn the tag into a call of `_once` with the fragment as its caller."""
        line = next(parser.stream).lineno
        self._places += 1
        place = nodes.Const(f"{parser.filename or parser.name}:{line}:{self._places}")
        key = parser.parse_tuple()
        body = parser.parse_statements(("name:endonce",), drop_needle=True)
        call = self.call_method("_once", [place, key])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _once(self, place: str, key: Any, caller: Callable[[], str]) -> str:
        parts = key if isinstance(key, tuple) else (key,)
        known = (place, *map(_identity, parts))
        fragment = self._fragments.get(known)
        if fragment is None:
            fragment = self._fragments[known] = caller()
            self._alive.append(key)
        return fragment


def _identity(part: Any) -> Any:
    """Return a text, a number or None with its type (1 is not True), anything else by identity, as it is kept alive."""
    return (type(part), part if part is None or isinstance(part, str | int) else id(part))
