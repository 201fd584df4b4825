"""The table of a run: medians, ratios, goals, and the machine that they hold for."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured of both systems, in words, their ratio, and the most that it should be.

    `least` turns the goal round: the ratio should be at least that much. Without a ratio nothing is judged.
    """

    name: str
    sitegen: str
    hugo: str
    ratio: float | None = None
    goal: float | None = None
    least: bool = False
    written: str = ""
    busy: str = ""

    @property
    def verdict(self) -> str:
        """Whether the goal is met, in a word; empty without a goal."""
        if self.ratio is None or self.goal is None:
            return ""
        is_met = self.ratio >= self.goal if self.least else self.ratio <= self.goal
        return "met" if is_met else "not met"

    def cells(self) -> tuple[str, ...]:
        """Return what stands in the table."""
        sign = "≥" if self.least else "≤"
        ratio = "" if self.ratio is None else f"{self.ratio:.3f}"
        goal = "" if self.goal is None else f"{sign} {self.goal:g}"
        return self.name, self.sitegen, self.hugo, ratio, goal, self.verdict, self.busy, self.written


HEADINGS = ("", "sitegen", "Hugo", "ratio", "goal", "", "processor time", "files written: sitegen, Hugo")
"""Files are counted as pages and all that goes with them, plus files for machines."""


def block(title: str, facts: Iterable[str], rows: Iterable[Row]) -> str:
    """Return a section of Markdown on both systems with the machine, the facts and the table."""
    return section(title, facts, HEADINGS, (row.cells() for row in rows))


def section(title: str, facts: Iterable[str], headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a section of Markdown with the machine, the facts and a table of any columns."""
    lines = [f"## {title}", "", *(f"- {fact}" for fact in (*facts, machine(), f"measured on {date.today()}")), ""]
    lines += [_cells(headings), _cells(["---"] * len(headings)), *map(_cells, rows)]
    return "\n".join(lines) + "\n"


def _cells(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    """Return the processor, its cores and the memory of this machine, and which Python: how it was compiled tells."""
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    name = found.group(1) if found else platform.processor()
    python = f"Python {platform.python_version()}{' of the system' if sys.base_prefix == '/usr' else ''}"
    return f"{name}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, {python}"


def other_load() -> str:
    """Return how busy the machine is before anything is measured: what else runs makes times longer."""
    return f"load of the machine before the run: {os.getloadavg()[0]:.1f}"


def write_block(path: Path, name: str, text: str) -> None:
    """Put a section between its markers in a document, in place of the one of the last run."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    old = path.read_text(encoding="utf-8")
    section = f"{begin}\n{text}{end}"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    new = pattern.sub(lambda _: section, old) if begin in old else f"{old.rstrip()}\n\n{section}\n"
    path.write_text(new, encoding="utf-8")
