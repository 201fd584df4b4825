"""A client that sends what no browser would: the request's bytes, as they are."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, BinaryIO
from urllib.parse import quote

from sitegen.serve import LOOPBACK
from sitegen.serve.server import Preview

_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(server: Preview, target: str = "/", *, method: str = "GET", **headers: str | None) -> Reply:
    """Send one request and return its reply; a header that is None is left out."""
    with connected(server) as (connection, answers):
        connection.sendall(request(server, target, method, headers))
        return read_reply(answers, method)


@contextmanager
def connected(server: Preview) -> Iterator[tuple[socket.socket, BinaryIO]]:
    """Yield a connection, and what is read from it."""
    place = (LOOPBACK, server.server_port)
    with socket.create_connection(place, timeout=_SECONDS) as connection, connection.makefile("rb") as answers:
        yield connection, answers


def request(
    server: Preview, target: str = "/", method: str = "GET", headers: Mapping[str, str | None] = MappingProxyType({})
) -> bytes:
    """Return the bytes of a request; `Sec_Fetch_Site` stands for Sec-Fetch-Site."""
    sent = {"Host": server.address.removeprefix("http://"), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in sent.items() if value is not None]
    return "\r\n".join([f"{method} {target} HTTP/1.1", *lines, "", ""]).encode("utf-8")


def read_reply(answers: BinaryIO, method: str = "GET") -> Reply:
    """Read one reply, and not a byte more."""
    status = int(answers.readline().split()[1])
    headers = {}
    while line := answers.readline().strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    length = 0 if method == "HEAD" else int(headers.get("content-length", 0))
    return Reply(status, headers, answers.read(length))


@contextmanager
def listening(server: Preview, page: str = "") -> Iterator[Iterator[dict[str, Any]]]:
    """Open the stream of events, as `page` if it is given; yield an iterator over them that waits for the next."""
    with connected(server) as (connection, answers):
        connection.sendall(request(server, "/__sitegen__/events" + (f"?page={quote(page, safe='')}" if page else "")))
        assert read_reply(answers).status == 200
        yield _events(answers)


def _events(answers: BinaryIO) -> Iterator[dict[str, Any]]:
    for line in answers:
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))
