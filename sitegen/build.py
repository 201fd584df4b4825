"""The pipeline, in order: content, catalog, theme, plan, pictures, pages, output."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace

from sitegen.check.links import check_links, read_links
from sitegen.config import SiteConfig
from sitegen.forks import Errand
from sitegen.freshness import known_digests, scan_inputs
from sitegen.images.pipeline import EncodeReport, encode_pictures
from sitegen.images.store import RenditionStore
from sitegen.load.memory import Memory
from sitegen.locks import build_lock
from sitegen.orders.releases import FOLDER, keep_releases
from sitegen.outline import TEMPLATE
from sitegen.problems import Problem, has_errors, warning
from sitegen.publish import Published, publish, remember, slowest
from sitegen.quick import is_ours, state_file, state_folder
from sitegen.render.bytecode import KeptBytecode
from sitegen.render.render import render_page, render_rest
from sitegen.report import CACHE, BuildOptions, BuildReport, Progress, Stopwatch
from sitegen.retouch import retouch
from sitegen.site import Site, fault_problem, prepare_site
from sitegen.state import RECORD, Memos, State
from sitegen.workshop import Wishes, Workshop


def build(options: BuildOptions, progress: Progress) -> BuildReport:
    """Build the shop into its output folder; with errors, publish nothing and leave the last good one."""
    return retouch(options, progress) or build_whole(options, progress)


def build_whole(
    options: BuildOptions, progress: Progress, compiling: Errand[dict[str, bytes]] | None = None
) -> BuildReport:
    """Build as `build` does, by looking at everything; `compiling` brings templates that are compiled meanwhile."""
    watch = Stopwatch(progress)
    lock = build_lock(options.root / CACHE, lambda: watch.stage("waiting"))
    with lock, State(state_file(options)) as state, _thawed_at_the_end():
        return _build(options, watch, state, compiling or Errand())


@contextmanager
def _thawed_at_the_end() -> Iterator[None]:
    """Let go at the end what the build kept from the garbage collector."""
    try:
        yield
    finally:
        gc.unfreeze()


def _build(options: BuildOptions, watch: Stopwatch, state: State, compiling: Errand[dict[str, bytes]]) -> BuildReport:
    if options.clean or not is_ours(state):
        state.forget()
    scan = scan_inputs(options.root, state_folder(options))
    memory = Memory(known_digests(scan, dict(state.inputs())), Memos(state, RECORD))
    with _workshop(options) as workshop:
        config, site, problems = prepare_site(options, watch, workshop, memory)
        if site is None or has_errors(problems, strict=options.strict):
            return _unpublished(config, problems, watch)
        store = RenditionStore(workshop.cache("renditions"), site.plan.jobs)
        encoded = _encode(site, workshop.executor, store, watch, problems)
        bytecode = KeptBytecode(state.memos(TEMPLATE))
        bytecode.take(compiling.result() or {})
    # The workshop has ended: pages are rendered by copies of this process, which must have no other thread.
    with store:
        if has_errors(problems, strict=options.strict):
            return _unpublished(config, problems, watch)
        published = publish(site, options, watch, state, store, bytecode, memory)
    report = _report(site, problems, published, encoded, watch)
    remember(options, state, scan, memory, report, published)
    if not options.drafts:
        with contextlib.suppress(OSError):
            keep_releases(published.tree.target, published.written.manifest, options.root / CACHE / FOLDER)
    return replace(report, problems=_sorted([*report.problems, *workshop.problems]))


def _encode(
    site: Site, executor: Executor, store: RenditionStore, watch: Stopwatch, problems: list[Problem]
) -> EncodeReport:
    """Encode what the cache does not have, and add what went wrong to the problems."""
    watch.stage("encoding")
    encoded = encode_pictures(site.plan.jobs, executor, store, watch.progress.pictures)
    problems += [fault_problem(job.path, 0, "", fault) for job, fault in encoded.faults]
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
    machine_readable = ((file.path, file.make()) for file in studios.data_files())
    for path, data in (*rendered, *render_rest(studios), *machine_readable):
        paths.add(path)
        if path.endswith(".html"):
            pages.append(read_links(path, data))
    problems += check_links(pages, paths, site.config.site.base_url)
    language = site.config.site.editorial_language
    return BuildReport(_sorted(problems), language, pages=len(pages), seconds=watch.stop(), stages=watch.stages)


def _workshop(options: BuildOptions) -> Workshop:
    wishes = Wishes(options.jobs, options.executor, options.scheduler, options.no_remote_cache, options.read_only_cache)
    return Workshop(options.root / CACHE / "cache", wishes)


def _unpublished(config: SiteConfig | None, problems: list[Problem], watch: Stopwatch) -> BuildReport:
    language = config.site.editorial_language if config else "fr"
    return BuildReport(_sorted(problems), language, seconds=watch.stop(), stages=watch.stages)


def _report(
    site: Site, problems: list[Problem], published: Published, encoded: EncodeReport, watch: Stopwatch
) -> BuildReport:
    report = BuildReport(
        problems=_sorted(problems),
        language=site.config.site.editorial_language,
        output=published.tree.target,
        pages=len(site.plan.pages),
        rendered=published.rendered,
        pictures=encoded.hits + encoded.misses,
        hits=encoded.hits,
        misses=encoded.misses,
        written=published.written,
        slowest=(*published.slowest, *slowest(encoded.times)),
    )
    return replace(report, seconds=watch.stop(), stages=watch.stages)


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems)))
