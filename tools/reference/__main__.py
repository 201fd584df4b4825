"""Write the reference, or with `--check` say which of its pages are out of date."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.reference.pages import outdated, undocumented, write_pages

PROJECT = Path(__file__).parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Write or check; return the exit code: 1 when a check found something."""
    parser = argparse.ArgumentParser(prog="python -m tools.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a page is out of date")
    parser.add_argument("--root", type=Path, default=PROJECT, help="the folder that docs/ is in")
    options = parser.parse_args(arguments)
    for name in undocumented():
        print(f"{name} has no words yet: write a docstring under it", file=sys.stderr)
    if not options.check:
        for name in write_pages(options.root):
            print(f"{name} written")
        return 0
    stale = outdated(options.root)
    for name in stale:
        print(f"{name} is out of date: run python -m tools.reference", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
