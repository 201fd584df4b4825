"""A real Dask cluster on this machine: a scheduler and two workers in processes of their own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def local_cluster(workers: int) -> Iterator[str]:
    """Run a cluster of single-threaded worker processes; yield the address of its scheduler."""
    from distributed import LocalCluster

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of the scheduler of two workers."""
    with local_cluster(2) as address:
        yield address
