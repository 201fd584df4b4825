"""`{% once key %}…{% endonce %}`: a fragment that many pages repeat, rendered when it is first needed.

What stands inside may depend on the key alone: views (told apart by identity), texts and numbers, or a tuple of them.
Each language has an environment, and so fragments, of its own.
"""

from __future__ import annotations

from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from sitegen.render.compiler import ONCE


class OnceExtension(Extension):
    """Reads the tag; the compiler makes a look into the environment's fragments of it."""

    tags = {"once"}

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._places = 0

    def parse(self, parser: Parser) -> nodes.Node:
        """Turn the tag into a call block, which the compiler knows by its name."""
        line = next(parser.stream).lineno
        self._places += 1
        place = nodes.Const(f"{parser.filename or parser.name}:{line}:{self._places}")
        key = parser.parse_tuple()
        body = parser.parse_statements(("name:endonce",), drop_needle=True)
        return nodes.CallBlock(self.call_method(ONCE, [place, key]), [], [], body).set_lineno(line)
