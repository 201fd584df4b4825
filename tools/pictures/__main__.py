"""Draw the sample shop's pictures: `python -m tools.pictures OUTPUT_ROOT [PART_OF_PATH]`."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tools.pictures.finish import write_photograph
from tools.pictures.targets import TARGETS


def write_target(path: str, root: str, scale: float = 1.0) -> str:
    """Draw one picture and write it under the root; gives its path back."""
    target = next(target for target in TARGETS if target.path == path)
    write_photograph(target.draw(scale), Path(root) / f"{path}.jpg")
    return path


def main(arguments: list[str]) -> int:
    """Draw all pictures, or those whose path contains a word, two at a time."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    word = arguments[1] if len(arguments) > 1 else ""
    paths = [target.path for target in TARGETS if word in target.path]
    with ProcessPoolExecutor(2) as workers:
        for path in workers.map(write_target, paths, [arguments[0]] * len(paths)):
            print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
