"""The compiler's shortcuts mean what Jinja's own code means."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from sitegen.render.environment import ThemeEnvironment
from sitegen.render.once import OnceExtension

PRODUCTS = [
    SimpleNamespace(name="huile", price=120, labels=["bio"], kind="oil"),
    SimpleNamespace(name="<tapis>", price=0, labels=[], kind="rug"),
    SimpleNamespace(name="miel", price=80, labels=[], kind="oil"),
]
OPTIONS = {"autoescape": True, "undefined": StrictUndefined, "extensions": ["jinja2.ext.i18n", OnceExtension]}


def rendered(text: str, **values: object) -> tuple[str, str]:
    """Return what a template says by our compiler, and by Jinja's."""
    ours = ThemeEnvironment(str, loader=DictLoader({"page.html": text}), **OPTIONS)
    theirs = Environment(loader=DictLoader({"page.html": text}), autoescape=True, undefined=StrictUndefined)
    return ours.get_template("page.html").render(values), theirs.get_template("page.html").render(values)


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
