"""Which copies near to the buyers are dropped after a deploy: few paths, because each may cost."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from sitegen.deploy.waves import is_fixed

MOST_PATHS = 15
"""Paths of one request: as many wildcards as CloudFront works on at a time."""


def invalidation_paths(keys: Iterable[str]) -> tuple[str, ...]:
    """Return a small set of paths, at most 15, that covers files which have changed; a wildcard is at the end.

    A page is kept under its address and under its file name. Names that hold a digest never change.
    """
    return fewest_paths(path for key in keys if not is_fixed(key) for path in _paths_of(key))


def fewest_paths(all_paths: Iterable[str]) -> tuple[str, ...]:
    """Return at most 15 paths that cover all of these, as few copies beside them as possible."""
    paths = _uncovered(all_paths)
    depth = max((path.count("/") for path in paths), default=0)
    while len(paths) > MOST_PATHS and depth > 0:
        depth -= 1
        paths = _gathered(paths, depth)
    return tuple(paths)


def _paths_of(key: str) -> Iterable[str]:
    path = "/" + quote(key, safe="/-._~")
    yield path
    if path.endswith("/index.html"):
        yield path.removesuffix("index.html")


def _gathered(paths: list[str], depth: int) -> list[str]:
    """Gather what lies deeper than `depth` folders: several paths of one folder become its wildcard."""
    folders: dict[str, list[str]] = {}
    kept = []
    for path in paths:
        parts = path.split("/")
        if len(parts) - 1 <= depth:
            kept.append(path)
        else:
            folders.setdefault("/".join(parts[: depth + 1]) + "/*", []).append(path)
    wildcards = [folder if len(inside) > 1 else inside[0] for folder, inside in folders.items()]
    return _uncovered([*wildcards, *kept])


def _uncovered(paths: Iterable[str]) -> list[str]:
    """Return these paths once and in order, without those that a wildcard of a folder above covers already."""
    all_paths = set(paths)

    def is_covered(path: str) -> bool:
        parts = path.split("/")
        above = ("/".join(parts[:depth]) + "/*" for depth in range(1, len(parts)))
        return any(wildcard in all_paths for wildcard in above if wildcard != path)

    return sorted(path for path in all_paths if not is_covered(path))
