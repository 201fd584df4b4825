"""A proxy in front of an S3 server that breaks what passes, and writes down what passed.

    with FaultProxy(server.endpoint, Seeded(7, {BUSY: 0.10, ResetAfter(): 0.03})) as proxy:
        deploy_to(proxy.endpoint)
    assert proxy.log.count("PUT") < 250

A rule looks at a request and names its fault, or None. The Host header stays, so that signatures hold.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import socket
import struct
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape, unescape

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.support.s3_server import OWNER

PER_HOP = {"connection", "keep-alive", "transfer-encoding", "expect"}
SEALS = ("content-md5", "content-length", "authorization", "x-amz-checksum", "x-amz-content", "x-amz-sdk-checksum")
"""What holds a digest or a length of the body: it falls with the body."""

UPSTREAM_SECONDS = 30.0
IDLE_SECONDS = 1.0
"""A connection to the server that rested longer may be closed by now; a fresh one is made instead."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came: its number from 1, and which time this method asked for this key."""

    number: int
    time: int
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def key(self) -> str:
        """The key below the bucket; empty for the bucket itself."""
        return unquote(urlsplit(self.target).path).lstrip("/").partition("/")[2]

    @property
    def query(self) -> str:
        """What stands behind the question mark."""
        return urlsplit(self.target).query


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: status, headers, and the body; `length` is announced in place of the body's own."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    length: int | None = None


class Reset(Exception):
    """The client shall see its connection break."""


Forward = Callable[[Request], Answer]


class Fault(Protocol):
    """What happens to a request."""

    def apply(self, request: Request, forward: Forward) -> Answer:
        """Return the answer, asking the server through `forward`, or not; raise `Reset` to break the connection."""
        ...


Rule = Callable[[Request], Fault | None]


@dataclass(frozen=True, slots=True)
class Refuse:
    """The server says no and does nothing."""

    status: int
    code: str

    def apply(self, request: Request, forward: Forward) -> Answer:
        """Answer as S3 does."""
        text = f"<Error><Code>{self.code}</Code><Message>on purpose</Message><RequestId>1</RequestId></Error>"
        body = b"" if request.method == "HEAD" else f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
        return Answer(self.status, (("Content-Type", "application/xml"), ("x-amz-request-id", "1")), body)


BUSY = Refuse(503, "SlowDown")
BROKEN = Refuse(500, "InternalError")
DENIED = Refuse(403, "AccessDenied")


@dataclass(frozen=True, slots=True)
class ResetBefore:
    """The line breaks before the server has heard anything."""

    def apply(self, request: Request, forward: Forward) -> Answer:
        """Break the connection."""
        raise Reset


@dataclass(frozen=True, slots=True)
class ResetAfter:
    """The server has done it, and the line breaks before it can say so."""

    def apply(self, request: Request, forward: Forward) -> Answer:
        """Forward the request, then break the connection."""
        forward(request)
        raise Reset


@dataclass(frozen=True, slots=True)
class Delay:
    """The way is long."""

    seconds: float

    def apply(self, request: Request, forward: Forward) -> Answer:
        """Wait, then forward."""
        time.sleep(self.seconds)
        return forward(request)


Change = Callable[[bytes], bytes]


def truncated(body: bytes) -> bytes:
    """Return the first half."""
    return body[: len(body) // 2]


def corrupted(body: bytes) -> bytes:
    """Return as many bytes, one of them another."""
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :] if body else body


@dataclass(frozen=True, slots=True)
class SpoilRequest:
    """The body changes on its way to the server, all headers stay: digests in them no longer fit."""

    change: Change

    def apply(self, request: Request, forward: Forward) -> Answer:
        """Forward another body."""
        return forward(_with_body(request, self.change(request.body), dict(request.headers)))


@dataclass(frozen=True, slots=True)
class StoreOther:
    """The server itself stores other bytes than it was given, and says that all is well."""

    change: Change

    def apply(self, request: Request, forward: Forward) -> Answer:
        """Sign another body as the owner would, and forward that."""
        headers = {name: value for name, value in request.headers.items() if not name.lower().startswith(SEALS)}
        body = self.change(request.body)
        return forward(_with_body(request, body, _signed(request, headers, body)))


