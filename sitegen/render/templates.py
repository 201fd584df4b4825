"""How templates are found and compiled, in whatever language: through the theme's chain, by our compiler.

It imports little, so that templates can be compiled while all else is still being imported.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateRuntimeError,
)
from jinja2.bccache import Bucket

from sitegen.errors import ThemeError
from sitegen.render.compiler import Compiler, Modules, QuickContext, QuickTemplate, template_tools
from sitegen.render.once import OnceExtension
from sitegen.theme.chain import Theme


class ChainLoader(BaseLoader):
    """Finds the templates of a theme and its parents."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text and its name for messages."""
        found = self.theme.find_template(template)
        if found is None:
            raise TemplateNotFound(template)
        place, data = found
        return _decoded(data, place), place, lambda: True


class SharedBytecode(BytecodeCache):
    """Compiled templates, shared by the environments of all languages, in memory.

    Not on disk: whoever could write there could run code in the next build.
    """

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}
        self._loaded: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if another language has compiled it; all languages share one copy of it."""
        which = (bucket.key, bucket.checksum)
        if which in self._loaded:
            bucket.code = self._loaded[which]
        elif bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])
            if bucket.code is not None:
                self._loaded[which] = bucket.code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._code[bucket.key] = bucket.bytecode_to_string()
        if bucket.code is not None:
            self._loaded[bucket.key, bucket.checksum] = bucket.code


def _decoded(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise ThemeError(f"{path} is not in UTF-8", "save it as UTF-8") from failure


class ThemeEnvironment(Environment):
    """The environment of one language."""

    code_generator_class = Compiler
    template_class = QuickTemplate
    context_class = QuickContext

    def __init__(self, gettext: Callable[[str], str], **options: Any) -> None:
        super().__init__(**options)
        self.template_tools = {**template_tools(gettext), "modules": Modules(self)}
        self._templates: dict[str, Template] = {}

    def forget_fragments(self) -> None:
        """Forget what `{% once %}` has kept; it is made again when it is asked for."""
        self.template_tools["forget"]()

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        """Return a template, which is the same whoever asks for it."""
        found = self._templates.get(name)
        if found is None:
            found = self._templates[name] = super().get_template(name, parent, globals)
        return found


def bare_environment(theme: Theme, bytecode: BytecodeCache, gettext: Callable[[str], str] = str) -> ThemeEnvironment:
    """Return an environment that compiles templates, for whatever language: nothing of one may be known by then."""
    environment = ThemeEnvironment(
        gettext,
        loader=ChainLoader(theme),
        bytecode_cache=bytecode,
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", OnceExtension],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # the i18n extension's own switch
    # The compiler asks that filters be there, and would try them on constants.
    environment.filters |= dict.fromkeys(("attrs", "number", "json_ld"), _in_no_language)
    return environment


def _in_no_language(_: object) -> str:
    """Stand for a filter while templates are compiled: what it makes of a constant differs by language."""
    raise TemplateRuntimeError("a filter was asked before there was a language")
