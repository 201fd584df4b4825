"""The two systems under measurement, and how they take turns."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.catalogue import PROJECT
from bench.measure import Command, Run
from bench.report import Row

SITEGEN = PROJECT / ".venv" / "bin" / "sitegen"
PEER = PROJECT / ".venv-bench"


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


@dataclass(frozen=True, slots=True)
class Turns:
    """The runs of both systems, in the order in which they were made."""

    sitegen: tuple[Run, ...] = ()
    hugo: tuple[Run, ...] = ()

    def __add__(self, other: Turns) -> Turns:
        return Turns(self.sitegen + other.sitegen, self.hugo + other.hugo)


def take_turns(pair: Pair, pairs: int, before: Callable[[System, int], None]) -> Turns:
    """Return the runs of both systems, each built `pairs` times in turn; `before` prepares the site."""
    turns = Turns()
    for turn in range(pairs):
        found = []
        for system in pair:
            before(system, turn)
            found.append(system.command.run())
        turns += Turns((found[0],), (found[1],))
    return turns


def timed_row(name: str, goal: float, turns: Turns, files: str = "") -> Row:
    """Return the line of a scenario: medians of wall time, of processor time, and of the ratios of the pairs.

    The two builds of a pair come right after each other, so that a machine that is slow for a while is slow for both.
    """
    ours, theirs = (median(run.seconds for run in runs) for runs in (turns.sitegen, turns.hugo))
    busy = ", ".join(f"{median(run.busy for run in runs):.2f} s" for runs in (turns.sitegen, turns.hugo))
    ratio = median(own.seconds / other.seconds for own, other in zip(turns.sitegen, turns.hugo, strict=True))
    return Row(name, f"{ours:.2f} s", f"{theirs:.2f} s", ratio, goal, written=files, busy=busy)


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