@dataclass(frozen=True, slots=True)
class SpoilAnswer:
    """The answer's body changes on its way back, its headers stay."""

    change: Change

    def apply(self, request: Request, forward: Forward) -> Answer:
        """Return another body under the old length; a shorter one ends with the connection."""
        answer = forward(request)
        return Answer(answer.status, answer.headers, self.change(answer.body), len(answer.body))


@dataclass(frozen=True, slots=True)
class OtherEtags:
    """A store whose ETags are no MD5: of encrypted objects, or with the `ending` of those put in parts.

    What the client is told is the server's own ETag, turned round; what it says is turned back.
    """

    ending: str = ""

    def apply(self, request: Request, forward: Forward) -> Answer:
        """Forward with the server's ETags, answer with ours."""
        told = [name for name in request.headers if name.lower() in {"if-match", "x-amz-copy-source-if-match"}]
        if told:
            headers = {**request.headers, **{name: _turned(request.headers[name]) for name in told}}
            request = _with_body(request, request.body, _signed(request, headers, request.body))
        answer = forward(request)
        kept = tuple(
            (name, _turned(value, self.ending) if name.lower() == "etag" else value) for name, value in answer.headers
        )
        body = _ETAG_IN_XML.sub(
            lambda found: f"<ETag>{_turned(found[1].decode(), self.ending)}</ETag>".encode(), answer.body
        )
        return Answer(answer.status, kept, body)


def _turned(etag: str, ending: str = "") -> str:
    digits = _DIGITS.search(etag)
    return f'"{digits[0][::-1]}{ending}"' if digits else etag


@dataclass(frozen=True, slots=True)
class Aged:
    """An object seems to have been written so many seconds earlier, by the server's own clock."""

    seconds: float

    def apply(self, request: Request, forward: Forward) -> Answer:
        """Answer with an earlier time."""
        answer = forward(request)
        now = next((value for name, value in answer.headers if name.lower() == "date"), formatdate(usegmt=True))
        then = formatdate(parsedate_to_datetime(now).timestamp() - self.seconds, usegmt=True)
        kept = tuple((name, then if name.lower() == "last-modified" else value) for name, value in answer.headers)
        return Answer(answer.status, kept, answer.body)


@dataclass(frozen=True, slots=True)
class Hold:
    """The request waits on its way until `opened` is set, then arrives."""

    opened: threading.Event

    def apply(self, request: Request, forward: Forward) -> Answer:
        """Wait, then forward."""
        self.opened.wait(UPSTREAM_SECONDS)
        return forward(request)


_ETAG_IN_XML = re.compile(rb"<ETag>(.*?)</ETag>")
_DIGITS = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class KeepObjects:
    """Some objects cannot be deleted: the answer to a request for many names them among its errors."""

    keys: frozenset[str]

    def apply(self, request: Request, forward: Forward) -> Answer:
        """Forward the request without these objects, and add the errors to the answer."""
        kept: list[str] = []

        def sift(found: re.Match[bytes]) -> bytes:
            key = unescape(found[1].decode())
            if key not in self.keys:
                return found[0]
            kept.append(
                f"<Error><Key>{escape(key)}</Key><Code>AccessDenied</Code><Message>on purpose</Message></Error>"
            )
            return b""

        body = _OBJECT_IN_XML.sub(sift, request.body)
        headers = {name: value for name, value in request.headers.items() if not name.lower().startswith(SEALS)}
        headers["Content-MD5"] = b64encode(md5(body).digest()).decode()
        answer = forward(_with_body(request, body, _signed(request, headers, body)))
        told = re.sub(rb"\s*/>$", b"></DeleteResult>", answer.body)  # nothing to tell may be an empty element
        told = told.replace(b"</DeleteResult>", "".join(kept).encode() + b"</DeleteResult>")
        return Answer(answer.status, answer.headers, told)


