"""Publishing: what is not current is rendered, the whole is swapped in, and what the next build need know is noted."""

from __future__ import annotations

import contextlib
import json
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, partial
from itertools import chain

from sitegen.checkout.secrets import guarded_secrets
from sitegen.executors import usable_cores
from sitegen.forks import Errand, fork_map
from sitegen.freshness import Scan, rows_to_save
from sitegen.images.store import RenditionStore
from sitegen.indexing import Indexing
from sitegen.load.memory import Memory
from sitegen.models.base import Kind
from sitegen.outline import OUTLINE, SHELF, SUCCESSOR, TEMPLATE, make_outline, make_shelf
from sitegen.plan.plan import Plan
from sitegen.plan.urls import PageKind, PlannedPage
from sitegen.quick import facts_of
from sitegen.render.bytecode import KeptBytecode
from sitegen.render.data_files import DataFile
from sitegen.render.keys import Group
from sitegen.render.render import Studios, render_page, render_rest
from sitegen.render.snipcart import served_products
from sitegen.report import CACHE, BuildOptions, BuildReport, Stopwatch
from sitegen.site import Site
from sitegen.spare import commit, output_rows, spare_facts
from sitegen.state import RECORD, OutputRow, State
from sitegen.values import LightValue, light_value
from sitegen.write.manifest import WriteReport
from sitegen.write.output import Offer, OutputTree

SHARED = "shared"
"""The name under which a build notes what the pages of each language and template depend on."""

LEAST_FOR_A_WORKER = 150
"""Pages below which a worker process costs more than it saves."""


@light_value
class Notes(LightValue):
    """What is for the next build alone: the keys of pages that are sure to be stale, the outline and the shelf.

    The last two are compressed, because they wait in memory while pages are rendered.
    """

    keys: Mapping[str, str]
    outline: bytes
    shelf: bytes


@light_value
class Published(LightValue):
    """What was put into the output folder; `keys` are those of the pages, by path.

    `groups` has the digests of what the pages of each language and template depend on.
    """

    tree: OutputTree
    written: WriteReport
    keys: Mapping[str, str]
    groups: Mapping[Group, str]
    notes: Notes
    templates: Mapping[str, bytes]
    rendered: int
    slowest: tuple[tuple[str, float], ...]


def publish(
    site: Site,
    options: BuildOptions,
    watch: Stopwatch,
    state: State,
    store: RenditionStore,
    bytecode: KeptBytecode,
    memory: Memory,
) -> Published:
    """Render what is not current, and swap the whole in; what was parsed is kept, even when that fails."""
    output = options.output or options.root / site.config.build.output
    known = dict(state.outputs())
    watch.stage("pages")
    studios = site.studios(options, bytecode)
    # Where what all pages depend on is another, no page can be current: their keys are for the next build alone.
    renewed = _renewed(studios, state) if known else studios.groups.keys()
    keys = studios.page_keys(studios.groups.keys() - renewed)
    take_notes = partial(_notes, site, options, studios, renewed)
    with OutputTree(output, known, guarded_secrets()) as tree, Errand[Notes]() as noting:
        workers = options.jobs or usable_cores()
        is_noted = workers > 1 and len(site.plan.pages) - len(keys) > LEAST_FOR_A_WORKER * 2
        if is_noted:
            noting.begin(take_notes)  # while all that many pages need is made here
        stale = list(_stale_pages(site.plan, keys, known, tree))
        # What takes longest comes first, so that no worker waits for it at the end.
        todo: list[PlannedPage | DataFile] = [*_stale_data(studios, known, tree, keys), *stale]
        times: tuple[tuple[str, float], ...] = ()
        renderer = _Renderer(studios, tree, bytecode)
        samples, rest = _samples(todo) if len(todo) > LEAST_FOR_A_WORKER * 2 else ([], todo)
        keep_parsed = cache(lambda: state.keep_memos(RECORD, memory.new))

        @cache
        def notes() -> Notes:
            made = noting.result() or take_notes()
            keys.update(made.keys)
            return made

        @cache
        def chores() -> Notes:
            """Do what is no page, beside workers where there are some."""
            keys.update(_take_rest(studios, known, tree))
            keep_parsed()
            return notes()

        try:
            first = renderer(samples)
            if is_noted:
                notes()  # at last the errand ends: memory has no room for it beside workers
            runs = fork_map(renderer, rest, workers, LEAST_FOR_A_WORKER, chores)
            with contextlib.closing(runs):
                for offers, compiled in chain((first,), runs):
                    bytecode.take(compiled)
                    for offer, _ in offers:
                        tree.take(offer)
                    times = slowest(chain(times, ((offer.path, seconds) for offer, seconds in offers)))
            noted = chores()
        finally:
            keep_parsed()
        indexing = Indexing(site.plan, tuple(site.readers))
        keys |= indexing.take(tree, known, options.root / CACHE, workers, keep=options.keep_search)
        watch.stage("writing")
        _take_files(site, store, known, tree)
        written = commit(tree, state, known)
    return Published(tree, written, keys, studios.groups, noted, bytecode.new, len(stale), times)


