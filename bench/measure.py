"""Measuring: the wall time and the memory of a command, and what it changed on the disk."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

SAMPLE_SECONDS = 0.05


class CommandFailed(Exception):
    """A measured command that ended with an exit code, with the end of what it said."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command: its wall time, and the processor time of all its processes, in seconds."""

    seconds: float
    busy: float


@dataclass(frozen=True, slots=True)
class Command:
    """A command, the folder that it runs in, and how many processor cores it may use, from which one on."""

    words: tuple[str, ...]
    folder: Path
    cores: int
    first: int = 0

    def run(self) -> Run:
        """Run it and return its times. What it says goes to a file, so that no terminal slows it."""
        return self._run(lambda _: None)

    def watched(self) -> tuple[Run, int]:
        """Run it; return its times, and the most memory that it and its children held at once, in bytes.

        Pages that several processes share are counted once. Looking costs time: a twentieth of it at most where a run
        is long, much more where it is short.
        """
        watch = _Watch()
        return self._run(watch), watch.highest

    def peak(self) -> int:
        """Run it; return the most memory that it and its children held at once, in bytes."""
        return self.watched()[1]

    def _run(self, watch: Callable[[subprocess.Popen[bytes]], None]) -> Run:
        with (self.folder / ".said").open("w+b") as said:
            begun = time.perf_counter()
            process = self.start(said.fileno())
            watch(process)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - begun
            process.returncode = os.waitstatus_to_exitcode(status)
            _check(process.returncode, self.words, said)
        return Run(seconds, usage.ru_utime + usage.ru_stime)

    def start(self, said: int) -> subprocess.Popen[bytes]:
        """Let it begin; what it says goes to an open file."""
        cores = sorted(os.sched_getaffinity(0))[self.first : self.first + self.cores]
        environment = {**os.environ, "GOMAXPROCS": str(self.cores), "NO_COLOR": "1"}
        # Installed programs are compiled, and a checkout is after its first run, unless this says otherwise.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        words = ["taskset", "--cpu-list", ",".join(map(str, cores)), *self.words]
        return subprocess.Popen(words, cwd=self.folder, stdout=said, stderr=said, env=environment)


class _Watch:
    """Looks at the memory of a process and all below it until it ends, and keeps the most."""

    def __init__(self) -> None:
        self.highest = 0

    def __call__(self, process: subprocess.Popen[bytes]) -> None:
        """Look until the process ends; it is left to be waited for."""
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            begun = time.perf_counter()
            self.highest = max(self.highest, sum(_held(number) for number in _family(process.pid)))
            time.sleep(max(SAMPLE_SECONDS, (time.perf_counter() - begun) * 19))


def _check(code: int, words: Sequence[str], said: IO[bytes]) -> None:
    if code == 0:
        return
    said.seek(0)
    raise CommandFailed(f"{' '.join(words)}: {code}\n{said.read()[-2000:].decode(errors='replace')}")


def _family(root: int) -> list[int]:
    """Return the process and all below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (parent := _parent(entry)):
            parents.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for number in found:
        found += parents.get(number, [])
    return found


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError):  # it ended while it was looked at
        return 0


def _held(number: int) -> int:
    """Return the memory of a process in bytes, its part of shared pages only."""
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was: its content, and what tells that it was written again."""

    digest: str
    inode: int
    mtime_ns: int


Snapshot = Mapping[str, Seen]


def snapshot(folder: Path) -> Snapshot:
    """Return every file below `folder`, by its path there; hidden files are the system's own and left out."""
    return {path.relative_to(folder).as_posix(): _seen(path) for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".")}  # fmt: skip


def _seen(path: Path) -> Seen:
    status = path.stat()
    return Seen(sha256(path.read_bytes()).hexdigest(), status.st_ino, status.st_mtime_ns)


def changed(before: Snapshot, after: Snapshot) -> frozenset[str]:
    """Return the files that are new, gone, or have other bytes."""
    every = before.keys() | after.keys()
    return frozenset(name for name in every if _digest(before, name) != _digest(after, name))


def written(before: Snapshot, after: Snapshot) -> frozenset[str]:
    """Return the files that were written or touched, whatever they hold."""
    return frozenset(name for name in after if before.get(name) != after[name])


def _digest(seen: Snapshot, name: str) -> str:
    return seen[name].digest if name in seen else ""


_MACHINE_ENDINGS = (".json", ".xml", ".webmanifest")
_MACHINE_NAMES = frozenset({"sw.js", "_headers", "_redirects"})


def for_machines(names: Iterable[str]) -> frozenset[str]:
    """Return those of the files that no person reads: lists, prices, sitemaps, the service worker, a host's rules."""
    return frozenset(name for name in names if name.endswith(_MACHINE_ENDINGS) or name in _MACHINE_NAMES)


def beyond_interpreter(words: Sequence[str], python: str, times: int) -> float:
    """Return how many seconds a command of Python takes beyond the bare interpreter, by the medians of `times` runs."""
    ours, bare = [], []
    for _ in range(times):
        ours.append(_quietly(words))
        bare.append(_quietly([python, "-c", "pass"]))
    return sorted(ours)[times // 2] - sorted(bare)[times // 2]


def _quietly(words: Sequence[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun
