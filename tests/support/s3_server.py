"""A real S3 server on loopback: SeaweedFS, which verifies signatures and keeps its objects on disk."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

START_SECONDS = 60.0
BUCKET = "shared"


@dataclass(frozen=True, slots=True)
class Account:
    """A key of the server and its secret."""

    key: str
    secret: str

    def environment(self) -> dict[str, str]:
        """Return what a program of this account finds in its environment."""
        return {"AWS_ACCESS_KEY_ID": self.key, "AWS_SECRET_ACCESS_KEY": self.secret, "AWS_REGION": "us-east-1"}


OWNER = Account("owner-key", "owner-very-secret")
READER = Account("reader-key", "reader-very-secret")
_ACTIONS = {OWNER: ["Admin", "Read", "Write", "List"], READER: ["Read", "List"]}


@dataclass(frozen=True, slots=True)
class S3Server:
    """A running server, with one bucket."""

    endpoint: str

    @property
    def client(self) -> Any:
        """A client with all rights."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=OWNER.key,
            aws_secret_access_key=OWNER.secret,
            config=Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1}),
        )

    def keys(self, prefix: str) -> list[str]:
        """Return the keys below a prefix of the bucket."""
        answer = self.client.list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        return [entry["Key"] for entry in answer.get("Contents", ())]


class ServerSilent(Exception):
    """A server did not start; the text is the end of what it said."""


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A server for the whole run; tests keep apart by prefix."""
    with running_seaweed(tmp_path_factory.mktemp("s3")) as server:
        yield server


@contextmanager
def running_seaweed(folder: Path) -> Iterator[S3Server]:
    """Run SeaweedFS with its objects in an empty folder, for the length of a `with` block; the folder is removed."""
    names = ("master", "master.grpc", "volume", "volume.grpc", "filer", "filer.grpc", "s3", "s3.grpc")
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(_command(folder, ports), stdout=log, stderr=log, cwd=folder)
        try:
            yield _wait_for(S3Server(f"http://127.0.0.1:{ports['s3']}"), server, folder / "log")
        finally:
            server.kill()
            server.wait()
            shutil.rmtree(folder, ignore_errors=True)


def _command(folder: Path, ports: dict[str, int]) -> list[str]:
    identities = [
        {"name": account.key, "credentials": [{"accessKey": account.key, "secretKey": account.secret}], "actions": acts}
        for account, acts in _ACTIONS.items()
    ]
    (folder / "s3.json").write_text(json.dumps({"identities": identities}))
    (folder / "data").mkdir()
    return [
        str(Path(sys.executable).with_name("weed")), "server", f"-dir={folder / 'data'}",
        "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3", f"-s3.config={folder / 's3.json'}",
        *(f"-{name.replace('.grpc', '.port.grpc') if 'grpc' in name else f'{name}.port'}={port}"
          for name, port in ports.items()),
        "-s3.port.iceberg=0", "-s3.port.lance=0",
        "-master.telemetry=false", "-master.volumeSizeLimitMB=64",
        "-volume.max=1000",  # each bucket takes several volumes
    ]  # fmt: skip


def _wait_for(server: S3Server, process: subprocess.Popen[bytes], log: Path) -> S3Server:
    """Return the server when it has taken its bucket."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            # on a busy machine the answer may be late and the bucket there all the same
            known = server.client.exceptions
            with suppress(known.BucketAlreadyExists, known.BucketAlreadyOwnedByYou):
                server.client.create_bucket(Bucket=BUCKET)
            server.client.put_object(Bucket=BUCKET, Key="first", Body=b"first")
        except (BotoCoreError, ClientError):
            time.sleep(0.2)
        else:
            return server
    raise ServerSilent(log.read_text(errors="replace")[-2000:])


def free_ports(count: int) -> list[int]:
    """Return ports of loopback that nobody uses at this moment."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
