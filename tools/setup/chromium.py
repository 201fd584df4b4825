"""Chromium: where it is, and how it is started. The tests and `tools.screenshots` share it."""

from __future__ import annotations

import os
import shutil
import sys
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


def steady_chromium(folder: Path) -> str | None:
    """Return a program that starts Chromium in the real-time class, or Chromium itself where the system forbids that.

    What a page costs is measured with it. Else the scheduler has its say: some virtual machines put the threads of a
    browser on one processor while another is idle, so that every message from one to the other interrupts the page,
    and the same task takes twice or four times as long as the work it does.
    """
    program = find_chromium()
    if program is None or not _may_be_real_time():
        return program
    wrapper = folder / "chromium"
    wrapper.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        "os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))\n"
        f"os.execv({program!r}, [{program!r}, *sys.argv[1:]])\n",
        encoding="utf-8",
    )
    wrapper.chmod(0o755)
    return str(wrapper)


def _may_be_real_time() -> bool:
    """Say whether this process may enter the real-time class: Linux lets root do so, and who has the capability."""
    if sys.platform != "linux":
        return False
    usual = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except PermissionError:
        return False
    os.sched_setscheduler(0, *usual)
    return True


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
