"""Page keys: what the bytes of each page are made from, as one digest, without rendering it.

A page is a pure function of named parts: records as others show them (`face`), the bodies of its own record, and what
all pages of a language share. A key combines the digests of a page's parts; a test compares what a page really reads
with what its key names. A body is a part of the pages of its own record alone, and of those only whose readers get it:
an edit that changes nothing but bodies leaves all other keys as they are, which is what `sitegen.retouch` rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sitegen.catalog.catalog import Catalog, CooperativeItem, ProductItem
from sitegen.catalog.translations import Reader
from sitegen.digests import digest_parts
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Kind, Record
from sitegen.plan.pictures import PRESETS, VARIANT_PRESET, PictureKey, body_key, own_pictures, portrait_key
from sitegen.plan.plan import Plan
from sitegen.plan.urls import TERM_KINDS, TERM_TEMPLATES, PageKey, PageKind, PlannedPage
from sitegen.render.shown import currencies_of, hero_item, home_cooperatives, home_products, more_of_cooperative
from sitegen.values import LightValue, light_value

K = TypeVar("K")

Parts = Iterator[str | bytes]
Which = tuple[Kind, str]
"""A record, by its kind and slug."""

Group = tuple[str, str]
"""A language, and the name of a template."""

NOTED = frozenset({Kind.PRODUCT, Kind.COOPERATIVE})
"""The kinds of which it is noted where they are shown."""


@light_value
class _Noted(LightValue):
    """A digest, and the records of the noted kinds whose faces are among what it was made from."""

    digest: str
    shown: tuple[Which, ...]


@light_value
class Shared(LightValue):
    """The digests of what many pages depend on.

    `languages` has those of what all pages of a language show: settings, strings, menus; `templates`, by name, those of
    templates with all that they reach.
    """

    languages: Mapping[str, str]
    templates: Mapping[str, str]

    def of(self, language: str, template: str) -> str:
        """Return the digest of what the pages of a language and a template depend on."""
        return digest_parts(self.languages[language], template, self.templates.get(template, ""))


def template_of(key: PageKey) -> str:
    """Return the name of the template that a page is made with; terms have one per kind."""
    return f"{TERM_TEMPLATES[key.of] if key.kind is PageKind.TERM and key.of else key.kind}.html"


def group_of(page: PlannedPage) -> Group:
    """Return the language and the template that a page has in common with others."""
    return page.language, template_of(page.key)


@dataclass
class KeyMaker:
    """Makes the keys of all pages of a build; digests of parts that many pages share are made once.

    `shown_on` says which of the pages whose keys were made have the face of a record of the noted kinds in them.
    """

    catalog: Catalog
    plan: Plan
    readers: Mapping[str, Reader]
    today: date
    shared: Shared
    theme_hero: str = ""
    shown_on: dict[Which, list[PageKey]] = field(default_factory=dict)
    _cards: dict[str, _Noted] = field(default_factory=dict)
    _makers: dict[str, _Noted] = field(default_factory=dict)
    _faces: dict[Which, str] = field(default_factory=dict)
    _terms: dict[Kind, _Noted] = field(default_factory=dict)
    _renditions: dict[PictureKey, str] = field(default_factory=dict)
    _currencies: tuple[str, ...] | None = None
    _hero: tuple[Which, ...] | None = None
    _lists: dict[tuple[PageKind, Kind | None, str, str], str] = field(default_factory=dict)
    _common: dict[tuple[PageKey, tuple[str, ...], int, int], str] = field(default_factory=dict)
    _asked: set[Which] = field(default_factory=set)
    _groups: dict[Group, str] = field(default_factory=dict)

    def group(self, group: Group) -> str:
        """Return the digest of what the pages of a language and a template depend on; with it all their keys change."""
        known = self._groups.get(group)
        if known is None:
            known = self._groups[group] = self.shared.of(*group)
        return known

    def key(self, page: PlannedPage) -> str:
        """Return the key of a page."""
        return digest_parts(
            self.group(group_of(page)), self._in_all_languages(page), page.language, page.url, page.text_language,
            *self._neighbours(page), *_OWN_PARTS.get(page.key.kind, _nothing)(self, page),
        )  # fmt: skip

    def _in_all_languages(self, page: PlannedPage) -> str:
        """Return the digest of the parts that a page has in whichever language."""
        wanted = (page.key, page.items, page.total, page.item_count)
        known = self._common.get(wanted)
        if known is None:
            self._asked = set()
            parts = _PARTS[page.key.kind](self, page)
            known = self._common[wanted] = digest_parts(repr(wanted), *self._siblings(page), *parts)
            for which in self._asked:
                self.shown_on.setdefault(which, []).append(page.key)
        return known

    def _made_once(self, made: dict[K, _Noted], name: K, parts: Callable[[], Parts]) -> str:
        """Return the digest of some parts, made when it is first asked for, and note the records that it names."""
        known = made.get(name)
        if known is None:
            outer, self._asked = self._asked, set()
            known = made[name] = _Noted(digest_parts(*parts()), tuple(self._asked))
            self._asked = outer
        self._asked.update(known.shown)
        return known.digest

    def _siblings(self, page: PlannedPage) -> Parts:
        """Yield where the page is in every language."""
        key = PageKey(PageKind.HOME) if page.key.kind in (PageKind.CHOOSER, PageKind.NOT_FOUND) else page.key
        for code in self.shared.languages:
            sibling = self.plan.pages.get((key, code))
            yield f"{code} {sibling.url} {sibling.text_language}" if sibling else ""

    def _neighbours(self, page: PlannedPage) -> Parts:
        """Yield where the pages before and after it in its list are."""
        if page.total > 1:
            key = page.key
            one = (key.kind, key.of, key.slug, page.language)
            known = self._lists.get(one)
            if known is None:
                every = (PageKey(key.kind, key.of, key.slug, number) for number in range(1, page.total + 1))
                known = self._lists[one] = digest_parts(*(self.plan.url(other, page.language) for other in every))
            yield known

    def face(self, kind: Kind, slug: str) -> str:
        """Return the digest of what a record shows on the pages of others, its address and pictures included."""
        if kind in NOTED:
            self._asked.add((kind, slug))
        known = self._faces.get((kind, slug))
        if known is None:
            item = self.catalog.of_kind(kind).get(slug)
            known = digest_parts(kind, slug, item.face, *self._pictures(item)) if item else ""
            self._faces[kind, slug] = known
        return known

    def body(self, item: LoadedRecord[Record], language: str) -> Parts:
        """Yield the body that a record's own page shows in one language, and where its links and pictures lead."""
        body, code = self.readers[language].body(item)
        yield code
        yield body.utf8
        for path, _ in body.pictures:
            yield self._picture(*body_key(path))
        for target in body.records:
            yield self.plan.source_url(target, language)

    def card(self, slug: str) -> str:
        """Return the digest of a product's card."""
        return self._made_once(self._cards, slug, lambda: self._card_parts(self.catalog.products[slug]))

    def maker(self, slug: str) -> str:
        """Return the digest of a cooperative's card."""
        return self._made_once(self._makers, slug, lambda: self._maker_parts(self.catalog.cooperatives[slug]))

    def terms(self, kind: Kind) -> str:
        """Return the digest of the cards of all terms of a kind."""
        return self._made_once(self._terms, kind, lambda: self._term_cards(kind))

    def hero(self) -> str:
        """Return the digest of the record whose picture opens the front page."""
        if self._hero is None:
            item = hero_item(self.catalog, self.theme_hero)
            self._hero = ((item.kind, item.slug),) if item else ()
        return "".join(self.face(*which) for which in self._hero)  # asked each time, so that it is noted for each page

    def currencies(self) -> tuple[str, ...]:
        """Return every currency of the shop."""
        if self._currencies is None:
            self._currencies = currencies_of(self.catalog)
        return self._currencies

    def _maker_parts(self, item: CooperativeItem) -> Parts:
        yield self.face(Kind.COOPERATIVE, item.slug)
        yield self.face(Kind.REGION, item.record.region)
        yield str(len(self.catalog.products_in[Kind.COOPERATIVE, item.slug]))

    def _term_cards(self, kind: Kind) -> Parts:
        for slug in self.catalog.of_kind(kind):
            yield from self._term_card(kind, slug)

    def _term_card(self, kind: Kind, slug: str) -> Parts:
        yield self.face(kind, slug)
        yield str(len(self.catalog.products_in[kind, slug]))
        yield from self.stand_ins(kind, slug)

    def stand_ins(self, kind: Kind, slug: str) -> Parts:
        """Yield the digest of the cooperative that lends its picture to a region."""
        makers = self.catalog.cooperatives_in.get((kind, slug), ())[:1] if kind is Kind.REGION else ()
        yield from (self.face(Kind.COOPERATIVE, maker) for maker in makers)

    def _card_parts(self, item: ProductItem) -> Parts:
        maker = self.catalog.cooperatives[item.record.cooperative]
        yield self.face(Kind.PRODUCT, item.slug)
        yield self.face(Kind.COOPERATIVE, maker.slug)
        yield self.face(Kind.REGION, maker.record.region)
        yield from self.labels(item.record.labels, maker)

    def labels(self, slugs: Iterable[str], maker: CooperativeItem) -> Parts:
        """Yield the digests of labels, and which of their proofs hold today."""
        for slug in slugs:
            yield self.face(Kind.LABEL, slug)
            yield repr([proof.holds_on(self.today) for proof in maker.record.labels if proof.label == slug])

    def _pictures(self, item: LoadedRecord[Record]) -> Parts:
        for picture in own_pictures(item):
            for preset in (*PRESETS[item.kind], *((VARIANT_PRESET,) if item.kind is Kind.PRODUCT else ())):
                yield self._picture(picture.path, preset, picture.focus)
        for person in getattr(item.record, "people", ()):
            if person.portrait:
                yield self._picture(*portrait_key(item, person.portrait))

    def _picture(self, path: str, preset: str, focus: tuple[float, float]) -> str:
        """Return the digest of a picture as one preset shows it: its renditions' names hold what they are made from."""
        key = (path, preset, focus)
        known = self._renditions.get(key)
        if known is None:
            planned = self.plan.pictures.get(key)
            parts = (repr(planned.inspection), *(rendition.path for rendition in planned.renditions)) if planned else ()
            known = self._renditions[key] = digest_parts(*parts)
        return known


