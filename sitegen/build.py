"""The pipeline, in order: config, content, catalog, theme, plan, pictures, pages, output."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from sitegen.cache import BlobCache
from sitegen.catalog.assemble import assemble
from sitegen.catalog.catalog import Catalog
from sitegen.catalog.translations import Reader
from sitegen.check.links import check_links, read_links
from sitegen.config import FILE_NAME, SiteConfig, load_config
from sitegen.digests import digest_bytes
from sitegen.errors import FileRefused
from sitegen.executors import local_executor
from sitegen.files import PICTURE_LIMIT, read_file
from sitegen.i18n.languages import Language, UnknownLanguage, make_language
from sitegen.images.jobs import Fault, Inspection, InspectJob
from sitegen.images.pipeline import encode_pictures, inspect_pictures
from sitegen.images.store import RenditionStore
from sitegen.load.loader import load_content
from sitegen.plan.checkouts import check_checkouts
from sitegen.plan.pages import check_pages, plan_pages, plan_redirects
from sitegen.plan.pictures import PictureUse, check_alts, plan_pictures, uses_of
from sitegen.plan.plan import Plan
from sitegen.problems import Problem, error, has_errors, warning
from sitegen.render.environment import SharedBytecode
from sitegen.render.render import Studio, make_studio, render_site
from sitegen.theme.assets import load_assets
from sitegen.theme.catalogues import CatalogueShelf
from sitegen.theme.chain import Theme, load_theme
from sitegen.write.output import OutputTree, WriteReport

CACHE = ".sitegen"
"""The folder beside `sitegen.toml` that keeps encoded pictures between builds; it may be deleted at any time."""


class Progress(Protocol):
    """Who is told how far a build is."""

    def stage(self, name: str) -> None:
        """Hear that a stage begins: `content`, `pictures`, `encoding`, `pages`, `writing`."""
        ...

    def pictures(self, done: int, total: int) -> None:
        """Hear how many pictures of how many are encoded."""
        ...


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What a build is asked to do. `today` decides what is published; it is the only clock there is."""

    root: Path
    today: date
    output: Path | None = None
    drafts: bool = False
    strict: bool = False
    jobs: int | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A site that is ready to be rendered."""

    config: SiteConfig
    catalog: Catalog
    theme: Theme
    plan: Plan
    readers: Mapping[str, Reader]
    shelf: CatalogueShelf


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build found and did; `output` is None when nothing was published. Renditions count as pictures."""

    problems: tuple[Problem, ...]
    config: SiteConfig | None = None
    output: Path | None = None
    pages: int = 0
    pictures: int = 0
    hits: int = 0
    misses: int = 0
    written: WriteReport | None = None
    seconds: float = 0.0
    stages: Mapping[str, float] = field(default_factory=dict)


