"""The same content makes the same bytes: on any path, in any zone, for any user, with any number of workers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.site import document, make_site, picture, product, snapshot, write

PROJECT = Path(__file__).parents[2]
TEXT = (
    "".join(product(f"p{n}", tags=["a", "b"], labels=["igp"], redirects=[f"/vieux/{n}/"]) for n in range(4))
    + "-- content/labels/igp.md --\n"
    + document({"title": "IGP", "scheme": "craft", "short": "IGP", "needs_proof": False})
    + "-- content/collections/c.md --\n"
    + document({"title": "C", "match": {"tags": ["a"]}})
)


def build_with(root: Path, *arguments: str, umask: str = "022", **environment: str) -> dict[str, bytes]:
    """Build a site by the command line, with its own surroundings; return every file."""
    make_site(root, TEXT)
    for number in range(3):
        write(root, f"content/products/p{number}/a.jpg", picture(color=(20 * number, 90, 40)))
    command = ["sh", "-c", f'umask {umask}; exec "$@"', "sh", sys.executable, "-m", "sitegen",
               "build", "--site", str(root), "--date", "2026-06-01", *arguments]  # fmt: skip
    surroundings = {**os.environ, "PYTHONPATH": str(PROJECT), **environment}
    answer = subprocess.run(command, env=surroundings, cwd=root, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return snapshot(root / "build")


def test_path_zone_umask_hash_seed_and_workers_change_no_byte(tmp_path: Path) -> None:
    one = build_with(tmp_path / "very-own-name", "--jobs", "1", TZ="UTC", PYTHONHASHSEED="1", LC_ALL="C")
    other = build_with(
        tmp_path / "a longer path é" / "two", "--jobs", "2", umask="077", TZ="Pacific/Kiritimati", PYTHONHASHSEED="2",
        LC_ALL="C.UTF-8", SOURCE_DATE_EPOCH="1000000000",
    )  # fmt: skip
    assert set(one) == set(other)
    assert [path for path in one if one[path] != other[path]] == []
    assert [path for path, data in one.items() if b"very-own-name" in data] == []
