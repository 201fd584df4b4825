"""A web server on loopback that serves a built shop as a host does: its `_headers`, Brotli, its 404 page.

What is measured and tested in a browser is then what buyers get: the content security policy holds, and weights are
those of the line.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import brotli

from sitegen.write.manifest import media_type

_TEXT = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
_NOT_ON_LOOPBACK = "; upgrade-insecure-requests"
"""Loopback has no https that a browser could go over to."""


def read_rules(text: str) -> list[tuple[re.Pattern[str], list[tuple[str, str]]]]:
    """Return the rules of a `_headers` file: a pattern of paths with the headers of each."""
    rules: list[tuple[re.Pattern[str], list[tuple[str, str]]]] = []
    for line in text.splitlines():
        if line.startswith("/"):
            pattern = ".*".join(re.escape(part) for part in line.strip().split("*"))
            rules.append((re.compile(pattern), []))
        elif line.strip() and not line.lstrip().startswith("#"):
            name, _, value = line.strip().partition(":")
            rules[-1][1].append((name, value.strip()))
    return rules


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """Serve a built shop on a free port; yield its address without a slash at the end."""
    rules_file = folder / "_headers"
    rules = read_rules(rules_file.read_text(encoding="utf-8")) if rules_file.is_file() else []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            file = _file(folder, path)
            if file is None and _file(folder, f"{path}/") is not None:
                self._answer(301, {"Location": f"{path}/"}, b"")
                return
            status, file = (404, folder / "404.html") if file is None else (200, file)
            headers = {"Content-Type": media_type(file.name), "Vary": "Accept-Encoding"}
            for pattern, pairs in rules:
                if pattern.fullmatch(path):
                    headers |= dict(pairs)
            policy = headers.get("Content-Security-Policy", "")
            headers |= {"Content-Security-Policy": policy.replace(_NOT_ON_LOOPBACK, "")} if policy else {}
            headers.pop("Strict-Transport-Security", None)
            data = file.read_bytes() if file.is_file() else b""
            if "br" in self.headers.get("Accept-Encoding", "") and headers["Content-Type"].startswith(_TEXT):
                data, headers["Content-Encoding"] = small(data), "br"
            self._answer(status, headers, data)

        do_HEAD = do_GET  # noqa: N815 - the name is the library's

        def _answer(self, status: int, headers: dict[str, str], data: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
            """Say nothing."""

    with served(Handler) as address:
        yield address


@contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Answer requests on a free port; yield its address without a slash at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@cache
def small(data: bytes) -> bytes:
    """Return bytes as the line carries them: Brotli at the level that hosts use for files that stay."""
    packed: bytes = brotli.compress(data, quality=11)
    return packed


def _file(folder: Path, path: str) -> Path | None:
    """Return the file of an address, or None; what begins with a dot is private."""
    parts = [part for part in path.split("/") if part]
    if any(part.startswith(".") and part != ".well-known" for part in parts):
        return None
    file = folder.joinpath(*parts)
    file = file / "index.html" if path.endswith("/") else file
    return file if file.is_file() else None