class Stopwatch:
    """Tells a listener which stage begins, and measures how long each takes."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.stages: dict[str, float] = {}
        self._name = ""
        self._start = self._begun = time.perf_counter()

    def stage(self, name: str) -> None:
        """Begin a stage, and end the one before."""
        now = time.perf_counter()
        if self._name:
            self.stages[self._name] = now - self._begun
        self._name, self._begun = name, now
        if name:
            self.progress.stage(name)

    def stop(self) -> float:
        """End the last stage; return the seconds of all."""
        self.stage("")
        return time.perf_counter() - self._start


def build(options: BuildOptions, progress: Progress) -> BuildReport:
    """Build the shop into its output folder; with errors, publish nothing and leave the last good one."""
    watch = Stopwatch(progress)
    with local_executor(options.jobs) as executor:
        config, site, problems = prepare_site(options, watch, executor)
        if site is None or has_errors(problems, strict=options.strict):
            return BuildReport(_sorted(problems), config, seconds=watch.stop(), stages=watch.stages)
        output = options.output or options.root / site.config.build.output
        with OutputTree(output) as tree, RenditionStore(_cache(options, "renditions"), site.plan.jobs) as store:
            watch.stage("encoding")
            encoded = encode_pictures(site.plan.jobs, executor, store, progress.pictures)
            problems += [_fault_problem(job.path, 0, "", fault) for job, fault in encoded.faults]
            if encoded.unstored:
                problems.append(warning("cache.full", CACHE, count=encoded.unstored))
            if has_errors(problems, strict=options.strict):
                return BuildReport(_sorted(problems), config, seconds=watch.stop(), stages=watch.stages)
            _write_site(site, options, tree, store, watch)
            written = tree.commit()
    return BuildReport(
        problems=_sorted(problems),
        config=config,
        output=output,
        pages=len(site.plan.pages),
        pictures=encoded.hits + encoded.misses,
        hits=encoded.hits,
        misses=encoded.misses,
        written=written,
        seconds=watch.stop(),
        stages=watch.stages,
    )


def check(options: BuildOptions, progress: Progress) -> BuildReport:
    """Validate everything, render every page in memory and follow every link; publish nothing."""
    watch = Stopwatch(progress)
    with local_executor(options.jobs) as executor:
        config, site, problems = prepare_site(options, watch, executor)
    if site is None or has_errors(problems):
        return BuildReport(_sorted(problems), config, seconds=watch.stop(), stages=watch.stages)
    watch.stage("pages")
    paths = {rendition.path for picture in site.plan.pictures.values() for rendition in picture.renditions}
    paths |= {asset.path for asset in site.plan.assets.values()}
    pages = []
    for path, data in render_site(_studios(site, options)):
        paths.add(path)
        if path.endswith(".html"):
            pages.append(read_links(path, data))
    problems += check_links(pages, paths, site.config.site.base_url)
    return BuildReport(_sorted(problems), config, pages=len(pages), seconds=watch.stop(), stages=watch.stages)


def prepare_site(
    options: BuildOptions, watch: Stopwatch, executor: Executor
) -> tuple[SiteConfig | None, Site | None, list[Problem]]:
    """Load, validate and plan a site, with every problem of every file; no site when its settings are no use."""
    watch.stage("content")
    config, problems = load_config(options.root)
    if config is None:
        return None, None, problems
    readers, complaints = _readers(config)
    if complaints:
        return config, None, [*problems, *complaints]
    loaded, found = load_content(options.root, config)
    problems += found
    catalog, found = assemble(loaded, config, options.today, drafts=options.drafts)
    problems += [*found, *check_checkouts(catalog, config), *check_alts(catalog)]
    theme = load_theme(options.root, config.theme.name)
    shelf = CatalogueShelf(theme, (code for reader in readers.values() for code in _chain(config, reader)))
    problems += shelf.problems
    pages, redirects = tuple(plan_pages(catalog, readers)), tuple(plan_redirects(catalog, readers))
    problems += check_pages(pages, redirects, catalog)
    watch.stage("pictures")
    uses = tuple(uses_of(catalog))
    inspections, found = _inspect(options, uses, executor)
    problems += found
    pictures, jobs = plan_pictures(uses, inspections, theme.presets, config, options.root)
    by_key = {(page.key, page.language): page for page in pages}
    plan = Plan(by_key, redirects, pictures, jobs, load_assets(theme))
    return config, Site(config, catalog, theme, plan, readers, shelf), problems


def _readers(config: SiteConfig) -> tuple[dict[str, Reader], list[Problem]]:
    """Return a reader for each language of the site."""
    languages: dict[str, Language] = {}
    problems = []
    for code in config.languages.all:
        try:
            languages[code] = make_language(code, config.languages.locales.get(code))
        except UnknownLanguage as unknown:
            problems.append(error("config.unknown_language", FILE_NAME, 0, "languages.all", text=code, reason=unknown))
    return {code: Reader(config, language, languages) for code, language in languages.items()}, problems


def _chain(config: SiteConfig, reader: Reader) -> tuple[str, ...]:
    return config.fallbacks(reader.language.code, config.languages.default)


def _inspect(
    options: BuildOptions, uses: tuple[PictureUse, ...], executor: Executor
) -> tuple[dict[str, Inspection], list[Problem]]:
    """Return what is known of every picture by path; a picture that cannot be used is a problem where it is named."""
    first = {use.path: use for use in reversed(uses)}
    digests: dict[str, str] = {}
    problems = []
    for path, use in sorted(first.items()):
        try:
            digests[path] = digest_bytes(read_file(options.root, path, PICTURE_LIMIT))
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            problems.append(error("picture.missing", use.origin, use.line, use.field, file=path))
        except FileRefused as refusal:
            problems.append(error("picture.refused", use.origin, use.line, use.field, file=path, reason=refusal))
    jobs = [InspectJob(options.root, path, digest) for path, digest in digests.items()]
    found, faults = inspect_pictures(jobs, executor, _cache(options, "inspections"))
    for job, fault in faults:
        use = first[job.path]
        problems.append(_fault_problem(use.origin, use.line, use.field, fault, job.path))
    return {path: found[digest] for path, digest in digests.items() if digest in found}, problems


def _fault_problem(path: str, line: int, field_name: str, fault: Fault, file: str = "") -> Problem:
    return error(fault.code, path, line, field_name, **{"file": file or path, **dict(fault.values)})


def _cache(options: BuildOptions, namespace: str) -> BlobCache:
    return BlobCache(options.root / CACHE / "cache", namespace)


def _studios(site: Site, options: BuildOptions) -> dict[str, Studio]:
    studios = {}
    bytecode = SharedBytecode()
    for code, reader in site.readers.items():
        messages = site.shelf.messages(code, _chain(site.config, reader))
        studios[code] = make_studio(reader, messages, site.catalog, site.plan, site.theme, options.today, bytecode)
    return studios


def _write_site(site: Site, options: BuildOptions, tree: OutputTree, store: RenditionStore, watch: Stopwatch) -> None:
    watch.stage("pages")
    for path, data in render_site(_studios(site, options)):
        tree.add(path, data)
    watch.stage("writing")
    for path, data in _files(site, store):
        tree.add(path, data)


def _files(site: Site, store: RenditionStore) -> Iterator[tuple[str, bytes]]:
    """Yield the assets and renditions; presets may share renditions, each is written once."""
    for asset in site.plan.assets.values():
        yield asset.path, asset.data
    renditions = {rendition.path: rendition.key
                  for picture in site.plan.pictures.values() for rendition in picture.renditions}  # fmt: skip
    for path, key in renditions.items():
        yield path, store.read(key)


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems)))
