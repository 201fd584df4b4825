"""The output folder: built beside and swapped in, so that a killed build leaves the last good one.

Files whose bytes did not change are hard links to those of the last build, or copies where the file system has no
links; when nothing changed, nothing is written at all. The tree that was swapped out stays beside the output, hidden
and sharing its files, so that the next build need only bring it up to date: its cost is that of the changes, not of the
site. Only a folder that an earlier build made, or an empty one, is replaced: the marker file says that a build made it.
"""

from __future__ import annotations

import contextlib
import ctypes
import glob
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from sitegen.checkout.secrets import find_secrets
from sitegen.digests import digest_bytes
from sitegen.errors import OutputError
from sitegen.files import safe_parts
from sitegen.freshness import changed_outputs, output_stamp
from sitegen.state import OutputRow, Stamp
from sitegen.write.manifest import ManifestEntry, WriteReport, media_type

MARKER = ".sitegen-output"
"""A file that says: this folder was made by sitegen and may be replaced by it."""

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_MARKER_TEXT = b"This folder is made by `sitegen build` and replaced by the next one. Nothing here is edited by hand.\n"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def _nothing() -> None:
    """Do nothing."""


class Offer(NamedTuple):
    """A file that was compared with the last build's; `stamp` is how it looks in the staging folder, if it differs."""

    path: str
    entry: ManifestEntry
    stamp: Stamp | None = None


class OutputTree:
    """Collects the files of a build and puts them in the place of the last ones, all at once.

    `known` is how the files of the last build looked, with their digests: what still looks so is not read again.
    `secrets` are values, by name, that no file may hold. With `is_known`, the files look so: somebody looked already.
    Use as a context manager: without `commit` nothing changes. Raises OutputError when the folder is not ours.
    """

    def __init__(
        self,
        target: Path,
        known: Mapping[str, OutputRow] | None = None,
        secrets: Mapping[str, str] | None = None,
        *,
        is_known: bool = False,
    ) -> None:
        if not target.name or target.name == "..":
            raise OutputError(f"{target} cannot be replaced", "choose a folder of its own with --output")
        self.target = target
        self.staging = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        self.spare = spare_of(target)
        self._known = known or {}
        self._secrets = secrets or {}
        self._is_known = is_known
        self._changed: set[str] = set()
        self._is_replaced = True
        self.has_copies = False
        self._entries: dict[str, ManifestEntry] = {}
        self._kept: list[str] = []
        self._written: dict[str, Stamp] = {}
        self._made: set[str] = set()

    def __enter__(self) -> Self:
        _check_target(self.target)
        _remove_leftovers(self.target)
        self._is_replaced = self.target.is_dir()
        if not self._is_known:
            self._changed = changed_outputs(self.target, self._known)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)

    def offer(self, path: str, data: bytes) -> Offer:
        """Compare one file with the last build's, and stage it if it differs; safe in a worker process."""
        safe_parts(path)
        if self._secrets:
            _refuse_secrets(path, data, self._secrets)
        entry = ManifestEntry(digest_bytes(data), len(data), media_type(path))
        if self._is_replaced and (self.unchanged(path) == entry or _has_bytes(f"{self.target}/{path}", data)):
            return Offer(path, entry)
        staging = str(self.staging)
        _make_folder(staging, path, self._made)
        status = _write_file(f"{staging}/{path}", data)
        return Offer(path, entry, Stamp(len(data), status.st_mtime_ns, status.st_ino))

    def take(self, offer: Offer) -> None:
        """Take a file into the output; each path once."""
        if offer.path in self._entries:
            raise OutputError(f"two things want to be written to {offer.path}", "give one of them another slug")
        self._entries[offer.path] = offer.entry
        if offer.stamp:
            self._written[offer.path] = offer.stamp
        else:
            self._kept.append(offer.path)

    @property
    def sure_stamps(self) -> dict[str, Stamp]:
        """How new files look, kept ones whose links do not differ, and the folders of the last output, as they were."""
        changed = self._changed
        rows = ((path, row.stamp) for path, row in self._known.items() if path not in changed)
        sure = {path: stamp for path, stamp in rows if stamp.size == -1 or not self.has_copies}
        return sure | self._written

    def add(self, path: str, data: bytes) -> None:
        """Offer and take one file; `path` is relative with forward slashes."""
        self.take(self.offer(path, data))

    def keep(self, path: str, entry: ManifestEntry) -> None:
        """Take a file of the last build as it is; only for paths that are `unchanged`."""
        self.take(Offer(path, entry))

    def keep_all_but(self, paths: Set[str]) -> None:
        """Keep all files of the last build, but some; only when they are known to be unchanged."""
        kept = {path: row for path, row in self._known.items() if row.stamp.size >= 0 and path not in paths}
        for path, row in kept.items():
            self._entries[path] = ManifestEntry(row.digest, row.stamp.size, media_type(path))
        self._kept += kept

    def digest_of(self, path: str) -> str:
        """Return the digest of a file that was taken."""
        return self._entries[path].digest

    def file_of(self, path: str) -> Path:
        """Return where the bytes of a file that was taken lie until `commit`."""
        staged = self.staging / path
        return staged if staged.is_file() else self.target / path

    def unchanged(self, path: str) -> ManifestEntry | None:
        """Return a file of the last build that still looks as that build left it."""
        row = self._known.get(path)
        if row is None or path in self._changed:
            return None
        return ManifestEntry(row.digest, row.stamp.size, media_type(path))

    def commit(self, leftovers: Sequence[str] | None = None, on_change: Callable[[], None] = _nothing) -> WriteReport:
        """Swap the new files in; when nothing changed, touch nothing.

        `leftovers` are the files that the spare tree has and the output has not, None when there is no spare tree to
        trust; `on_change` is called before anything is changed, because from then on the spare tree is not to trust.
        """
        removed = self._removed()
        if self._written or removed or not (self.target / MARKER).is_file():
            on_change()
            tree = self.staging
            if leftovers is not None and is_ours(self.spare):
                self._renew_spare({*leftovers, *removed})
                tree = self.spare
            else:
                self._complete_staging()
            old = _swap(tree, self.target)
            _keep_as_spare(old, self.spare)
        entries = dict(sorted(self._entries.items()))
        return WriteReport(entries, tuple(sorted(self._written)), len(self._kept), tuple(removed))

    def _removed(self) -> list[str]:
        """Return the files of the output that this build does not make.

        When no folder has changed since the last build, those are among its files, and no folder need be listed.
        """
        folders = [path for path, row in self._known.items() if row.stamp.size == -1]
        if folders and self._changed.isdisjoint(folders):
            there = (path for path, row in self._known.items() if row.stamp.size >= 0)
            return sorted(path for path in there if path not in self._entries)
        return [path for path in _lying_there(self.target) if path not in self._entries]

    def _complete_staging(self) -> None:
        self.staging.mkdir(parents=True, exist_ok=True)
        (self.staging / MARKER).write_bytes(_MARKER_TEXT)
        old, new = str(self.target), str(self.staging)
        made: set[str] = set()
        for path in self._kept:
            _make_folder(new, path, made)
            self._link_or_copy(f"{old}/{path}", f"{new}/{path}")

    def _link_or_copy(self, old: str, new: str) -> None:
        try:
            os.link(old, new, follow_symlinks=False)
        except OSError:
            shutil.copy2(old, new)
            self.has_copies = True

    def _renew_spare(self, gone: set[str]) -> None:
        """Bring the tree of the build before the last one up to date."""
        old, new = str(self.target), str(self.spare)
        made: set[str] = set()
        sure = [path for path in self._kept if path in self._known and path not in self._changed]
        for path in set(self._kept).difference(sure) | changed_outputs(self.spare, self._known, sure):
            if output_stamp(self.spare, path) != output_stamp(self.target, path):
                _make_folder(new, path, made)
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(f"{new}/{path}")
                self._link_or_copy(f"{old}/{path}", f"{new}/{path}")
        # The output may have lost files since the last build, and the spare tree still have them.
        known = {path for path, row in self._known.items() if row.stamp.size >= 0}
        for path in (gone | known) - self._entries.keys():
            _remove_file(self.spare, path)
        for path in self._written:
            _make_folder(new, path, made)
            os.replace(f"{self.staging}/{path}", f"{new}/{path}")


