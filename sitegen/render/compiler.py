"""The compiler of templates: Jinja's own, with cheaper code for what a page does hundreds of times.

A page of a catalogue makes about 300 accesses of attributes, 200 escapes and 90 calls. Jinja asks at each of them what
it has in hand: a callable that wants the context, an attribute or an item, markup or text. Templates here see frozen
views and functions that want no context, so the answers are known when a template is compiled. What a template may say
stays the same, but for one thing: `value.name` is an attribute, and never an item of a mapping.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from functools import lru_cache
from types import CodeType
from typing import TYPE_CHECKING, Any

import markupsafe
from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup

if TYPE_CHECKING:
    from jinja2.environment import TemplateModule

ONCE = "_once"
"""The name by which a `{% once %}` block is known in a syntax tree."""

MOST_FRAGMENTS = 20_000
"""Fragments that one language keeps."""

_PIECES = "pieces"
"""The name of the list that a template or a block collects its text in."""

_FROM_PARENT = "yield from parent_template.root_render_func(context)"
"""What Jinja writes to say what a template's parent says."""

_UNDEFINED_ALLOWED = frozenset({"defined", "undefined", "default", "d"})

_escape_text: Callable[[str], str] = getattr(markupsafe, "_escape_inner", markupsafe.escape)


def show(value: Any) -> str:
    """Return a value as it stands in a page: markup as it is, anything else as escaped text."""
    kind = type(value)
    if kind is str:
        return _escape_text(value)
    if kind is Markup:
        markup: str = value
        return markup
    html: Callable[[], str] | None = getattr(value, "__html__", None)
    return html() if html is not None else _escape_text(str(value))


def identity(part: object) -> object:
    """Return a text, a number or None with its type (1 is not True), anything else by identity, as it is kept alive."""
    return (type(part), part) if part is None or isinstance(part, str | int) else id(part)


class Strings(dict[str, Markup]):
    """The interface strings of a language without values, as markup, translated when they are first shown."""

    def __init__(self, gettext: Callable[[str], str]) -> None:
        super().__init__()
        self._gettext = gettext

    def __missing__(self, message: str) -> Markup:
        """Translate a message; `%%` is a percent sign, as in messages with values."""
        words = self[message] = Markup(self._gettext(message) % {})  # noqa: S704 - a catalogue's words are markup
        return words


def quick_macro(
    environment: Environment, function: Callable[..., str], name: str | None, arguments: tuple[str, ...], *rest: bool
) -> Callable[..., str]:
    """Return a macro as a plain function of its arguments; Jinja's own where it takes any others, or a caller."""
    if name is None or any(rest[:-1]) or not all(_is_name(word) and word[0] != "_" for word in (name, *arguments)):
        return Macro(environment, function, name or "", list(arguments), *rest)
    scope = {"_missing": missing, "_function": function, "_Markup": Markup, "_as_markup": str.__new__}
    exec(_macro_code(name, arguments), scope)  # noqa: S102 - names alone, which are checked
    made: Callable[..., str] = scope[name]
    return made


@lru_cache(maxsize=512)
def _macro_code(name: str, arguments: tuple[str, ...]) -> CodeType:
    """Return the code of a macro's function; what it writes is escaped where it is written, and so is markup."""
    declared = ", ".join(f"{argument}=_missing" for argument in arguments)
    text = f"def {name}({declared}):\n return _as_markup(_Markup, _function({', '.join(arguments)}))\n"
    return compile(text, "macro", "exec")


class Names(dict[str, Any]):
    """The values that a template sees by name."""

    def __missing__(self, name: str) -> object:
        """Return what stands for a value that is not there."""
        return missing


