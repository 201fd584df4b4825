"""A preview of a built shop, on loopback: what a plain static host would serve, and nothing else.

A web page in the same browser must not reach it under a name of its own (DNS rebinding), so only requests to a
loopback name are answered. Hidden files and folder listings are not served.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from sitegen.write.manifest import MEDIA_TYPES

LOOPBACK = "127.0.0.1"
_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")


class PreviewHandler(SimpleHTTPRequestHandler):
    """Serves files, `index.html` for folders, and the shop's own 404 page for all else; logs nothing."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | MEDIA_TYPES

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def end_headers(self) -> None:
        """Let no browser keep a page that the next build changes."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def send_head(self) -> BinaryIO | None:
        """Answer requests to a loopback name for files that are not hidden; refuse the others."""
        host = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        if host not in _LOOPBACK_NAMES:
            super().send_error(HTTPStatus.FORBIDDEN, "Only local requests are answered")
            return None
        if any(part.startswith(".") for part in unquote(urlsplit(self.path).path).split("/")):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def list_directory(self, path: object) -> None:
        """Show no list of files."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the shop's 404 page where it has one, as a host does."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", MEDIA_TYPES[".html"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def make_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of `folder` on loopback; port 0 takes a free one. Raises OSError when the port is taken."""
    server = ThreadingHTTPServer((LOOPBACK, port), partial(PreviewHandler, directory=str(folder)))
    server.daemon_threads = True
    return server


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve `folder` for the length of a `with` block. Yield its address without a slash at the end."""
    server = make_server(folder, 0)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
