"""One build of a site at a time: the second waits, and says so."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path


@contextlib.contextmanager
def build_lock(folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of a site, calling `on_wait` if another build has it.

    The system frees it when a process ends, however it ends. Where there is no such lock, or the folder cannot be
    written, builds are not kept apart; each still swaps in a whole output.
    """
    descriptor = _open(folder)
    if descriptor is None:
        yield
        return
    try:
        _acquire(descriptor, on_wait)
        yield
    finally:
        os.close(descriptor)


def _open(folder: Path) -> int | None:
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / "lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0))
    return None


def _acquire(descriptor: int, on_wait: Callable[[], None]) -> None:
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        on_wait()
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        return