class QuickContext(Context):
    """The names that a template sees and those that it sets, in one mapping, so that each is found by one look.

    The blocks of a template and its parents are the same for all pages, and are put together once.
    """

    def __init__(
        self,
        environment: Environment,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Callable[[Context], Iterator[str]]],
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - the name is Jinja's
    ) -> None:
        super().__init__(environment, parent, name, blocks)
        self.vars = Names(parent)
        self._lineage: tuple[str | None, ...] = (name,)

    def get_all(self) -> dict[str, Any]:
        """Return all names with their values; another template may add its own to them."""
        return dict(self.vars)

    def inherit(self, parent: Template) -> None:
        """Take the blocks of a template's parent, to be found after its own."""
        lineage = (*self._lineage, parent.name)
        known: dict[object, dict[str, list[Any]]] = self.environment.template_tools["lineages"]  # type: ignore[attr-defined]
        found = known.get(lineage)
        if found is None:
            found = {name: list(blocks) for name, blocks in self.blocks.items()}
            for name, block in parent.blocks.items():
                found.setdefault(name, []).append(block)
            if None not in lineage:  # a template without a name is one of many
                known[lineage] = found
        self.blocks, self._lineage = found, lineage

    def part(self) -> None:
        """Have blocks of this page's own, which may be changed."""
        self.blocks = {name: list(blocks) for name, blocks in self.blocks.items()}


class Modules(dict[str, "TemplateModule"]):
    """The modules of templates that are imported, each made when it is first asked for."""

    def __init__(self, environment: Environment) -> None:
        super().__init__()
        self._environment = environment

    def __missing__(self, name: str) -> TemplateModule:
        """Make the module of a template."""
        made = self[name] = self._environment.get_template(name).module
        return made


class QuickTemplate(Template):
    """A template whose module is made once, and whose global names are a plain mapping."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 - the name is Jinja's
        uptodate: Callable[[], bool] | None = None,
    ) -> QuickTemplate:
        """Return the template of compiled code, with the functions that the code calls by name."""
        tools = environment.template_tools  # type: ignore[attr-defined]
        namespace = {"environment": environment, "__file__": code.co_filename, **tools}
        exec(code, namespace)  # noqa: S102 - templates are code of the site's own theme
        template = cls._from_namespace(environment, namespace, dict(globals))
        template._uptodate = uptodate
        return template  # type: ignore[return-value]

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module

    def render_values(self, values: Mapping[str, object]) -> bytes:
        """Return the page of these values in UTF-8; errors name the template's lines, as in `render`.

        Piece by piece: most are plain ASCII, which is copied, and a page with one letter beyond it is not.
        """
        names = {**self.globals, **values}
        context = self.environment.context_class(self.environment, names, self.name, self.blocks, self.globals)
        try:
            return b"".join([piece.encode() for piece in self.root_render_func(context)])
        except Exception:
            self.environment.handle_exception()


class Fragment(str):
    """A text that many pages repeat, which remembers its bytes."""

    __slots__ = ("_data",)
    _data: bytes

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """Return the text in UTF-8."""
        try:
            return self._data
        except AttributeError:
            self._data = super().encode()
            return self._data


def template_tools(gettext: Callable[[str], str]) -> dict[str, Any]:
    """Return the functions that compiled templates of one language call by name."""
    fragments: dict[object, str] = {}
    alive: list[object] = []

    def forget() -> None:
        """Forget all fragments."""
        fragments.clear()
        alive.clear()

    def hold(parts: object) -> None:
        """Keep what a fragment's key names by identity alive; when there are too many, forget all fragments."""
        if len(alive) >= MOST_FRAGMENTS:
            forget()
        alive.append(parts)

    return {
        "show": show,
        "escape_text": _escape_text,
        "identity_of": identity,
        "quick_macro": quick_macro,
        "strings": Strings(gettext),
        "Fragment": Fragment,
        "fragments": fragments,
        "hold": hold,
        "lineages": {},
        "forget": forget,
    }


