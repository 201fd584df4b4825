"""Rendering: every page and every machine-readable file, as paths with their bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from datetime import date
from functools import cached_property

from sitegen.catalog.catalog import Catalog
from sitegen.catalog.translations import Reader
from sitegen.checkout.secrets import secrets_digest
from sitegen.digests import digest_parts
from sitegen.i18n.formats import Formats
from sitegen.i18n.messages import Messages
from sitegen.plan.pages import CHOOSER
from sitegen.plan.plan import Plan
from sitegen.plan.urls import PlannedPage
from sitegen.render.contexts import RedirectContext
from sitegen.render.data_files import DataFile, Makings, data_files, makings_of
from sitegen.render.edition import Codes, Edition, PictureMarkup
from sitegen.render.environment import make_environment, picture_markup, render_template
from sitegen.render.head import Head, page_view
from sitegen.render.keys import Group, KeyMaker, Shared, Which, group_of
from sitegen.render.offline import offline_files
from sitegen.render.pages import context_of
from sitegen.render.parts.prepared import MadeOnce, MadeParts, Parts, made_parts, prepare
from sitegen.render.sitemap import sitemaps
from sitegen.render.templates import SharedBytecode, ThemeEnvironment
from sitegen.render.views import PictureView
from sitegen.theme.chain import Theme
from sitegen.theme.reach import template_digests
from sitegen.values import LightValue, light_value


@light_value
class Outfit(LightValue):
    """What was made for one language: its templates, where a page was rendered, and the parts of its pages."""

    environment: ThemeEnvironment | None
    parts: MadeParts


@light_value
class Prepared(LightValue):
    """What was made to render a site, for rendering it again when only some records show something else.

    All of it is of the settings, the theme and the plan that were; `outfits` are those of the languages that were used.
    """

    readers: Mapping[str, Reader]
    messages: Mapping[str, Messages]
    plan: Plan
    outfits: Mapping[str, Outfit]

    def without(self, shown: Set[Which], catalog: Catalog) -> Prepared:
        """Return the same without what shows one of some records, which are in the catalog."""
        outfits = {
            code: replace(outfit, parts=outfit.parts.without(shown, catalog)) for code, outfit in self.outfits.items()
        }
        return replace(self, outfits=outfits)


class Studio:
    """What one language is rendered with; the template environment is made when the first page is rendered."""

    def __init__(
        self, reader: Reader, messages: Messages, formats: Formats, studios: Studios, outfit: Outfit | None = None
    ) -> None:
        self.messages = messages
        self._studios = studios
        self._formats = formats
        self._environment: ThemeEnvironment | None = outfit.environment if outfit else None
        self._picture: PictureMarkup | None = None
        self.edition = Edition(
            reader=reader,
            formats=formats,
            messages=messages,
            catalog=studios.catalog,
            plan=studios.plan,
            today=studios.today,
            picture_markup=self._picture_markup,
            all_messages=studios.messages,
            codes=studios.codes,
        )
        self.parts: Parts = prepare(self.edition, outfit.parts if outfit else None)

    @property
    def outfit(self) -> Outfit:
        """What was made, by now."""
        return Outfit(self._environment, made_parts(self.parts))

    def _picture_markup(self, view: PictureView) -> str:
        if self._picture is None:
            self._picture = picture_markup(self.environment)
        return self._picture(view)

    @property
    def environment(self) -> ThemeEnvironment:
        """The templates with this language's strings and formats."""
        if self._environment is None:
            studios = self._studios
            self._environment = make_environment(
                studios.theme, studios.plan.assets, self.messages, self._formats, studios.bytecode
            )
        return self._environment

    def forget(self) -> None:
        """Forget what many pages repeat: cards, and fragments of templates."""
        self.parts.forget()
        self.edition.kept.forget()
        if self._environment is not None:
            self._environment.forget_fragments()


