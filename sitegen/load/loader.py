"""All content of a site: what is known is recalled, what changed is parsed, by several processes when there is much."""

from __future__ import annotations

import contextlib
import gc
import pickle
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple

from sitegen.config import SiteConfig
from sitegen.errors import FileRefused
from sitegen.files import TEXT_LIMIT
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
"""Records that are parsed at a time, so that the bytes of all files are never held at once."""

SCRATCH = ".sitegen"

LEAST_FOR_A_WORKER = 60
"""Records below which a worker process costs more than it saves."""

Result = tuple[LoadedRecord[Record] | None, tuple[Problem, ...]]
Store = RecordStore | BodyStore


class Loaded(NamedTuple):
    """What `content/` holds: records sorted by kind and slug, problems, and the records whose files are no use."""

    records: tuple[LoadedRecord[Record], ...]
    problems: list[Problem]
    broken: frozenset[tuple[Kind, str]]


def load_content(root: Path, config: SiteConfig, memory: Memory | None = None, workers: int = 1) -> Loaded:
    """Load every record below `root/content`."""
    with _no_collecting():
        return _load(root, config, memory or Memory(), workers)


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


def _load(root: Path, config: SiteConfig, memory: Memory, workers: int) -> Loaded:
    sources, problems = find_sources(root, config.languages.all)
    rules = Rules(config.languages.all, config.languages.default, config.site.currency)
    groups = [
        tuple(group) for _, group in groupby(sorted(sources.files, key=_identity), key=_identity)
    ]  # fmt: skip
    store = _put_aside(root, len(sources.files), memory)
    missing: list[tuple[str, RecordFiles]] = []
    results: dict[str, Result] = {}
    for group in groups:
        if len(missing) >= RECORDS_AT_ONCE:
            _parse_missing(rules, missing, memory, workers, results, store)
            missing = []
        pictures = sources.pictures.get(group[0].folder, ())
        files, refusals = _digested(root, group, memory)
        problems += refusals
        if not files:
            continue
        key = record_key(rules, files, memory.digests, pictures)
        found = memory.recall(key)
        if found is None:
            data = tuple(memory.contents(root, file.path, TEXT_LIMIT) for file in files)
            # A file may have changed since its digest was taken.
            key = record_key(rules, files, memory.digests, pictures)
            missing.append((key, RecordFiles(files, data, pictures)))
        else:
            memory.release(file.path for file in files)
            results[key] = _light(found, store)
        memory.sources.append(RecordSource(key, files, pictures))
    _parse_missing(rules, missing, memory, workers, results, store)
    records = []
    for source in memory.sources:
        record, complaints = results[source.key]
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


def _parse_missing(
    rules: Rules,
    missing: Sequence[tuple[str, RecordFiles]],
    memory: Memory,
    workers: int,
    results: dict[str, Result],
    store: Store | None,
) -> None:
    with closing(fork_map(partial(_parse_run, rules), missing, workers, LEAST_FOR_A_WORKER)) as found:
        for key, data in chain.from_iterable(found):
            memory.keep_pickled(key, data)
            results[key] = _light(pickle.loads(data), store)  # noqa: S301 - made by our own worker


def _parse_run(rules: Rules, run: Sequence[tuple[str, RecordFiles]]) -> list[tuple[str, bytes]]:
    return [(key, pickle.dumps(parse_record(rules, files), pickle.HIGHEST_PROTOCOL)) for key, files in run]


def _identity(file: SourceFile) -> tuple[str, str]:
    return file.kind.value, file.slug


def _digested(
    root: Path, group: tuple[SourceFile, ...], memory: Memory
) -> tuple[tuple[SourceFile, ...], list[Problem]]:
    """Return the files whose bytes are known, and why the others cannot be read."""
    known, problems = [], []
    for file in group:
        try:
            memory.digest(root, file.path, TEXT_LIMIT)
            known.append(file)
        except FileRefused as refusal:
            problems.append(error("file.refused", file.path, reason=str(refusal)))
        except FileNotFoundError:
            problems.append(error("file.refused", file.path, reason="it disappeared while it was read"))
    return tuple(known), problems