class Compiler(CodeGenerator):
    """Writes the Python code of a template."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._is_careful = False
        self._instead = {"finally: gen.close()": "finally: pass"}

    @contextmanager
    def _carefully(self) -> Iterator[None]:
        """Let attributes be missing: within `is defined` and `default(…)`."""
        before, self._is_careful = self._is_careful, True
        yield
        self._is_careful = before

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """Write a line; those with which Jinja passes pieces on one by one hand over the list of them."""
        if x == _FROM_PARENT and self.has_known_extends:
            x = f"return [*{_PIECES}, *parent_template.root_render_func(context)]"
        super().writeline(self._instead.get(x, x), node, extra)

    def write_commons(self) -> None:
        """Write what the function of a template or a block begins with."""
        self.writeline("resolve = context.vars.__getitem__")
        self.writeline("undefined = environment.undefined")
        self.writeline("concat = environment.concat")
        self.writeline("cond_expr_undefined = Undefined")
        self.writeline(f"{_PIECES} = []")

    def enter_frame(self, frame: Frame) -> None:
        """Begin a scope; a template and a block collect what they say in a list, and return it."""
        if frame.parent is None and frame.buffer is None:
            frame.buffer = _PIECES
        super().enter_frame(frame)

    def leave_frame(self, frame: Frame, with_python_scope: bool = False) -> None:
        """End a scope."""
        super().leave_frame(frame, with_python_scope)
        if frame.parent is None and frame.buffer == _PIECES:
            if frame.block is not None or not self.extends_so_far:
                self.writeline(f"return {_PIECES}")
            elif not self.has_known_extends:
                self.writeline(f"yield from {_PIECES}")

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:
        """Write a block's place."""
        is_parted = frame.toplevel and self.extends_so_far > 0
        if frame.toplevel and self.has_known_extends:
            return
        if is_parted:
            self.writeline("if parent_template is None:")
            self.indent()
        context = self.derive_context(frame) if node.scoped else self.get_context_ref()
        if node.required:
            self.writeline(f"if len(context.blocks[{node.name!r}]) <= 1:", node)
            self.indent()
            self.writeline(f"raise TemplateRuntimeError({f'Required block {node.name!r} not found'!r})", node)
            self.outdent()
        self.writeline(f"{frame.buffer}.extend(context.blocks[{node.name!r}][0]({context}))", node)
        self.outdent(is_parted)

    def visit_Extends(self, node: nodes.Extends, frame: Frame) -> None:
        """Write what a template's parent is, where it has one for sure."""
        if self.extends_so_far or not frame.rootlevel or not isinstance(node.template, nodes.Const):
            self.writeline("context.part()")
            super().visit_Extends(node, frame)
            return
        self.writeline(f"parent_template = environment.get_template({node.template.value!r}, {self.name!r})", node)
        self.writeline("context.inherit(parent_template)")
        self.has_known_extends = True
        self.extends_so_far += 1

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:
        """Write the place of what another template says."""
        body = "template._get_default_module()._body_stream"
        self._instead[f"yield from {body}"] = f"{frame.buffer}.extend({body})"
        super().visit_Include(node, frame)

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        """Write the module of an imported template: the same for all pages, but where it sees their values."""
        if node.with_context or not isinstance(node.template, nodes.Const):
            super()._import_common(node, frame)
        else:
            self.write(f"modules[{node.template.value!r}]")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """Write an access of an attribute."""
        is_block = isinstance(node.node, nodes.Name) and node.node.name == "self"
        if self._is_careful or is_block or keyword.iskeyword(node.attr) or not node.attr.isidentifier():
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        """Write a call of a filter; `all|selectattr('x')|list` becomes a comprehension."""
        chosen = _chosen_of(node)
        if chosen is not None:
            everything, condition = chosen
            self.write("[one for one in ")
            self.visit(everything, frame)
            self.write(f" if {condition}]")
        elif node.name in _UNDEFINED_ALLOWED:
            with self._carefully():
                super().visit_Filter(node, frame)
        else:
            super().visit_Filter(node, frame)

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        """Write a test."""
        if node.name in _UNDEFINED_ALLOWED:
            with self._carefully():
                super().visit_Test(node, frame)
        else:
            super().visit_Test(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Write a call: no function of ours wants the context."""
        message = _message_of(node)
        if message is not None:
            self.write(f"strings[{message!r}]")
            return
        self.visit(node.node, frame)
        self.write("(")
        self.signature(_Arguments(node), frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def signature(self, node: Any, frame: Frame, extra_kwargs: Mapping[str, Any] | None = None) -> None:
        """Write the arguments of a call, without the comma that Jinja puts behind the function's name."""
        if not isinstance(node, _Arguments):
            super().signature(node, frame, extra_kwargs)
            return
        call = node.call
        for argument in call.args:
            self.visit(argument, frame)
            self.write(", ")
        if call.dyn_args is not None:
            self.write("*")
            self.visit(call.dyn_args, frame)
            self.write(", ")
        for pair in call.kwargs:
            self.write("**{" if keyword.iskeyword(pair.key) else f"{pair.key}=")
            if keyword.iskeyword(pair.key):
                self.write(f"{pair.key!r}: ")
            self.visit(pair.value, frame)
            self.write("}, " if keyword.iskeyword(pair.key) else ", ")
        for name, value in (extra_kwargs or {}).items():
            self.write(f"{name}={value}, ")
        if call.dyn_kwargs is not None:
            self.write("**")
            self.visit(call.dyn_kwargs, frame)

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> None:
        """Write a `{% call %}` block; a `{% once %}` block becomes a look into the fragments."""
        target = node.call.node
        if not (isinstance(target, nodes.ExtensionAttribute) and target.name == ONCE):
            super().visit_CallBlock(node, frame)
            return
        place, parts = node.call.args
        assert isinstance(place, nodes.Const)
        items = parts.items if isinstance(parts, nodes.Tuple) else [parts]
        key, fragment = self.temporary_identifier(), self.temporary_identifier()
        self.writeline(f"{key} = ({place.value!r}, ", node)
        for item in items:
            self.write("identity_of(")
            self.visit(item, frame)
            self.write("), ")
        self.write(")")
        self.writeline(f"{fragment} = fragments.get({key})")
        self.writeline(f"if {fragment} is None:")
        self.indent()
        self.macro_body(node, frame)
        self.writeline(f"{fragment} = fragments[{key}] = Fragment(macro())")
        self.writeline("hold((")
        for item in items:
            self.visit(item, frame)
            self.write(", ")
        self.write("))")
        self.outdent()
        self.start_write(frame, node)
        self.write(fragment)
        self.end_write(frame)

    def macro_def(self, macro_ref: Any, frame: Frame) -> None:
        """Write the definition of a macro."""
        names = [argument.name for argument in macro_ref.node.args]
        name = getattr(macro_ref.node, "name", None)
        self.write(
            f"quick_macro(environment, macro, {name!r}, {(*names,)!r}, {macro_ref.accesses_kwargs!r},"
            f" {macro_ref.accesses_varargs!r}, {macro_ref.accesses_caller!r}, True)"
        )

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Begin to write a value as `show` does; what it mostly is, is asked for without a call."""
        if isinstance(node, nodes.Getattr):
            self.write("(escape_text(shown) if type(shown := ")
        elif not _is_words(node):
            self.write("(shown if type(shown := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if isinstance(node, nodes.Getattr):
            self.write(") is str else show(shown))")
        elif not _is_words(node):
            self.write(") is Markup else show(shown))")


def _is_words(node: nodes.Expr) -> bool:
    """Return whether a value is an interface string without values, which is markup."""
    return isinstance(node, nodes.Call) and _message_of(node) is not None


def _chosen_of(node: nodes.Filter) -> tuple[nodes.Expr, str] | None:
    """Return what `all|selectattr('x')|list` and its kin choose from, and by which condition on `one`, as code."""
    inner = node.node
    if node.name != "list" or not isinstance(inner, nodes.Filter) or inner.name not in ("selectattr", "rejectattr"):
        return None
    if inner.node is None or node.args or inner.kwargs or inner.dyn_args or inner.dyn_kwargs:
        return None
    match [argument.value for argument in inner.args if isinstance(argument, nodes.Const)]:
        case [str(name)] if len(inner.args) == 1 and _is_name(name):
            condition = f"one.{name}"
        case [str(name), "equalto" | "==", str(value)] if _is_name(name):
            condition = f"(one.{name} == {value!r})"
        case _:
            return None
    return inner.node, condition if inner.name == "selectattr" else f"not {condition}"


def _is_name(text: str) -> bool:
    """Return whether a text is the name of one attribute, and not a path or a number."""
    return text.isidentifier() and not keyword.iskeyword(text)


class _Arguments:
    """The arguments of a call, to be written from the first one on."""

    def __init__(self, call: nodes.Call) -> None:
        self.call = call


def _message_of(node: nodes.Call) -> str | None:
    """Return the message of `_('…')` without values."""
    is_gettext = isinstance(node.node, nodes.Name) and node.node.name in ("_", "gettext")
    if not is_gettext or len(node.args) != 1 or node.kwargs or node.dyn_args or node.dyn_kwargs:
        return None
    message = node.args[0]
    return message.value if isinstance(message, nodes.Const) and isinstance(message.value, str) else None