def _notes(site: Site, options: BuildOptions, studios: Studios, renewed: Set[Group]) -> Notes:
    """Return what the next build need know, when the keys of all pages but the `renewed` ones are made."""
    keys = studios.page_keys(renewed)
    outline = make_outline(
        options.root, site.config, site.theme, site.readers, studios.messages, studios.shared,
        site.catalog, site.plan, site.sources,
    )  # fmt: skip
    served = (item.slug for item in served_products(site.catalog, site.config))
    pages = (page.key for page in site.plan.pages.values())
    shelf = make_shelf(pages, studios.key_maker.shown_on, served, studios.makings)
    return Notes(keys, zlib.compress(outline, 1), zlib.compress(shelf, 1))


def _renewed(studios: Studios, state: State) -> Set[Group]:
    """Return the languages and templates whose pages depend on something else than when they were last rendered."""
    noted = state.facts().get(SHARED)
    if noted is None:
        return set()
    before = {(language, template): digest for language, template, digest in json.loads(noted)}
    return {group for group, digest in studios.groups.items() if before.get(group) != digest}


def _samples(
    todo: Sequence[PlannedPage | DataFile],
) -> tuple[list[PlannedPage | DataFile], list[PlannedPage | DataFile]]:
    """Return the first page of each kind and language, and the rest.

    Rendered before there are workers, they make what all need and then share: templates, and how languages write.
    """
    seen: set[tuple[PageKind, Kind | None, str]] = set()
    samples: list[PlannedPage | DataFile] = []
    rest: list[PlannedPage | DataFile] = []
    for one in todo:
        which = (one.key.kind, one.key.of, one.language) if isinstance(one, PlannedPage) else None
        if which is None or which in seen:
            rest.append(one)
        else:
            seen.add(which)
            samples.append(one)
    return samples, rest


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


def _stale_data(
    studios: Studios, known: Mapping[str, OutputRow], tree: OutputTree, keys: dict[str, str]
) -> Iterator[DataFile]:
    """Yield the files for machines to make, and note the keys of all; what is as it was stays."""
    for file in studios.data_files():
        row = known.get(file.path)
        entry = tree.unchanged(file.path) if row and row.key == file.key else None
        if entry is None:
            yield file
        else:
            tree.keep(file.path, entry)
        keys[file.path] = file.key


def _stale_pages(
    plan: Plan, keys: Mapping[str, str], known: Mapping[str, OutputRow], tree: OutputTree
) -> Iterator[PlannedPage]:
    """Yield the pages to render; those whose key and file are as they were stay."""
    for page in plan.pages.values():
        row = known.get(page.path)
        entry = tree.unchanged(page.path) if row and row.key == keys.get(page.path) else None
        if entry is None:
            yield page
        else:
            tree.keep(page.path, entry)


@light_value
class _Renderer(LightValue):
    """Makes a run of pages and files for machines and stages what differs, here or in a worker process."""

    studios: Studios
    tree: OutputTree
    bytecode: KeptBytecode

    def __call__(self, todo: Sequence[PlannedPage | DataFile]) -> tuple[list[tuple[Offer, float]], dict[str, bytes]]:
        """Return the offers with the seconds of each, and the templates that were compiled for them."""
        before = set(self.bytecode.new)
        offers = []
        for one in todo:
            start = time.perf_counter()
            data = one.make() if isinstance(one, DataFile) else self._page(one)
            offer = self.tree.offer(one.path, data)
            offers.append((offer, time.perf_counter() - start))
        compiled = {key: code for key, code in self.bytecode.new.items() if key not in before}
        return offers, compiled

    def _page(self, page: PlannedPage) -> bytes:
        self.studios.turn_to(page.language)
        return render_page(self.studios, page)


def _take_files(site: Site, store: RenditionStore, known: Mapping[str, OutputRow], tree: OutputTree) -> None:
    """Take the assets and renditions; presets may share renditions, each is taken once.

    A rendition's name holds its key, so that one which lies there unchanged is not read from the cache.
    """
    for asset in site.plan.assets.values():
        tree.add(asset.path, asset.data)
    for path, data in site.host_files():
        tree.add(path, data)
    renditions = {rendition.path: rendition.key
                  for picture in site.plan.pictures.values() for rendition in picture.renditions}  # fmt: skip
    for path, key in renditions.items():
        entry = tree.unchanged(path) if path in known else None
        if entry is None:
            tree.add(path, store.read(key))
        else:
            tree.keep(path, entry)


def remember(
    options: BuildOptions,
    state: State,
    scan: Scan,
    memory: Memory,
    report: BuildReport,
    published: Published,
) -> None:
    """Note what the next build need not look at again; a state that cannot be written costs it time only."""
    outputs = dict(output_rows(published.tree, published.written, published.keys))
    inputs = rows_to_save(scan, memory.digests)
    facts = facts_of(options, report) | spare_facts(published.tree, state, published.written, outputs)
    facts[SHARED] = json.dumps([[*group, digest] for group, digest in published.groups.items()])
    with contextlib.suppress(OSError):
        state.save(facts, inputs, outputs, {
            RECORD: ({}, memory.wanted),
            OUTLINE: ({OUTLINE: zlib.decompress(published.notes.outline)}, [OUTLINE]),
            SHELF: ({SHELF: zlib.decompress(published.notes.shelf)}, [SHELF]),
            SUCCESSOR: ({}, []),
            TEMPLATE: (published.templates, [*state.memos(TEMPLATE), *published.templates]),
        })  # fmt: skip


def slowest(times: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Return the ten longest of some named times, the longest first."""
    return tuple(sorted(times, key=lambda pair: -pair[1])[:10])
