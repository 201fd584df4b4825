"""What is remembered of an output folder that was swapped in, and of the spare tree beside it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from sitegen.freshness import folders_of, folders_signature, output_stamp
from sitegen.state import OutputRow, State
from sitegen.write.manifest import WriteReport
from sitegen.write.output import OutputTree

SPARE = "spare"
"""The fact that says which files only the spare tree has; it is there only while that tree is whole."""


def commit(tree: OutputTree, state: State, known: Mapping[str, OutputRow]) -> WriteReport:
    """Swap in what was collected; `known` are the outputs that the state has."""
    return tree.commit(_leftovers(state, tree.spare, known), lambda: state.forget_fact(SPARE))


def output_rows(tree: OutputTree, written: WriteReport, keys: Mapping[str, str]) -> Iterator[tuple[str, OutputRow]]:
    """Yield what to remember of every file and folder of the output; a kept file looks as it did."""
    is_new, stamps, output = {*written.written}, tree.sure_stamps, tree.target
    for path, entry in written.manifest.items():
        stamp = None if path in is_new else stamps.get(path)
        yield path, OutputRow(stamp or output_stamp(output, path), entry.digest, keys.get(path, ""))
    for folder in folders_of(written.manifest):
        yield folder, OutputRow(output_stamp(output, folder), "", "")


def spare_facts(
    tree: OutputTree, state: State, written: WriteReport, outputs: Mapping[str, OutputRow]
) -> dict[str, str]:
    """Return what to remember of the spare tree; nothing when it is not known to be whole."""
    is_swapped = bool(written.written or written.removed)
    leftovers = written.removed if is_swapped else _leftovers(state, tree.spare, dict(state.outputs()))
    if leftovers is None:
        return {}
    # It is the last output now, whose folders are known, or it was not touched.
    known = tree.sure_stamps if is_swapped else {}
    return {SPARE: json.dumps([folders_signature(tree.spare, (*outputs, *leftovers), known), *leftovers])}


def _leftovers(state: State, spare: Path, known: Mapping[str, OutputRow]) -> tuple[str, ...] | None:
    """Return the files that only the spare tree has; None when it is not known to be whole, and nobody's else."""
    with contextlib.suppress(ValueError):
        folders, *leftovers = map(str, json.loads(state.facts().get(SPARE, "")))
        return tuple(leftovers) if folders == folders_signature(spare, (*known, *leftovers)) else None
    return None