def _home(maker: KeyMaker, page: PlannedPage) -> Parts:
    catalog = maker.catalog
    yield from (maker.card(slug) for slug in home_products(catalog))
    yield from (maker.maker(slug) for slug in home_cooperatives(catalog))
    yield from (maker.terms(kind) for kind in TERM_KINDS)
    yield f"{len(catalog.products)} {len(catalog.cooperatives)}"
    yield from _hero(maker, page)


def _hero(maker: KeyMaker, _page: PlannedPage) -> Parts:
    yield maker.hero()


def _product(maker: KeyMaker, page: PlannedPage) -> Parts:
    catalog = maker.catalog
    item = catalog.products[page.key.slug]
    record, made_by = item.record, catalog.cooperatives[item.record.cooperative]
    yield maker.face(Kind.PRODUCT, item.slug)
    yield maker.face(Kind.COOPERATIVE, made_by.slug)
    yield maker.face(Kind.REGION, made_by.record.region)
    for slug in record.categories:
        yield maker.face(Kind.CATEGORY, slug)
    first = record.categories[0]
    yield from (maker.face(Kind.CATEGORY, slug) for slug in catalog.ancestors(first))
    yield from maker.labels(record.labels, made_by)
    yield from (maker.face(Kind.COOPERATIVE, slug) for slug in record.accepted_by)
    yield from (maker.card(slug) for slug in catalog.related[item.slug])
    yield from (maker.card(slug) for slug in more_of_cooperative(catalog, item))


