"""Runs the benchmark: both systems build the same catalogue in turn, and the medians are set side by side.

`python -m bench.run --size 1000 --pairs 5`; `--pictures` measures pictures instead of pages, `--curve` how a first
build grows with the catalogue.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.catalogue import PROJECT
from bench.curve import SIZES, measure_curve
from bench.pages import measure_pages
from bench.pictures import measure_pictures
from bench.report import write_block
from bench.systems import FactWrong, hugo_version, say

DOCUMENT = PROJECT / "docs" / "benchmarks.md"


def main() -> int:
    """Measure, print the table, and write it into the document; return 1 when a fact is wrong."""
    options = _options()
    if options.curve is None:
        say(f"peer: Hugo {hugo_version()}")
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.scratch) as scratch:
        try:
            name, text = _measure(options, Path(scratch))
        except FactWrong as wrong:
            say(f"wrong: {wrong}")
            return 1
    print(text)
    if not options.dry:
        write_block(DOCUMENT, name, text)
    return 0


def _measure(options: argparse.Namespace, scratch: Path) -> tuple[str, str]:
    """Return the name of what was measured, and the report."""
    if options.pictures:
        return "pictures", measure_pictures(scratch, options.pairs)
    if options.curve is not None:
        return "curve", measure_curve(scratch, options.curve or SIZES, options.jobs)
    return f"pages-{options.size}", measure_pages(scratch, options.size, options.pairs, options.jobs)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", type=int, default=1000, help="products in the catalogue")
    parser.add_argument("--pairs", type=int, default=5, help="how often both systems take turns")
    parser.add_argument("--jobs", type=int, default=2, help="processor cores for either system")
    parser.add_argument("--pictures", action="store_true", help="measure pictures instead of pages")
    parser.add_argument("--curve", type=int, nargs="*", help="measure sitegen alone with so many products each")
    parser.add_argument("--scratch", type=Path, help="where the sites are written (default: the temporary folder)")
    parser.add_argument("--dry", action="store_true", help="print only, leave docs/benchmarks.md as it is")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
