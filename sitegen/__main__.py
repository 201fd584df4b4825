"""`python -m sitegen`, and the console script."""

from __future__ import annotations

import gc
import os
import sys
import threading

from sitegen.cli import main as cli

_ALLOCATIONS = 10_000
"""New objects after which the youngest are looked through, usually 700: a command has little garbage.

With 50,000 a build held 5 MB of it, and was no faster.
"""


def main() -> None:
    """Run a command, as the only thing that this process does."""
    gc.set_threshold(_ALLOCATIONS, *gc.get_threshold()[1:])
    cli.main()
    leave()


def leave() -> None:
    """End the process at once: to take a site apart, object by object, takes longer than some builds."""
    if threading.active_count() > 1:
        return
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return
    os._exit(0)


if __name__ == "__main__":
    main()
