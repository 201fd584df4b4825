"""Netlify's API over HTTP: one token, several connections, and patience with what may pass.

A token is asked for in the environment alone, is sent to Netlify alone, and stands in no message. Answers that redirect
are refused, because the token would go along.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sitegen import __version__
from sitegen.deploy.base import DeployStopped
from sitegen.problems import error

TOKEN = "NETLIFY_AUTH_TOKEN"  # noqa: S105 - the name of the variable
ADDRESS = "NETLIFY_API_URL"
HOME = "https://api.netlify.com/api/v1"

TRIES = 7
"""Attempts at one request, the first included."""

LONGEST_WAIT = 70.0
"""Seconds between two attempts, at most: Netlify counts requests by the minute."""

_TIMEOUT = 60.0
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What Netlify says: its status, its headers in small letters, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class NetlifyApi:
    """Requests to Netlify's API. Safe for several threads; each has a connection of its own."""

    def __init__(
        self, place: str, token: str, address: str = HOME, *,
        sleep: Callable[[float], None] = time.sleep, now: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self.place = place
        self._token = token
        self._sleep, self._now = sleep, now
        self._address = urlsplit(address.rstrip("/"))
        if self._address.scheme != "https" and self._address.hostname not in _LOOPBACK:
            raise DeployStopped(error("netlify.address", place, text=ADDRESS))
        self._local = threading.local()

    @classmethod
    def from_environment(cls, place: str) -> NetlifyApi:
        """Return the API for the token of the environment."""
        token = os.environ.get(TOKEN, "").strip()
        if not token or not token.isascii() or not token.isprintable():
            raise DeployStopped(error("netlify.token", place, text=TOKEN))
        return cls(place, token, os.environ.get(ADDRESS) or HOME)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for something; an answer of 404 is an answer."""
        return self.send("GET", path, headers=headers or {}, allowed=(404,))

    def post(self, path: str, value: object, allowed: tuple[int, ...] = ()) -> Answer:
        """Send a value as JSON."""
        body = json.dumps(value, separators=(",", ":"), sort_keys=True).encode()
        return self.send("POST", path, body, {"Content-Type": "application/json"}, allowed)

    def put(self, path: str, body: bytes) -> Answer:
        """Send the bytes of a file."""
        return self.send("PUT", path, body, {"Content-Type": "application/octet-stream"})

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None,
        allowed: tuple[int, ...] = (),
    ) -> Answer:  # fmt: skip
        """Send a request until it is answered; raise DeployStopped when it is refused or Netlify stays away."""
        last = ""
        for attempt in range(TRIES):
            try:
                answer = self._once(method, path, body, headers or {})
            except (OSError, http.client.HTTPException) as failure:
                self.close()
                last, wait = type(failure).__name__, 2.0**attempt / 2
            else:
                if answer.status < 300 or answer.status in allowed:
                    return answer
                if answer.status != 429 and answer.status < 500:
                    raise self._refused(answer)
                last, wait = str(answer.status), self._patience(answer, attempt)
            if attempt + 1 < TRIES:
                self._sleep(min(LONGEST_WAIT, wait))
        raise DeployStopped(error("netlify.away", self.place, reason=last))

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.close()

    def _once(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        connection = self._connection()
        sent = {"Authorization": f"Bearer {self._token}", "User-Agent": f"sitegen/{__version__}", **headers}
        connection.request(method, f"{self._address.path}{path}", body or None, sent)
        response = connection.getresponse()
        data = response.read()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, data)

    def _connection(self) -> http.client.HTTPConnection:
        connection: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            secure = self._address.scheme == "https"
            kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
            connection = kind(self._address.hostname or "", self._address.port, timeout=_TIMEOUT)
            self._local.connection = connection
        return connection

    def _patience(self, answer: Answer, attempt: int) -> float:
        """Return how long Netlify asks to be left alone, in seconds."""
        for name, since in (("retry-after", 0.0), ("x-ratelimit-reset", self._now())):
            with contextlib.suppress(ValueError):
                if answer.status == 429 and name in answer.headers:
                    return max(1.0, float(answer.headers[name]) - since)
        return 2.0**attempt / 2

    def _refused(self, answer: Answer) -> DeployStopped:
        found = answer.json
        reason = str(found.get("message", "")) if isinstance(found, dict) else ""
        if answer.status in (401, 403):
            return DeployStopped(error("netlify.denied", self.place, text=TOKEN))
        return DeployStopped(error("netlify.refused", self.place, status=answer.status, reason=reason or "—"))
