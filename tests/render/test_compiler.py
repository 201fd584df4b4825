"""The compiler's shortcuts mean what Jinja's own code means."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, TemplateRuntimeError
from markupsafe import Markup

from sitegen.render.compiler import QuickTemplate
from sitegen.render.once import OnceExtension
from sitegen.render.templates import ThemeEnvironment

PRODUCTS = [
    SimpleNamespace(name="huile", price=120, labels=["bio"], kind="oil"),
    SimpleNamespace(name="<tapis>", price=0, labels=[], kind="rug"),
    SimpleNamespace(name="miel", price=80, labels=[], kind="oil"),
]
NO_OTHERS: Mapping[str, str] = {}
OPTIONS = {"autoescape": True, "undefined": StrictUndefined, "extensions": ["jinja2.ext.i18n", OnceExtension]}


def rendered(text: str, others: Mapping[str, str] = NO_OTHERS, **values: object) -> tuple[str, str]:
    """Return what a template says by our compiler, twice alike, and by Jinja's; `others` are found by their names."""
    loader = DictLoader({"page.html": text, **others})
    ours = ThemeEnvironment(str, loader=loader, **OPTIONS)
    theirs = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    found = ours.get_template("page.html").render(values)
    template = ours.get_template("page.html")
    assert isinstance(template, QuickTemplate)
    assert template.render_values(values).decode() == found
    return found, theirs.get_template("page.html").render(values)


@pytest.mark.parametrize(
    "choice",
    [
        "selectattr('labels')",
        "rejectattr('labels')",
        "selectattr('kind', 'equalto', 'oil')",
        "rejectattr('kind', '==', 'oil')",
        "selectattr('price', 'gt', 100)",
        "selectattr('kind', 'equalto', wanted)",
        "selectattr('name.__class__')",
        "select",
    ],
)
def test_things_are_chosen_by_attributes_as_jinja_does(choice: str) -> None:
    ours, theirs = rendered(
        "{% for one in all|" + choice + "|list %}{{ one.name }};{% endfor %}", all=PRODUCTS, wanted="oil"
    )
    assert ours == theirs
    assert ours


@pytest.mark.parametrize(
    "call",
    [
        "{{ card('a') }}",
        "{{ card('<a>', 3) }}",
        "{{ card(level=4, title='b') }}",
        "{{ card(title) }}",
        "{{ wrapped('c') }}",
        "{% call boxed('d') %}<i>{{ title }}</i>{% endcall %}",
        "{{ many(1, 2, key='e') }}",
    ],
)
def test_macros_write_what_jinja_writes(call: str) -> None:
    macros = (
        "{% macro card(title, level=2) %}<h{{ level }}>{{ title }}</h{{ level }}>{% endmacro %}"
        "{% macro wrapped(title) %}[{{ card(title, level=5) }}]{% endmacro %}"
        "{% macro boxed(title) %}<b>{{ title }}{{ caller() }}</b>{% endmacro %}"
        "{% macro many() %}{{ varargs|join(',') }}{{ kwargs['key'] }}{% endmacro %}"
    )
    ours, theirs = rendered(macros + call, title=Markup("<u>t</u>"))
    assert ours == theirs


@pytest.mark.parametrize("call", ["{{ card('a', 1, 2) }}", "{{ card(colour='red') }}"])
def test_a_macro_refuses_arguments_that_it_does_not_have_and_says_its_name(call: str) -> None:
    with pytest.raises(TypeError, match="card"):
        rendered("{% macro card(title, level=2) %}{{ title }}{% endmacro %}" + call)


def test_a_macro_may_be_called_like_the_words_that_its_code_uses() -> None:
    ours, theirs = rendered(
        "{% macro missing(function, str) %}{{ function }}{{ str }}{% endmacro %}{{ missing('a', str='b') }}"
    )
    assert ours == theirs == "ab"


