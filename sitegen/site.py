"""A site, loaded, validated and planned: all that is known before anything is rendered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from sitegen.catalog.assemble import assemble
from sitegen.catalog.catalog import Catalog
from sitegen.catalog.translations import Reader
from sitegen.config import FILE_NAME, SiteConfig, load_config
from sitegen.deploy.hosts import host_files
from sitegen.errors import FileRefused
from sitegen.executors import usable_cores
from sitegen.files import PICTURE_LIMIT
from sitegen.i18n.languages import Language, UnknownLanguage, make_language, read_locale
from sitegen.images.jobs import Fault, Inspection, InspectJob
from sitegen.images.pipeline import inspect_pictures
from sitegen.load.content import RecordSource
from sitegen.load.loader import load_content
from sitegen.load.memory import Memory
from sitegen.plan.checkouts import check_bulk, check_checkouts
from sitegen.plan.pages import check_body_links, check_pages, plan_pages, plan_redirects
from sitegen.plan.pictures import PictureUse, check_alts, plan_pictures, uses_of
from sitegen.plan.plan import Plan
from sitegen.problems import Problem, error, warning
from sitegen.render.render import Studios
from sitegen.render.templates import SharedBytecode
from sitegen.report import BuildOptions, Stopwatch
from sitegen.search import index_version
from sitegen.theme.assets import load_assets
from sitegen.theme.catalogues import CatalogueShelf
from sitegen.theme.chain import Theme, load_theme
from sitegen.values import LightValue, light_value
from sitegen.workshop import Workshop

SEARCH_TEMPLATE = "templates/search.html"
"""A theme without it has no search."""

EMPLOYERS_TEMPLATE = "templates/employers.html"
"""A theme without it has no page for employers."""


@light_value
class Site(LightValue):
    """A site that is ready to be rendered."""

    config: SiteConfig
    catalog: Catalog
    theme: Theme
    plan: Plan
    readers: Mapping[str, Reader]
    shelf: CatalogueShelf
    sources: tuple[RecordSource, ...]

    def studios(self, options: BuildOptions, bytecode: SharedBytecode | None = None) -> Studios:
        """Return what every language is rendered with; `bytecode` keeps compiled templates."""
        messages = {
            code: self.shelf.messages(code, _chain(self.config, reader)) for code, reader in self.readers.items()
        }
        return Studios(
            self.readers, messages, self.catalog, self.plan, self.theme, options.today, bytecode=bytecode
        )  # fmt: skip

    def host_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files that tell hosts of headers and moved addresses, with their bytes."""
        moves = ((redirect.url, redirect.target) for redirect in self.plan.redirects)
        return host_files(self.config, moves)


def prepare_site(
    options: BuildOptions,
    watch: Stopwatch,
    workshop: Workshop,
    memory: Memory,
) -> tuple[SiteConfig | None, Site | None, list[Problem]]:
    """Load, validate and plan a site, with every problem of every file; no site when its settings are no use."""
    watch.stage("content")
    config, problems = load_config(options.root)
    if config is None:
        return None, None, problems
    config = _hurried(config) if options.fast_pictures else config
    workshop.equip(config)
    readers, complaints = _readers(config)
    if complaints:
        return config, None, [*problems, *complaints]
    theme = load_theme(options.root, config.theme.name)
    shelf_of = cache(
        lambda: CatalogueShelf(theme, (code for reader in readers.values() for code in _chain(config, reader)))
    )
    assets_of = cache(lambda: load_assets(theme))

    def meanwhile() -> None:
        """Read what every page needs, while workers have begun with the content."""
        shelf_of()
        assets_of()
        for reader in readers.values():
            read_locale(reader.language)

    loaded = load_content(options.root, config, memory, options.jobs or usable_cores(), meanwhile)
    problems += loaded.problems
    watch.stage("plan")
    catalog, found = assemble(loaded.records, config, options.today, drafts=options.drafts, broken=loaded.broken)
    problems += [*found, *check_checkouts(catalog, config), *check_alts(catalog)]
    shelf = shelf_of()
    problems += shelf.problems
    search = config.search.enabled and theme.find(SEARCH_TEMPLATE) is not None
    if search and not index_version():
        problems.append(warning("search.missing", FILE_NAME, 0, "search.enabled"))
    employers = theme.find(EMPLOYERS_TEMPLATE) is not None
    if employers:
        problems += check_bulk(catalog, config)
    pages = tuple(plan_pages(catalog, readers, search=search, employers=employers))
    redirects = tuple(plan_redirects(catalog, readers))
    problems += [*check_pages(pages, redirects, catalog), *check_body_links(catalog, pages, redirects)]
    watch.stage("pictures")
    uses = tuple(uses_of(catalog))
    inspections, found = _inspect(options, uses, workshop, memory)
    problems += found
    pictures, jobs = plan_pictures(uses, inspections, theme.presets, config, options.root)
    by_key = {(page.key, page.language): page for page in pages}
    plan = Plan(by_key, redirects, pictures, jobs, assets_of())
    return config, Site(config, catalog, theme, plan, readers, shelf, tuple(memory.sources)), problems


def _hurried(config: SiteConfig) -> SiteConfig:
    """Return the settings of a preview: AVIF takes less than half of the time for a tenth more bytes."""
    return config.model_copy(update={"pictures": config.pictures.model_copy(update={"avif_speed": 9})})


def _readers(config: SiteConfig) -> tuple[dict[str, Reader], list[Problem]]:
    """Return a reader for each language of the site."""
    languages: dict[str, Language] = {}
    problems = []
    for code in config.languages.all:
        try:
            languages[code] = make_language(code, config.languages.locales.get(code))
        except UnknownLanguage as unknown:
            problems.append(
                error(
                    "config.unknown_language",
                    FILE_NAME,
                    0,
                    "languages.all",
                    text=code,
                    reason=f"{unknown}; {unknown.hint}",
                )
            )
    return {code: Reader(config, language, languages) for code, language in languages.items()}, problems


def _chain(config: SiteConfig, reader: Reader) -> tuple[str, ...]:
    return config.fallbacks(reader.language.code, config.languages.default)


def _inspect(
    options: BuildOptions, uses: tuple[PictureUse, ...], workshop: Workshop, memory: Memory
) -> tuple[dict[str, Inspection], list[Problem]]:
    """Return what is known of every picture by path; a picture that cannot be used is a problem where it is named."""
    first = {use.path: use for use in reversed(uses)}
    digests: dict[str, str] = {}
    problems = []
    for path, use in sorted(first.items()):
        try:
            digests[path] = memory.digest(options.root, path, PICTURE_LIMIT)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            problems.append(error("picture.missing", use.origin, use.line, use.field, file=path))
        except FileRefused as refusal:
            problems.append(error("picture.refused", use.origin, use.line, use.field, file=path, reason=refusal))
    jobs = [InspectJob(options.root, path, digest) for path, digest in digests.items()]
    found, faults = inspect_pictures(jobs, workshop.executor, workshop.cache("inspections"))
    for job, fault in faults:
        use = first[job.path]
        problems.append(fault_problem(use.origin, use.line, use.field, fault, job.path))
    return {path: found[digest] for path, digest in digests.items() if digest in found}, problems


def fault_problem(path: str, line: int, field_name: str, fault: Fault, file: str = "") -> Problem:
    """Return why a picture cannot be used, as a problem of the place that names it."""
    return error(fault.code, path, line, field_name, **{"file": file or path, **dict(fault.values)})
