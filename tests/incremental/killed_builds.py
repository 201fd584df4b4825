"""Kills builds at random moments, and compares what the next one makes with a build without any memory.

Run as a program, `killed_builds.py ROOT SEED COUNT`, because it forks: a process that has imported everything starts
a build in milliseconds. Prints one line for each thing that is wrong.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from tests.incremental.changes import edit_body, edit_field, edit_settings, edit_theme, replace_picture
from tests.incremental.shop import build_shop, clean_build, differences, forking_early, make_shop, published
from tests.incremental.test_any_sequence import inputs, restore, try_clean_build

EDITS = (edit_body, edit_field, edit_field, edit_settings, edit_theme, replace_picture)


def build_in_a_group(root: Path) -> int:
    """Begin a build, with workers of its own, in a process group of its own; return its id."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        sys.stderr = sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for good
        with forking_early():
            build_shop(root, jobs=2)
        os._exit(0)
    return child


def living(group: int) -> list[int]:
    """Return the processes of a group that are at work."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, members = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(members) == group and state not in "ZX":
            found.append(int(folder.name))
    return found


def wait_for_end(group: int, seconds: float = 10) -> bool:
    """Return whether all processes of a group end of themselves."""
    limit = time.monotonic() + seconds
    while living(group):
        if time.monotonic() > limit:
            return False
        time.sleep(0.01)
    return True


def main(root: Path, seed: int, count: int) -> None:
    """Edit, begin to build, kill; after some kills build in peace, and compare."""
    moments = random.Random(seed)
    make_shop(root)
    build_shop(root)
    begun = time.perf_counter()
    clean_build(root)
    seconds = time.perf_counter() - begun
    for number in range(1, count + 1):
        good = inputs(root)
        moments.choice(EDITS)(root, moments.choice)
        child = build_in_a_group(root)
        time.sleep(seconds * moments.uniform(0.0, 1.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if not wait_for_end(child):
            print(f"kill {number}: workers go on", flush=True)  # noqa: T201 - this is what the test reads
        if number % 5:
            continue
        expected = try_clean_build(root)
        if expected is None:
            restore(root, good)
            continue
        build_shop(root)
        wrong = differences(published(root / "build"), expected)
        wrong += [path.name for path in root.iterdir() if path.name.endswith(".tmp")]
        if wrong:
            print(f"kill {number}: {wrong}", flush=True)  # noqa: T201 - this is what the test reads
    print("done", flush=True)  # noqa: T201 - this is what the test reads


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
