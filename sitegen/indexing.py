"""The search index in the output: of which languages it has to be made anew, and which of its files are there.

An index is made from the bytes of the pages of its language, and has their digest for a key. So it stays when pages
were rendered again and are what they were, and a retouch makes it as a whole build does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sitegen.digests import digest_parts
from sitegen.plan.pages import SEARCH
from sitegen.plan.plan import Plan
from sitegen.plan.urls import PageKind
from sitegen.search import INDEX_FOLDER, index_version, make_indexes
from sitegen.state import OutputRow
from sitegen.write.output import OutputTree

SEARCHED = frozenset({PageKind.PRODUCT, PageKind.COOPERATIVE, PageKind.PAGE})
"""The pages that are searched: lists would only say the same again."""

MOST_TOGETHER = 10_000
"""Pages of a language from which on indexes are made one after the other: each holds all its words in memory."""


def is_of_index(path: str) -> bool:
    """Return whether a file of the output belongs to a search index."""
    return path.startswith(f"{INDEX_FOLDER}/")


@dataclass(frozen=True)
class Indexing:
    """The indexes of a site whose pages are planned, in these languages."""

    plan: Plan
    languages: tuple[str, ...]

    @cached_property
    def is_wanted(self) -> bool:
        """Whether the site has indexes: a page to search on, and what makes them."""
        return any((SEARCH, code) in self.plan.pages for code in self.languages) and index_version() != ""

    @cached_property
    def pages(self) -> Mapping[str, tuple[str, ...]]:
        """The paths of the pages that are searched, by language; none where nothing is searched."""
        if not self.is_wanted:
            return {}
        found: dict[str, list[str]] = {code: [] for code in self.languages}
        for page in self.plan.pages.values():
            if page.key.kind in SEARCHED:
                found[page.language].append(page.path)
        return {code: tuple(paths) for code, paths in found.items()}

    def take(
        self, tree: OutputTree, known: Mapping[str, OutputRow], scratch: Path, workers: int, *, keep: bool = False
    ) -> dict[str, str]:
        """Take the index of each language, made anew when one of its pages is another; return its files' keys.

        The pages are in the tree already. With `keep`, an index that is there stays whatever its pages say.
        """
        made: dict[str, str] = {}
        stale: dict[str, str] = {}
        for code, paths in self.pages.items():
            key = digest_parts("search", index_version(), *(f"{path} {tree.digest_of(path)}" for path in paths))
            there = dict(_files_there(code, known))
            if _keep(tree, there, key, keep=keep):
                made |= {path: row.key for path, row in there.items()}
            else:
                stale[code] = key
        for code, files in make_indexes(self._files(tree, stale), scratch, self._together(workers)):
            for path, data in files:
                tree.add(path, data)
                made[path] = stale[code]
        return made

    def _files(self, tree: OutputTree, codes: Iterable[str]) -> dict[str, Iterator[tuple[str, Path]]]:
        return {code: ((path, tree.file_of(path)) for path in self.pages[code]) for code in codes}

    def _together(self, workers: int) -> int:
        """Return how many indexes are made at the same time."""
        return workers if max(map(len, self.pages.values()), default=0) <= MOST_TOGETHER else 1


def _files_there(code: str, known: Mapping[str, OutputRow]) -> Iterator[tuple[str, OutputRow]]:
    """Yield the files of the last index of a language."""
    folder = f"{INDEX_FOLDER}/{code}/"
    return ((path, row) for path, row in known.items() if path.startswith(folder) and row.stamp.size >= 0)


def _keep(tree: OutputTree, there: Mapping[str, OutputRow], key: str, *, keep: bool) -> bool:
    """Keep the files of an index when they are what would be made now; return whether they were."""
    if not there or not (keep or all(row.key == key for row in there.values())):
        return False
    entries = {path: tree.unchanged(path) for path in there}
    if not all(entries.values()):
        return False
    for path, entry in entries.items():
        if entry is not None:
            tree.keep(path, entry)
    return True
