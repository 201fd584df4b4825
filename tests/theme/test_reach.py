"""What a template reaches is read off its text, and is never less than what Jinja loads for a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, meta

from sitegen.theme.chain import load_theme
from sitegen.theme.reach import named_in, template_digests

TEMPLATES = {
    "macros.html": "{% macro picture(p) %}{% endmacro %}",
    "base.html": "{% from 'parts/icons.html' import icon %}{% block main %}{% endblock %}",
    "parts/icons.html": "{% macro icon(name) %}{{ name }}{% endmacro %}",
    "product.html": "{% extends 'base.html' %}",
    "page.html": "{% extends 'base.html' %}{%- include ['parts/note.html', 'parts/other.html'] ignore missing -%}",
    "parts/note.html": "note",
    "cart.html": "{% include site.theme_options.get('cart') %}",
    "alone.html": "alone",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site with a theme of its own."""
    theme = tmp_path / "themes/own"
    (theme / "templates/parts").mkdir(parents=True)
    (theme / "theme.toml").write_text("")
    for name, text in TEMPLATES.items():
        (theme / "templates" / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("edited", "changed"),
    [
        ("product.html", {"product.html", "cart.html"}),
        ("parts/icons.html", {"parts/icons.html", "base.html", "product.html", "page.html", "cart.html"}),
        ("parts/note.html", {"parts/note.html", "page.html", "cart.html"}),
        ("alone.html", {"alone.html", "cart.html"}),
        ("macros.html", {*TEMPLATES}),
    ],
)
def test_an_edit_changes_the_digests_of_what_reaches_the_template(site: Path, edited: str, changed: set[str]) -> None:
    before = template_digests(load_theme(site, "own"))
    file = site / "themes/own/templates" / edited
    file.write_text(file.read_text() + "!")
    after = template_digests(load_theme(site, "own"))
    assert {name for name in TEMPLATES if before[name] != after[name]} == changed


def test_a_template_of_the_site_goes_before_the_theme_s_and_one_that_was_missing_counts(site: Path) -> None:
    before = template_digests(load_theme(site, "own"))
    (site / "templates/parts").mkdir(parents=True)
    (site / "templates/parts/other.html").write_text("other")
    found = template_digests(load_theme(site, "own"))
    assert {name for name in TEMPLATES if before[name] != found[name]} == {"page.html", "cart.html"}
    (site / "templates/base.html").write_text("{% extends 'own/base.html' %}")
    after = template_digests(load_theme(site, "own"))
    assert {name for name in TEMPLATES if found[name] != after[name]} == {
        "base.html", "product.html", "page.html", "cart.html",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "{% extends layout %}",
        "{% include 'a.html' if wide else 'b.html' %}",
        "{% include 'a' ~ name %}",
        "{% include ['a.html', name] %}",
        "{% import name as n %}",
        "{%- from name import x -%}",
        "{% include 'a%}.html' %}",
        '{% include "a\\n.html" %}',
    ],
)
def test_a_name_that_is_made_up_while_a_page_is_rendered_may_be_any(text: str) -> None:
    assert named_in(text) is None


@pytest.mark.parametrize("folder", ["souk", "minimal"])
def test_the_shop_s_themes_name_what_jinja_finds_in_them(folder: str) -> None:
    for file in Path("themes", folder, "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        environment = Environment(extensions=["jinja2.ext.i18n", "sitegen.render.once.OnceExtension"], autoescape=True)
        assert {*(named_in(text) or ())} == {*meta.find_referenced_templates(environment.parse(text))}, file
