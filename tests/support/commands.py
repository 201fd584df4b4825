"""Commands of sitegen, each in a process of its own: forked from one that has imported everything, it begins at once.

What is imported, and how long that takes, is for other tests; those of deploys start hundreds of commands.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([
    "tests.support.commands", "sitegen.cli.main", "sitegen.config", "sitegen.cli.deploy", "sitegen.cli.verify",
    "sitegen.cli.releases", "sitegen.cli.rollback", "sitegen.deploy.s3", "sitegen.deploy.s3_cloudfront",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    output: str
    talk: str

    @property
    def json(self) -> Any:
        """What it printed with `--json`."""
        return json.loads(self.output)


class Running:
    """A command that runs."""

    def __init__(self, words: tuple[str, ...], folder: Path, environment: Mapping[str, str]) -> None:
        self._words = words
        self._said = tempfile.TemporaryDirectory(prefix="said-")
        self._process = _CONTEXT.Process(target=_run, args=(words, folder, dict(environment), self._said.name))
        self._process.start()

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self._process.exitcode is not None

    def kill(self) -> None:
        """End it at once, without a word to it; return when it is gone."""
        self._process.kill()
        self._process.join()

    def interrupt(self) -> None:
        """Ask it to stop, as Ctrl-C does."""
        os.kill(self._process.pid or 0, signal.SIGINT)

    def wait(self, seconds: float) -> Said:
        """Return what it said when it has ended; kill it, and fail, when that takes too long."""
        self._process.join(seconds)
        is_late = self._process.exitcode is None
        self.kill()
        output, talk = ((Path(self._said.name) / name).read_text() for name in ("output", "talk"))
        self._said.cleanup()
        assert not is_late, f"{self._words} did not end:\n{output}\n{talk}"
        return Said(self._process.exitcode or 0, output, talk)


def _run(words: tuple[str, ...], folder: Path, environment: dict[str, str], said: str) -> None:
    """Be the command."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, name in ((0, os.devnull), (1, f"{said}/output"), (2, f"{said}/talk")):
        file = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(file, number)
        os.close(file)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 - for the process
    sys.argv = ["sitegen", *words]
    from sitegen.cli.main import main

    main()