class Studios:
    """What every language is rendered with; each is made when it is first needed.

    `shared` has the digests of what many pages depend on, where they are known; `bytecode` keeps compiled templates;
    `outfits` are known to be what would be made.
    """

    def __init__(
        self,
        readers: Mapping[str, Reader],
        messages: Mapping[str, Messages],
        catalog: Catalog,
        plan: Plan,
        theme: Theme,
        today: date,
        *,
        shared: Shared | None = None,
        bytecode: SharedBytecode | None = None,
        outfits: Mapping[str, Outfit] | None = None,
    ) -> None:
        self.catalog, self.plan, self.theme, self.today = catalog, plan, theme, today
        self.readers, self.messages = readers, messages
        self.bytecode = bytecode or SharedBytecode()
        self._known_shared = shared
        self._outfits = outfits or {}
        self.by_language = MadeOnce(readers, self._studio)
        self.codes = Codes()
        self._at = ""

    def _studio(self, code: str) -> Studio:
        reader = self.readers[code]
        formats = Formats(reader.language, reader.config.site.currency_style)
        return Studio(reader, self.messages[code], formats, self, self._outfits.get(code))

    @property
    def prepared(self) -> Prepared:
        """What was made, by now."""
        made = {code: studio.outfit for code, studio in self.by_language.made.items()}
        return Prepared(self.readers, self.messages, self.plan, {**self._outfits, **made})

    def turn_to(self, language: str) -> None:
        """Begin with the pages of a language: those of the one before are done, and need no cards any more."""
        if self._at not in ("", language):
            self.by_language[self._at].forget()
        self._at = language

    @cached_property
    def groups(self) -> Mapping[Group, str]:
        """What the pages of each language and template depend on, as digests."""
        return {group: self.key_maker.group(group) for group in dict.fromkeys(map(group_of, self.plan.pages.values()))}

    def page_keys(self, groups: Set[Group]) -> dict[str, str]:
        """Return the key of every page of some languages and templates by its path."""
        maker = self.key_maker
        return {page.path: maker.key(page) for page in self.plan.pages.values() if group_of(page) in groups}

    def data_files(self) -> Iterator[DataFile]:
        """Yield the files for machines, each with its key; nothing is made until it is asked for."""
        return data_files({code: studio.edition for code, studio in self.by_language.items()}, self.makings)

    @cached_property
    def makings(self) -> Makings:
        """What the files for machines are made from."""
        return makings_of(self.catalog, next(iter(self.readers.values())).config, self.key_maker)

    @cached_property
    def key_maker(self) -> KeyMaker:
        """What makes the keys of pages."""
        config = next(iter(self.readers.values())).config
        hero = str(config.theme.options.get("hero", ""))
        return KeyMaker(self.catalog, self.plan, self.readers, self.today, self.shared, hero)

    def rest_key(self) -> str:
        """Return the digest of what the files that are no pages are made from: every address, and the templates."""
        shared = (*self.shared.languages.values(), *self.shared.templates.values())
        pages = (f"{page.url} {page.language} {page.text_language}" for page in self.plan.pages.values())
        redirects = (f"{redirect.path} {redirect.url} {redirect.target}" for redirect in self.plan.redirects)
        return digest_parts("rest", *shared, "\n".join(pages), "\n".join(redirects))

    @cached_property
    def shared(self) -> Shared:
        """The digests of what many pages depend on."""
        if self._known_shared is not None:
            return self._known_shared
        languages = {code: self._of_language(studio) for code, studio in self.by_language.items()}
        return Shared(languages, template_digests(self.theme))

    def _of_language(self, studio: Studio) -> str:
        assets = [f"{asset.name} {asset.path}" for asset in self.plan.assets.values()]
        return digest_parts(
            studio.edition.config.model_dump_json(),
            repr(studio.parts.site),
            repr(sorted(self.theme.presets.items())),
            studio.messages.digest,
            secrets_digest(),
            *assets,
        )


def render_page(studios: Studios, page: PlannedPage) -> bytes:
    """Return the bytes of one page."""
    studio = studios.by_language[page.language]
    return render_template(studio.environment, context_of(studio.edition, studio.parts, page))


def render_rest(studios: Studios) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of every file that is no page: redirects, sitemaps, `robots.txt`."""
    yield from _redirects(studios)
    yield from offline_files({code: studio.edition for code, studio in studios.by_language.items()})
    yield from sitemaps(studio.edition for studio in studios.by_language.values())


def _redirects(studios: Studios) -> Iterator[tuple[str, bytes]]:
    """Yield a page for each address that moved."""
    if not studios.plan.redirects:
        return
    default = next(iter(studios.by_language.values())).edition.config.languages.default
    studio = studios.by_language[default]
    chooser = studios.plan.pages[CHOOSER, default]
    for redirect in studios.plan.redirects:
        view = page_view(studio.edition, chooser, Head(studio.parts.site.title, ""))
        target = studio.edition.absolute(redirect.target)
        page = replace(view, url=redirect.url, canonical=target, noindex=True, alternates=())
        context = RedirectContext(site=studio.parts.site, page=page, target=redirect.target)
        yield redirect.path, render_template(studio.environment, context)
