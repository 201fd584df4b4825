"""A real Dask cluster on this machine: a scheduler and two workers in processes of their own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from distributed import LocalCluster


@contextmanager
def local_cluster(workers: int) -> Iterator[LocalCluster]:
    """Run a cluster of single-threaded worker processes."""
    from distributed import LocalCluster

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of the scheduler of two workers."""
    with local_cluster(2) as running:
        yield running.scheduler_address
