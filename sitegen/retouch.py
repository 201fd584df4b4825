"""Retouching: a build after which nothing changed but what records show, by the pages that show them alone.

A body is a part of the keys of its record's own pages and of nothing else. Its face - a price, a name - is a part of
the keys of the pages that the last build noted when it made them. All other pages, every address, every picture's name
and every problem are what they were as long as the edit is steady. That is not guessed from the edit: the record is
parsed again and compared, whole, with the one that the last build parsed (`sitegen.steady`). Whatever is not sure is
left to a whole build, which this one never differs from: it takes the same steps, for fewer pages.
"""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from sitegen.checkout.secrets import guarded_secrets
from sitegen.digests import digest_bytes
from sitegen.errors import FileRefused
from sitegen.executors import usable_cores
from sitegen.files import PICTURE_LIMIT, TEXT_LIMIT, read_file
from sitegen.freshness import file_time, input_stamp, is_looked_at, output_stamp, row_to_save
from sitegen.indexing import SEARCHED, Indexing, is_of_index
from sitegen.load.content import LoadedRecord, RecordFiles, RecordSource, Rules, Text, parse_record, record_key
from sitegen.locks import build_lock
from sitegen.models.base import Kind, Record
from sitegen.orders.releases import FOLDER, keep_releases
from sitegen.outline import OUTLINE, SHELF, SUCCESSOR, TEMPLATE, Outline, Shelf
from sitegen.plan.plan import page_of_record
from sitegen.plan.urls import PlannedPage
from sitegen.problems import Problem
from sitegen.quick import Look, figures_of, look_at, new_name, report_again, state_file, state_folder
from sitegen.render.alike import Alike
from sitegen.render.bytecode import KeptBytecode
from sitegen.render.data_files import Edits, edits_of, makings_after
from sitegen.render.keys import Which
from sitegen.render.parts.prepared import MadeOnce
from sitegen.render.patches import Patcher
from sitegen.render.render import Prepared, Studios, render_page
from sitegen.render.snipcart import served_products
from sitegen.report import CACHE, NOBODY, Audience, BuildOptions, BuildReport, Progress, Stopwatch
from sitegen.spare import SPARE, Spare, commit, find_spare, is_whole, output_rows, spare_fact, spare_facts, swapped
from sitegen.state import RECORD, InputRow, OutputRow, State
from sitegen.steady import Steadiness, outward
from sitegen.values import LightValue, light_value
from sitegen.warm import MOST_FILES, Warm
from sitegen.write.manifest import WriteReport
from sitegen.write.output import OutputTree, is_ours, replace_file, spare_of, swap_changes

FEW_PAGES = 20
"""Pages that are rendered so soon that nobody need see the open ones ahead of them."""

Result = tuple[LoadedRecord[Record] | None, tuple[Problem, ...]]


class Unsure(Exception):
    """Something else than what records show changed, or is not known to be as it was: a whole build has to look."""


@dataclass(slots=True)
class _Changes:
    """What to note in the state."""

    facts: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, InputRow] = field(default_factory=dict)
    outputs: dict[str, OutputRow | None] = field(default_factory=dict)
    records: dict[str, bytes | None] = field(default_factory=dict)
    successors: dict[str, bytes | None] = field(default_factory=dict)
    templates: dict[str, bytes | None] = field(default_factory=dict)
    shelf: dict[str, bytes | None] = field(default_factory=dict)


@light_value
class _Fresh(LightValue):
    """A file with a new key; without bytes it is what it was."""

    data: bytes | None
    key: str


def retouch(options: BuildOptions, progress: Progress, look: Look | None = None) -> BuildReport | None:
    """Build when nothing changed but what records show; None when that is not so, and a whole build has to be made.

    `look` is what was seen of the site already.
    """
    look = look or look_at(options)
    done = retouch_warm(options, progress, look, None) if look else None
    return done.report if done else None


@light_value
class Retouched(LightValue):
    """A build of this kind, and what to give to the next one."""

    report: BuildReport
    warm: Warm | None


