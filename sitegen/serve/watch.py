"""Hears of changes to what a shop is made from. The only importer of watchfiles."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from threading import Event, Thread

from watchfiles._rust_notify import RustNotify

FOLDERS = ("content", "themes", "templates", "assets", "messages")
FILES = ("sitegen.toml",)

DEBOUNCE, STEP = 200, 15
"""Milliseconds: a burst of changes is over after STEP without one, or after DEBOUNCE in all."""

_SWAP_ENDINGS = ("~", ".swp", ".swx", ".swo", ".tmp", ".bak", ".part", ".crdownload")
_ADDED = 1
_BY_FOLDER = sys.platform == "linux"
_TRIES = 5


class Watch:
    """Calls `changed` after every burst of changes to a site since it was made, from the thread of `watching`.

    On Linux every folder is watched by itself: the watcher would follow symbolic links out of the site. A folder that
    is new is watched before `changed` is called, so that nothing in it is missed.
    """

    def __init__(self, root: Path, changed: Callable[[], None], debounce: int = DEBOUNCE, step: int = STEP) -> None:
        self.root = root.resolve()
        self._changed = changed
        self._pace = debounce, step
        self._stop = Event()
        self._watcher = self._open()

    def run(self) -> None:
        """Watch until `stop`."""
        while True:
            found = self._watcher.watch(*self._pace, 0, self._stop)
            if not isinstance(found, set):
                return
            paths = [path for _, path in found if is_source(self.root, path)]
            if any(kind == _ADDED and _is_folder(path) for kind, path in found):
                self._watcher = self._open()
            if paths:
                self._changed()

    def stop(self) -> None:
        """End `run`."""
        self._stop.set()

    def _open(self) -> RustNotify:
        for _ in range(_TRIES):
            # A folder may be gone again since it was listed.
            with contextlib.suppress(FileNotFoundError):
                return _watcher([str(self.root), *(_folders(self.root) if _BY_FOLDER else ())])
        return _watcher([str(self.root)])


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Let a watch run for the length of a `with` block."""
    thread = Thread(target=watch.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        watch.stop()
        thread.join(timeout=1)


def is_source(root: Path, path: str) -> bool:
    """Return whether a shop may be made from this file or folder: not hidden, no editor's own, not the output."""
    try:
        parts = PurePath(path).relative_to(root).parts
    except ValueError:
        return False
    if not parts or any(_is_passed_over(part) for part in parts):
        return False
    return parts[0] in FOLDERS or parts in [(name,) for name in FILES]


def _is_passed_over(name: str) -> bool:
    # Vim tries whether a folder can be written to with a file named 4913; Emacs keeps #name# while it edits.
    return name.startswith((".", "#")) or name.lower().endswith(_SWAP_ENDINGS) or name == "4913"


def _watcher(places: list[str]) -> RustNotify:
    return RustNotify(
        places,
        debug=False,
        force_polling=False,
        poll_delay_ms=300,
        recursive=not _BY_FOLDER,
        ignore_permission_denied=True,
    )


def _folders(root: Path) -> Iterable[str]:
    for name in FOLDERS:
        if (root / name).is_symlink():
            continue
        for folder, inside, _ in os.walk(root / name, followlinks=False):
            inside[:] = [each for each in inside if not each.startswith(".") and not Path(folder, each).is_symlink()]
            yield folder


def _is_folder(path: str) -> bool:
    return Path(path).is_dir() and not Path(path).is_symlink()
