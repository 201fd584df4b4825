"""The programs under measurement: what each is called with to put the same folder into a bucket."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from bench.catalogue import PROJECT
from bench.measure import SAMPLE_SECONDS, CommandFailed
from bench.systems import PEER, SITEGEN, find_hugo
from tests.support.s3_server import OWNER

AWS = PEER / "bin" / "aws"
RCLONE = PROJECT / ".venv" / "bin" / "rclone"
OUTPUT = "build"
"""The folder that sitegen builds a shop in."""

WORKERS = "16"
"""Transfers at a time, for the clients that let us say."""

SETTINGS = """
[site]
title = "Souk"
base_url = "https://souk.example.org"
currency = "MAD"

[languages]
default = "fr"
all = ["fr"]

[deploy.bench]
provider = "s3"
bucket = "{bucket}"
endpoint = "{endpoint}"
region = "us-east-1"
"""

HUGO = """
baseURL = "https://souk.example.org/"
[deployment]
order = ["^assets/"]
[[deployment.targets]]
name = "bench"
URL = "s3://{bucket}?endpoint={endpoint}&use_path_style=true&region=us-east-1"
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: seconds of the wall clock, seconds of processor time, and the most memory held, in bytes."""

    seconds: float
    busy: float
    memory: int


@dataclass(frozen=True, slots=True)
class Client:
    """A program, the folder it runs in, and its bucket. `shop` is what it uploads."""

    name: str
    version: str
    folder: Path
    bucket: str
    shop: Path
    words: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str) -> Cost:
        """Deploy, or run with `words` in place of those of a deploy; return the cost. Raise CommandFailed."""
        command = [*(words or self.words)]
        with (self.folder / ".said").open("w+b") as said:
            begun = time.perf_counter()
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                stdout=said,
                stderr=said,
                env={**os.environ, **OWNER.environment(), **self.environment, "NO_COLOR": "1"},
            )
            with _Watch(process.pid) as watch:
                _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - begun
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                told = said.read()[-2000:].decode(errors="replace")
                raise CommandFailed(f"{' '.join(command)}: {process.returncode}\n{told}")
        return Cost(seconds, usage.ru_utime + usage.ru_stime, watch.highest)


class _Watch:
    """Looks at the most memory that a process has held, again and again until the end of a `with` block.

    What the system tells at the end of a process is of no use: it counts what the parent held before the process began.
    """

    def __init__(self, process: int) -> None:
        self.highest = 0
        self._status = Path(f"/proc/{process}/status")
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._is_over.wait(SAMPLE_SECONDS):
            with suppress(OSError):
                found = re.search(r"^VmHWM:\s*(\d+) kB", self._status.read_text(), re.MULTILINE)
                self.highest = int(found[1]) * 1024 if found else self.highest


def make_sitegen(folder: Path, bucket: str, endpoint: str) -> Client:
    """Return sitegen, with a site whose output is the shop."""
    folder.mkdir()
    (folder / "sitegen.toml").write_text(SETTINGS.format(bucket=bucket, endpoint=endpoint))
    words = (str(SITEGEN), "deploy", "bench", "--yes")
    return Client("sitegen", _said(str(SITEGEN), "--version"), folder, bucket, folder / OUTPUT, words)


def make_aws(folder: Path, bucket: str, endpoint: str) -> Client:
    """Return `aws s3 sync`."""
    folder.mkdir()
    words = (str(AWS), "s3", "sync", "public", f"s3://{bucket}", "--delete", "--only-show-errors",
             "--endpoint-url", endpoint)  # fmt: skip
    version = _said(str(AWS), "--version").split()[0].replace("/", " ")
    settings = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_CONFIG_FILE": os.devnull}
    return Client("aws s3 sync", version, folder, bucket, folder / "public", words, settings)


def make_rclone(folder: Path, bucket: str, endpoint: str) -> Client:
    """Return `rclone sync`, which compares checksums, so that a new time alone costs nothing."""
    folder.mkdir()
    remote = {
        "TYPE": "s3", "PROVIDER": "SeaweedFS", "ENDPOINT": endpoint, "REGION": "us-east-1",
        "ACCESS_KEY_ID": OWNER.key, "SECRET_ACCESS_KEY": OWNER.secret,
    }  # fmt: skip
    settings = {f"RCLONE_CONFIG_BENCH_{name}": value for name, value in remote.items()}
    words = (str(RCLONE), "sync", "public", f"bench:{bucket}", "--checksum", "--fast-list",
             "--transfers", WORKERS, "--checkers", WORKERS)  # fmt: skip
    version = _said(str(RCLONE), "version").splitlines()[0]
    return Client(
        "rclone", version, folder, bucket, folder / "public", words, {**settings, "RCLONE_CONFIG": os.devnull}
    )


def make_hugo(folder: Path, bucket: str, endpoint: str) -> Client:
    """Return `hugo deploy`, which sends assets before pages."""
    folder.mkdir()
    (folder / "hugo.toml").write_text(HUGO.format(bucket=bucket, endpoint=endpoint))
    hugo = str(find_hugo())
    words = (hugo, "deploy", "--target", "bench", "--maxDeletes", "-1", "--workers", WORKERS)
    version = " ".join(_said(hugo, "version").split()[:2]).split("-")[0]
    return Client("hugo deploy", version, folder, bucket, folder / "public", words)


CLIENTS = (make_sitegen, make_aws, make_rclone, make_hugo)


def _said(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