def retouch_warm(
    options: BuildOptions,
    progress: Progress,
    look: Look,
    warm: Warm | None,
    audience: Audience = NOBODY,
) -> Retouched | None:
    """Do as `retouch` does, with what the build before has kept; what is of another state is not used.

    The audience sees its open pages as soon as they are rendered, and hears of all pages before the state is noted.
    """
    watch = Stopwatch(progress)
    kept = warm if warm and warm.build == look.facts.get("build") else None
    with build_lock(options.root / CACHE, lambda: watch.stage("waiting")), State(state_file(options)) as state:
        if state.facts() != look.facts:
            return None
        try:
            build = _Retouch(options, watch, state, look, kept, audience)
            return Retouched(build.report(), build.kept())
        except Unsure:
            return None


def warm_up(options: BuildOptions) -> Warm | None:
    """Return what a build would keep that has nothing to do; None when there is something to do, or nothing known."""
    look = look_at(options)
    if look is None or look.changed:
        return None
    with build_lock(options.root / CACHE, lambda: None), State(state_file(options)) as state:
        if state.facts() != look.facts:
            return None
        try:
            return _Retouch(options, Stopwatch(_Silence()), state, look).warmed_up()
        except Unsure:
            return None


class _Silence:
    """Tells nobody."""

    def stage(self, name: str) -> None:
        """Say nothing of a stage."""

    def pictures(self, done: int, total: int) -> None:
        """Say nothing of pictures."""


