"""Where Chromium is, and how the audit starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.setup.chromium import steady_chromium

BROWSER = """#!{python}
import json, os, sys
print(json.dumps([os.sched_getscheduler(0), sys.argv[1:]]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no real-time class to enter")
def test_a_browser_that_is_measured_gets_its_arguments_and_changes_nothing_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(BROWSER.format(python=sys.executable), encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(browser))
    before = os.sched_getscheduler(0)
    started = steady_chromium(tmp_path)
    assert started
    said = subprocess.run([started, "--headless", "a b"], check=True, capture_output=True, text=True).stdout
    # Where the system does not let the class in, it is the browser itself.
    wanted = before if started == str(browser) else os.SCHED_RR
    assert json.loads(said) == [wanted, ["--headless", "a b"]]
    assert os.sched_getscheduler(0) == before
