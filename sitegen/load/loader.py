"""All content of a site: what is known is recalled, what changed is parsed, by several processes when there is much."""

from __future__ import annotations

import contextlib
import gc
import pickle
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import closing, contextmanager
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple

from sitegen.config import SiteConfig
from sitegen.digests import digest_bytes
from sitegen.errors import FileRefused
from sitegen.files import TEXT_LIMIT, read_file
from sitegen.forks import fork_map
from sitegen.load.aside import BodyStore, RecordStore
from sitegen.load.content import LoadedRecord, RecordFiles, RecordSource, Rules, parse_record, record_key
from sitegen.load.memory import Memory
from sitegen.load.sources import SourceFile, find_sources
from sitegen.models.base import Kind, Record
from sitegen.problems import Problem, error
from sitegen.spool import Spool

MANY_FILES = 20_000
"""Source files from which on records wait on disk."""

FILES_TO_SPOOL = 500
"""Source files from which on bodies, and what the next build should know, wait on disk."""

RECORDS_AT_ONCE = 2_000
"""Records that are parsed at a time, so that what comes of them is never held at once."""

SCRATCH = ".sitegen"

LEAST_FOR_A_WORKER = 60
"""Records below which a worker process costs more than it saves."""

Result = tuple[LoadedRecord[Record] | None, tuple[Problem, ...]]
Store = RecordStore | BodyStore


class _Group(NamedTuple):
    """The files of one record, and the names of the pictures beside them."""

    files: tuple[SourceFile, ...]
    pictures: tuple[str, ...]


class _Reading(NamedTuple):
    """What a worker read of a record: its key, the digests of its files by path, and why others cannot be read.

    `parsed` is the pickled result, empty when the key is known; the key is empty when no file can be read.
    """

    key: str
    digests: dict[str, str]
    problems: list[Problem]
    parsed: bytes


class _Found(NamedTuple):
    """What a record was parsed from, and the result."""

    source: RecordSource
    result: Result


class Loaded(NamedTuple):
    """What `content/` holds: records sorted by kind and slug, problems, and the records whose files are no use."""

    records: tuple[LoadedRecord[Record], ...]
    problems: list[Problem]
    broken: frozenset[tuple[Kind, str]]


def load_content(
    root: Path,
    config: SiteConfig,
    memory: Memory | None = None,
    workers: int = 1,
    meanwhile: Callable[[], object] = lambda: None,
) -> Loaded:
    """Load every record below `root/content`.

    `meanwhile` is what this process does when workers have begun, if there are any: perhaps more than once.
    """
    with _no_collecting():
        return _load(root, config, memory or Memory(), workers, meanwhile)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Let the garbage collector rest: what is loaded stays, and looking through it again and again finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()  # or else it would look through all of it now
            gc.enable()


def _load(root: Path, config: SiteConfig, memory: Memory, workers: int, meanwhile: Callable[[], object]) -> Loaded:
    sources, problems = find_sources(root, config.languages.all)
    rules = Rules(config.languages.all, config.languages.default, config.site.currency)
    groups = [
        _Group(files, sources.pictures.get(files[0].folder, ()))
        for files in (tuple(group) for _, group in groupby(sorted(sources.files, key=_identity), key=_identity))
    ]
    store = _put_aside(root, len(sources.files), memory)
    found: list[_Found | None] = []
    for group in groups:
        known = _recalled(rules, group, memory)
        found.append(known and _Found(known.source, _light(known.result, store)))
    unknown = [place for place, known in enumerate(found) if known is None]
    read = partial(_read_run, root, rules, memory.keys() if unknown else frozenset())
    for start in range(0, len(unknown), RECORDS_AT_ONCE):
        share = unknown[start : start + RECORDS_AT_ONCE]
        run = [groups[place] for place in share]
        with closing(fork_map(read, run, workers, LEAST_FOR_A_WORKER, meanwhile)) as readings:
            for place, reading in zip(share, chain.from_iterable(readings), strict=True):
                new = _taken(root, rules, groups[place], reading, memory, problems)
                found[place] = new and _Found(new.source, _light(new.result, store))
    records = []
    for one in filter(None, found):
        record, complaints = one.result
        memory.sources.append(one.source)
        problems += complaints
        if record is not None:
            records.append(record)
    there = {(file.kind, file.slug) for file in sources.files}
    broken = there - {(record.kind, record.slug) for record in records}
    return Loaded(tuple(records), problems, frozenset(broken))


def _put_aside(root: Path, count: int, memory: Memory) -> Store | None:
    """Let a site of so many files wait on disk, as far as it is large; in memory, where nothing can be written."""
    if count <= min(FILES_TO_SPOOL, MANY_FILES):
        return None
    with contextlib.suppress(OSError):
        spool = Spool(root / SCRATCH)
        memory.put_aside(spool)
        return RecordStore(spool) if count > MANY_FILES else BodyStore(spool)
    return None


def _light(result: Result, store: Store | None) -> Result:
    """Return a record put aside, as far as the site is large."""
    record, problems = result
    return result if store is None or record is None else (store.put(record), problems)


def _recalled(rules: Rules, group: _Group, memory: Memory) -> _Found | None:
    """Return a record that was parsed before from files that have not changed since."""
    if not all(file.path in memory.digests for file in group.files):
        return None
    source = RecordSource(record_key(rules, group.files, memory.digests, group.pictures), *group)
    result: Result | None = memory.recall(source.key)
    return result and _Found(source, result)


def _read_run(root: Path, rules: Rules, known: Set[str], run: Sequence[_Group]) -> list[_Reading]:
    """Read the files of some records, and parse those that are not known."""
    return [_read(root, rules, known, group) for group in run]


def _read(root: Path, rules: Rules, known: Set[str], group: _Group) -> _Reading:
    files, problems = [], []
    for file in group.files:
        try:
            files.append((file, read_file(root, file.path, TEXT_LIMIT)))
        except FileRefused as refusal:
            problems.append(error("file.refused", file.path, reason=str(refusal)))
        except FileNotFoundError:
            problems.append(error("file.refused", file.path, reason="it disappeared while it was read"))
    digests = {file.path: digest_bytes(data) for file, data in files}
    if not files:
        return _Reading("", digests, problems, b"")
    readable = tuple(file for file, _ in files)
    key = record_key(rules, readable, digests, group.pictures)
    if key in known:
        return _Reading(key, digests, problems, b"")
    parsed = parse_record(rules, RecordFiles(readable, tuple(data for _, data in files), group.pictures))
    return _Reading(key, digests, problems, pickle.dumps(parsed, pickle.HIGHEST_PROTOCOL))


def _taken(
    root: Path, rules: Rules, group: _Group, reading: _Reading, memory: Memory, problems: list[Problem]
) -> _Found | None:
    """Return what came of a reading, and remember it; None when no file can be read."""
    result: Result | None = None
    if reading.key and not reading.parsed:
        result = memory.recall(reading.key)
        if result is None:  # what was known proves to be no use
            reading = _read(root, rules, frozenset(), group)
    problems += reading.problems
    # By our own copies of the paths: a worker sends others.
    memory.digests |= {file.path: reading.digests[file.path] for file in group.files if file.path in reading.digests}
    if not reading.key:
        return None
    if result is None:
        memory.keep_pickled(reading.key, reading.parsed)
        result = pickle.loads(reading.parsed)  # noqa: S301 - made by our own worker
    files = tuple(file for file in group.files if file.path in reading.digests)
    return _Found(RecordSource(reading.key, files, group.pictures), result)


def _identity(file: SourceFile) -> tuple[str, str]:
    return file.kind.value, file.slug