class _Retouch:
    """One build of this kind."""

    def __init__(
        self,
        options: BuildOptions,
        watch: Stopwatch,
        state: State,
        look: Look,
        warm: Warm | None = None,
        audience: Audience = NOBODY,
    ) -> None:
        self.options, self.watch, self.state, self.look, self.warm = options, watch, state, look, warm
        self.audience = audience
        self.changes = _Changes()
        self.name = new_name()
        self.read: dict[str, bytes] = {}
        self.edited: dict[Which, LoadedRecord[Record]] = {}
        self.before: dict[Which, LoadedRecord[Record]] = dict(warm.records) if warm else {}
        self.shown: set[Which] = set()
        self.searched: set[str] = set()
        self.studios: Studios | None = None
        self.next_shelf: Shelf | None = None
        self.spare = warm.spare if warm else None

    def report(self) -> BuildReport:
        """Build; raise Unsure before anything is changed. The audience is told before the state is."""
        self.watch.stage("content")
        last = report_again(self.options, self.look)
        if last is None or last.output is None or last.written is None:
            raise Unsure
        self.last, self.files = last, last.written.kept
        edited = self._edited_files()
        if not edited:
            self._note()
            return replace(last, seconds=self.watch.stop(), stages=self.watch.stages)
        self.outline = self._recall_outline(last.output)
        self.successors = self._recall_successors()
        for number in sorted({self._number_of(path) for path in edited}):
            self._take_record(number)
        self.catalog, self.catalog_before = (
            self.outline.catalog(self._record),
            self.outline.catalog(self._record_before),
        )
        self._make_sure(last.problems)
        written, rendered = self._publish(last.output)
        report = replace(
            last, rendered=rendered, written=written, seconds=self.watch.stop(), stages=self.watch.stages
        )  # fmt: skip
        self.audience.show(report)
        self._note()
        self._keep_releases(last.output, written.written)
        return report

    def warmed_up(self) -> Warm | None:
        """Render one page of each kind and language for nothing, and return what is kept."""
        last = report_again(self.options, self.look)
        if last is None or last.output is None or last.written is None:
            raise Unsure
        self.files, self.name = last.written.kept, self.look.facts["build"]
        if self.files > MOST_FILES:
            return None
        self.outline, self.successors = self._recall_outline(last.output), self._recall_successors()
        self.catalog = self.outline.catalog(self._record)
        self.spare = self._spare(spare_of(last.output))
        studios, _ = self._studios(), self.shelf
        samples = {(page.key.kind, page.key.of, page.language): page for page in studios.plan.pages.values()}
        for page in samples.values():
            studios.key_maker.key(page)
            render_page(studios, page)
        return self.kept()

    def kept(self) -> Warm | None:
        """Return what is kept of this build, after it; nothing when it knew nothing, or of a very large site."""
        warm = self.warm
        if self.files > MOST_FILES or (warm is None and self.studios is None):
            return None
        if self.studios is None:
            return replace(warm, build=self.name) if warm else None
        known = self.__dict__.get("outputs") or (warm.outputs if warm else None)
        return Warm(
            build=self.name,
            outline=self.outline,
            successors=self.successors | {old: new.decode() for old, new in self.changes.successors.items() if new},
            records={**self.before, **self.edited},
            bytecode=self.bytecode,
            prepared=self.studios.prepared,
            shelf=self.next_shelf or self.__dict__.get("shelf") or (warm.shelf if warm else None),
            outputs=_amended(known, self.changes.outputs) if known else None,
            spare=self.spare,
        )

    def _make_sure(self, told: Iterable[Problem]) -> None:
        """Make sure that nothing moves although some records show something else."""
        paths = frozenset(problem.path for problem in told)
        steadiness = Steadiness(self.catalog_before, self.catalog, self.outline.config, paths)
        for kind, slug in self.shown:
            if slug not in self.catalog.of_kind(kind) or not steadiness.keeps(kind, slug):
                raise Unsure

    def _keep_releases(self, output: Path, written: Iterable[str]) -> None:
        if not self.options.drafts:
            with contextlib.suppress(OSError):
                keep_releases(output, written, self.options.root / CACHE / FOLDER)

    def _recall_outline(self, output: Path) -> Outline:
        """Return the outline of this very site; a copy of a site brings that of its original."""
        outline = self.warm.outline if self.warm else self._read_outline()
        root = self.options.root
        if outline.root != root or output != (self.options.output or root / outline.config.build.output):
            raise Unsure
        return outline

    def _read_outline(self) -> Outline:
        data = self.state.memo(OUTLINE, OUTLINE)
        if data is None:
            raise Unsure
        outline: Outline = pickle.loads(data)  # noqa: S301 - signed by this user
        return outline

    def _recall_successors(self) -> dict[str, str]:
        if self.warm:
            return dict(self.warm.successors)
        return {old: new.decode() for old, new in self.state.memos(SUCCESSOR).items()}

    def _edited_files(self) -> list[str]:
        """Return the texts whose bytes changed, and note how all that looks otherwise looks now."""
        begun = file_time(state_folder(self.options))
        edited = []
        for path in self.look.changed:
            row = self.state.input(path)
            stamp = input_stamp(self.options.root, path)
            if row is None or stamp.size < -1 or (row.stamp.size != -1 if stamp.size == -1 else not row.digest):
                raise Unsure
            if stamp.size == -1:
                self._compare_names(path)
            elif self._digest(path) != row.digest:
                edited.append(path)
            if is_looked_at(path):
                self.changes.inputs[path] = row_to_save(stamp, begun, self._digest(path) if stamp.size >= 0 else "")
        return edited

    def _digest(self, path: str) -> str:
        """Return the digest of a file of `content/` as it is now, or of a picture elsewhere."""
        if path not in self.read:
            limit = TEXT_LIMIT if path.endswith((".md", ".markdown")) else PICTURE_LIMIT
            try:
                self.read[path] = read_file(self.options.root, path, limit)
            except (OSError, FileRefused):
                raise Unsure from None
        return digest_bytes(self.read[path])

    def _compare_names(self, folder: str) -> None:
        """Make sure that a folder that was written to holds what it held: editors put a new file in an old one's place.

        A link is a problem, wherever it lies and however it is called.
        """
        try:
            with os.scandir(self.options.root / folder) as entries:
                found = list(entries)
            doubtful = [entry for entry in found if entry.is_symlink() or (_is_hidden(entry) and entry.is_dir())]
        except OSError:
            raise Unsure from None
        names = {entry.name for entry in found if not _is_hidden(entry)}
        if doubtful or names != self.state.names_in(folder):
            raise Unsure

    def _number_of(self, path: str) -> int:
        if path not in self.outline.source_of:
            raise Unsure
        return self.outline.source_of[path]

    def _take_record(self, number: int) -> None:
        """Parse a record again, and make sure that it has the problems that it had."""
        source = self.outline.source(number)
        digests = {}
        for file in source.files:
            row = self.changes.inputs.get(file.path) or self.state.input(file.path)
            digests[file.path] = self._digest(file.path)
            if row is None or row.digest != digests[file.path]:
                raise Unsure
        config = self.outline.config
        rules = Rules(config.languages.all, config.languages.default, config.site.currency)
        data = tuple(self.read[file.path] for file in source.files)
        result = parse_record(rules, RecordFiles(source.files, data, source.pictures))
        before = self._recall(source)
        old, new = before[0], result[0]
        if old is None or new is None or before[1] != result[1]:
            raise Unsure
        self._remember(source, record_key(rules, source.files, digests, source.pictures), result)
        which = new.kind, new.slug
        self.before[which], self.edited[which] = old, new
        if but_bodies(old) != but_bodies(new):
            self.shown.add(which)

    def _recall(self, source: RecordSource) -> Result:
        data = self.state.memo(RECORD, self.successors.get(source.key, source.key))
        if data is None:
            raise Unsure
        result: Result = pickle.loads(data)  # noqa: S301 - signed by this user
        return result

    def _remember(self, source: RecordSource, key: str, result: Result) -> None:
        before = self.successors.get(source.key, source.key)
        if key != before:
            self.changes.records[before] = None
        self.changes.records[key] = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
        self.changes.successors[source.key] = key.encode()

    def _record(self, kind: Kind, slug: str) -> LoadedRecord[Record]:
        """Return a record as it is now."""
        return self.edited.get((kind, slug)) or self._record_before(kind, slug)

    def _record_before(self, kind: Kind, slug: str) -> LoadedRecord[Record]:
        """Return a record as the last build had it."""
        which = kind, slug
        if which not in self.before:
            known = self._recall(self.outline.source(self.outline.number_of[which]))[0]
            if known is None:
                raise Unsure
            self.before[which] = known
        return self.before[which]

    def _publish(self, output: Path) -> tuple[WriteReport, int]:
        """Render the pages whose keys changed; return what was written, and how many pages were rendered.

        Either way the output changes in one step: one file is put in the place of another, or the whole is swapped in.
        """
        self.watch.stage("pages")
        studios = self._studios()
        self.indexing = Indexing(studios.plan, tuple(studios.readers))
        compiled = frozenset(self.bytecode.new)
        pages = self._pages(studios)
        files, gone = self._machine_files(studios, output) if self.shown else ({}, [])
        self.watch.stage("writing")
        written = self._write(output, {**pages, **files}, gone)
        self.changes.templates = {key: code for key, code in self.bytecode.new.items() if key not in compiled}
        return written, sum(page.data is not None for page in pages.values())

    def _pages(self, studios: Studios) -> dict[str, _Fresh]:
        """Render the pages whose keys changed, but for those that read as they did; those that are open come first."""
        alike, open_pages = self._alike(studios), self.audience.open_pages()
        pages = list(self._doubtful_pages(studios))
        first = [page for page in pages if page.path in open_pages]
        rest = [page for page in pages if page.path not in open_pages]
        rendered = self._rendered(studios, first, alike)
        ahead = {path: file.data for path, file in rendered.items() if file.data is not None}
        if ahead and len(rest) > FEW_PAGES:
            self.audience.show_ahead(ahead)
        return rendered | self._rendered(studios, rest, alike)

    def _rendered(self, studios: Studios, pages: Iterable[PlannedPage], alike: Alike | None) -> dict[str, _Fresh]:
        maker, rendered = studios.key_maker, dict[str, _Fresh]()
        for page in pages:
            row, key = self._row(page.path), maker.key(page)
            if row.key != key:
                is_same = alike is not None and alike.is_alike(page)
                rendered[page.path] = _Fresh(None if is_same else render_page(studios, page), key)
                if page.key.kind in SEARCHED:
                    self.searched.add(page.path)
        return rendered

    def _alike(self, studios: Studios) -> Alike | None:
        """Return what tells which pages read as they did; None when those that may be others are the edited's own."""
        if not self.shown:
            return None
        editions = MadeOnce(studios.readers, lambda code: studios.by_language[code].edition)
        return Alike(editions, self.catalog_before, self.edits, self.edited.keys())

    @cached_property
    def edits(self) -> Edits:
        """What shows something else."""
        return edits_of(self.catalog, self.shown)

    def _row(self, path: str) -> OutputRow:
        """Return a file that the last build left."""
        row = self.state.output(path)
        if row is None:
            raise Unsure
        return row

    def _machine_files(self, studios: Studios, output: Path) -> tuple[dict[str, _Fresh], list[str]]:
        """Return the files for machines that may be others now, and the paths of those that go."""
        edits, shelf, maker = self.edits, self.shelf, studios.key_maker
        mine = replace(self.catalog, products={slug: self.catalog.products[slug] for slug in edits.products})
        if not shelf.served.isdisjoint(edits.shown) or any(served_products(mine, self.outline.config)):
            raise Unsure
        makings = makings_after(shelf.makings, self.catalog, maker, edits)
        self.next_shelf = replace(shelf, makings=makings)
        self.changes.shelf[SHELF] = pickle.dumps(self.next_shelf, pickle.HIGHEST_PROTOCOL)

        def read(path: str) -> bytes:
            data = (output / path).read_bytes()
            if digest_bytes(data) != self._row(path).digest:
                raise Unsure
            return data

        editions = {code: studio.edition for code, studio in studios.by_language.items()}
        files: dict[str, _Fresh] = {}
        gone = []
        try:
            for file in Patcher(editions, self.catalog_before, makings, read).files(edits):
                if file.data is None:
                    gone.append(file.path)
                else:
                    files[file.path] = _Fresh(file.data, file.key)
        except (ValueError, OSError):
            raise Unsure from None
        return files, gone

    def _write(self, output: Path, fresh: Mapping[str, _Fresh], gone: Sequence[str]) -> WriteReport:
        """Put what changed into the output, and note the keys of all that was made anew."""
        rows = {path: self.state.output(path) for path in fresh}
        changed = {
            path: file.data
            for path, file in fresh.items()
            if file.data is not None and not _is_same(rows[path], file.data)
        }
        self.changes.outputs = {
            path: row._replace(key=fresh[path].key) for path, row in rows.items() if row and path not in changed
        }
        if not changed and not gone:
            return self._written(())
        if len(changed) == 1 and not gone and not self._is_indexed(changed):
            return self._replace(output, *changed.popitem(), fresh)
        keys = {path: file.key for path, file in fresh.items()}
        return self._swap_in(output, changed, keys, frozenset(gone))

    def _replace(self, output: Path, path: str, data: bytes, fresh: Mapping[str, _Fresh]) -> WriteReport:
        """Put one file in the place of another."""
        replace_file(output, path, data, guarded_secrets())
        folder = path.rpartition("/")[0] or "."
        self.changes.outputs[path] = OutputRow(output_stamp(output, path), digest_bytes(data), fresh[path].key)
        self.changes.outputs[folder] = OutputRow(output_stamp(output, folder), "", "")
        self.spare = self.spare.but(path) if self.spare else None
        return self._written((path,))

    def _swap_in(
        self, output: Path, changed: Mapping[str, bytes], fresh: Mapping[str, str], gone: Set[str]
    ) -> WriteReport:
        """Put several files in the place of others, as a whole build does it."""
        known, spare = self.outputs, self._spare(spare_of(output))
        is_indexed = self._is_indexed(changed)
        if spare and not is_indexed:
            touched = swap_changes(
                output, changed, gone, known, frozenset(spare.leftovers), spare.others, guarded_secrets(),
                lambda: self.state.forget_fact(SPARE),
            )  # fmt: skip
            if touched is not None:
                rows = {
                    path: OutputRow(output_stamp(output, path), digest_bytes(data), fresh[path])
                    for path, data in changed.items()
                }
                files = {**rows, **dict.fromkeys(gone)}
                moved, self.spare = swapped(output, spare, known, files, touched)
                self.changes.outputs |= moved
                self.changes.facts = spare_fact(self.spare)
                removed = tuple(sorted(path for path in gone if path in known))
                files_now = self.files + len(changed.keys() - known.keys()) - len(removed)
                self.changes.facts["figures"] = figures_of(self.last, files_now)
                return self._written(tuple(sorted(changed)), removed)
        keys = {**{path: row.key for path, row in known.items()}, **fresh}
        indexes = {path for path in known if is_of_index(path)} if is_indexed else set()
        with OutputTree(output, known, guarded_secrets(), is_known=True) as tree:
            tree.keep_all_but({*changed, *gone, *indexes})
            for path, data in changed.items():
                tree.add(path, data)
            if is_indexed:
                workers = self.options.jobs or usable_cores()
                keys |= self.indexing.take(tree, known, self.options.root / CACHE, workers)
            written = commit(tree, self.state, known)
        outputs = dict(output_rows(tree, written, keys))
        self.changes.outputs = {path: row for path, row in outputs.items() if known.get(path) != row}
        self.changes.outputs |= dict.fromkeys(known.keys() - outputs.keys())
        self.changes.facts = spare_facts(tree, self.state, written, outputs)
        self.changes.facts["figures"] = figures_of(self.last, len(written.manifest))
        return replace(written, manifest={})

    def _is_indexed(self, changed: Collection[str]) -> bool:
        """Return whether an index has to be made of what changed."""
        return not self.options.keep_search and self.indexing.is_wanted and not self.searched.isdisjoint(changed)

    @cached_property
    def outputs(self) -> Mapping[str, OutputRow]:
        """How the output looks, file by file and folder by folder."""
        return (self.warm.outputs if self.warm else None) or dict(self.state.outputs())

    def _spare(self, folder: Path) -> Spare | None:
        """Return the spare tree, if it is whole."""
        known, self.spare = self.spare, None
        if known:
            return known if is_whole(known, folder) else None
        return find_spare(self.state, folder, self.outputs) if is_ours(folder) else None

    def _written(self, paths: tuple[str, ...], removed: tuple[str, ...] = ()) -> WriteReport:
        return WriteReport({}, paths, self.files - len(paths), removed)

    def _studios(self) -> Studios:
        outline, warm = self.outline, self.warm
        self.bytecode = warm.bytecode if warm else KeptBytecode(self.state.memos(TEMPLATE))
        prepared = (
            warm.prepared.without(self.shown, self.catalog)
            if warm
            else Prepared(outline.readers(), outline.words(), outline.plan(), {})
        )
        self.studios = Studios(
            prepared.readers, prepared.messages, self.catalog, prepared.plan, outline.theme,
            self.options.today, shared=outline.shared, bytecode=self.bytecode, outfits=prepared.outfits,
        )  # fmt: skip
        return self.studios

    def _doubtful_pages(self, studios: Studios) -> Iterator[PlannedPage]:
        """Yield the pages whose keys may be others: those of the edited records, and those that show them.

        A record that is not published has no page of its own.
        """
        keys = dict.fromkeys(self.shelf.pages_showing(self.outline, self.shown) if self.shown else ())
        for kind, slug in self.edited:
            first = studios.plan.pages.get((page_of_record(kind, slug), self.outline.config.languages.default))
            keys |= {page_of_record(kind, slug, number + 1): None for number in range(first.total if first else 0)}
        for key in keys:
            for code in studios.readers:
                page = studios.plan.pages.get((key, code))
                if page:
                    yield page

    @cached_property
    def shelf(self) -> Shelf:
        """Where records are shown."""
        if self.warm and self.warm.shelf:
            return self.warm.shelf
        data = self.state.memo(SHELF, SHELF)
        if data is None:
            raise Unsure
        shelf: Shelf = pickle.loads(data)  # noqa: S301 - signed by this user
        return shelf

    def _note(self) -> None:
        memos = {
            RECORD: self.changes.records,
            SUCCESSOR: self.changes.successors,
            TEMPLATE: self.changes.templates,
            SHELF: self.changes.shelf,
        }  # fmt: skip
        self.state.amend({"build": self.name, **self.changes.facts}, self.changes.inputs, self.changes.outputs, memos)


def _amended(rows: Mapping[str, OutputRow], changes: Mapping[str, OutputRow | None]) -> dict[str, OutputRow]:
    return {path: row for path, row in {**rows, **changes}.items() if row is not None}


def but_bodies(record: LoadedRecord[Record]) -> LoadedRecord[Record]:
    """Return a record without what its bodies say: only that, and where, they lead, and how they begin."""
    texts = {code: _but_body(text) for code, text in record.texts.items()}
    return replace(record, source=_but_body(record.source), texts=texts, digest="")


def _but_body(text: Text) -> Text:
    return replace(text, body=replace(text.body, utf8=outward(text.body.html).encode()))


def _is_same(row: OutputRow | None, data: bytes) -> bool:
    return row is not None and row.digest == digest_bytes(data)


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    return entry.name.startswith(".")
