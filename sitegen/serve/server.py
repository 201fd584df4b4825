"""The web server of a preview: one thread a connection, on loopback, logging nothing."""

from __future__ import annotations

import contextlib
import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from sitegen.serve.guard import LOOPBACK, refusal
from sitegen.serve.live import Channel, State
from sitegen.serve.overlay import problem_page
from sitegen.serve.published import HTML, TEXT, Answer, answer, path_in_folder
from sitegen.serve.script import EVENTS, RESERVED, SCRIPTS, inject, read_script
from sitegen.write.manifest import MEDIA_TYPES

_PING_SECONDS = 15
_IDLE_SECONDS = 60


class Preview(ThreadingHTTPServer):
    """Serves one folder as it is, or, with a channel, whichever folder its state names, with the live script."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, folder: Path | None = None, channel: Channel | None = None) -> None:
        self.channel = channel
        self._state = State(folder=folder)
        super().__init__((LOOPBACK, port), Visit)

    @property
    def state(self) -> State:
        """What is served at this moment."""
        return self.channel.state if self.channel else self._state

    def show(self, folder: Path | None) -> None:
        """Serve `folder` from now on, where there is no channel."""
        self._state = State(folder=folder)

    @property
    def address(self) -> str:
        """The address without a slash at the end."""
        return f"http://{LOOPBACK}:{self.server_address[1]}"

    def server_bind(self) -> None:
        """Bind without asking a name server for this machine's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of browsers that hang up."""


class Visit(BaseHTTPRequestHandler):
    """One connection of a browser."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "sitegen", ""
    timeout = _IDLE_SECONDS
    server: Preview

    def do_GET(self) -> None:
        """Answer with a page, a file, or the stream of events."""
        reason = refusal(self.headers)
        if reason:
            self.close_connection = True
            self._send(Answer(HTTPStatus.FORBIDDEN, body=f"{reason}\n".encode()))
            return
        path, _, query = self.path.partition("?")
        if self.server.channel and path == EVENTS:
            self._stream(self.server.channel, parse_qs(query).get("page", [""])[0])
        elif self.server.channel and path in SCRIPTS:
            self._send(Answer(HTTPStatus.OK, MEDIA_TYPES[".js"], read_script(path)))
        elif path.startswith(RESERVED):
            self._send(Answer(HTTPStatus.NOT_FOUND, body=b"404 Not Found\n"))
        else:
            self._send(self._page())

    def refuse_method(self) -> None:
        """Answer to what is neither GET nor HEAD; the body of such a request is never read."""
        self.close_connection = True
        self._send(Answer(HTTPStatus.METHOD_NOT_ALLOWED, body=b"405 Method Not Allowed\n"))

    do_HEAD = do_GET  # noqa: N815 - so are these
    do_POST = do_PUT = do_PATCH = do_DELETE = refuse_method  # noqa: N815
    do_OPTIONS = do_TRACE = do_CONNECT = refuse_method  # noqa: N815

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer to what is not understood, with nothing of it repeated."""
        self.close_connection = True
        self._send(Answer(HTTPStatus(code), body=f"{code} {HTTPStatus(code).phrase}\n".encode()))

    def end_headers(self) -> None:
        """Let no browser keep a page that the next build changes, guess a type, or show it inside another site."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def _page(self) -> Answer:
        # The state is read before the page, so that a page may be newer than the build it names, but never older.
        state = self.server.state
        if state.folder is None:
            found = Answer(HTTPStatus.SERVICE_UNAVAILABLE, HTML, problem_page(state.notice))
        elif ahead := state.ahead.get(path_in_folder(self.path)):
            found = Answer(HTTPStatus.OK, HTML, ahead)
        else:
            found = answer(state.folder, self.path)
        if self.server.channel and found.type == HTML:
            return replace(found, body=inject(found.body, state.build))
        return found

    def _send(self, found: Answer) -> None:
        self.send_response(found.status)
        self.send_header("Content-Type", found.type)
        self.send_header("Content-Length", str(len(found.body)))
        if found.location:
            self.send_header("Location", found.location)
        if found.status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(found.body)

    def _stream(self, channel: Channel, page: str) -> None:
        self.close_connection = True
        with channel.listen(path_in_folder(page)) as ear, contextlib.suppress(ConnectionError, TimeoutError):
            if ear is None:
                self._send(Answer(HTTPStatus.SERVICE_UNAVAILABLE, TEXT, b"too many pages listen\n"))
                return
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self._follow(channel, ear)

    def _follow(self, channel: Channel, ear: socket.socket) -> None:
        """Send every new state until the browser hangs up."""
        told = -1
        with selectors.DefaultSelector() as selector:
            selector.register(self.connection, selectors.EVENT_READ)
            selector.register(ear, selectors.EVENT_READ)
            while True:
                state = channel.state
                self.wfile.write(state.as_event() if state.revision != told else b": still here\n\n")
                told = state.revision
                ready = [key.fileobj for key, _ in selector.select(_PING_SECONDS)]
                if self.connection in ready:
                    return
                if ear in ready:
                    ear.recv(4096)


def make_server(folder: Path, port: int) -> Preview:
    """Return a server of `folder` on loopback; port 0 takes a free one. Raises OSError when the port is taken."""
    return Preview(port, folder)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve `folder` for the length of a `with` block. Yield its address without a slash at the end."""
    with running(make_server(folder, 0)) as server:
        yield server.address


@contextmanager
def running(server: Preview) -> Iterator[Preview]:
    """Let a server answer for the length of a `with` block, and close it."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