def _products(maker: KeyMaker, page: PlannedPage) -> Parts:
    yield from (maker.card(slug) for slug in page.items)
    yield from _hero(maker, page)


def _term(maker: KeyMaker, page: PlannedPage) -> Parts:
    catalog, kind, slug = maker.catalog, page.key.of, page.key.slug
    assert kind is not None
    yield maker.face(kind, slug)
    yield from (maker.card(product) for product in page.items)
    if kind is Kind.CATEGORY:
        around = (*catalog.ancestors(slug), *catalog.children(slug))
        yield from (maker.face(Kind.CATEGORY, other) for other in around)
    if page.key.number == 1:
        yield from (maker.maker(cooperative) for cooperative in catalog.cooperatives_in.get((kind, slug), ()))
    else:
        yield from maker.stand_ins(kind, slug)


def _terms(maker: KeyMaker, page: PlannedPage) -> Parts:
    assert page.key.of is not None
    yield maker.terms(page.key.of)
    yield from _hero(maker, page)


def _cooperative(maker: KeyMaker, page: PlannedPage) -> Parts:
    item = maker.catalog.cooperatives[page.key.slug]
    yield maker.face(Kind.COOPERATIVE, item.slug)
    yield maker.face(Kind.REGION, item.record.region)
    yield from (maker.face(Kind.CATEGORY, slug) for slug in item.record.activities)
    yield from maker.labels((proof.label for proof in item.record.labels), item)
    yield from (maker.card(slug) for slug in page.items)
    yield from (maker.face(Kind.PRODUCT, slug) for slug in maker.catalog.vouchers_accepted(item.slug))


