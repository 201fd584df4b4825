"""Chromium: where it is, and how it is started. The tests and `tools.screenshots` share it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_PROGRAM = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",  # the tests may run as root in a container, where the sandbox cannot start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOW_TO_GET_IT = "install Chromium or Chrome (Debian: apt install chromium), or set CHROMIUM=/path/to/it"


class ChromiumMissing(Exception):
    """There is no Chromium here; the text says how to get one."""

    def __init__(self) -> None:
        super().__init__(f"no Chromium was found: {HOW_TO_GET_IT}")


def find_chromium() -> str | None:
    """Return the path of Chromium or Chrome: `$CHROMIUM` when set, else the first one on the PATH."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and MAC_PROGRAM.exists():
        return str(MAC_PROGRAM)
    return found


@contextmanager
def launched_chromium() -> Iterator[Browser]:
    """Run a headless Chromium for the length of a `with` block. Raise `ChromiumMissing` where there is none."""
    from playwright.sync_api import sync_playwright

    program = find_chromium()
    if program is None:
        raise ChromiumMissing
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
