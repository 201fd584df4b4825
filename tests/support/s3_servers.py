"""S3 servers beside SeaweedFS, each a real program on loopback, and a look into their buckets from outside.

MiniStack verifies checksums, keeps redirects and speaks CloudFront. `rclone serve s3` answers conditional requests as
if they had no condition: it stands for every store that a deploy must not trust with its lock.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.support.s3_server import OWNER, START_SECONDS, S3Server, ServerSilent, free_ports

MINISTACK = Path(__file__).parents[2] / ".venv-servers" / "bin" / "ministack"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """MiniStack for the whole run."""
    with running_ministack(tmp_path_factory.mktemp("ministack")) as server:
        yield server


@pytest.fixture(scope="session")
def rclone_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """The server that ignores conditions, for the whole run."""
    with running_rclone(tmp_path_factory.mktemp("rclone")) as server:
        yield server


@contextmanager
def running_ministack(folder: Path) -> Iterator[S3Server]:
    """Run MiniStack, which keeps its objects in memory, for the length of a `with` block."""
    [port] = free_ports(1)
    settings = {
        "BIND_HOST": "127.0.0.1",  # all interfaces if not told
        "GATEWAY_PORT": str(port),
        "SERVICES": "s3,cloudfront",
        "LOG_LEVEL": "WARNING",
        "TMPDIR": str(folder),
    }
    if not MINISTACK.exists():
        pytest.fail(f"{MINISTACK.parents[1].name} is missing: run `make setup`")
    with _running([str(MINISTACK)], folder, port, settings) as server:
        yield server


@contextmanager
def running_rclone(folder: Path) -> Iterator[S3Server]:
    """Run `rclone serve s3` on an empty folder, for the length of a `with` block."""
    [port] = free_ports(1)
    (folder / "data").mkdir()
    command = [
        str(Path(sys.executable).with_name("rclone")), "serve", "s3", str(folder / "data"),
        "--addr", f"127.0.0.1:{port}", "--auth-key", f"{OWNER.key},{OWNER.secret}", "--vfs-cache-mode", "off",
    ]  # fmt: skip
    with _running(command, folder, port, {"RCLONE_CONFIG": os.devnull}) as server:
        yield server


@contextmanager
def _running(command: list[str], folder: Path, port: int, settings: Mapping[str, str]) -> Iterator[S3Server]:
    server = S3Server(f"http://127.0.0.1:{port}")
    # what the person has set for AWS is nothing to a server of ours
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env={**environment, **settings})
        try:
            _wait_for(server, process, folder / "log")
            yield server
        finally:
            process.kill()
            process.wait()
            shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: S3Server, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server lists its buckets."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            client_of(server.endpoint).list_buckets()
        except (BotoCoreError, ClientError):
            time.sleep(0.1)
        else:
            return
    raise ServerSilent(log.read_text(errors="replace")[-2000:])


@cache
def client_of(endpoint: str, service: str = "s3") -> Any:
    """Return a client with all rights, for several threads."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=OWNER.key,
        aws_secret_access_key=OWNER.secret,
        config=Config(connect_timeout=2, read_timeout=20, retries={"total_max_attempts": 1}, max_pool_connections=32),
    )


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as a visitor gets it: its bytes and the headers that a deploy sets."""

    body: bytes
    content_type: str
    cache_control: str = ""
    content_encoding: str = ""
    redirect: str = ""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of a running server, looked at past every proxy."""

    server: S3Server
    name: str
    _bodies: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """Bytes that were read before, by key and ETag: a crawler looks at the same objects again and again."""

    @classmethod
    def new(cls, server: S3Server) -> Bucket:
        """Make an empty bucket that no other test uses."""
        bucket = cls(server, f"shop-{os.getpid()}-{next(_numbers)}")
        bucket.client.create_bucket(Bucket=bucket.name)
        return bucket

    @property
    def client(self) -> Any:
        """A client with all rights."""
        return client_of(self.server.endpoint)

    def etags(self, prefix: str = "") -> dict[str, str]:
        """Return the ETag of every object below `prefix`, by key."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        return {entry["Key"]: entry["ETag"].strip('"') for page in pages for entry in page.get("Contents", ())}

    def get(self, key: str) -> Stored | None:
        """Return an object, or None."""
        try:
            found = self.client.get_object(Bucket=self.name, Key=key)
        except self.client.exceptions.NoSuchKey:
            return None
        return Stored(
            found["Body"].read(),
            found["ContentType"],
            found.get("CacheControl", ""),
            found.get("ContentEncoding", ""),
            found.get("WebsiteRedirectLocation", ""),
        )

    def objects(self, prefix: str = "") -> dict[str, Stored]:
        """Return every object below `prefix`, by key."""
        found = {key: self.get(key) for key in self.etags(prefix)}
        return {key: stored for key, stored in found.items() if stored is not None}

    def bodies(self, prefix: str = "") -> dict[str, bytes]:
        """Return the bytes of every object below `prefix`, by key; those seen before are not read again."""
        found = {}
        for key, etag in self.etags(prefix).items():
            if (key, etag) not in self._bodies and (stored := self.get(key)) is not None:
                self._bodies[key, etag] = stored.body
            if (key, etag) in self._bodies:
                found[key] = self._bodies[key, etag]
        return found

    def keep_versions(self) -> None:
        """Let the bucket keep what is overwritten from now on."""
        self.client.put_bucket_versioning(Bucket=self.name, VersioningConfiguration={"Status": "Enabled"})

    def put(self, key: str, body: bytes = b"", **headers: Any) -> None:
        """Put an object as somebody else would."""
        self.client.put_object(Bucket=self.name, Key=key, Body=body, **headers)

    def delete(self, key: str) -> None:
        """Take an object away as somebody else would."""
        self.client.delete_object(Bucket=self.name, Key=key)