_OBJECT_IN_XML = re.compile(rb"<Object>.*?<Key>(.*?)</Key>.*?</Object>")


def _with_body(request: Request, body: bytes, headers: dict[str, str]) -> Request:
    headers = {name: value for name, value in headers.items() if name.lower() != "content-length"}
    return Request(request.number, request.time, request.method, request.target, headers, body)


def _signed(request: Request, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    host = next(value for name, value in headers.items() if name.lower() == "host")
    plain = AWSRequest(request.method, f"http://{host}{request.target}", headers=dict(headers), data=body)
    S3SigV4Auth(Credentials(OWNER.key, OWNER.secret), "s3", "us-east-1").add_auth(plain)
    return dict(plain.headers.items())


def never(request: Request) -> Fault | None:
    """Let everything pass."""
    return None


@dataclass(frozen=True, slots=True)
class On:
    """One fault for every request that `matches`, at most `times` times for each of them."""

    matches: Callable[[Request], bool]
    fault: Fault
    times: int = 1_000_000

    def __call__(self, request: Request) -> Fault | None:
        """Name the fault of a request."""
        return self.fault if request.time <= self.times and self.matches(request) else None


@dataclass(frozen=True, slots=True)
class Seeded:
    """Faults by chance, each with its share of all requests.

    The chance hangs on the seed, the request and which time it comes, not on the order of threads: the same seed
    breaks the same requests.
    """

    seed: int
    shares: Mapping[Fault, float]

    def __call__(self, request: Request) -> Fault | None:
        """Name the fault of a request."""
        left = random.Random(f"{self.seed} {request.method} {request.target} {request.time}").random()
        for fault, share in self.shares.items():
            left -= share
            if left < 0:
                return fault
        return None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log: what was asked, its fault by name or an empty text, and the status that went back, or 0."""

    number: int
    method: str
    key: str
    query: str
    sent: int
    fault: str
    status: int


@dataclass(slots=True)
class Log:
    """What has passed, in the order in which it came."""

    entries: list[Entry] = field(default_factory=list)

    def of(self, method: str, prefix: str = "") -> list[Entry]:
        """Return the requests with a method for keys below `prefix`."""
        return [entry for entry in list(self.entries) if entry.method == method and entry.key.startswith(prefix)]

    def count(self, method: str, prefix: str = "") -> int:
        """Return how many requests with a method came for keys below `prefix`."""
        return len(self.of(method, prefix))

    def done(self, method: str, prefix: str = "") -> list[str]:
        """Return the keys of the requests that the server granted, in their order."""
        return [entry.key for entry in sorted(self.of(method, prefix), key=_number) if 200 <= entry.status < 300]

    def by_method(self) -> Counter[str]:
        """Return how many requests came with each method."""
        return Counter(entry.method for entry in list(self.entries))

    @property
    def sent(self) -> int:
        """How many bytes came in bodies."""
        return sum(entry.sent for entry in list(self.entries))


def _number(entry: Entry) -> int:
    return entry.number


@dataclass(slots=True)
class Gate:
    """Lets the first `limit` requests pass and holds all others back until it is opened.

    `closed` is set when the server has done the last one that passes: then is the moment to kill who asks.
    """

    limit: int
    closed: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)
    _answered: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def lets_pass(self, number: int) -> bool:
        """Tell whether a request reaches the server."""
        return number <= self.limit

    def answered(self) -> None:
        """Count a request that the server has done."""
        with self._lock:
            self._answered += 1
            if self._answered == self.limit:
                self.closed.set()


class FaultProxy:
    """A running proxy. `rule` and `gate` may be changed while it runs."""

    def __init__(self, server: str, rule: Rule = never, gate: Gate | None = None) -> None:
        self.server = server
        self.rule = rule
        self.gate = gate
        self.log = Log()
        self._numbers: Counter[tuple[str, str]] = Counter()
        self._count = 0
        self._lock = threading.Lock()
        self._listener = _Listener(self)

    @property
    def endpoint(self) -> str:
        """Where clients ask."""
        return f"http://127.0.0.1:{self._listener.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._listener.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.gate is not None:
            self.gate.opened.set()
        self._listener.shutdown()
        self._listener.server_close()

    def forget(self) -> None:
        """Begin a new log, with new numbers."""
        with self._lock:
            self.log = Log()
            self._numbers.clear()
            self._count = 0

    def numbered(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Request:
        """Return a request with its numbers."""
        with self._lock:
            self._count += 1
            self._numbers[method, target] += 1
            return Request(self._count, self._numbers[method, target], method, target, headers, body)

    def handle(self, request: Request, forward: Forward) -> Answer:
        """Return what goes back; raise `Reset` when the line shall break."""
        gate, log, status, fault = self.gate, self.log, 0, None
        try:
            if gate is not None and not gate.lets_pass(request.number):
                gate.opened.wait(UPSTREAM_SECONDS)
                raise Reset
            fault = self.rule(request)
            answer = fault.apply(request, forward) if fault else forward(request)
            status = answer.status
        finally:
            name = type(fault).__name__ if fault else ""
            entry = Entry(request.number, request.method, request.key, request.query, len(request.body), name, status)
            log.entries.append(entry)
            if gate is not None and gate.lets_pass(request.number):
                gate.answered()
        return answer


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, proxy: FaultProxy) -> None:
        super().__init__(("127.0.0.1", 0), _Passage)
        self.proxy = proxy


class _Passage(BaseHTTPRequestHandler):
    """One connection of a client, with one to the server behind it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    server: _Listener
    _upstream: http.client.HTTPConnection | None = None
    _rests_since = 0.0

    def finish(self) -> None:
        if self._upstream is not None:
            self._upstream.close()
        with suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the log of the proxy has it all."""

    def pass_on(self) -> None:
        proxy = self.server.proxy
        request = proxy.numbered(self.command, self.path, dict(self.headers.items()), self._read_body())
        try:
            self._write(request, proxy.handle(request, self._forward))
        except (Reset, OSError, http.client.HTTPException):
            self._break()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = pass_on  # noqa: N815 - so are these

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(parts)

    def _forward(self, request: Request) -> Answer:
        connection = self._connected()
        connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
        for name, value in request.headers.items():
            if name.lower() not in {*PER_HOP, "content-length"}:
                connection.putheader(name, value)
        if request.body or request.method in {"PUT", "POST"}:
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body or None)
        found = connection.getresponse()
        body = found.read()
        self._rests_since = time.monotonic()
        kept = tuple((name, value) for name, value in found.getheaders() if name.lower() not in PER_HOP)
        return Answer(found.status, kept, body)

    def _connected(self) -> http.client.HTTPConnection:
        if self._upstream is None or time.monotonic() - self._rests_since > IDLE_SECONDS:
            if self._upstream is not None:
                self._upstream.close()
            self._upstream = http.client.HTTPConnection(urlsplit(self.server.proxy.server).netloc)
            self._upstream.timeout = UPSTREAM_SECONDS
        return self._upstream

    def _write(self, request: Request, answer: Answer) -> None:
        lines = [f"HTTP/1.1 {answer.status} {http.client.responses.get(answer.status, '')}"]
        lines += [f"{name}: {value}" for name, value in answer.headers if name.lower() != "content-length"]
        told = [value for name, value in answer.headers if name.lower() == "content-length"]
        if request.method == "HEAD" and told:
            lines.append(f"Content-Length: {told[0]}")
        elif answer.status not in {204, 304}:
            lines.append(f"Content-Length: {len(answer.body) if answer.length is None else answer.length}")
        self.wfile.write("\r\n".join([*lines, "\r\n"]).encode("latin-1") + answer.body)
        self.wfile.flush()
        if answer.length is not None and answer.length > len(answer.body):
            raise Reset

    def _break(self) -> None:
        """End the connection with a reset in place of a farewell."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())  # close() would wait for the files made from it
