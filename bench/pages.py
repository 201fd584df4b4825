"""Pages: both systems build the catalogue cold, again, and after each edit; facts are checked, times are printed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from bench.catalogue import write_catalogue
from bench.hugo import write_hugo_site
from bench.measure import Command, Snapshot, beyond_interpreter, changed, for_machines, snapshot, written
from bench.report import Row, block, other_load
from bench.scenarios import Change, Edit, edits, pages_showing
from bench.serving import serving_rows
from bench.systems import SITEGEN, FactWrong, Pair, System, Turns, find_hugo, hugo_version, say, take_turns, timed_row

COLD, AGAIN, MEMORY, HELP_SECONDS = 0.5, 0.03, 0.25, 0.1
BYTES_ALIKE = 0.15
"""How much the pages of the two systems may differ in bytes before they are no longer comparable."""


def measure_pages(scratch: Path, size: int, pairs: int, cores: int) -> str:
    """Return the report on a catalogue of `size` products; raise FactWrong when the two cannot be compared."""
    load = other_load()
    pair = _write_sites(scratch, size, cores)
    say("warming up, and measuring memory")
    peaks = [_peak(system) for system in pair]
    facts = _compare(pair)
    rows = [_cold(pair, pairs), _again(pair, pairs)]
    every = edits(pair.sitegen.site, pair.hugo.site)
    rows += [_edited(pair, edit, pairs) for edit in every]
    rows.append(Row("peak memory", _megabytes(peaks[0]), _megabytes(peaks[1]), peaks[0] / peaks[1], MEMORY))
    rows += serving_rows(pair.sitegen, [edit for edit in every if edit.is_content], pairs)
    python = str(SITEGEN.with_name("python"))
    extra = beyond_interpreter([str(SITEGEN), "--help"], python, 10)
    rows.append(Row("`sitegen --help`, seconds beyond the interpreter", f"{extra:.2f} s", "", extra, HELP_SECONDS))
    title = f"{size:,} products in five languages"
    turns = f"pairs in turn, after a warm-up: {pairs}; cores for each: {cores}; medians"
    return block(title, (*facts, turns, f"peer: Hugo {hugo_version()}", load), rows)


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.0f} MB"


def _write_sites(scratch: Path, size: int, cores: int) -> Pair:
    say(f"writing {size} products for both")
    ours, theirs = scratch / "sitegen", scratch / "hugo"
    write_catalogue(ours, size)
    write_hugo_site(theirs, size)
    words = (str(SITEGEN), "build", "--jobs", str(cores))
    return Pair(
        System("sitegen", ours, ours / "build", (".sitegen",), Command(words, ours, cores)),
        System("hugo", theirs, theirs / "public", ("resources",),
               Command((str(find_hugo()), "--quiet"), theirs, cores)),
    )  # fmt: skip


def _peak(system: System) -> int:
    system.forget()
    return system.command.peak()


def _compare(pair: Pair) -> tuple[str, ...]:
    """Return what is the same in both outputs; raise FactWrong when they cannot be compared."""
    ours, theirs = (_sizes(system.output) for system in pair)
    if ours.keys() != theirs.keys():
        raise FactWrong(f"other pages: {sorted(ours.keys() ^ theirs.keys())[:5]}")
    weight, other = sum(ours.values()), sum(theirs.values())
    if abs(weight / other - 1) > BYTES_ALIKE:
        raise FactWrong(f"pages weigh {weight} and {other} bytes")
    links, their_links = (_links(system.output) for system in pair)
    if abs(links / their_links - 1) > BYTES_ALIKE:
        raise FactWrong(f"pages have {links} and {their_links} links")
    return (
        f"{len(ours):,} pages each, at the same addresses",
        f"HTML: sitegen {weight / 1e6:.1f} MB, Hugo {other / 1e6:.1f} MB; links: {links:,} and {their_links:,}",
        _compare_lists(pair),
    )


def _compare_lists(pair: Pair) -> str:
    """Return how much the lists weigh that both make as JSON; raise FactWrong when they do not hold the same."""
    ours, theirs = (_sizes(system.output, "*.json") for system in pair)
    if not theirs or theirs.keys() - ours.keys():
        raise FactWrong(f"other lists: {sorted(theirs.keys() ^ ours.keys())[:5]}")
    for name in theirs:
        rows, other_rows = (_rows(system.output / name) for system in pair)
        if rows != other_rows:
            raise FactWrong(f"other rows: {name}")
    weight, other = sum(ours[name] for name in theirs), sum(theirs.values())
    return f"JSON: {len(theirs)} lists with the same rows, sitegen {weight / 1e6:.1f} MB, Hugo {other / 1e6:.1f} MB"


def _rows(path: Path) -> object:
    """Return the products of a list; the digest that proves a price is each system's own."""
    found = json.loads(path.read_text(encoding="utf-8"))
    if "rows" in found:
        return found["rows"]
    return {sku: {name: value for name, value in item.items() if name != "code"}
            for sku, item in found["items"].items()}  # fmt: skip


