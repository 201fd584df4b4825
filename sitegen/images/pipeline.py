"""Image work through an executor: what the cache has is not done again, what comes is stored as it comes.

Results never depend on the executor, the number of its workers or the order in which they answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field, replace

from sitegen.cache import Accept, BlobCache
from sitegen.executors import begin
from sitegen.images.errands import stream_pictures
from sitegen.images.inspections import read_inspection, write_inspection
from sitegen.images.jobs import (
    EncodedPicture,
    EncodeJob,
    Fault,
    Inspection,
    InspectJob,
    Rendition,
    inspection_key,
    rendition_key,
)
from sitegen.images.store import RenditionStore

Progress = Callable[[int, int], None]
"""Called with the number of pictures done and the number to do."""


@dataclass(frozen=True, slots=True)
class EncodeReport:
    """What an encoding run did, in renditions."""

    hits: int
    misses: int
    unstored: int
    """Misses that the cache did not take: the next build will encode them again."""
    faults: tuple[tuple[EncodeJob, Fault], ...]
    """In the order of the jobs."""
    times: tuple[tuple[str, float], ...] = field(default=(), compare=False)
    """The path of each picture that was encoded, and the seconds that it took a worker."""


def inspect_pictures(
    jobs: Iterable[InspectJob], executor: Executor, cache: BlobCache
) -> tuple[dict[str, Inspection], list[tuple[InspectJob, Fault]]]:
    """Return the inspections by digest, and the jobs that have none with the reason, both in the jobs' order.

    Jobs of the same bytes are done once. Faults are not cached.
    """
    asked = list(jobs)
    distinct = {job.digest: job for job in reversed(asked)}
    if cache.is_shared:
        cache.fetch({inspection_key(job): _expects(job) for job in distinct.values()})
    found: dict[str, Inspection | Fault] = {}
    for digest, job in distinct.items():
        cached = _cached_inspection(cache, job)
        if cached is not None:
            found[digest] = cached
    missing = [job for job in distinct.values() if job.digest not in found]
    found |= _inspect_missing(missing, executor, cache)
    inspections: dict[str, Inspection] = {}
    faults: list[tuple[InspectJob, Fault]] = []
    for job in asked:
        result = found[job.digest]
        if isinstance(result, Fault):
            faults.append((job, result))
        else:
            inspections[job.digest] = result
    return inspections, faults


def encode_pictures(
    jobs: Iterable[EncodeJob], executor: Executor, store: RenditionStore, on_progress: Progress | None = None
) -> EncodeReport:
    """Put every rendition of the jobs into the store, the biggest jobs first; encode only what it does not have.

    An interrupt leaves what was done in the store. Only a few jobs are in flight, so memory does not grow with them.
    """
    asked = list(jobs)
    store.fetch()
    missing = _missing_jobs(asked, store)
    wanted = {_key(job, rendition) for job in asked for rendition in job.renditions}
    misses = sum(len(job.renditions) for job in missing)
    times: list[tuple[str, float]] = []
    unstored, faults = _encode_missing(missing, executor, store, on_progress, times)
    faulty = tuple((job, faults[job.digest]) for job in asked if job.digest in faults)
    return EncodeReport(len(wanted) - misses, misses, unstored, faulty, tuple(times))


def _inspect_missing(jobs: list[InspectJob], executor: Executor, cache: BlobCache) -> dict[str, Inspection | Fault]:
    if not jobs:
        return {}
    begin(executor, len(jobs))
    from sitegen.images.inspect import inspect_picture

    found: dict[str, Inspection | Fault] = {}
    with closing(stream_pictures(executor, inspect_picture, jobs)) as results:
        for job, result in results:
            found[job.digest] = result
            if isinstance(result, Inspection):
                cache.put(inspection_key(job), write_inspection(result))
    return found


def _cached_inspection(cache: BlobCache, job: InspectJob) -> Inspection | None:
    data = cache.get(inspection_key(job))
    return None if data is None else read_inspection(data, job)


def _expects(job: InspectJob) -> Accept:
    return lambda data: read_inspection(data, job) is not None


def _missing_jobs(jobs: list[EncodeJob], store: RenditionStore) -> list[EncodeJob]:
    """Return one job a source picture with what the store lacks of it, the most pixels first."""
    lacking: list[EncodeJob] = []
    seen: set[str] = set()
    for job in jobs:
        renditions = []
        for rendition in job.renditions:
            key = _key(job, rendition)
            if key not in seen and not store.has(key):
                renditions.append(rendition)
            seen.add(key)
        if renditions:
            lacking.append(replace(job, renditions=tuple(renditions)))
    return sorted(lacking, key=lambda job: (-_pixels(job), job.digest))


def _encode_missing(
    jobs: list[EncodeJob],
    executor: Executor,
    store: RenditionStore,
    on_progress: Progress | None,
    times: list[tuple[str, float]],
) -> tuple[int, dict[str, Fault]]:
    """Return how many renditions the cache did not take, and the faults by digest; note how long each job took."""
    unstored = 0
    faults: dict[str, Fault] = {}
    if not jobs:
        return unstored, faults
    begin(executor, len(jobs))
    from sitegen.images.encode import encode_picture

    with closing(stream_pictures(executor, encode_picture, jobs)) as results:
        for done, (job, result) in enumerate(results, start=1):
            if isinstance(result, Fault):
                faults[job.digest] = result
            else:
                unstored += _keep(store, job, result)
                times.append((job.path, result.seconds))
            if on_progress is not None:
                on_progress(done, len(jobs))
    return unstored, faults


def _keep(store: RenditionStore, job: EncodeJob, encoded: EncodedPicture) -> int:
    """Store the renditions; return how many the cache did not take."""
    return sum(not store.put(_key(job, rendition), data) for rendition, data in encoded.renditions)


def _key(job: EncodeJob, rendition: Rendition) -> str:
    return rendition_key(job.digest, rendition, job.settings)


def _pixels(job: EncodeJob) -> int:
    return sum(rendition.width * rendition.height for rendition in job.renditions)
