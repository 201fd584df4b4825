"""The template environment. Templates come from the theme's chain through the guarded door and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache

from jinja2 import (
    BytecodeCache,
    Environment,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from markupsafe import Markup, escape

from sitegen.errors import ThemeError
from sitegen.i18n.formats import Formats
from sitegen.i18n.languages import make_language
from sitegen.i18n.messages import Messages
from sitegen.i18n.phrases import Phrase
from sitegen.plan.urls import TERM_TEMPLATES
from sitegen.render.compiler import QuickTemplate, show
from sitegen.render.contexts import Context
from sitegen.render.qr import qr_code
from sitegen.render.templates import ThemeEnvironment, bare_environment
from sitegen.render.views import Html, PictureView
from sitegen.theme.assets import Asset
from sitegen.theme.chain import Theme

NOTHING = Markup("")

_ESCAPED_IN_SCRIPTS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def make_environment(
    theme: Theme, assets: Mapping[str, Asset], messages: Messages, formats: Formats, bytecode: BytecodeCache
) -> ThemeEnvironment:
    """Return the environment of one language; languages that share `bytecode` compile each template once."""
    gettext, ngettext = marked_up(messages)
    environment = bare_environment(theme, bytecode, gettext)
    environment.filters |= {"attrs": attributes_of, "number": formats.number, "json_ld": json_ld}
    asset = _asset_function(theme, assets)
    environment.globals |= {"asset": lambda name: asset(name).url, "integrity": lambda name: asset(name).integrity}
    environment.globals |= {"html": _markup, "plain": plain_text(messages)}
    environment.globals["plural_forms"] = plural_forms(messages)
    environment.globals["qr"] = qr_code
    environment.globals |= _gettext_functions(messages, gettext, ngettext)
    return environment


def _gettext_functions(
    messages: Messages, gettext: Callable[[str], str], ngettext: Callable[[str, str, int], str]
) -> dict[str, Callable[..., Markup]]:
    """Return the functions that templates get words with; a catalogue's words are markup, their values are not."""

    def fill(words: str, values: Mapping[str, object]) -> Markup:
        return Markup(words % {name: show(value) for name, value in values.items()})  # noqa: S704 - escaped by `show`

    def of_one(message: str, /, **values: object) -> Markup:
        return fill(gettext(message), values)

    def of_many(singular: str, plural: str, num: int, /, **values: object) -> Markup:
        return fill(ngettext(singular, plural, num), {"num": num} | values)

    def in_context(context: str, message: str, /, **values: object) -> Markup:
        return fill(messages.pgettext(context, message), {"context": context} | values)

    def many_in_context(context: str, singular: str, plural: str, num: int, /, **values: object) -> Markup:
        words = messages.npgettext(context, singular, plural, num)
        return fill(words, {"context": context, "num": num} | values)

    return {
        "_": of_one, "gettext": of_one, "ngettext": of_many, "pgettext": in_context, "npgettext": many_in_context
    }  # fmt: skip


def marked_up(messages: Messages) -> tuple[Callable[[str], str], Callable[[str, str, int], str]]:
    """Return `gettext` and `ngettext` for text: words that fell back to another language say so, with `lang` and `dir`.

    In attributes, where there is no place for an element, templates use `plain('…')`.
    """

    def mark(words: str, language: str) -> str:
        if language == messages.language:
            return words
        return f'<span lang="{language}" dir="{make_language(language).direction}">{words}</span>'

    def gettext(message: str) -> str:
        return mark(messages.gettext(message), messages.language_of(message))

    def ngettext(singular: str, plural: str, number: int) -> str:
        return mark(messages.ngettext(singular, plural, number), messages.language_of(singular))

    return gettext, ngettext


def plain_text(messages: Messages) -> Callable[..., str]:
    """Return the template function `plain('…')`: an interface string for an attribute, whatever its language."""

    def plain(message: str, **values: object) -> str:
        """Return an interface string for an attribute, with its placeholders filled."""
        return messages.gettext(message) % values

    return plain


def render_template(environment: Environment, context: Context) -> bytes:
    """Return the page of a context; raise ThemeError, naming the template and its line, when it does not render."""
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    name = _template_name(context)
    try:
        template = environment.get_template(name)
        assert isinstance(template, QuickTemplate)
        return template.render_values(values)
    except RecursionError as failure:
        raise ThemeError(
            f"template {name} extends or includes itself",
            "to extend the parent's, write {% extends 'theme/name.html' %}",
        ) from failure
    except TemplateSyntaxError as failure:
        raise ThemeError(f"{failure.filename or failure.name}:{failure.lineno}: {failure.message}") from failure
    except TemplateNotFound as failure:
        raise ThemeError(f"there is no template {failure.name}, wanted by {name}", "add it to the theme") from failure
    except TemplateError as failure:
        raise ThemeError(f"{_place(failure, name)}: {failure.message} (page {context.page.url})") from failure
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as failure:
        raise ThemeError(f"{_place(failure, name)}: {failure} (page {context.page.url})") from failure


def picture_markup(environment: Environment) -> Callable[[PictureView], str]:
    """Return the theme's macro `picture` of `macros.html`, for pictures within bodies."""
    try:
        macro = environment.get_template("macros.html").module.picture  # type: ignore[attr-defined]
    except (TemplateError, AttributeError) as failure:
        raise ThemeError(
            f"the theme has no macro picture in templates/macros.html: {failure}",
            "add it, or extend a theme that has it",
        ) from failure
    return lambda view: str(macro(view))


def plural_forms(messages: Messages) -> Callable[[str, str], str]:
    """Return the template function `plural_forms('…', '…')`: every plural form, for scripts that count."""

    @cache
    def forms(singular: str, plural: str) -> str:
        """Return the form of each number from 0 to 199 as a digit, then the forms, parted by `|`.

        Beyond 199 every language that the shop can be in begins again with each hundred.
        """
        texts = [messages.ngettext(singular, plural, number) for number in range(200)]
        distinct = list(dict.fromkeys(texts))
        return "|".join(["".join(str(distinct.index(text)) for text in texts), *distinct])

    return forms


def attributes_of(words: Phrase | Html) -> Markup:
    """Return ` lang="…" dir="…"` for words that fell back to another language, else nothing."""
    if not words.fallen_back:
        return NOTHING
    return Markup(' lang="{}" dir="{}"').format(words.language, words.direction)


def json_ld(text: str) -> Markup:
    """Return a JSON document that cannot end the script element that it stands in."""
    for character, escaped in _ESCAPED_IN_SCRIPTS.items():
        if character in text:  # sooner found than replaced
            text = text.replace(character, escaped)
    return Markup(text)  # noqa: S704 - what could leave the element is escaped above


def _markup(body: Html) -> Markup:
    """Return a sanitised body as markup."""
    return Markup(body.html) if isinstance(body, Html) else escape(body)  # noqa: S704 - sanitised in load.markup


def _asset_function(theme: Theme, assets: Mapping[str, Asset]) -> Callable[[str], Asset]:
    def asset(name: str) -> Asset:
        if name not in assets:
            raise ThemeError(f"theme {theme.name} has no asset {name}", "mend the template, or add the file to assets/")
        return assets[name]

    return asset


def _template_name(context: Context) -> str:
    """Return the template of a context; terms have one per kind."""
    term = getattr(context, "term", None)
    return f"{TERM_TEMPLATES[term.kind]}.html" if term else context.template


def _place(failure: Exception, name: str) -> str:
    """Return the template and line in which an error arose."""
    trace, place = failure.__traceback__, name
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if "/templates/" in file and not file.endswith(".py"):
            place = f"{file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
