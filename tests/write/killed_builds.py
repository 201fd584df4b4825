"""Kills a build at many moments, and tells what was left each time. Run as a program: `killed_builds.py ROOT COUNT`.

It forks, because a process that has imported everything starts a build in milliseconds. Prints one line per kill:
`old`, `new` or what is wrong.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sys
import time
from pathlib import Path

from tests.support.site import build_site, product, snapshot, split_text, write


def edit(root: Path, price: str) -> None:
    """Give every product another price, so that nearly every file changes."""
    for number in range(6):
        for path, text in split_text(product(f"p{number}", price=price)).items():
            write(root, path, text)


def state(root: Path) -> str:
    """Return a digest of the output folder as visitors see it."""
    total = hashlib.sha256()
    for path, data in snapshot(root / "build").items():
        total.update(f"{path}:{len(data)}:".encode() + data)
    return total.hexdigest()


def build_in_a_child(root: Path) -> int:
    """Begin a build in a process of its own; return its id."""
    child = os.fork()
    if child == 0:
        build_site(root)
        os._exit(0)
    return child


def main(root: Path, count: int) -> None:
    """Build two editions, then kill builds that go from one to the other."""
    editions: dict[str, str] = {}
    for price in ("100 MAD", "200 MAD"):
        edit(root, price)
        begun = time.perf_counter()
        build_site(root)
        seconds = time.perf_counter() - begun
        editions[price] = state(root)
    assert len(set(editions.values())) == 2
    moments = random.Random(7)
    current = "200 MAD"
    for number in range(count):
        wanted = "100 MAD" if current == "200 MAD" else "200 MAD"
        edit(root, wanted)
        child = build_in_a_child(root)
        # The last third of a build is where files are written and swapped: most kills aim at it.
        time.sleep(seconds * moments.uniform(0.5 if number % 4 else 0.0, 1.1))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        left = state(root)
        names = {editions[current]: "old", editions[wanted]: "new"}
        print(names.get(left, "neither"), flush=True)  # noqa: T201 - this is what the test reads
        current = wanted if left == editions[wanted] else current


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