def _sizes(output: Path, pattern: str = "*.html") -> dict[str, int]:
    return {path.relative_to(output).as_posix(): path.stat().st_size for path in output.rglob(pattern)}


def _links(output: Path) -> int:
    return sum(path.read_bytes().count(b"<a ") for path in output.rglob("*.html"))


def _row(name: str, goal: float, turns: Turns, files: str) -> Row:
    row = timed_row(name, goal, turns, files)
    say(" | ".join(row.cells()))
    return row


def _cold(pair: Pair, pairs: int) -> Row:
    turns = take_turns(pair, pairs, lambda system, _: system.forget())
    return _row("cold, nothing cached", COLD, turns, ", ".join(_count(snapshot(one.output)) for one in pair))


def _again(pair: Pair, pairs: int) -> Row:
    before = [snapshot(system.output) for system in pair]
    turns = take_turns(pair, pairs, lambda _system, _turn: None)
    after = [snapshot(system.output) for system in pair]
    if written(before[0], after[0]):
        raise FactWrong(f"nothing was edited, yet written: {sorted(written(before[0], after[0]))[:5]}")
    return _row("again, nothing changed", AGAIN, turns, _counts(before, after))


def _counts(before: list[Snapshot], after: list[Snapshot]) -> str:
    return ", ".join(_count(written(old, new)) for old, new in zip(before, after, strict=True))


def _count(names: Iterable[str]) -> str:
    """Return how many files there are, those for machines apart."""
    every = frozenset(names)
    machines = for_machines(every)
    return f"{len(every - machines):,} + {len(machines):,}"


def _edited(pair: Pair, edit: Edit, pairs: int) -> Row:
    """Measure one edit: each turn makes it or takes it back, whichever was not done last."""
    before = [snapshot(system.output) for system in pair]
    wanted = [pages_showing(system.output, edit.shows) for system in pair]
    changes = {pair.sitegen.name: edit.sitegen, pair.hugo.name: edit.hugo}
    first = take_turns(pair, 1, lambda system, _: _turn(system, changes, undo=False))
    after = [snapshot(system.output) for system in pair]
    for system, old, new, pages in zip(pair, before, after, wanted, strict=True):
        _check_changed(system.name, edit.name, changed(old, new), pages)
    _check_written(edit.name, before[0], after[0])
    rest = take_turns(pair, pairs - 1, lambda system, turn: _turn(system, changes, undo=turn % 2 == 0))
    _take_back(pair, changes, before, is_undone=pairs % 2 == 0)
    return _row(edit.name, edit.goal, first + rest, _counts(before, after))


def _turn(system: System, changes: dict[str, tuple[Change, ...]], *, undo: bool) -> None:
    for change in changes[system.name]:
        change.undo(system.site) if undo else change.make(system.site)


def _take_back(pair: Pair, changes: dict[str, tuple[Change, ...]], before: list[Snapshot], *, is_undone: bool) -> None:
    """Leave both sites and outputs as they were before the edit; raise FactWrong when their bytes differ."""
    for system, old in zip(pair, before, strict=True):
        if not is_undone:
            _turn(system, changes, undo=True)
            system.command.run()
        if left := changed(old, snapshot(system.output)):
            raise FactWrong(f"{system.name}: the edit is gone, yet these differ: {sorted(left)[:5]}")


def _check_changed(system: str, name: str, changes: frozenset[str], wanted: frozenset[str]) -> None:
    """Raise FactWrong when other pages changed than show the edit; files for machines may change as they must."""
    found = changes - for_machines(changes)
    if found != wanted:
        raise FactWrong(
            f"{system}, {name}: {len(found)} files changed, {len(wanted)} pages show it, {sorted(found ^ wanted)[:5]}"
        )


def _check_written(name: str, before: Snapshot, after: Snapshot) -> None:
    """Raise FactWrong when sitegen wrote a file again that has the same bytes."""
    more = written(before, after) - changed(before, after)
    if more:
        raise FactWrong(f"sitegen, {name}: written with the same bytes: {sorted(more)[:5]}")
