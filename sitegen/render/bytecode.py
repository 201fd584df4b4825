"""Compiled templates, kept between builds. Only what this user has signed is believed, because it is code that runs."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from jinja2 import TemplateError
from jinja2.bccache import Bucket

from sitegen.errors import ThemeError
from sitegen.render.templates import SharedBytecode, bare_environment
from sitegen.theme.chain import Theme


class KeptBytecode(SharedBytecode):
    """Compiled templates of the last build and of this one; `new` is what the next build should know.

    What a template is compiled to depends on its text, which Jinja checks, and on the program, whose change makes all
    be forgotten. `known` comes from a store that only this user can sign.
    """

    def __init__(self, known: Mapping[str, bytes]) -> None:
        super().__init__()
        self._code.update(known)
        self.new: dict[str, bytes] = {}

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        super().dump_bytecode(bucket)
        self.new[bucket.key] = self._code[bucket.key]

    def take(self, found: Mapping[str, bytes]) -> None:
        """Take what another process compiled."""
        self._code.update(found)
        self.new.update(found)


def compile_theme(theme: Theme) -> dict[str, bytes]:
    """Return the compiled templates of a theme, those of its parents too; what does not compile is left out."""
    bytecode = KeptBytecode({})
    environment = bare_environment(theme, bytecode)
    for name in sorted({name for layer in theme.layers for name in layer.files("templates")}):
        with contextlib.suppress(TemplateError, ThemeError, RecursionError):
            environment.get_template(name)
    return bytecode.new
