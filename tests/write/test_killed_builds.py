"""A build that is killed leaves the old shop or the new one, never a part of either."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.site import SETTINGS, build_site, make_site, product

PROJECT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_twenty_kills_leave_the_old_shop_or_the_new_one(tmp_path: Path) -> None:
    # Two languages are enough: each build is quick, and there are as many moments to die at.
    settings = re.sub(r"fallback = .*", "", SETTINGS).replace('"zgh", "en", "es"', "").replace('"ar", ]', '"ar"]')
    make_site(tmp_path, f"-- sitegen.toml --\n{settings}" + product())
    answer = subprocess.run(
        [sys.executable, "-m", "tests.write.killed_builds", str(tmp_path), "20"],
        cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    found = answer.stdout.split()
    assert len(found) == 20
    assert set(found) <= {"old", "new"}
    report = build_site(tmp_path)
    assert report.output is not None
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".tmp")] == []