def _cooperatives(maker: KeyMaker, page: PlannedPage) -> Parts:
    yield from (maker.maker(slug) for slug in maker.catalog.cooperatives)
    yield from _hero(maker, page)


def _free_page(maker: KeyMaker, page: PlannedPage) -> Parts:
    yield maker.face(Kind.PAGE, page.key.slug)


def _employers(maker: KeyMaker, page: PlannedPage) -> Parts:
    catalog = maker.catalog
    for slug in page.items:
        record = catalog.products[slug].record
        yield maker.face(Kind.PRODUCT, slug)
        yield catalog.cooperatives[record.cooperative].digest
        yield from (maker.face(Kind.COOPERATIVE, other) for other in (record.cooperative, *record.accepted_by))
    yield from maker.currencies()


def _not_found(maker: KeyMaker, _page: PlannedPage) -> Parts:
    """Yield the digests of all languages, because the page speaks every one of them."""
    yield from maker.shared.languages.values()


def _basket(maker: KeyMaker, _page: PlannedPage) -> Parts:
    yield from maker.currencies()


def _words_alone(_maker: KeyMaker, _page: PlannedPage) -> Parts:
    """Yield nothing: the page has no more than what all pages of its language share."""
    return iter(())


_PARTS: dict[PageKind, Callable[[KeyMaker, PlannedPage], Parts]] = {
    PageKind.HOME: _home,
    PageKind.PRODUCT: _product,
    PageKind.PRODUCTS: _products,
    PageKind.TERM: _term,
    PageKind.TERMS: _terms,
    PageKind.COOPERATIVE: _cooperative,
    PageKind.COOPERATIVES: _cooperatives,
    PageKind.PAGE: _free_page,
    PageKind.NOT_FOUND: _not_found,
    PageKind.CHOOSER: _hero,
    PageKind.CART: _basket,
    PageKind.QUOTE: _basket,
    PageKind.THANKS: _words_alone,
    PageKind.CANCELLED: _words_alone,
    PageKind.OFFLINE: _words_alone,
    PageKind.SEARCH: _words_alone,
    PageKind.EMPLOYERS: _employers,
}
"""What the pages of each kind are made from in whichever language."""


def _body(maker: KeyMaker, page: PlannedPage) -> Parts:
    assert page.key.of is not None
    yield from maker.body(maker.catalog.of_kind(page.key.of)[page.key.slug], page.language)


def _nothing(_maker: KeyMaker, _page: PlannedPage) -> Parts:
    yield from ()


_OWN_PARTS = dict.fromkeys((PageKind.PRODUCT, PageKind.TERM, PageKind.COOPERATIVE, PageKind.PAGE), _body)
"""What the pages of a record are made from beside: its body in one language."""
