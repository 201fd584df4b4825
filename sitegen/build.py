"""The pipeline, in order: content, catalog, theme, plan, pictures, pages, output."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from sitegen.catalog.assemble import assemble
from sitegen.catalog.catalog import Catalog
from sitegen.catalog.translations import Reader
from sitegen.check.links import check_links, read_links
from sitegen.config import FILE_NAME, SiteConfig, load_config
from sitegen.errors import FileRefused
from sitegen.executors import usable_cores
from sitegen.files import PICTURE_LIMIT
from sitegen.forks import fork_map
from sitegen.freshness import Scan, folders_signature, known_digests, output_stamp, rows_to_save, scan_inputs
from sitegen.i18n.languages import Language, UnknownLanguage, make_language
from sitegen.images.jobs import Fault, Inspection, InspectJob
from sitegen.images.pipeline import EncodeReport, encode_pictures, inspect_pictures
from sitegen.images.store import RenditionStore
from sitegen.load.loader import load_content
from sitegen.load.memory import Memory
from sitegen.locks import build_lock
from sitegen.plan.checkouts import check_checkouts
from sitegen.plan.pages import check_pages, plan_pages, plan_redirects
from sitegen.plan.pictures import PictureUse, check_alts, plan_pictures, uses_of
from sitegen.plan.plan import Plan
from sitegen.plan.urls import PlannedPage
from sitegen.problems import Problem, error, has_errors, warning
from sitegen.quick import facts_of, is_ours, state_file, state_folder
from sitegen.render.render import Studios, render_page, render_rest
from sitegen.report import CACHE, BuildOptions, BuildReport, Progress
from sitegen.state import OutputRow, State
from sitegen.theme.assets import load_assets
from sitegen.theme.catalogues import CatalogueShelf
from sitegen.theme.chain import Theme, load_theme
from sitegen.workshop import Wishes, Workshop
from sitegen.write.manifest import WriteReport
from sitegen.write.output import Offer, OutputTree, spare_of

SPARE = "spare"
"""The fact that says which files only the spare tree has; it is there only while that tree is whole."""

LEAST_FOR_A_WORKER = 150
"""Pages below which a worker process costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site that is ready to be rendered."""

    config: SiteConfig
    catalog: Catalog
    theme: Theme
    plan: Plan
    readers: Mapping[str, Reader]
    shelf: CatalogueShelf

    def studios(self, options: BuildOptions) -> Studios:
        """Return what every language is rendered with."""
        messages = {
            code: self.shelf.messages(code, _chain(self.config, reader)) for code, reader in self.readers.items()
        }
        return Studios(self.readers, messages, self.catalog, self.plan, self.theme, options.today)


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
            self.stages[self._name] = self.stages.get(self._name, 0.0) + now - self._begun
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
    with build_lock(options.root / CACHE, lambda: watch.stage("waiting")), State(state_file(options)) as state:
        return _build(options, watch, state)


def _build(options: BuildOptions, watch: Stopwatch, state: State) -> BuildReport:
    if options.clean or not is_ours(state):
        state.forget()
    scan = scan_inputs(options.root, state_folder(options))
    memory = Memory(known_digests(scan, dict(state.inputs())), state.memos("record"))
    with _workshop(options) as workshop:
        config, site, problems = prepare_site(options, watch, workshop, memory)
        if site is None or has_errors(problems, strict=options.strict):
            return _unpublished(config, problems, watch)
        store = RenditionStore(workshop.cache("renditions"), site.plan.jobs)
        encoded = _encode(site, workshop.executor, store, watch, problems)
    # The workshop has ended: pages are rendered by copies of this process, which must have no other thread.
    with store:
        if has_errors(problems, strict=options.strict):
            return _unpublished(config, problems, watch)
        published = _publish(site, options, watch, state, store)
    report = _report(site, problems, published, encoded, watch)
    _remember(options, state, scan, memory, report, published)
    return replace(report, problems=_sorted([*report.problems, *workshop.problems]))


def _encode(
    site: Site, executor: Executor, store: RenditionStore, watch: Stopwatch, problems: list[Problem]
) -> EncodeReport:
    """Encode what the cache does not have, and add what went wrong to the problems."""
    watch.stage("encoding")
    encoded = encode_pictures(site.plan.jobs, executor, store, watch.progress.pictures)
    problems += [_fault_problem(job.path, 0, "", fault) for job, fault in encoded.faults]
    if encoded.unstored:
        problems.append(warning("cache.full", CACHE, count=encoded.unstored))
    return encoded


def check(options: BuildOptions, progress: Progress) -> BuildReport:
    """Validate everything, render every page in memory and follow every link; publish nothing."""
    watch = Stopwatch(progress)
    with _workshop(options) as workshop:
        config, site, problems = prepare_site(options, watch, workshop, Memory())
    problems += workshop.problems
    if site is None or has_errors(problems):
        return _unpublished(config, problems, watch)
    watch.stage("pages")
    paths = {rendition.path for picture in site.plan.pictures.values() for rendition in picture.renditions}
    paths |= {asset.path for asset in site.plan.assets.values()}
    studios = site.studios(options)
    rendered = ((page.path, render_page(studios, page)) for page in site.plan.pages.values())
    pages = []
    for path, data in (*rendered, *render_rest(studios)):
        paths.add(path)
        if path.endswith(".html"):
            pages.append(read_links(path, data))
    problems += check_links(pages, paths, site.config.site.base_url)
    language = site.config.site.editorial_language
    return BuildReport(_sorted(problems), language, pages=len(pages), seconds=watch.stop(), stages=watch.stages)


def prepare_site(
    options: BuildOptions, watch: Stopwatch, workshop: Workshop, memory: Memory
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
    loaded = load_content(options.root, config, memory, options.jobs or usable_cores())
    problems += loaded.problems
    watch.stage("plan")
    catalog, found = assemble(loaded.records, config, options.today, drafts=options.drafts, broken=loaded.broken)
    problems += [*found, *check_checkouts(catalog, config), *check_alts(catalog)]
    theme = load_theme(options.root, config.theme.name)
    shelf = CatalogueShelf(theme, (code for reader in readers.values() for code in _chain(config, reader)))
    problems += shelf.problems
    pages, redirects = tuple(plan_pages(catalog, readers)), tuple(plan_redirects(catalog, readers))
    problems += check_pages(pages, redirects, catalog)
    watch.stage("pictures")
    uses = tuple(uses_of(catalog))
    inspections, found = _inspect(options, uses, workshop, memory)
    problems += found
    pictures, jobs = plan_pictures(uses, inspections, theme.presets, config, options.root)
    by_key = {(page.key, page.language): page for page in pages}
    plan = Plan(by_key, redirects, pictures, jobs, load_assets(theme))
    return config, Site(config, catalog, theme, plan, readers, shelf), problems


def _hurried(config: SiteConfig) -> SiteConfig:
    """Return the settings of a preview: AVIF takes a tenth of the time for a third more bytes."""
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
            memory.release((path,))
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            problems.append(error("picture.missing", use.origin, use.line, use.field, file=path))
        except FileRefused as refusal:
            problems.append(error("picture.refused", use.origin, use.line, use.field, file=path, reason=refusal))
    jobs = [InspectJob(options.root, path, digest) for path, digest in digests.items()]
    found, faults = inspect_pictures(jobs, workshop.executor, workshop.cache("inspections"))
    for job, fault in faults:
        use = first[job.path]
        problems.append(_fault_problem(use.origin, use.line, use.field, fault, job.path))
    return {path: found[digest] for path, digest in digests.items() if digest in found}, problems


def _fault_problem(path: str, line: int, field_name: str, fault: Fault, file: str = "") -> Problem:
    return error(fault.code, path, line, field_name, **{"file": file or path, **dict(fault.values)})


def _workshop(options: BuildOptions) -> Workshop:
    wishes = Wishes(options.jobs, options.executor, options.scheduler, options.no_remote_cache, options.read_only_cache)
    return Workshop(options.root / CACHE / "cache", wishes)


@dataclass(frozen=True, slots=True)
class _Published:
    """What was put into the output folder; `keys` are those of the pages, by path."""

    output: Path
    written: WriteReport
    keys: Mapping[str, str]
    rendered: int
    slowest: tuple[tuple[str, float], ...]


def _publish(site: Site, options: BuildOptions, watch: Stopwatch, state: State, store: RenditionStore) -> _Published:
    """Render what is not current, and swap the whole in."""
    output = options.output or options.root / site.config.build.output
    known = dict(state.outputs())
    watch.stage("pages")
    studios = site.studios(options)
    keys = studios.page_keys()
    with OutputTree(output, known) as tree:
        stale = list(_stale_pages(site.plan, keys, known, tree))
        workers = options.jobs or usable_cores()
        times: list[tuple[str, float]] = []
        renderer = _Renderer(studios, tree)
        with contextlib.closing(fork_map(renderer, stale, workers, LEAST_FOR_A_WORKER)) as runs:
            for offer, seconds in chain.from_iterable(runs):
                tree.take(offer)
                times.append((offer.path, seconds))
        keys |= _take_rest(studios, known, tree)
        watch.stage("writing")
        _take_files(site, store, known, tree)
        written = tree.commit(_leftovers(state, tree.spare, known), lambda: state.forget_fact(SPARE))
    return _Published(output, written, keys, len(stale), _slowest(times))


def _take_rest(studios: Studios, known: Mapping[str, OutputRow], tree: OutputTree) -> dict[str, str]:
    """Take redirects and sitemaps, rendered only when an address or a template changed; return their keys by path."""
    key = studios.rest_key()
    entries = {path: tree.unchanged(path) for path, row in known.items() if row.key == key}
    if entries and all(entries.values()):
        for path, entry in entries.items():
            if entry is not None:
                tree.keep(path, entry)
        return dict.fromkeys(entries, key)
    keys = {}
    for path, data in render_rest(studios):
        tree.add(path, data)
        keys[path] = key
    return keys


def _stale_pages(
    plan: Plan, keys: Mapping[str, str], known: Mapping[str, OutputRow], tree: OutputTree
) -> Iterator[PlannedPage]:
    """Yield the pages to render; those whose key and file are as they were stay."""
    for page in plan.pages.values():
        row = known.get(page.path)
        entry = tree.unchanged(page.path) if row and row.key == keys[page.path] else None
        if entry is None:
            yield page
        else:
            tree.keep(page.path, entry)


@dataclass(frozen=True, slots=True)
class _Renderer:
    """Renders a run of pages and stages what differs, here or in a worker process."""

    studios: Studios
    tree: OutputTree

    def __call__(self, pages: Sequence[PlannedPage]) -> list[tuple[Offer, float]]:
        offers = []
        for page in pages:
            start = time.perf_counter()
            offer = self.tree.offer(page.path, render_page(self.studios, page))
            offers.append((offer, time.perf_counter() - start))
        return offers


def _take_files(site: Site, store: RenditionStore, known: Mapping[str, OutputRow], tree: OutputTree) -> None:
    """Take the assets and renditions; presets may share renditions, each is taken once.

    A rendition's name holds its key, so that one which lies there unchanged is not read from the cache.
    """
    for asset in site.plan.assets.values():
        tree.add(asset.path, asset.data)
    renditions = {rendition.path: rendition.key
                  for picture in site.plan.pictures.values() for rendition in picture.renditions}  # fmt: skip
    for path, key in renditions.items():
        entry = tree.unchanged(path) if path in known else None
        if entry is None:
            tree.add(path, store.read(key))
        else:
            tree.keep(path, entry)


def _remember(
    options: BuildOptions, state: State, scan: Scan, memory: Memory, report: BuildReport, published: _Published
) -> None:
    """Note what the next build need not look at again; a state that cannot be written costs it time only."""
    outputs = {
        path: OutputRow(output_stamp(published.output, path), entry.digest, published.keys.get(path, ""))
        for path, entry in published.written.manifest.items()
    }
    folders = _folders(outputs)
    outputs |= {folder: OutputRow(output_stamp(published.output, folder), "", "") for folder in folders}
    inputs = rows_to_save(scan, memory.digests)
    facts = facts_of(options, report)
    is_swapped = bool(published.written.written or published.written.removed)
    spare = spare_of(published.output)
    leftovers = published.written.removed if is_swapped else _leftovers(state, spare, dict(state.outputs()))
    if leftovers is not None:
        facts[SPARE] = json.dumps([_spare_signature(spare, outputs, leftovers), *leftovers])
    with contextlib.suppress(OSError):
        state.save(facts, inputs, outputs, {"record": (memory.new, memory.wanted)})


def _folders(paths: Iterable[str]) -> set[str]:
    """Return every folder that holds some of these paths, the output folder itself (`.`) included."""
    found = {"."}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _leftovers(state: State, spare: Path, known: Mapping[str, OutputRow]) -> tuple[str, ...] | None:
    """Return the files that only the spare tree has; None when it is not known to be whole, and nobody's else."""
    with contextlib.suppress(ValueError):
        folders, *leftovers = map(str, json.loads(state.facts().get(SPARE, "")))
        return tuple(leftovers) if folders == _spare_signature(spare, known, leftovers) else None
    return None


def _spare_signature(spare: Path, outputs: Iterable[str], leftovers: Iterable[str]) -> str:
    """Return how the folders of the spare tree look; what somebody adds to them shows in it."""
    return folders_signature(str(spare), (*outputs, *leftovers))


def _unpublished(config: SiteConfig | None, problems: list[Problem], watch: Stopwatch) -> BuildReport:
    language = config.site.editorial_language if config else "en"
    return BuildReport(_sorted(problems), language, seconds=watch.stop(), stages=watch.stages)


def _report(
    site: Site, problems: list[Problem], published: _Published, encoded: EncodeReport, watch: Stopwatch
) -> BuildReport:
    report = BuildReport(
        problems=_sorted(problems),
        language=site.config.site.editorial_language,
        output=published.output,
        pages=len(site.plan.pages),
        rendered=published.rendered,
        pictures=encoded.hits + encoded.misses,
        hits=encoded.hits,
        misses=encoded.misses,
        written=published.written,
        slowest=(*published.slowest, *_slowest(encoded.times)),
    )
    return replace(report, seconds=watch.stop(), stages=watch.stages)


def _slowest(times: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(times, key=lambda pair: -pair[1])[:10])


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems)))
