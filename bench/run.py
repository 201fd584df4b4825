"""Runs the benchmark: both systems build the same catalogue in turn, and the medians are set side by side.

`python -m bench.run --size 1000 --pairs 5`; `--pictures` measures pictures instead of pages.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.catalogue import PROJECT, write_catalogue
from bench.hugo import write_hugo_site
from bench.measure import Command, Snapshot, beyond_interpreter, changed, snapshot, written
from bench.pictures import measure_pictures
from bench.report import Row, block, write_block
from bench.scenarios import Change, Edit, edits, pages_showing

DOCUMENT = PROJECT / "docs" / "benchmarks.md"
SITEGEN = PROJECT / ".venv" / "bin" / "sitegen"
PEER = PROJECT / ".venv-bench"

COLD, AGAIN, MEMORY, HELP_SECONDS = 0.5, 0.03, 0.25, 0.1
BYTES_ALIKE = 0.15
"""How much the pages of the two systems may differ in bytes before they are no longer comparable."""


@dataclass(frozen=True, slots=True)
class System:
    """A system under measurement: its site, its output, what it keeps between builds, and how it is run."""

    name: str
    site: Path
    output: Path
    kept: tuple[str, ...]
    command: Command

    def forget(self) -> None:
        """Remove the output and all that is kept between builds."""
        for name in (self.output.name, *self.kept):
            shutil.rmtree(self.site / name, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Pair:
    """Both systems, in the order in which they take turns."""

    sitegen: System
    hugo: System

    def __iter__(self) -> Iterator[System]:
        return iter((self.sitegen, self.hugo))


class FactWrong(Exception):
    """Something that must hold on every machine and did not: other pages, too many changes."""


def main() -> int:
    """Measure, print the table, and write it into the document; return 1 when a fact is wrong."""
    options = _options()
    say(f"hugo: {hugo_version()}")
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.scratch) as scratch:
        try:
            if options.pictures:
                name, text = "pictures", measure_pictures(Path(scratch), SITEGEN, find_hugo(), options.pairs, say)
            else:
                name, text = f"pages-{options.size}", _measure_pages(Path(scratch), options)
        except FactWrong as wrong:
            say(f"wrong: {wrong}")
            return 1
    print(text)
    if not options.dry:
        write_block(DOCUMENT, name, text)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", type=int, default=1000, help="products in the catalogue")
    parser.add_argument("--pairs", type=int, default=5, help="how often both systems take turns")
    parser.add_argument("--jobs", type=int, default=2, help="processor cores for either system")
    parser.add_argument("--pictures", action="store_true", help="measure pictures instead of pages")
    parser.add_argument("--scratch", type=Path, help="where the sites are written (default: the temporary folder)")
    parser.add_argument("--dry", action="store_true", help="print only, leave docs/benchmarks.md as it is")
    return parser.parse_args()


def say(text: str) -> None:
    """Tell how far the run is."""
    print(text, file=sys.stderr, flush=True)


def find_hugo() -> Path:
    """Return Hugo itself, not the script around it, whose interpreter would cost it time."""
    found = sorted(PEER.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    if not found:
        raise SystemExit("bench: there is no Hugo in .venv-bench, run `make bench`")
    return found[0]


def hugo_version() -> str:
    """Return what Hugo says of itself."""
    said = subprocess.run([find_hugo(), "version"], check=True, capture_output=True, text=True).stdout
    return " ".join(re.findall(r"v[\d.]+|extended", said)[:2])


def _measure_pages(scratch: Path, options: argparse.Namespace) -> str:
    pair = _write_sites(scratch, options)
    say("warming up, and measuring memory")
    peaks = [_peak(system) for system in pair]
    facts = _compare(pair)
    rows = [_cold(pair, options.pairs), _again(pair, options.pairs)]
    rows += [_edited(pair, edit, options.pairs) for edit in edits(pair.sitegen.site, pair.hugo.site)]
    rows.append(Row("peak memory", *(f"{peak / 1e6:.0f} MB" for peak in peaks), peaks[0] / peaks[1], MEMORY))
    python = str(SITEGEN.with_name("python"))
    extra = beyond_interpreter([str(SITEGEN), "--help"], python, 10)
    rows.append(Row("`sitegen --help`, seconds beyond the interpreter", f"{extra:.2f} s", "", extra, HELP_SECONDS))
    title = f"{options.size:,} products in five languages"
    turns = f"{options.pairs} pairs in turn after a warm-up, {options.jobs} cores each; medians"
    return block(title, (*facts, turns, f"peer: Hugo {hugo_version()}"), rows)


def _write_sites(scratch: Path, options: argparse.Namespace) -> Pair:
    say(f"writing {options.size} products for both")
    ours, theirs = scratch / "sitegen", scratch / "hugo"
    write_catalogue(ours, options.size)
    write_hugo_site(theirs, options.size)
    words = (str(SITEGEN), "build", "--jobs", str(options.jobs))
    return Pair(
        System("sitegen", ours, ours / "build", (".sitegen",), Command(words, ours, options.jobs)),
        System("hugo", theirs, theirs / "public", ("resources",),
               Command((str(find_hugo()), "--quiet"), theirs, options.jobs)),
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
    )


def _sizes(output: Path) -> dict[str, int]:
    return {path.relative_to(output).as_posix(): path.stat().st_size for path in output.rglob("*.html")}


def _links(output: Path) -> int:
    return sum(path.read_bytes().count(b"<a ") for path in output.rglob("*.html"))


Times = tuple[list[float], list[float]]


def _take_turns(pair: Pair, pairs: int, before: Callable[[System, int], None]) -> Times:
    """Return the seconds of both systems, each built `pairs` times in turn; `before` prepares the site."""
    times: Times = ([], [])
    for turn in range(pairs):
        for system, found in zip(pair, times, strict=True):
            before(system, turn)
            found.append(system.command.run())
    return times


def _row(name: str, goal: float, times: Times, files: str) -> Row:
    ours, theirs = map(median, times)
    row = Row(name, f"{ours:.2f} s", f"{theirs:.2f} s", ours / theirs, goal, written=files)
    say(" | ".join(row.cells()))
    return row


def _cold(pair: Pair, pairs: int) -> Row:
    times = _take_turns(pair, pairs, lambda system, _: system.forget())
    return _row("cold, nothing cached", COLD, times, ", ".join(f"{len(snapshot(one.output)):,}" for one in pair))


def _again(pair: Pair, pairs: int) -> Row:
    before = [snapshot(system.output) for system in pair]
    times = _take_turns(pair, pairs, lambda _system, _turn: None)
    after = [snapshot(system.output) for system in pair]
    if written(before[0], after[0]):
        raise FactWrong(f"nothing was edited, yet written: {sorted(written(before[0], after[0]))[:5]}")
    return _row("again, nothing changed", AGAIN, times, _counts(before, after))


def _counts(before: list[Snapshot], after: list[Snapshot]) -> str:
    return ", ".join(f"{len(written(old, new)):,}" for old, new in zip(before, after, strict=True))


def _edited(pair: Pair, edit: Edit, pairs: int) -> Row:
    """Measure one edit: each turn makes it or takes it back, whichever was not done last."""
    before = [snapshot(system.output) for system in pair]
    wanted = [pages_showing(system.output, edit.shows) for system in pair]
    changes = {pair.sitegen.name: edit.sitegen, pair.hugo.name: edit.hugo}
    first = _take_turns(pair, 1, lambda system, _: _turn(system, changes, undo=False))
    after = [snapshot(system.output) for system in pair]
    for system, old, new, pages in zip(pair, before, after, wanted, strict=True):
        _check_changed(system.name, edit.name, changed(old, new), pages)
    _check_written(edit.name, before[0], after[0])
    rest = _take_turns(pair, pairs - 1, lambda system, turn: _turn(system, changes, undo=turn % 2 == 0))
    _take_back(pair, changes, before, is_undone=pairs % 2 == 0)
    return _row(edit.name, edit.goal, (first[0] + rest[0], first[1] + rest[1]), _counts(before, after))


def _turn(system: System, changes: dict[str, tuple[Change, ...]], *, undo: bool) -> None:
    for change in changes[system.name]:
        change.undo(system.site) if undo else change.make(system.site)


def _take_back(
    pair: Pair, changes: dict[str, tuple[Change, ...]], before: list[Snapshot], *, is_undone: bool
) -> None:
    """Leave both sites and outputs as they were before the edit; raise FactWrong when their bytes differ."""
    for system, old in zip(pair, before, strict=True):
        if not is_undone:
            _turn(system, changes, undo=True)
            system.command.run()
        if left := changed(old, snapshot(system.output)):
            raise FactWrong(f"{system.name}: the edit is gone, yet these differ: {sorted(left)[:5]}")


def _check_changed(system: str, name: str, found: frozenset[str], wanted: frozenset[str]) -> None:
    if found != wanted:
        raise FactWrong(
            f"{system}, {name}: {len(found)} files changed, {len(wanted)} pages show it, {sorted(found ^ wanted)[:5]}"
        )


def _check_written(name: str, before: Snapshot, after: Snapshot) -> None:
    """Raise FactWrong when sitegen wrote a file again that has the same bytes."""
    more = written(before, after) - changed(before, after)
    if more:
        raise FactWrong(f"sitegen, {name}: written with the same bytes: {sorted(more)[:5]}")


if __name__ == "__main__":
    sys.exit(main())
