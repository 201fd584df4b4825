"""The bytes of a source picture, through the guarded door, and the faults that need no decoder."""

from __future__ import annotations

from pathlib import Path

from sitegen.digests import digest_bytes
from sitegen.errors import FileRefused
from sitegen.files import read_file
from sitegen.images.formats import ACCEPTED, detect_format
from sitegen.images.jobs import EncodeJob, Fault, InspectJob, fault


class PictureRefused(Exception):
    """Carries a fault from inside a worker to its edge, where it becomes a value."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(reason.code)
        self.fault = reason


def read_source(job: InspectJob | EncodeJob) -> bytes:
    """Return the job's bytes, which begin like a picture and have the job's digest; raises PictureRefused."""
    data = _read(job) if job.source is None else job.source
    if not data:
        raise PictureRefused(fault("picture.empty"))
    found = detect_format(data)
    if found not in ACCEPTED:
        raise PictureRefused(fault("picture.format", found=found))
    if digest_bytes(data) != job.digest:
        raise PictureRefused(fault("picture.changed"))
    return data


def _read(job: InspectJob | EncodeJob) -> bytes:
    try:
        return read_file(job.root, job.path, job.byte_limit)
    except FileNotFoundError:
        raise PictureRefused(fault("picture.missing")) from None
    except FileRefused as error:
        weight = _weight(job)
        if weight > job.byte_limit:
            raise PictureRefused(fault("picture.too_heavy", bytes=weight, limit=job.byte_limit)) from error
        raise PictureRefused(fault("picture.unreadable", reason=str(error))) from error
    except OSError as error:
        raise PictureRefused(fault("picture.unreadable", reason=error.strerror or "input/output error")) from error


def _weight(job: InspectJob | EncodeJob) -> int:
    """Return the size of a regular file in bytes, 0 for anything else."""
    path = Path(job.root, job.path)
    try:
        return path.lstat().st_size if path.is_file() and not path.is_symlink() else 0
    except (OSError, ValueError):
        return 0
