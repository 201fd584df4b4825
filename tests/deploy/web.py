"""A web server on loopback that sends the headers it is told to, for what a host would send."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sitegen.deploy.headers import headers_for


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Web:
    """A running server: its address without a slash at the end, and the paths that it was asked for."""

    address: str
    asked: list[str]


@contextmanager
def serve(reply: Callable[[str], Reply]) -> Iterator[Web]:
    """Answer GET requests on a free port of loopback."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            found = reply(self.path)
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # a browser that has seen enough
                self.wfile.write(found.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Web(f"http://127.0.0.1:{server.server_address[1]}", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serve_folder(folder: Path, sent: Mapping[str, str] | Callable[[str], Mapping[str, str]]) -> Iterator[Web]:
    """Serve a built shop with the types and copies of `sitegen.deploy.headers`, and with what is `sent` besides.

    `sent` are headers of every answer, or tell those of an address.
    """

    def reply(target: str) -> Reply:
        address = unquote(urlsplit(target).path)
        headers = sent(address) if callable(sent) else sent
        path = address.lstrip("/")
        path = f"{path}index.html" if not path or path.endswith("/") else path
        file = folder / path
        known = headers_for(path)
        kinds = {"Content-Type": known.content_type, "Cache-Control": known.cache_control}
        if ".sitegen" in path or not file.is_file():
            return Reply(
                404, {**headers, "Content-Type": "text/html; charset=utf-8"}, b"<!doctype html><title>404</title>"
            )
        return Reply(200, {**headers, **kinds}, file.read_bytes())

    with serve(reply) as web:
        yield web