def _refuse_secrets(path: str, data: bytes, secrets: Mapping[str, str]) -> None:
    """Refuse to write what holds the value of a secret."""
    for name in find_secrets(data, secrets):
        raise OutputError(
            f"{path} would show the secret {name}",
            "take it out of the content or the theme, and make a new one: it belongs into the environment alone",
        )


def replace_file(target: Path, path: str, data: bytes, secrets: Mapping[str, str] | None = None) -> None:
    """Put one file in the place of another in the output folder, in one step. The spare tree keeps the old one."""
    safe_parts(path)
    _refuse_secrets(path, data, secrets or {})
    with OutputTree(target) as tree:
        _make_folder(str(tree.staging), path, set())
        (tree.staging / path).write_bytes(data)
        os.replace(tree.staging / path, target / path)


def swap_changes(
    target: Path,
    changed: Mapping[str, bytes],
    gone: Set[str],
    known: Mapping[str, OutputRow],
    leftovers: Set[str],
    others: Set[str] | None,
    secrets: Mapping[str, str],
    on_change: Callable[[], None],
) -> frozenset[str] | None:
    """Put some files in the place of others by way of the spare tree, which is whole; `gone` are to go.

    `known` is how the output looks. `leftovers` are the files that only the spare tree has, and `others` those that are
    not the same in both, where that is known. Return the paths where the spare tree was changed; None, with the output
    as it was, when the file system has no links.
    """
    for path, data in changed.items():
        safe_parts(path)
        _refuse_secrets(path, data, secrets)
    with OutputTree(target) as tree:
        staging, new, made = str(tree.staging), str(tree.spare), set[str]()
        for path, data in changed.items():
            _make_folder(staging, path, made)
            with open(f"{staging}/{path}", "wb") as file:
                file.write(data)
        on_change()
        doubtful = known.keys() if others is None else others & known.keys()
        kept = [path for path in doubtful - changed.keys() - gone if known[path].stamp.size >= 0]
        stale = changed_outputs(tree.spare, known, kept)
        made = set()
        for path in stale:
            _make_folder(new, path, made)
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{new}/{path}")
            try:
                os.link(f"{target}/{path}", f"{new}/{path}", follow_symlinks=False)
            except OSError:
                return None
        for path in changed:
            _make_folder(new, path, made)
            os.replace(f"{staging}/{path}", f"{new}/{path}")
        removed = (leftovers - known.keys() | gone) - changed.keys()
        for path in removed:
            _remove_file(tree.spare, path)
        _keep_as_spare(_swap(tree.spare, target), tree.spare)
    return frozenset({*stale, *changed, *removed})


