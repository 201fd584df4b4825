"""What is remembered of an output folder that was swapped in, and of the spare tree beside it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from pathlib import Path

from sitegen.freshness import (
    folder_stamps,
    folders_of,
    folders_signature,
    is_as_it_was,
    output_stamp,
    stamps_signature,
)
from sitegen.state import OutputRow, Stamp, State
from sitegen.values import LightValue, light_value
from sitegen.write.manifest import WriteReport
from sitegen.write.output import OutputTree, is_ours, spare_of


@light_value
class Spare(LightValue):
    """A spare tree that is whole: how its folders look, and the files that only it has.

    `others` are those of the output's files that are others here; None when that is not known. The rest are the very
    files of the output: whoever changes one changes both, and whoever puts another in its place changes its folder.
    """

    folders: Mapping[str, Stamp]
    leftovers: tuple[str, ...]
    others: frozenset[str] | None = None

    def but(self, path: str) -> Spare:
        """Return the same after the output got another file in the place of one."""
        return self if self.others is None else replace(self, others=self.others | {path})


SPARE = "spare"
"""The fact that says which files only the spare tree has; it is there only while that tree is whole."""


def commit(tree: OutputTree, state: State, known: Mapping[str, OutputRow]) -> WriteReport:
    """Swap in what was collected; `known` are the outputs that the state has."""
    return tree.commit(_leftovers(state, tree.spare, known), lambda: state.forget_fact(SPARE))


def find_spare(state: State, spare: Path, known: Mapping[str, OutputRow]) -> Spare | None:
    """Return the spare tree; None when it is not known to be whole, and nobody's else. `known` are the outputs."""
    with contextlib.suppress(ValueError):
        signature, *leftovers = map(str, json.loads(state.facts().get(SPARE, "")))
        folders = folder_stamps(spare, (*known, *leftovers))
        return Spare(folders, tuple(leftovers)) if signature == stamps_signature(folders) else None
    return None


def is_whole(spare: Spare, folder: Path) -> bool:
    """Return whether a spare tree is as it was left."""
    return is_ours(folder) and is_as_it_was(folder, spare.folders)


def swapped(
    output: Path, spare: Spare, known: Mapping[str, OutputRow], files: Mapping[str, OutputRow | None], touched: Set[str]
) -> tuple[dict[str, OutputRow | None], Spare]:
    """Return what to remember when the spare tree is the output and the output, which was `known`, the spare tree.

    `files` are those that are others now, or gone; below `touched` the tree was changed before.
    """
    doubtful = folders_of(touched)
    before = {path: row.stamp for path, row in known.items() if row.stamp.size == -1}
    rows = dict(files)
    for folder in before.keys() | folders_of(path for path, row in files.items() if row):
        stamp = spare.folders.get(folder) if folder not in doubtful else None
        stamp = stamp or output_stamp(output, folder)
        rows[folder] = OutputRow(stamp, "", "") if stamp.size == -1 else None
    leftovers = tuple(sorted(path for path, row in files.items() if row is None and path in known))
    there = {folder for folder, row in rows.items() if row and row.stamp.size == -1} | folders_of(leftovers)
    place = spare_of(output)
    folders = {folder: before.get(folder) or output_stamp(place, folder) for folder in there}
    return rows, Spare(folders, leftovers, frozenset(path for path, row in files.items() if row))


def spare_fact(spare: Spare) -> dict[str, str]:
    """Return what to remember of a spare tree that is whole."""
    return {SPARE: json.dumps([stamps_signature(spare.folders), *spare.leftovers])}


def output_rows(tree: OutputTree, written: WriteReport, keys: Mapping[str, str]) -> Iterator[tuple[str, OutputRow]]:
    """Yield what to remember of every file and folder of the output; a kept file looks as it did."""
    stamps, output = tree.sure_stamps, tree.target
    for path, entry in written.manifest.items():
        yield path, OutputRow(stamps.get(path) or output_stamp(output, path), entry.digest, keys.get(path, ""))
    for folder in folders_of(written.manifest):
        yield folder, OutputRow(output_stamp(output, folder), "", "")


def spare_facts(
    tree: OutputTree, state: State, written: WriteReport, outputs: Mapping[str, OutputRow]
) -> dict[str, str]:
    """Return what to remember of the spare tree; nothing when it is not known to be whole."""
    if not is_ours(tree.spare):
        return {}
    is_swapped = bool(written.written or written.removed)
    leftovers = written.removed if is_swapped else _leftovers(state, tree.spare, dict(state.outputs()))
    if leftovers is None:
        return {}
    # It is the last output now, whose folders are known, or it was not touched.
    known = tree.sure_stamps if is_swapped else {}
    return {SPARE: json.dumps([folders_signature(tree.spare, (*outputs, *leftovers), known), *leftovers])}


def _leftovers(state: State, spare: Path, known: Mapping[str, OutputRow]) -> tuple[str, ...] | None:
    """Return the files that only the spare tree has; None when it is not known to be whole, and nobody's else."""
    found = find_spare(state, spare, known)
    return found.leftovers if found else None
