"""Pages: from a planned page to its context. Each function takes the parts that its page is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sitegen.i18n.phrases import Phrase
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Kind, Record
from sitegen.plan.pages import COOPERATIVES, HOME, PRODUCTS
from sitegen.plan.pictures import PlannedPicture, own_pictures
from sitegen.plan.urls import PageKey, PageKind, PlannedPage
from sitegen.render.contexts import (
    ChooserContext,
    Context,
    CooperativeContext,
    CooperativesContext,
    FreePageContext,
    HomeContext,
    NotFoundContext,
    NotFoundLanguage,
    ProductContext,
    ProductsContext,
    SearchContext,
    TermContext,
    TermsContext,
)
from sitegen.render.edition import Edition
from sitegen.render.employers import employers_page
from sitegen.render.head import Head, languages_of, page_view
from sitegen.render.offline import offline_page
from sitegen.render.order_pages import cancelled_page, cart_page, quote_page, thanks_page
from sitegen.render.pagination import pagination_view
from sitegen.render.parts.bodies import body_of
from sitegen.render.parts.cooperatives import cooperative_view
from sitegen.render.parts.links import page_link, record_link
from sitegen.render.parts.pictures import main_picture, pictures_of
from sitegen.render.parts.prepared import Parts
from sitegen.render.parts.products import product_view
from sitegen.render.parts.terms import term_view
from sitegen.render.shown import home_cooperatives, home_products, more_of_cooperative
from sitegen.render.structured_data import cooperative_data, list_data, product_data, shop_data
from sitegen.render.views import CardView, LinkView, PictureView
from sitegen.search import INDEX_FOLDER

LIST_NAMES = {
    Kind.CATEGORY: "Categories",
    Kind.REGION: "Regions",
    Kind.LABEL: "Labels",
    Kind.COLLECTION: "Collections",
}
"""Interface strings that name the lists."""


def context_of(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    """Return the context of a page."""
    makers: dict[PageKind, Callable[[Edition, Parts, PlannedPage], Context]] = {
        PageKind.HOME: _home,
        PageKind.PRODUCT: _product,
        PageKind.PRODUCTS: _products,
        PageKind.TERM: _term,
        PageKind.TERMS: _terms,
        PageKind.COOPERATIVE: _cooperative,
        PageKind.COOPERATIVES: _cooperatives,
        PageKind.PAGE: _free_page,
        PageKind.NOT_FOUND: _not_found,
        PageKind.CHOOSER: _chooser,
        PageKind.CART: cart_page,
        PageKind.QUOTE: quote_page,
        PageKind.THANKS: thanks_page,
        PageKind.CANCELLED: cancelled_page,
        PageKind.OFFLINE: offline_page,
        PageKind.SEARCH: _search,
        PageKind.EMPLOYERS: employers_page,
    }
    return makers[page.key.kind](edition, parts, page)


def _home(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    catalog, site = edition.catalog, parts.site
    hero = _hero(edition, parts)
    title = f"{site.title} – {site.tagline}" if site.tagline else site.title
    collections = catalog.collections
    head = Head(title, str(site.description), picture=_social(edition, parts.hero()),
                nodes=(shop_data(edition, site.title, page.url),))  # fmt: skip
    return HomeContext(
        site=site,
        page=page_view(edition, page, head),
        hero=hero,
        featured=_cards(parts, home_products(catalog)),
        categories=tuple(c for c in parts.terms[Kind.CATEGORY] if catalog.categories[c.slug].record.featured),
        cooperatives=tuple(parts.cooperatives[slug] for slug in home_cooperatives(catalog)),
        collections=tuple(c for c in parts.terms[Kind.COLLECTION] if collections[c.slug].record.featured)
        or parts.terms[Kind.COLLECTION],
        regions=parts.terms[Kind.REGION],
        labels=parts.terms[Kind.LABEL],
        cooperative_count=len(catalog.cooperatives),
        product_count=len(catalog.products),
    )


def _hero(edition: Edition, parts: Parts) -> PictureView | None:
    item = parts.hero()
    return main_picture(edition, item, "hero") if item else None


def _product(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    item = edition.catalog.products[page.key.slug]
    view = product_view(edition, item, *parts.makers[item.record.cooperative])
    related = edition.catalog.related[item.slug]
    others = more_of_cooperative(edition.catalog, item)
    node = product_data(edition, item, view)
    trail = (*_category_trail(edition, item.record.categories[0]), _here(page, view.title))
    head = Head(
        f"{view.title} – {view.maker.title}", str(view.summary), trail, _social(edition, item), "product",
        (node,) if node else (),
    )  # fmt: skip
    return ProductContext(
        site=parts.site,
        page=page_view(edition, page, head),
        product=view,
        related=_cards(parts, related),
        more_of_cooperative=_cards(parts, others),
    )


def _category_trail(edition: Edition, slug: str) -> tuple[LinkView, ...]:
    above = [*edition.catalog.ancestors(slug), slug] if slug in edition.catalog.categories else []
    return (_home_link(edition), *(record_link(edition, Kind.CATEGORY, name) for name in above))


def _products(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    cards = _cards(parts, page.items)
    here = page_link(edition, PRODUCTS, "All products")
    head = _list_head(edition, parts, page, here.title, cards)
    return ProductsContext(
        site=parts.site, page=page_view(edition, page, head), cards=cards, pagination=pagination_view(edition, page)
    )


def _term(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    kind, slug = page.key.of, page.key.slug
    assert kind is not None
    item = edition.catalog.of_kind(kind)[slug]
    view = term_view(edition, item)
    cards = _cards(parts, page.items)
    is_first = page.key.number == 1
    makers = edition.catalog.cooperatives_in.get((kind, slug), ()) if is_first else ()
    index = PageKey(PageKind.TERMS, kind)
    trail = (_home_link(edition), page_link(edition, index, LIST_NAMES[kind]), *view.parents, _here(page, view.title))
    head = Head(
        _numbered_title(edition, page, f"{view.title} – {parts.site.title}"), str(view.summary), trail,
        _social(edition, item), "website", (list_data(edition, cards),) if cards else (),
    )  # fmt: skip
    return TermContext(
        site=parts.site,
        page=page_view(edition, page, head),
        term=view,
        cards=cards,
        cooperatives=tuple(parts.cooperatives[maker] for maker in makers),
        pagination=pagination_view(edition, page),
    )


def _terms(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    kind = page.key.of
    assert kind is not None
    here = page_link(edition, page.key, LIST_NAMES[kind])
    head = _list_head(edition, parts, page, here.title, ())
    return TermsContext(site=parts.site, page=page_view(edition, page, head), kind=kind.value, terms=parts.terms[kind])


def _cooperative(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    item = edition.catalog.cooperatives[page.key.slug]
    view = cooperative_view(edition, item)
    index = page_link(edition, COOPERATIVES, "Cooperatives")
    trail = (_home_link(edition), index, _here(page, view.title))
    node = cooperative_data(edition, item.record, view, page.url)
    title = f"{view.title}, {view.commune}" if view.commune else str(view.title)
    head = Head(title, str(view.summary), trail, _social(edition, item), "profile", (node,))
    return CooperativeContext(
        site=parts.site, page=page_view(edition, page, head), cooperative=view, cards=_cards(parts, page.items)
    )


def _cooperatives(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    here = page_link(edition, COOPERATIVES, "Cooperatives")
    head = _list_head(edition, parts, page, here.title, ())
    return CooperativesContext(
        site=parts.site, page=page_view(edition, page, head), cooperatives=tuple(parts.cooperatives.values())
    )


def _free_page(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    item = edition.catalog.pages[page.key.slug]
    title = edition.reader.title(item)
    trail = (_home_link(edition), _here(page, title))
    summary = str(edition.reader.summary(item))
    head = Head(f"{title} – {parts.site.title}", summary, trail, _social(edition, item), "article")
    return FreePageContext(
        site=parts.site,
        page=page_view(edition, page, head),
        title=title,
        body=body_of(edition, item),
        pictures=pictures_of(edition, item, "hero"),
    )


def _not_found(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    head = Head(f"404 – {parts.site.title}", "")
    plan = edition.plan
    languages = tuple(
        NotFoundLanguage(
            language=language,
            home=LinkView(edition.interface("Home", language.code), language.url),
            products=LinkView(edition.interface("All products", language.code), plan.url(PRODUCTS, language.code)),
        )
        for language in languages_of(edition, page)
    )
    return NotFoundContext(site=parts.site, page=page_view(edition, page, head), languages=languages)


def _search(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    title = edition.interface("Search")
    head = Head(f"{title} – {parts.site.title}", "", (_home_link(edition), _here(page, title)))
    categories = edition.plan.url(PageKey(PageKind.TERMS, Kind.CATEGORY), edition.code)
    return SearchContext(
        site=parts.site,
        page=page_view(edition, page, head),
        index=f"/{INDEX_FOLDER}/{edition.code}/",
        categories_url=categories or edition.plan.url(PRODUCTS, edition.code),
    )


def _chooser(edition: Edition, parts: Parts, page: PlannedPage) -> Context:
    head = Head(parts.site.title, str(parts.site.description), picture=_social(edition, parts.hero()))
    return ChooserContext(site=parts.site, page=page_view(edition, page, head), languages=languages_of(edition, page))


def _list_head(edition: Edition, parts: Parts, page: PlannedPage, title: Phrase, cards: tuple[CardView, ...]) -> Head:
    words = _numbered_title(edition, page, f"{title} – {parts.site.title}")
    trail = (_home_link(edition), _here(page, title))
    nodes = (list_data(edition, cards),) if cards else ()
    return Head(words, str(parts.site.description), trail, _social(edition, parts.hero()), "website", nodes)


def _numbered_title(edition: Edition, page: PlannedPage, title: str) -> str:
    if page.key.number == 1:
        return title
    words = edition.messages.gettext("Page %(number)s of %(total)s")
    return f"{title} ({words % {'number': page.key.number, 'total': page.total}})"


def _here(page: PlannedPage, title: Phrase) -> LinkView:
    return LinkView(title, page.url, current=True)


def _home_link(edition: Edition) -> LinkView:
    return page_link(edition, HOME, "Home")


def _cards(parts: Parts, slugs: Iterable[str]) -> tuple[CardView, ...]:
    return tuple(parts.products[slug] for slug in slugs)


def _social(edition: Edition, item: LoadedRecord[Record] | None) -> PlannedPicture | None:
    first = next(iter(own_pictures(item)), None) if item else None
    return edition.plan.pictures.get((first.path, "social", first.focus)) if first else None
