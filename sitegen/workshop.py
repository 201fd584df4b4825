"""The workshop of one build: what works on its pictures, and where the results are kept.

The site's settings say where; what is asked for on the command line goes before them.
"""

from __future__ import annotations

from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sitegen.cache import BlobCache
from sitegen.config import FILE_NAME, SiteConfig
from sitegen.errors import ConfigError
from sitegen.executors import local_executor
from sitegen.problems import Problem, warning
from sitegen.remote.cache import Remote, SharedCache


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks for; None and False leave the choice to the site."""

    jobs: int | None = None
    executor: str | None = None
    scheduler: str | None = None
    no_remote_cache: bool = False
    read_only_cache: bool = False


class Workshop:
    """An executor and caches in `folder`. Use as a context manager: leaving it, no thread and no process is left.

    Leaving with an exception stops what runs; leaving without waits until the shared cache has what is new.
    """

    def __init__(self, folder: Path, wishes: Wishes = Wishes()) -> None:
        self._folder = folder
        self._wishes = wishes
        self._stack = ExitStack()
        self._executor: Executor | None = None
        self._scheduler = wishes.scheduler or ""
        self._remote: Remote | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._remote is not None and kind is not None:
            self._remote.abandon()
        self._stack.__exit__(kind, error, trace)
        if self._remote is not None and kind is None:
            self._remote.finish()

    def equip(self, config: SiteConfig) -> None:
        """Take the settings of the site; raise ConfigError when they name a cluster without its address."""
        wishes = self._wishes
        chosen = wishes.executor or ("dask" if wishes.scheduler else config.build.executor)
        self._scheduler = (wishes.scheduler or config.build.scheduler) if chosen == "dask" else ""
        if chosen == "dask" and not self._scheduler:
            raise ConfigError(
                "the executor is dask, but no scheduler is named",
                "add --scheduler tcp://HOST:8786, or --executor local",
            )
        cache = config.cache
        if cache.remote and not wishes.no_remote_cache:
            self._remote = Remote(cache.remote, cache.endpoint, cache.read_only or wishes.read_only_cache)

    @property
    def executor(self) -> Executor:
        """What inspects and encodes pictures."""
        if self._executor is None:
            self._executor = self._stack.enter_context(self._open())
        return self._executor

    def cache(self, namespace: str) -> BlobCache:
        """Return the cache of a kind of results, with the shared one behind it if the site has one."""
        if self._remote is None:
            return BlobCache(self._folder, namespace)
        return SharedCache(self._folder, namespace, self._remote)

    @property
    def problems(self) -> list[Problem]:
        """What the shared cache did not do: at most one warning, which stops nothing."""
        if self._remote is None or not self._remote.complaint:
            return []
        remote = self._remote
        return [warning("cache.remote", FILE_NAME, 0, "cache.remote", remote=remote.url, reason=remote.complaint)]

    def _open(self) -> AbstractContextManager[Executor]:
        if not self._scheduler:
            return local_executor(self._wishes.jobs)
        from sitegen.dask import dask_executor

        return dask_executor(self._scheduler)
