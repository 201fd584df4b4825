"""Errands: picture jobs for workers that do not share this machine's disk.

An errand brings the picture's bytes along, and the versions that must make the result: a worker with another encoder
would put bytes under a key that promises others.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import replace
from typing import Any, Generic, TypeVar

from sitegen import __version__
from sitegen.errors import SitegenError
from sitegen.executors import stream
from sitegen.images.jobs import EncodeJob, Fault, InspectJob, fault
from sitegen.images.source import PictureRefused, read_source
from sitegen.images.versions import encoder_version
from sitegen.values import LightValue, light_value

Job = TypeVar("Job", bound=InspectJob | EncodeJob)
Result = TypeVar("Result")

_ONE_AT_A_TIME = threading.Lock()
"""A worker of a cluster may have several threads, but a decoder's warnings are a matter of the whole process."""


@light_value
class Errand(LightValue, Generic[Job]):
    """A job for a worker elsewhere: what to do, to which bytes, with which versions."""

    work: Callable[[Job], Any]
    job: Job
    source: bytes
    versions: str


@light_value
class WrongVersions(LightValue):
    """What a worker has that must not answer for this build."""

    versions: str


def run_errand(errand: Errand[Any]) -> Any:
    """Do an errand, in a worker; return the work's result, or WrongVersions."""
    here = our_versions()
    if here != errand.versions:
        return WrongVersions(here)
    with _ONE_AT_A_TIME:
        return errand.work(replace(errand.job, source=errand.source))


def our_versions() -> str:
    """Return what the bytes of a result depend on beside the job: our own version and the encoders'."""
    return f"sitegen {__version__}, encoder {encoder_version()}"


def stream_pictures(
    executor: Executor, work: Callable[[Job], Result], jobs: Iterable[Job]
) -> Generator[tuple[Job, Result | Fault], None, None]:
    """Yield every job with its result, as they come, from workers here or elsewhere.

    Raises SitegenError when a worker elsewhere has other encoders than this program.
    """
    if not getattr(executor, "is_elsewhere", False):
        fallible: Callable[[Job], Result | Fault] = work
        yield from stream(executor, fallible, jobs, _crashed)
        return
    refused: list[tuple[Job, Fault]] = []
    with closing(stream(executor, run_errand, _errands(work, jobs, refused), _crashed)) as results:
        for errand, result in results:
            if isinstance(result, WrongVersions):
                raise _refusal(errand, result)
            yield errand.job, result
    yield from refused


def _errands(
    work: Callable[[Job], Result], jobs: Iterable[Job], refused: list[tuple[Job, Fault]]
) -> Iterator[Errand[Job]]:
    """Yield the errands one by one, so that few pictures are in memory; a picture that cannot be read is refused."""
    versions = our_versions()
    for job in jobs:
        try:
            yield Errand(work, job, read_source(job), versions)
        except PictureRefused as refusal:
            refused.append((job, refusal.fault))


def _refusal(errand: Errand[Any], found: WrongVersions) -> SitegenError:
    return SitegenError(
        f"a worker of the cluster has other versions than this machine: {found.versions}; here {errand.versions}",
        "install the same versions everywhere; pictures would differ, so nothing of that worker was kept",
    )


def _crashed(_job: object) -> Fault:
    return fault("picture.crashed")
