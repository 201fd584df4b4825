"""Runs all tests in two halves at the same time: those of the built shop, which wait for a browser, and the others.

Run as `python -m tools.run_tests`; fails when either half fails. One after the other they take twice as long. Each half
names its slowest tests, which is where to look when the whole takes too long.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

SHOP = "tests/storefront"
HALVES = (("tests", f"--ignore={SHOP}"), (SHOP,))


def main() -> int:
    """Run both halves; print the second when both have ended, so that their lines do not mix."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as later:
        others, shop = (
            subprocess.Popen(
                [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--durations=15", *half],
                stdout=output,
                stderr=output,
            )
            for half, output in zip(HALVES, (None, later), strict=True)
        )
        codes = [others.wait(), shop.wait()]
        later.seek(0)
        sys.stdout.write(later.read())
    return max(codes, key=bool)


if __name__ == "__main__":
    if not Path(SHOP).is_dir():
        sys.exit(f"there is no {SHOP} here: run this from the project's folder")
    sys.exit(main())
