"""What all pages of an edition share: the shop's words and its menus."""

from __future__ import annotations

from sitegen.catalog.catalog import Catalog
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Kind, RecordText
from sitegen.models.page import Menu, Page, PageText
from sitegen.plan.pages import CART, COOPERATIVES, EMPLOYERS, PRODUCTS, QUOTE, SEARCH
from sitegen.plan.urls import home_url
from sitegen.render.edition import Edition
from sitegen.render.parts.links import page_link, record_link
from sitegen.render.views import LinkView, MenuView, SiteView


def site_view(edition: Edition) -> SiteView:
    """Return what every page of one language shows around its content."""
    site = edition.config.site
    return SiteView(
        title=str(edition.site_words(site.title)),
        tagline=edition.site_words(site.tagline),
        description=edition.site_words(site.description),
        announcement=edition.site_words(site.announcement),
        language=edition.code,
        direction=edition.language.direction,
        home_url=home_url(edition.code),
        base_url=site.base_url,
        menu=_menu(edition),
        search_url=edition.plan.url(SEARCH, edition.code),
        manifest_url=manifest_url(edition) if edition.config.offline.enabled else "",
        theme_options=dict(edition.config.theme.options),
    )


def manifest_url(edition: Edition) -> str:
    """Return the address of the manifest with which a phone keeps the shop in this language."""
    return f"{home_url(edition.code)}manifest.webmanifest"


def _menu(edition: Edition) -> MenuView:
    catalog = edition.catalog
    return MenuView(
        products=page_link(edition, PRODUCTS, "All products"),
        cooperatives=page_link(edition, COOPERATIVES, "Cooperatives"),
        cart=page_link(edition, CART, "Cart"),
        quote=page_link(edition, QUOTE, "Quote request"),
        employers=page_link(edition, EMPLOYERS, "For employers"),
        categories=_terms(edition, catalog, Kind.CATEGORY),
        header=_pages(edition, Menu.HEADER),
        footer=_pages(edition, Menu.FOOTER),
        legal=_pages(edition, Menu.LEGAL),
        regions=_terms(edition, catalog, Kind.REGION),
    )


def _terms(edition: Edition, catalog: Catalog, kind: Kind) -> tuple[LinkView, ...]:
    """Return links to the terms that have products; of categories only the upper ones."""
    return tuple(
        record_link(edition, kind, slug)
        for slug, item in catalog.of_kind(kind).items()
        if catalog.products_in[kind, slug] and not getattr(item.record, "parent", None)
    )


def _pages(edition: Edition, menu: Menu) -> tuple[LinkView, ...]:
    items = edition.catalog.pages.values()
    return tuple(_page_link(edition, item) for item in items if item.record.menu is menu)


def _page_link(edition: Edition, item: LoadedRecord[Page]) -> LinkView:
    def find(words: RecordText) -> str | None:
        return (words.menu_title if isinstance(words, PageText) else None) or words.title

    return LinkView(edition.reader.phrase(item, find), edition.plan.record_url(Kind.PAGE, item.slug, edition.code))
