"""The page of templates: what each gets, what the views hold, and the blocks of the theme souk."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType

from sitegen.i18n import phrases
from sitegen.render import contexts, environment, views
from sitegen.render.contexts import Context
from sitegen.render.once import OnceExtension
from tools.reference.markdown import anchor, cell, code, page, paragraphs, table

PROJECT = Path(__file__).parents[2]
THEME = "souk"

INTRODUCTION = """
Templates are [Jinja](../themes.md). Each gets exactly the names of its table below, `site` and `page` included, and
every value is prepared: a template decides how things look and never what they are. A name that is not there is an
error, not an empty text. All text is escaped; a sanitised body becomes markup with `html(body)`.
"""

FUNCTIONS = {
    "integrity": "`integrity('css/souk.css')`: the attribute `integrity` for such a file; browsers refuse other bytes",
    "qr": "`qr(page.canonical)`: a QR code of an address, as an inline drawing for paper",
    "asset": "`asset('css/souk.css')`: the address of a file of `assets/`, its digest in its name",
    "html": "`html(product.body)`: a sanitised Markdown body as markup",
    "_": "`_('Buy')`: a string of the interface in the language of the page",
    "gettext": "the same as `_`",
    "ngettext": "`ngettext('%(num)s product', '%(num)s products', count)`: the plural form that a number takes",
    "plain": "`plain('Main menu')`: the same for an attribute, which can carry no `lang` of its own",
    "plural_forms": "`plural_forms('%(num)s product', '%(num)s products')`: all forms, for a module that counts",
    "pgettext": "`pgettext('verb', 'Order')`: a string in its context",
    "npgettext": "a plural in its context",
}

GETTEXT = ("_", "gettext", "ngettext", "pgettext", "npgettext")
"""The functions of Jinja's i18n extension, which every environment has."""

FILTERS = {
    "attrs": "`<p{{ phrase|attrs }}>`: the attributes `lang` and `dir` for words that fell back, else nothing",
    "number": "`{{ count|number }}`: a number in the style of the language",
    "json_ld": "`{{ document|json_ld }}`: a JSON document that cannot end its script element",
}


TAGS = {
    "once": "`{% once site %}…{% endonce %}`: what many pages repeat, rendered when it is first needed. Inside, only "
    "what the key alone decides may be used: a view, a text, a number, or several of them with commas between",
}

DIFFERENCE = """
One thing is not as in Jinja elsewhere: `value.name` is an attribute and never an item of a mapping, so an item is
written `value['name']`, or `value.get('name')` where it may be missing, as in `site.theme_options.get('hero')`.
"""


def templates_page() -> str:
    """Return the page of templates."""
    return page(
        "Templates",
        paragraphs(INTRODUCTION), paragraphs(DIFFERENCE),
        "## Pages", *(_context_section(context) for context in page_contexts()),
        "## Functions", table(("Function", "Meaning"), [(code(name), FUNCTIONS.get(name, "")) for name in functions()]),
        "## Filters", table(("Filter", "Meaning"), [(code(name), FILTERS.get(name, "")) for name in filters()]),
        "## Tags", table(("Tag", "Meaning"), [(code(name), TAGS.get(name, "")) for name in tags()]),
        "## Values", *(_view_section(view) for view in all_views()),
        f"## Blocks of the theme {THEME}",
        "A child theme, or the site itself, can fill each of these blocks anew.",
        table(("Template", "Blocks"), [(code(name), ", ".join(map(code, blocks))) for name, blocks in theme_blocks()]),
    )  # fmt: skip


def page_contexts() -> list[type[Context]]:
    """Return every kind of page, in the order of the module."""
    return [kind for kind in _dataclasses(contexts) if issubclass(kind, Context) and kind is not Context]


def all_views() -> list[type]:
    """Return every value that a template may meet."""
    others = [kind for kind in _dataclasses(contexts) if not issubclass(kind, Context)]
    return [phrases.Phrase, *_dataclasses(views), *others]


def _dataclasses(module: ModuleType) -> list[type]:
    own = [kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__]
    return [kind for kind in own if is_dataclass(kind)]


def _context_section(context: type[Context]) -> str:
    return "\n\n".join([f"### {code(context.template)}", paragraphs(context.__doc__ or ""), _field_table(context)])


def _view_section(view: type) -> str:
    return "\n\n".join([f"### {code(view.__name__)}", paragraphs(view.__doc__ or ""), _field_table(view)])


def _field_table(kind: type) -> str:
    assert is_dataclass(kind)
    rows = [f"| {code(field.name)} | {_linked(cell(type_words(str(field.type))))} |" for field in fields(kind)]
    return "\n".join([table(("Name", "Value"), []), *rows])


def type_words(annotation: str) -> str:
    """Return an annotation in plain words: `tuple[CardView, ...]` is a list of CardView."""
    text = annotation.replace(" | None", " or none").replace("dict[str, object]", "keys")
    text = re.sub(r"tuple\[([^\[\],]+), \.\.\.\]", lambda match: f"list of {match.group(1)}", text)
    text = re.sub(r"tuple\[([^\[\].]+)\]", lambda match: f"({match.group(1)})", text)
    text = re.sub(r"tuple\[(.+), \.\.\.\]", lambda match: f"list of {match.group(1)}", text)
    for name, words in (("str", "text"), ("int", "whole number"), ("bool", "true or false")):
        text = re.sub(rf"\b{name}\b", words, text)
    return text


def _linked(text: str) -> str:
    names = {view.__name__ for view in all_views()}
    return re.sub(r"\b[A-Z]\w+\b", lambda match: _link(match.group(0)) if match.group(0) in names else match.group(0),
                  text)  # fmt: skip


def _link(name: str) -> str:
    return f"[{name}](#{anchor(name)})"


def functions() -> list[str]:
    """Return the names of the functions that templates have beside Jinja's own."""
    return sorted([*_added_to("globals"), *GETTEXT])


def filters() -> list[str]:
    """Return the names of the filters that templates have beside Jinja's own."""
    return sorted(_added_to("filters"))


def tags() -> list[str]:
    """Return the names of the tags that templates have beside Jinja's own."""
    return sorted(OnceExtension.tags)


def _added_to(table_name: str) -> Iterator[str]:
    """Yield the names that `make_environment` adds to one of the environment's tables, read from its source."""
    for node in ast.walk(ast.parse(inspect.getsource(environment))):
        match node:
            case ast.AugAssign(target=ast.Attribute(attr=attribute), value=ast.Dict(keys=keys)):
                if attribute == table_name:
                    yield from (
                        key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
                    )
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Attribute(attr=attribute), slice=ast.Constant(str(name)))]
            ):
                if attribute == table_name:
                    yield name


def theme_blocks() -> Iterator[tuple[str, list[str]]]:
    """Yield every template of the theme that has blocks, with their names in the order of the file."""
    folder = PROJECT / "themes" / THEME / "templates"
    for file in sorted(folder.rglob("*.html")):
        names = re.findall(r"{%-?\s*block\s+(\w+)", file.read_text(encoding="utf-8"))
        if names:
            yield file.relative_to(folder).as_posix(), names