def _check_target(target: Path) -> None:
    """Refuse to replace what no build has made."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise OutputError(f"{target} is not a folder", "choose another --output")
    if target.is_dir() and any(target.iterdir()) and not (target / MARKER).is_file():
        raise OutputError(
            f"{target} has files that sitegen did not make, so it is not replaced",
            "choose another --output, or empty the folder yourself",
        )
    target.parent.mkdir(parents=True, exist_ok=True)


def _remove_leftovers(target: Path) -> None:
    """Mend what killed builds left beside the output folder, unless their process is still at work.

    A build that was killed between two renames left the last good output aside: it is put back.
    """
    ours = re.compile(rf"\.{re.escape(target.name)}\.(\d+)(\.old)?\.tmp")
    for leftover in sorted(target.parent.glob(f".{glob.escape(target.name)}.*.tmp")):
        match = ours.fullmatch(leftover.name)
        if match is None or (int(match[1]) != os.getpid() and _is_running(int(match[1]))):
            continue
        if match[2] and not target.exists() and is_ours(leftover):
            leftover.rename(target)
        else:
            shutil.rmtree(leftover, ignore_errors=True)


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _has_bytes(file: str, data: bytes) -> bool:
    with contextlib.suppress(OSError):
        status = os.lstat(file)
        if stat.S_ISREG(status.st_mode) and status.st_size == len(data):
            with open(file, "rb") as handle:
                return handle.read() == data
    return False


def _lying_there(target: Path) -> Iterator[str]:
    """Yield every file below the output folder but the marker, sorted: hidden ones and links too, as all may go."""
    found = []
    for folder, folders, files in os.walk(target):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        found += [Path(folder, name).relative_to(target).as_posix() for name in (*files, *links)]
    yield from sorted(path for path in found if path != MARKER)


def spare_of(target: Path) -> Path:
    """Return where the spare tree of an output folder stands."""
    return target.with_name(f".{target.name}.spare")


def is_ours(folder: Path) -> bool:
    """Return whether a folder was made by a build."""
    return not folder.is_symlink() and (folder / MARKER).is_file()


def _write_file(path: str, data: bytes) -> os.stat_result:
    """Write a new file, and return how it looks; without a buffer, because it is written in one go."""
    file = os.open(path, _NEW_FILE, 0o666)
    try:
        done = os.write(file, data)
        while done < len(data):  # at most some 2 GB at once, and less where a disk is slow
            done += os.write(file, memoryview(data)[done:])
        return os.fstat(file)
    finally:
        os.close(file)


def _make_folder(root: str, path: str, made: set[str]) -> None:
    folder = path.rpartition("/")[0]
    if folder not in made:
        try:
            os.mkdir(f"{root}/{folder}")
        except OSError:
            os.makedirs(f"{root}/{folder}", exist_ok=True)
        made.add(folder)


def _remove_file(root: Path, path: str) -> None:
    """Remove a file, and the folders that are empty without it."""
    file = root / path
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)
        for folder in file.relative_to(root).parents[:-1]:
            (root / folder).rmdir()


def _keep_as_spare(old: Path | None, spare: Path) -> None:
    """Keep the tree that was swapped out for the next build, in the place of an older one."""
    if old is None or old == spare:
        return
    if spare.exists() and not is_ours(spare):
        shutil.rmtree(old, ignore_errors=True)
        return
    shutil.rmtree(spare, ignore_errors=True)
    old.rename(spare)


def _swap(new: Path, target: Path) -> Path | None:
    """Put `new` in the place of `target`, in one step where the system can; return where the old one is now."""
    if not target.exists():
        new.rename(target)
        return None
    if _exchange(new, target):
        return new
    aside = target.with_name(f".{target.name}.{os.getpid()}.old.tmp")
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise
    return aside


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (Linux); return False where that is not possible."""
    if not sys.platform.startswith("linux"):
        return False
    with contextlib.suppress(OSError, AttributeError):
        rename = ctypes.CDLL(None, use_errno=True).renameat2
        return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
    return False
