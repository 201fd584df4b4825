"""The world beyond a shop: one server that the browser takes for every host, over https, and that keeps what arrives.

It is the proxy of a browser context. Its tunnels end here, so that links, forms, redirects and the shop's own security
headers work as they do on the net: the browser itself sends what a checkout would receive.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from socketserver import TCPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Browser, BrowserContext

from sitegen.deploy.headers import CACHE_CONTROL, FileClass
from sitegen.serve.published import Answer
from sitegen.serve.published import answer as published
from tests.storefront.observation import PHONE

LOOPBACK = "127.0.0.1"
ARRIVED = Answer(
    HTTPStatus.OK, "text/html; charset=utf-8", b'<!doctype html><link rel="icon" href="data:,"><title>Arrived</title>'
)
FOREVER = CACHE_CONTROL[FileClass.DIGEST]
_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request at a host that is not the shop's, as it was sent."""

    method: str
    host: str
    path: str
    query: str = ""
    body: str = ""
    type: str = ""
    fragment: str = ""
    """What only a script at the far side sees; no request has it."""


class FarSide(ThreadingHTTPServer):
    """Serves the shop at its own address with its own headers, and takes in what is sent anywhere else."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, shop: Path, address: str, headers: Mapping[str, str], folder: Path) -> None:
        self.shop, self.host, self.headers = shop, urlsplit(address).hostname or "", headers
        self.arrivals: Queue[Arrival] = Queue()
        self.answer: Callable[[Arrival], Answer] = lambda _: ARRIVED
        self.tls = _tls(folder)
        super().__init__((LOOPBACK, 0), Tunnel)

    @property
    def address(self) -> str:
        """The address of the proxy."""
        return f"http://{LOOPBACK}:{self.server_address[1]}"

    def server_bind(self) -> None:
        """Bind without asking a name server for this machine's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of browsers that hang up."""

    def next(self) -> Arrival:
        """Return what arrived next."""
        try:
            return self.arrivals.get(timeout=_SECONDS)
        except Empty:
            raise AssertionError("nothing arrived") from None


class Tunnel(BaseHTTPRequestHandler):
    """One connection of the browser to some host."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    server: FarSide
    host = ""

    def do_CONNECT(self) -> None:
        """Be the host that the browser asks for."""
        self.send_response_only(HTTPStatus.OK)
        self.end_headers()
        self.host = self.path.rpartition(":")[0]
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.close_connection = False

    def finish(self) -> None:
        """Close the inner connection, which the server does not know."""
        with contextlib.suppress(OSError):
            super().finish()
        self.connection.close()

    def do_GET(self) -> None:
        """Answer as the shop, or take in what leaves it."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.host == self.server.host:
            lasting = {"Cache-Control": FOREVER} if self.path.startswith("/assets/") else {}
            self._send(published(self.server.shop, self.path), {**self.server.headers, **lasting})
            return
        parts = urlsplit(self.path)
        arrival = Arrival(
            self.command, self.host, parts.path, parts.query, body, self.headers.get("Content-Type", "").lower()
        )
        self.server.arrivals.put(arrival)
        self._send(self.server.answer(arrival), {})

    do_POST = do_GET  # noqa: N815 - the base class's way to name methods

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def _send(self, found: Answer, headers: Mapping[str, str]) -> None:
        self.send_response(found.status)
        told = {"Content-Type": found.type, "Content-Length": str(len(found.body)), **headers}
        for name, value in {**told, **({"Location": found.location} if found.location else {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(found.body)


@contextmanager
def far_side(shop: Path, address: str, headers: Mapping[str, str], folder: Path) -> Iterator[FarSide]:
    """Let the world answer for the length of a `with` block; its key and certificate lie in `folder`."""
    with FarSide(shop, address, headers, folder) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def travelling(browser: Browser, world: FarSide, **options: Any) -> Iterator[BrowserContext]:
    """Open a phone of its own that reaches the whole world, and nothing but this one."""
    context = browser.new_context(
        viewport={"width": PHONE, "height": 780},
        proxy={"server": world.address},
        ignore_https_errors=True,
        service_workers="block",
        **options,
    )
    context.set_default_timeout(_SECONDS * 1000)
    try:
        yield context
    finally:
        context.close()


def _tls(folder: Path) -> ssl.SSLContext:
    """Return a server's side of TLS with a key of its own; whoever tests believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "far side")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    file = folder / "far-side.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
