"""Rendering: every page and every machine-readable file, as paths with their bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from jinja2 import Environment

from sitegen.catalog.catalog import Catalog
from sitegen.catalog.translations import Reader
from sitegen.i18n.formats import Formats
from sitegen.i18n.messages import Messages
from sitegen.plan.pages import CHOOSER
from sitegen.plan.plan import Plan
from sitegen.render.contexts import RedirectContext
from sitegen.render.edition import Edition
from sitegen.render.environment import SharedBytecode, make_environment, picture_markup, render_template
from sitegen.render.head import Head, page_view
from sitegen.render.pages import context_of
from sitegen.render.parts.prepared import Parts, prepare
from sitegen.render.sitemap import sitemaps
from sitegen.theme.chain import Theme


@dataclass(frozen=True, slots=True)
class Studio:
    """What one language is rendered with."""

    edition: Edition
    environment: Environment
    parts: Parts


def make_studio(
    reader: Reader,
    messages: Messages,
    catalog: Catalog,
    plan: Plan,
    theme: Theme,
    today: date,
    bytecode: SharedBytecode,
) -> Studio:
    """Prepare one language for rendering."""
    formats = Formats(reader.language, reader.config.site.currency_style)
    environment = make_environment(theme, plan.assets, messages, formats, bytecode)
    edition = Edition(reader, formats, messages, catalog, plan, today, picture_markup(environment))
    return Studio(edition, environment, prepare(edition))


def render_site(studios: Mapping[str, Studio]) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of every file that is rendered, each path once."""
    plan = next(iter(studios.values())).edition.plan
    for page in plan.pages.values():
        studio = studios[page.language]
        yield page.path, render_template(studio.environment, context_of(studio.edition, studio.parts, page))
    yield from _redirects(studios, plan)
    yield from sitemaps(studio.edition for studio in studios.values())


def _redirects(studios: Mapping[str, Studio], plan: Plan) -> Iterator[tuple[str, bytes]]:
    """Yield a page for each address that moved."""
    if not plan.redirects:
        return
    default = next(iter(studios.values())).edition.config.languages.default
    studio = studios[default]
    chooser = plan.pages[CHOOSER, default]
    for redirect in plan.redirects:
        view = page_view(studio.edition, chooser, Head(studio.parts.site.title, ""))
        target = studio.edition.absolute(redirect.target)
        page = replace(view, url=redirect.url, canonical=target, noindex=True, alternates=())
        context = RedirectContext(site=studio.parts.site, page=page, target=redirect.target)
        yield redirect.path, render_template(studio.environment, context)