FAMILY = {
    "base.html": "<{% block head %}base {{ title }}{% endblock %}>{% block main %}{% endblock %}"
    "{% include 'foot.html' %}",
    "middle.html": "{% extends 'base.html' %}{% block head %}middle {{ super() }}{% endblock %}"
    "{% block main %}[{% block inner %}é {{ title }}{% endblock %}]{% endblock %}",
    "other.html": "other {% block head %}{% endblock %}",
    "either.html": "{% if title %}{% extends 'base.html' %}{% endif %}{% block main %}either{% endblock %}",
    "scoped.html": "{% for one in all %}{% block item scoped %}{{ one.name }}{% endblock %}{% endfor %}",
    "required.html": "{% block head required %}{% endblock %}",
    "foot.html": "({{ title }}{% set title = 'x' %}{{ title }})",
    "plain.html": "plain ⵣ",
    "macros.html": "{% macro card(title) %}<b>{{ title }}</b>{% endmacro %}{% set colour = 'red' %}",
}


@pytest.mark.parametrize(
    "page",
    [
        "{% extends 'middle.html' %}{% block inner %}{{ super() }} and {{ self.head() }}{% endblock %}",
        "{% extends 'middle.html' %}{% set title = 's' %}{% block head %}{{ title }}{{ super.super() }}{% endblock %}",
        "before {% extends 'base.html' %} after",
        "{% if title %}{% extends 'base.html' %}{% endif %}{% block head %}mine {{ super() }}{% endblock %}",
        "{% if not title %}{% extends 'base.html' %}{% endif %}text {% block head %}mine{% endblock %}",
        "{% if title %}{% extends 'base.html' %}{% else %}{% extends 'other.html' %}{% endif %}{% block head %}"
        "mine {{ super() }}{% endblock %}",
        "{% extends parent %}{% block head %}mine {{ super() }}{% endblock %}",
        "mine {% extends 'either.html' %}{% block head %}{{ super() }}!{% endblock %}",
        "{% extends 'scoped.html' %}{% block item %}<{{ one.name }}>{% endblock %}",
        "{% extends 'required.html' %}{% block head %}there{% endblock %}",
        "a{% include 'foot.html' %}{{ title }}",
        "a{% include 'plain.html' without context %}b",
        "a{% include 'missing.html' ignore missing %}b{% include ['missing.html', 'plain.html'] %}",
        "{% macro m() %}a{% include 'plain.html' %}b{% endmacro %}{{ m() }}",
        "{% block one %}a{% include 'plain.html' without context %}{% include 'foot.html' %}b{% endblock %}",
        "{% from 'macros.html' import card %}{{ card(title) }}{{ card('<') }}",
        "{% import 'macros.html' as m %}{{ m.card(title) }}{{ m.colour }}",
        "{% from 'macros.html' import card with context %}{{ card(title) }}",
        "{% from 'macros.html' import absent as n %}{{ n is defined }}",
        "{% set all %}<i>{{ title }}</i>{% endset %}{{ all }}{% filter upper %}x{{ title }}{% endfilter %}",
        "{{ missing is defined }}{{ missing|default('none') }}{{ 3 }}{{ none }}{{ 2.5 }}{{ title }}",
        "{% for one in all recursive %}{{ one.name }}{{ loop.index }}{% else %}none{% endfor %}",
    ],
)
def test_templates_that_extend_include_and_import_say_what_they_say_to_jinja(page: str) -> None:
    ours, theirs = rendered(page, FAMILY, title="<é>", parent="middle.html", all=PRODUCTS)
    assert ours == theirs
    assert ours


def test_pages_of_one_template_do_not_share_what_they_set() -> None:
    environment = ThemeEnvironment(str, loader=DictLoader(FAMILY), **OPTIONS)
    template = environment.from_string("{% extends 'base.html' %}{% if title == 'a' %}{% set more = 1 %}{% endif %}"
                                       "{% block main %}{{ more is defined }}{% endblock %}")  # fmt: skip
    assert ["True" in template.render(title=title) for title in ("a", "b", "a")] == [True, False, True]


def test_templates_without_a_name_keep_their_own_blocks() -> None:
    environment = ThemeEnvironment(str, loader=DictLoader(FAMILY), **OPTIONS)
    texts = [
        environment.from_string("{% extends 'base.html' %}{% block head %}" + word + "{% endblock %}").render(title="t")
        for word in ("one", "two")
    ]
    assert ["one" in texts[0], "two" in texts[1], "one" in texts[1]] == [True, True, False]


def test_a_required_block_that_is_missing_is_told() -> None:
    with pytest.raises(TemplateRuntimeError, match="head"):
        rendered("{% extends 'required.html' %}", FAMILY)
