"""The edge of a worker: whatever a decoder throws at a hostile file leaves as a fault, never as a traceback."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sitegen.images.jobs import Fault, fault
from sitegen.images.source import PictureRefused

Job = TypeVar("Job")
Result = TypeVar("Result")

_REASON_LENGTH = 120
_CUT_SHORT = ("truncat", "unexpected end", "end of file", "not enough data", "eof")


def guarded(work: Callable[[Job], Result], job: Job) -> Result | Fault:
    """Return `work(job)`, or the fault that stopped it. Meant for one job at a time in a process."""
    try:
        with _strict_warnings():
            return work(job)
    except PictureRefused as error:
        return error.fault
    except Exception as error:
        return _fault_of(error)


@contextmanager
def _strict_warnings() -> Iterator[None]:
    """Make a decoder's warning a fault, unless it speaks of metadata: that is thrown away in any case.

    Telephones write such metadata: broken EXIF fields, and an index of further pictures that leads nowhere.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message=".*corrupt EXIF")
        warnings.filterwarnings("ignore", message=".*malformed MPO")
        warnings.filterwarnings("ignore", module=r"PIL\.TiffImagePlugin")
        yield


def _fault_of(error: Exception) -> Fault:
    if isinstance(error, MemoryError):
        return fault("picture.broken", reason="it needs too much memory")
    reason = _short_reason(error)
    cut = isinstance(error, EOFError) or any(sign in reason.lower() for sign in _CUT_SHORT)
    return fault("picture.truncated" if cut else "picture.broken", reason=reason)


def _short_reason(error: Exception) -> str:
    first = str(error).strip().split("\n", 1)[0]
    if not first or "<_io." in first:
        return "no decoder recognises it"
    return "".join(character for character in first if character.isprintable())[:_REASON_LENGTH]
