"""The preview: how long it takes from a save until an open page hears that it has changed, and gets the new one."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import quote

from bench.measure import Command
from bench.report import Row
from bench.scenarios import PRODUCT, Edit
from bench.systems import SITEGEN, FactWrong, System, say

GOAL = 0.3
_PAGE = f"/fr/products/{PRODUCT}/"
_SECONDS = 60
_PAUSE = 3.0
"""Seconds between two edits: the rest of the build ends in them, and the next one is prepared."""


def serving_rows(system: System, edits: Sequence[Edit], turns: int) -> Iterator[Row]:
    """Yield a line for each edit, made and taken back `turns` times while a product's page is open.

    Raises FactWrong when the page does not become another one, or is not the first one in the end.
    """
    with _preview(system.site, system.command.cores) as port:
        time.sleep(_PAUSE)
        for edit in edits:
            before, seconds = _shown(port), []
            for undo in [False, True] * turns:
                seconds.append(_save(system.site, edit, port, undo=undo))
                time.sleep(_PAUSE)
            if _shown(port) != before:
                raise FactWrong(f"serve, {edit.name}: the edit is gone, yet the page is another one")
            middle = median(seconds)
            name = f"`sitegen serve`, from save to refresh: {edit.name}"
            row = Row(name, f"{middle:.2f} s (at most {max(seconds):.2f})", "", middle, GOAL)
            say(" | ".join(row.cells()))
            yield row


def _save(site: Path, edit: Edit, port: int, *, undo: bool) -> float:
    """Make an edit or take it back, and return the seconds until the open page has heard of it and got the new one."""
    before = _shown(port)
    with _events(port) as events:
        first = next(events)
        begun = time.perf_counter()
        for change in edit.sitegen:
            change.undo(site) if undo else change.make(site)
        try:
            # On a slow machine the end of the build before may be heard of first.
            while next(events) == first or _shown(port) == before:
                pass
        except TimeoutError:
            raise FactWrong(f"serve, {edit.name}: the page is as it was") from None
        return time.perf_counter() - begun


@contextmanager
def _preview(site: Path, cores: int) -> Iterator[int]:
    """Serve a site that is built, for the length of a `with` block; yield the port."""
    with (site / ".said").open("w+b") as said:
        server = Command((str(SITEGEN), "serve", "--port", "0"), site, cores).start(said.fileno())
        try:
            yield _port(site / ".said", server)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


def _port(said: Path, server: subprocess.Popen[bytes]) -> int:
    """Return the port that a preview names when it has begun."""
    while server.poll() is None:
        found = re.search(rb"http://[^/]*:(\d+)/", said.read_bytes())
        if found:
            return int(found[1])
        time.sleep(0.05)
    raise FactWrong(f"serve: it did not begin\n{said.read_text()[-2000:]}")


@contextmanager
def _events(port: int) -> Iterator[Iterator[str]]:
    """Listen as the open page does; yield the names of the builds, as they come."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", f"/__sitegen__/events?page={quote(_PAGE, safe='')}")
        answer = connection.getresponse()
        yield (line.decode().split('"build": "')[1].split('"')[0] for line in answer if line.startswith(b"data: "))
    finally:
        connection.close()


def _shown(port: int) -> str:
    """Return the digest that the preview gives the open page."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", _PAGE)
        page = connection.getresponse().read().decode()
    finally:
        connection.close()
    return page.split('data-sitegen-page="')[1].split('"')[0]
