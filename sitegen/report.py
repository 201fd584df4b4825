"""What a build is asked, and what it tells. Light, because a build with nothing to do tells it too."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Protocol

from sitegen.problems import Problem
from sitegen.values import LightValue, light_value
from sitegen.write.manifest import WriteReport

CACHE = ".sitegen"
"""The folder beside `sitegen.toml` that keeps encoded pictures and the state; it may be deleted at any time."""


class Progress(Protocol):
    """Who is told how far a build is."""

    def stage(self, name: str) -> None:
        """Hear that a stage begins: `waiting`, `content`, `pictures`, `encoding`, `pages`, `writing`."""
        ...

    def pictures(self, done: int, total: int) -> None:
        """Hear how many pictures of how many are encoded."""
        ...


class Stopwatch:
    """Tells a listener which stage begins, and measures how long each takes."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.stages: dict[str, float] = {}
        self._name = ""
        self._start = self._begun = time.perf_counter()

    def stage(self, name: str) -> None:
        """Begin a stage, and end the one before."""
        now = time.perf_counter()
        if self._name:
            self.stages[self._name] = self.stages.get(self._name, 0.0) + now - self._begun
        self._name, self._begun = name, now
        if name:
            self.progress.stage(name)

    def stop(self) -> float:
        """End the last stage; return the seconds of all."""
        self.stage("")
        return time.perf_counter() - self._start


@light_value
class BuildOptions(LightValue):
    """What a build is asked to do. `today` decides what is published; it is the only clock there is.

    `clean` forgets the state of the last build; `fast_pictures` trades size for speed, for a quick look.
    `executor` and `scheduler` go before the site's; `no_remote_cache` and `read_only_cache` leave the shared cache
    alone, or give it nothing; `keep_search` leaves a search index that is there as it is, for a quick look.
    """

    root: Path
    today: date
    output: Path | None = None
    drafts: bool = False
    strict: bool = False
    jobs: int | None = None
    clean: bool = False
    fast_pictures: bool = False
    executor: str | None = None
    scheduler: str | None = None
    no_remote_cache: bool = False
    read_only_cache: bool = False
    keep_search: bool = False


class Audience(Protocol):
    """Who waits for a build, with some of its pages open."""

    def open_pages(self) -> frozenset[str]:
        """Return the paths of the pages that somebody looks at, as they lie in the output."""
        ...

    def show_ahead(self, pages: Mapping[str, bytes]) -> None:
        """Show open pages as they are going to be, before they lie in the output."""
        ...

    def show(self, report: BuildReport) -> object:
        """Hear that all pages lie there, some time before all is done."""
        ...


class Nobody:
    """Nobody waits."""

    def open_pages(self) -> frozenset[str]:
        """Return no page."""
        return frozenset()

    def show_ahead(self, pages: Mapping[str, bytes]) -> None:
        """Show nothing."""

    def show(self, report: BuildReport) -> None:
        """Show nothing."""


NOBODY = Nobody()


@light_value
class BuildReport(LightValue):
    """What a build found and did; `output` is None when nothing was published. Renditions count as pictures.

    `language` is the site's editorial language, `rendered` how many of the `pages` were rendered, `slowest` the
    paths of the slowest files and the names of the slowest pictures with their seconds.
    """

    problems: tuple[Problem, ...]
    language: str = "en"
    output: Path | None = None
    pages: int = 0
    rendered: int = 0
    pictures: int = 0
    hits: int = 0
    misses: int = 0
    written: WriteReport | None = None
    seconds: float = 0.0
    stages: Mapping[str, float] = field(default_factory=dict)
    slowest: tuple[tuple[str, float], ...] = ()
