"""The cost curve: what a first build takes as the catalogue grows, sitegen alone."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from bench.catalogue import write_catalogue
from bench.measure import Command, Run
from bench.report import other_load, section
from bench.systems import SITEGEN, System, say

SIZES = (1000, 10_000)
LARGE = 50_000
"""Products from which on memory is watched while the first build is timed: it takes long enough not to notice."""

_HEADINGS = ("products", "pages", "output", "first build", "processor time", "again, nothing changed", "peak memory")


def measure_curve(scratch: Path, sizes: Sequence[int], cores: int) -> str:
    """Return the report on a catalogue of each of the sizes."""
    load = other_load()
    rows = [_measure(scratch / str(size), size, cores) for size in sizes]
    return section("Cost by size", ("sitegen alone, one run each", f"cores: {cores}", load), _HEADINGS, rows)


def _measure(site: Path, size: int, cores: int) -> tuple[str, ...]:
    say(f"writing and building {size:,} products")
    write_catalogue(site, size)
    words = (str(SITEGEN), "build", "--jobs", str(cores))
    system = System("sitegen", site, site / "build", (".sitegen",), Command(words, site, cores))
    first, memory = _first_build(system, is_large=size >= LARGE)
    again = system.command.run()
    pages, output = _extent(system.output)
    shutil.rmtree(site)  # the next one is larger, and memory may be the disk
    row = (f"{size:,}", f"{pages:,}", f"{output / 1e9:.2f} GB", f"{first.seconds:.2f} s", f"{first.busy:.2f} s",
           f"{again.seconds:.2f} s", f"{memory / 1e6:.0f} MB")  # fmt: skip
    say(" | ".join(row))
    return row


def _first_build(system: System, *, is_large: bool) -> tuple[Run, int]:
    """Build a site for the first time; return the times and the most memory, of two builds unless it is large."""
    if is_large:
        return system.command.watched()
    memory = system.command.peak()
    system.forget()
    return system.command.run(), memory


def _extent(output: Path) -> tuple[int, int]:
    """Return the number of pages below a folder, and the bytes of all files."""
    pages = size = 0
    for path in output.rglob("*"):
        if path.is_file():
            pages += path.suffix == ".html"
            size += path.stat().st_size
    return pages, size
