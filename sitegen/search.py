"""The search index: Pagefind reads the pages of one language and writes what browsers search in.

Nothing imports Pagefind: it is a program that comes in a wheel.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from sitegen.errors import SitegenError

INDEX_FOLDER = "pagefind"
"""The folder of the output that holds the index of each language."""

_LEFT_OUT = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")
"""Interfaces that come with an index: the theme has its own."""

_PRINTED, _STRAIGHT = "’".encode(), "&#39;"
"""An apostrophe as readers see it, and as Pagefind is given it; as a reference it ends no attribute."""

_PARTS_WORDS = re.compile(r"(?<=[^\W\d_])’(?=[^\W_]|[«“]|<[a-z])")
"""An apostrophe between two words, as `sitegen.i18n.typography` prints it; others stay (`producers’ oil`)."""

_LONGEST = 600
"""Seconds after which indexing is given up: 60,000 pages take two minutes on two cores."""


class SearchFailed(SitegenError):
    """The search index could not be made."""


@cache
def index_version() -> str:
    """Return what the bytes of an index depend on beside the pages; empty when Pagefind is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{version('pagefind_bin')} straight apostrophes"
    except PackageNotFoundError:
        return ""


def make_indexes(
    pages: Mapping[str, Iterable[tuple[str, Path]]], scratch: Path, workers: int
) -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Yield each language with the files of its index, and their paths below the output folder.

    `pages` are, by language, paths below the output folder and the files that have their bytes; they are linked or
    copied into folders of `scratch`, which is left as it was. Pagefind works on one core, so that `workers` of it run
    at the same time. Raises SearchFailed.
    """
    if not pages:
        return
    from concurrent.futures import ThreadPoolExecutor

    scratch.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max(1, workers)) as pool:
        yield from zip(pages, pool.map(lambda code: _index(pages[code], code, scratch), pages), strict=True)


def _index(pages: Iterable[tuple[str, Path]], language: str, scratch: Path) -> list[tuple[str, bytes]]:
    """Return the files of the index of one language."""
    with tempfile.TemporaryDirectory(dir=scratch, prefix=f"search-{language}-") as name:
        site, index = Path(name, "site"), Path(name, "index")
        for path, file in pages:
            _place(file, site / path)
        _run(site, index, language)
        files = sorted(path for path in index.rglob("*") if path.is_file())
        return [
            (f"{INDEX_FOLDER}/{language}/{file.relative_to(index).as_posix()}", file.read_bytes())
            for file in files
            if not file.name.startswith(_LEFT_OUT)
        ]


def _run(site: Path, index: Path, language: str) -> None:
    command = [
        sys.executable, "-m", "pagefind_bin",
        "--site", str(site), "--root-selector", "main", "--output-path", str(index),
        "--force-language", language, "--quiet",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, timeout=_LONGEST, check=False)  # noqa: S603 - no shell
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise SearchFailed(f"the search index could not be made: {failure}", _HINT) from failure
    if done.returncode != 0 or not index.is_dir():
        reason = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
        raise SearchFailed(f"the search index could not be made: {reason[-1] if reason else 'no reason given'}", _HINT)


_HINT = "install it with: pip install 'pagefind[bin]', or write enabled = false below [search] in sitegen.toml"


def _place(file: Path, place: Path) -> None:
    """Put a page where Pagefind reads it.

    Pagefind finds the word behind a straight apostrophe by itself, and the word behind a printed one not at all
    (`l’orge`), so it reads straight ones; the search page prints them again.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    data = file.read_bytes()
    if _PRINTED in data:
        place.write_bytes(_PARTS_WORDS.sub(_STRAIGHT, data.decode()).encode())
        return
    try:
        place.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, place)
