"""Retouching: a build after which nothing changed but bodies, by the pages of their own records alone.

A body is a part of the keys of its record's own pages and of nothing else: all other pages, every address, every
picture's name and every problem are what they were as long as the records are equal but for their bodies. That is not
guessed from the edit: the record is parsed again and compared, whole, with the one that the last build parsed. Whatever
is not sure is left to a whole build, which this one never differs from: it takes the same steps, for fewer pages.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sitegen.checkout.secrets import guarded_secrets
from sitegen.digests import digest_bytes
from sitegen.errors import FileRefused
from sitegen.files import PICTURE_LIMIT, TEXT_LIMIT, read_file
from sitegen.freshness import file_time, input_stamp, is_looked_at, output_stamp, row_to_save
from sitegen.load.content import LoadedRecord, RecordFiles, RecordSource, Rules, Text, parse_record, record_key
from sitegen.locks import build_lock
from sitegen.models.base import Kind, Record
from sitegen.outline import OUTLINE, SUCCESSOR, TEMPLATE, Outline
from sitegen.plan.pages import links_from_root
from sitegen.plan.plan import page_of_record
from sitegen.plan.urls import PageKind, PlannedPage
from sitegen.problems import Problem
from sitegen.quick import Look, look_at, new_name, report_again, state_file, state_folder
from sitegen.render.bytecode import KeptBytecode
from sitegen.render.render import Studios, render_page
from sitegen.report import CACHE, BuildOptions, BuildReport, Progress, Stopwatch
from sitegen.spare import commit, output_rows, spare_facts
from sitegen.state import RECORD, InputRow, OutputRow, State
from sitegen.write.manifest import WriteReport
from sitegen.write.output import OutputTree, replace_file

Result = tuple[LoadedRecord[Record] | None, tuple[Problem, ...]]


class Unsure(Exception):
    """Something else than a body changed, or is not known to be as it was: a whole build has to look."""


@dataclass(slots=True)
class _Changes:
    """What to note in the state."""

    facts: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, InputRow] = field(default_factory=dict)
    outputs: dict[str, OutputRow] = field(default_factory=dict)
    records: dict[str, bytes | None] = field(default_factory=dict)
    successors: dict[str, bytes | None] = field(default_factory=dict)
    templates: dict[str, bytes | None] = field(default_factory=dict)


def retouch(options: BuildOptions, progress: Progress, look: Look | None = None) -> BuildReport | None:
    """Build when nothing changed but bodies; None when that is not so, and a whole build has to be made.

    `look` is what was seen of the site already.
    """
    look = look or look_at(options)
    if look is None:
        return None
    watch = Stopwatch(progress)
    with build_lock(options.root / CACHE, lambda: watch.stage("waiting")), State(state_file(options)) as state:
        if state.facts() != look.facts:
            return None
        try:
            return _Retouch(options, watch, state, look).report()
        except Unsure:
            return None


class _Retouch:
    """One build of this kind."""

    def __init__(self, options: BuildOptions, watch: Stopwatch, state: State, look: Look) -> None:
        self.options, self.watch, self.state, self.look = options, watch, state, look
        self.changes = _Changes()
        self.read: dict[str, bytes] = {}
        self.edited: dict[tuple[Kind, str], LoadedRecord[Record]] = {}

    def report(self) -> BuildReport:
        """Build; raise Unsure before anything is changed."""
        self.watch.stage("content")
        last = report_again(self.options, self.look)
        if last is None or last.output is None:
            raise Unsure
        edited = self._edited_files()
        if not edited:
            self._note()
            return replace(last, seconds=self.watch.stop(), stages=self.watch.stages)
        self.outline = self._recall_outline(last.output)
        self.successors = {old: new.decode() for old, new in self.state.memos(SUCCESSOR).items()}
        for number in sorted({self._number_of(path) for path in edited}):
            self._take_record(number)
        written, rendered = self._publish(last.output)
        self._note()
        files = last.written.kept if last.written else 0
        return replace(
            last, rendered=rendered, written=WriteReport({}, written, files - len(written), ()),
            seconds=self.watch.stop(), stages=self.watch.stages,
        )  # fmt: skip

    def _recall_outline(self, output: Path) -> Outline:
        """Return the outline of this very site; a copy of a site brings that of its original."""
        data = self.state.memo(OUTLINE, OUTLINE)
        if data is None:
            raise Unsure
        outline: Outline = pickle.loads(data)  # noqa: S301 - signed by this user
        root = self.options.root
        if self._is_searched(outline):
            raise Unsure
        if outline.root != root or output != (self.options.output or root / outline.config.build.output):
            raise Unsure
        return outline

    def _is_searched(self, outline: Outline) -> bool:
        """Return whether an index has to be made of the edited words too."""
        return not self.options.keep_search and any(kind is PageKind.SEARCH for kind, *_ in outline.pages)

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
        """Parse a record again, and make sure that it is what it was but for its bodies."""
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
        if result[0] is None or but_bodies(before) != but_bodies(result):
            raise Unsure
        self._remember(source, record_key(rules, source.files, digests, source.pictures), result)
        self.edited[result[0].kind, result[0].slug] = result[0]

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
        known = self.edited.get((kind, slug))
        if known is None:
            known = self._recall(self.outline.source(self.outline.number_of[kind, slug]))[0]
        if known is None:
            raise Unsure
        return known

    def _publish(self, output: Path) -> tuple[tuple[str, ...], int]:
        """Render the pages whose keys changed; return the paths of those that are written, and how many were rendered.

        Either way the output changes in one step: one file is put in the place of another, or the whole is swapped in.
        """
        self.watch.stage("pages")
        studios = self._studios()
        maker = studios.key_maker
        rendered: dict[str, tuple[bytes, OutputRow]] = {}
        for page in self._own_pages(studios):
            row, key = self.state.output(page.path), maker.key(page)
            if row is None:
                raise Unsure
            if row.key != key:
                rendered[page.path] = render_page(studios, page), row._replace(key=key)
        self.watch.stage("writing")
        changed = {path: data for path, (data, row) in rendered.items() if digest_bytes(data) != row.digest}
        self.changes.outputs = {path: row for path, (_, row) in rendered.items()}
        if len(changed) > 1:
            self._swap_in(output, changed)
        for path, data in changed.items() if len(changed) == 1 else ():
            replace_file(output, path, data, guarded_secrets())
            row, folder = rendered[path][1], path.rpartition("/")[0] or "."
            self.changes.outputs[path] = OutputRow(output_stamp(output, path), digest_bytes(data), row.key)
            self.changes.outputs[folder] = OutputRow(output_stamp(output, folder), "", "")
        self.changes.templates = dict(self.bytecode.new)
        return tuple(sorted(changed)), len(rendered)

    def _swap_in(self, output: Path, changed: Mapping[str, bytes]) -> None:
        """Put several files in the place of others, as a whole build does it."""
        known = dict(self.state.outputs())
        keys = {path: row.key for path, row in {**known, **self.changes.outputs}.items()}
        with OutputTree(output, known, guarded_secrets()) as tree:
            for path in (path for path, row in known.items() if row.stamp.size >= 0):
                entry = tree.unchanged(path)
                if path in changed:
                    tree.add(path, changed[path])
                elif entry:
                    tree.keep(path, entry)
                else:
                    raise Unsure
            written = commit(tree, self.state, known)
        outputs = dict(output_rows(tree, written, keys))
        self.changes.outputs = {path: row for path, row in outputs.items() if known.get(path) != row}
        self.changes.facts = spare_facts(tree, self.state, written, outputs)

    def _studios(self) -> Studios:
        outline = self.outline
        self.bytecode = KeptBytecode(self.state.memos(TEMPLATE))
        return Studios(
            outline.readers(), outline.words(), outline.catalog(self._record), outline.plan(), outline.theme,
            self.options.today, shared=outline.shared, bytecode=self.bytecode,
        )  # fmt: skip

    def _own_pages(self, studios: Studios) -> Iterator[PlannedPage]:
        """Yield the pages of the edited records; one that is not published has none."""
        for kind, slug in self.edited:
            for code in studios.readers:
                first = studios.plan.pages.get((page_of_record(kind, slug), code))
                for number in range(1, first.total + 1 if first else 1):
                    yield studios.plan.pages[page_of_record(kind, slug, number), code]

    def _note(self) -> None:
        memos = {
            RECORD: self.changes.records,
            SUCCESSOR: self.changes.successors,
            TEMPLATE: self.changes.templates,
        }  # fmt: skip
        self.state.amend({"build": new_name(), **self.changes.facts}, self.changes.inputs, self.changes.outputs, memos)


def but_bodies(result: Result) -> tuple[Any, ...]:
    """Return what a record and its problems are without what its bodies say: only that, and where, they lead."""
    record, problems = result
    if record is None:
        return (None, problems)
    texts = {code: _but_body(text) for code, text in record.texts.items()}
    return replace(record, source=_but_body(record.source), texts=texts, digest=""), problems


def _but_body(text: Text) -> Text:
    return replace(text, body=replace(text.body, html=f"{bool(text.body.html)} {links_from_root(text.body.html)}"))


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    return entry.name.startswith(".")
