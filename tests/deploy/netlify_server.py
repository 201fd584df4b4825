"""A server that speaks Netlify's documented digest API, on loopback and in memory.

It is no Netlify: it was written from the API's description (open-api.netlify.com, the guide "Get started with the
Netlify API"), so that it proves what sitegen sends and how it bears faults, not what Netlify does beyond its words.
"""

from __future__ import annotations

import hashlib
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "nfp_only-for-tests"
SITE = "0c0ffee0-site"
PAGE = 100


@dataclass(slots=True)
class Fault:
    """What goes wrong with a request: an HTTP status, or a broken connection before or after the request is done."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    reset: str = ""


@dataclass(slots=True)
class Deploy:
    """One deploy, as the server keeps it."""

    name: str
    title: str
    files: dict[str, str]
    state: str = "uploading"
    polls_until_compared: int = 0
    published_at: str | None = None
    error_message: str | None = None


@dataclass(slots=True)
class FakeNetlify:
    """The server's memory. `fault(method, path, nth)` decides what goes wrong with the nth request to that address."""

    blobs: dict[str, bytes] = field(default_factory=dict)
    deploys: list[Deploy] = field(default_factory=list)
    published: str = ""
    is_locked: bool = False
    serves_raw: bool = True
    lists_deploys: bool = True
    fails_processing: str = ""
    fault: Callable[[str, str, int], Fault | None] = lambda *_: None
    requests: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    address: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def named(self, name: str) -> Deploy:
        return next(deploy for deploy in self.deploys if deploy.name == name)

    def live(self) -> dict[str, str]:
        """Return what visitors see: SHA-1 by path."""
        return self.named(self.published).files if self.published else {}

    def read(self, path: str) -> bytes:
        """Return the bytes that visitors get."""
        return self.blobs[self.live()[path]]

    def count(self, start: str) -> int:
        return sum(request.startswith(start) for request in self.requests)

    # --- answers

    def answer(self, method: str, target: str, body: bytes) -> tuple[int, Any, dict[str, str]]:
        path = urlsplit(target).path.removeprefix("/api/v1")
        query = parse_qs(urlsplit(target).query)
        parts = [unquote(part) for part in path.strip("/").split("/")]
        if parts[:2] == ["sites", SITE]:
            return self._site(method, parts[2:], query, body)
        if parts[0] == "deploys" and any(deploy.name == parts[1] for deploy in self.deploys):
            return self._deploy(method, self.named(parts[1]), parts[2:], body)
        return 404, {"code": 404, "message": "Not Found"}, {}

    def _site(
        self, method: str, parts: list[str], query: dict[str, list[str]], body: bytes
    ) -> tuple[int, Any, dict[str, str]]:  # fmt: skip
        if method == "GET" and not parts:
            deploy = {"id": self.published} if self.published else None
            return 200, {"id": SITE, "published_deploy": deploy}, {}
        if method == "GET" and parts == ["files"]:
            return self._listed(int(query.get("page", ["1"])[0]))
        if method == "GET" and parts == ["deploys"]:
            return 200, [self._told(deploy) for deploy in reversed(self.deploys)], {}
        if method == "POST" and parts == ["deploys"]:
            return self._created(query, json.loads(body))
        if method == "POST" and parts[0] == "deploys" and parts[2:] == ["restore"]:
            self.published = parts[1]
            return 201, self._told(self.named(parts[1])), {}
        return 404, {"message": "Not Found"}, {}

    def _listed(self, page: int) -> tuple[int, Any, dict[str, str]]:
        items = [{"id": f"/{path}", "path": f"/{path}", "sha": sha} for path, sha in sorted(self.live().items())]
        more = len(items) > page * PAGE
        link = f'<{self.address}/sites/{SITE}/files?page={page + 1}>; rel="next"' if more else ""
        return 200, items[(page - 1) * PAGE : page * PAGE], {"Link": link} if link else {}

    def _created(self, query: dict[str, list[str]], value: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        files = {path.lstrip("/"): sha for path, sha in value["files"].items()}
        deploy = Deploy(f"deploy{len(self.deploys) + 1}", query.get("title", [""])[0], files)
        deploy.polls_until_compared = 2 if value.get("async") else 0
        self.deploys.append(deploy)
        self._settle(deploy)
        return 200, self._told(deploy), {}

    def _deploy(self, method: str, deploy: Deploy, parts: list[str], body: bytes) -> tuple[int, Any, dict[str, str]]:
        if method == "GET" and not parts:
            self._settle(deploy)
            return 200, self._told(deploy), {}
        if method == "POST" and parts == ["cancel"]:
            deploy.state = "error" if deploy.state != "ready" else "ready"
            return 201, self._told(deploy), {}
        if method == "GET" and parts == ["files"] and self.lists_deploys:
            return 200, [{"path": f"/{path}", "sha": sha} for path, sha in sorted(deploy.files.items())], {}
        if method == "GET" and parts[:1] == ["files"] and parts[1:] and self.serves_raw:
            return 200, self.blobs[deploy.files["/".join(parts[1:])]], {}
        if method == "PUT" and parts[:1] == ["files"]:
            path, sha = "/".join(parts[1:]), hashlib.sha1(body, usedforsecurity=False).hexdigest()
            if deploy.files.get(path) != sha or deploy.state == "error":
                return 422, {"message": f"{path} was not announced with this content"}, {}
            self.blobs[sha] = body
            return 200, {"path": f"/{path}", "sha": sha}, {}
        return 404, {"message": "Not Found"}, {}

    def _required(self, deploy: Deploy) -> list[str]:
        return sorted({sha for sha in deploy.files.values() if sha not in self.blobs})

    def _settle(self, deploy: Deploy) -> None:
        """Move a deploy on, as the passing of time would."""
        if deploy.state in ("error", "ready"):
            return
        if deploy.polls_until_compared > 0:
            deploy.polls_until_compared -= 1
            deploy.state = "preparing"
        elif self._required(deploy):
            deploy.state = "prepared" if deploy.state == "preparing" else "uploading"
        elif self.fails_processing:
            deploy.state, deploy.error_message = "error", self.fails_processing
        else:
            deploy.state = "ready"
            if not self.is_locked:
                self.published = deploy.name
                deploy.published_at = f"2026-06-01T12:00:{len(self.deploys):02}Z"

    def _told(self, deploy: Deploy) -> dict[str, Any]:
        compared = deploy.state != "preparing"
        return {
            "id": deploy.name, "site_id": SITE, "state": deploy.state, "title": deploy.title, "context": "production",
            "created_at": "2026-06-01T12:00:00Z", "published_at": deploy.published_at,
            "required": self._required(deploy) if compared else None, "error_message": deploy.error_message,
            "deploy_ssl_url": f"http://{deploy.name}--souk.invalid",
        }  # fmt: skip


@contextmanager
def running_netlify(netlify: FakeNetlify) -> Iterator[FakeNetlify]:
    """Answer on a free port of loopback; `address` says where."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with netlify.lock:
                line = f"{self.command} {self.path.removeprefix('/api/v1')}"
                netlify.requests.append(line)
                fault = netlify.fault(self.command, self.path, netlify.requests.count(line)) or Fault()
                netlify.tokens.add(self.headers.get("Authorization", ""))
                if fault.reset == "before":
                    return self._drop()
                if fault.status:
                    return self._reply(fault.status, {"message": "fault"}, fault.headers)
                if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                    return self._reply(401, {"code": 401, "message": "Access Denied"}, {})
                status, value, headers = netlify.answer(self.command, self.path, body)
                return self._drop() if fault.reset == "after" else self._reply(status, value, headers)

        do_GET = do_POST = do_PUT = _any  # noqa: N815 - the names that http.server calls

        def _reply(self, status: int, value: Any, headers: dict[str, str]) -> None:
            data = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            for name, text in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _drop(self) -> None:
            """Break the connection, as a bad line does."""
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    netlify.address = f"http://127.0.0.1:{server.server_address[1]}/api/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield netlify
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
