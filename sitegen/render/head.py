"""The head of a page: titles, addresses, alternates, and what search engines and messengers read."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.plan.pages import CHOOSER, HOME
from sitegen.plan.pictures import PlannedPicture
from sitegen.plan.plan import Plan
from sitegen.plan.urls import PRIVATE_KINDS, UNLISTED_KINDS, PageKey, PageKind, PlannedPage
from sitegen.render.edition import Edition
from sitegen.render.structured_data import Node, breadcrumb_data, document
from sitegen.render.views import AlternateView, LanguageView, LinkView, PageView
from sitegen.values import LightValue, light_value


@light_value
class Head(LightValue):
    """What only the page itself knows of its head."""

    title: str
    description: str
    trail: tuple[LinkView, ...] = ()
    picture: PlannedPicture | None = None
    social_type: str = "website"
    nodes: tuple[Node | list[Node], ...] = ()


def page_view(edition: Edition, page: PlannedPage, head: Head) -> PageView:
    """Return the head of a page."""
    is_private = page.key.kind in PRIVATE_KINDS
    fallback = "" if page.is_translated else edition.reader.languages[page.text_language].name
    nodes = [*head.nodes, *([breadcrumb_data(edition, head.trail)] if len(head.trail) > 1 else [])]
    return PageView(
        kind=page.key.kind.value,
        url=page.url,
        title=head.title,
        description=head.description[:300],
        canonical="" if is_private else canonical(edition, page),
        noindex=is_private,
        languages=languages_of(edition, page),
        alternates=() if page.key.kind in UNLISTED_KINDS else alternates(edition, page),
        breadcrumbs=head.trail,
        fallback=fallback,
        social_image=_social_image(edition, head.picture),
        social_type=head.social_type,
        json_ld=tuple(document(node) for node in nodes),
    )


def canonical(edition: Edition, page: PlannedPage) -> str:
    """Return the absolute address of a page, or of the page whose text it fell back to."""
    return edition.absolute(edition.plan.url(page.key, page.text_language) or page.url)


def languages_of(edition: Edition, page: PlannedPage) -> tuple[LanguageView, ...]:
    """Return the same page in every language; the pages of the root lead to the front pages."""
    key = HOME if page.key.kind in (PageKind.CHOOSER, PageKind.NOT_FOUND) else page.key
    return tuple(
        LanguageView(
            code, language.name, language.direction,
            edition.plan.url(key, code) or edition.plan.url(HOME, code), code == edition.code and key is page.key,
        )
        for code, language in edition.reader.languages.items()
    )  # fmt: skip


def alternates(edition: Edition, page: PlannedPage) -> tuple[AlternateView, ...]:
    """Return the `hreflang` alternates of a page: itself, its translations, and `x-default`.

    A page that fell back to another language is nobody's alternate and has none.
    """
    if not page.is_translated:
        return ()
    key = HOME if page.key.kind is PageKind.CHOOSER else page.key
    found = translated(edition.plan, edition.reader.languages, key)
    default = edition.config.languages.default
    if key.kind is PageKind.HOME:
        general = edition.plan.url(CHOOSER, default)
    else:
        general = found.get(default) or next(iter(found.values()), "")
    views = [
        AlternateView(edition.reader.languages[code].hreflang, edition.absolute(url)) for code, url in found.items()
    ]
    return (*views, AlternateView("x-default", edition.absolute(general)))


def translated(plan: Plan, languages: Iterable[str], key: PageKey) -> dict[str, str]:
    """Return the addresses of a page in the languages that it is really translated into."""
    found = ((code, plan.pages.get((key, code))) for code in languages)
    return {code: page.url for code, page in found if page and page.is_translated}


def _social_image(edition: Edition, picture: PlannedPicture | None) -> str:
    return edition.absolute(f"/{picture.renditions[-1].path}") if picture else ""
