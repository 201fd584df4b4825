"""The cost curve: what a first build takes as the catalogue grows, sitegen alone."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from bench.catalogue import write_catalogue
from bench.measure import Command
from bench.report import other_load, section
from bench.systems import SITEGEN, System, say

SIZES = (1000, 10_000)
_HEADINGS = ("products", "pages", "first build", "processor time", "again, nothing changed", "peak memory")


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
    first, again = system.command.run(), system.command.run()
    pages = sum(1 for _ in system.output.rglob("*.html"))
    system.forget()
    memory = system.command.peak()
    shutil.rmtree(site)  # the next one is larger, and memory may be the disk
    row = (f"{size:,}", f"{pages:,}", f"{first.seconds:.2f} s", f"{first.busy:.2f} s", f"{again.seconds:.2f} s",
           f"{memory / 1e6:.0f} MB")  # fmt: skip
    say(" | ".join(row))
    return row
