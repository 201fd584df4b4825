"""Builds that are killed, interrupted, or run at once: the output is the old one or the new one, and nothing stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sitegen.build import build
from sitegen.locks import build_lock
from sitegen.report import CACHE, BuildOptions
from tests.incremental.killed_builds import wait_for_end
from tests.incremental.shop import assert_current, build_shop, edit, make_shop, published
from tests.support.site import TODAY, Silence

PROJECT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")

SLOWLY = """
import os, sys, time
import sitegen.publish, sitegen.load.loader
from sitegen.render import render
sitegen.publish.LEAST_FOR_A_WORKER = sitegen.load.loader.LEAST_FOR_A_WORKER = 1
plain = sitegen.publish.render_page
def slowly(*arguments):
    os.write(1, b"rendering\\n")
    time.sleep(0.2)
    return plain(*arguments)
sitegen.publish.render_page = slowly
from sitegen.cli.main import main
main()
"""
"""The command, slowed down enough to be interrupted while its workers render."""


@pytest.mark.parametrize("seed", [1, 2])
def test_after_forty_kills_a_build_is_like_one_without_memory(tmp_path: Path, seed: int) -> None:
    count = 200 if os.environ.get("SITEGEN_LONG") else 20
    answer = subprocess.run(
        [sys.executable, "-m", "tests.incremental.killed_builds", str(tmp_path / "shop"), str(seed), str(count)],
        cwd=PROJECT, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert (answer.stdout, answer.returncode) == ("done\n", 0), answer.stderr


def start_slowly(root: Path) -> subprocess.Popen[str]:
    """Start the command, and wait until workers render; it has a process group of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLOWLY, "build", "--site", str(root), "--date", str(TODAY), "--jobs", "2", "--clean"],
        env={**os.environ, "PYTHONPATH": str(PROJECT)}, cwd=root.parent, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "rendering\n"
    return process


@pytest.mark.parametrize("whole_group", [True, False])
def test_ctrl_c_leaves_the_last_good_output_and_nothing_else(tmp_path: Path, whole_group: bool) -> None:
    root = make_shop(tmp_path / "shop")
    build_shop(root)
    before = published(root / "build")
    edit(root, "content/products/argan/index.md", '"Argan"', '"Huile"')
    process = start_slowly(root)
    (os.killpg if whole_group else os.kill)(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert "the last good output is unchanged" in told
    assert wait_for_end(process.pid)
    assert published(root / "build") == before
    build_shop(root)
    assert_current(root)
    assert [path.name for path in root.iterdir() if path.name.endswith(".tmp")] == []


def test_a_command_that_is_terminated_leaves_no_worker(tmp_path: Path) -> None:
    root = make_shop(tmp_path / "shop")
    process = start_slowly(root)
    process.terminate()
    process.communicate(timeout=20)
    assert wait_for_end(process.pid)
    build_shop(root)
    assert_current(root)
    assert [path.name for path in root.iterdir() if path.name.endswith(".tmp")] == []


def test_a_second_build_waits_says_so_and_both_are_right(tmp_path: Path) -> None:
    root = make_shop(tmp_path / "shop")
    stages: list[str] = []

    class Listener(Silence):
        """Hears the stages of the second build."""

        def stage(self, name: str) -> None:
            stages.append(name)

    second = threading.Thread(target=build, args=(BuildOptions(root, TODAY, jobs=1), Listener()))
    with build_lock(root / CACHE, lambda: None):
        second.start()
        limit = time.monotonic() + 10
        while "waiting" not in stages and time.monotonic() < limit:
            time.sleep(0.01)
        assert stages == ["waiting"]
        assert not (root / "build").exists()
    second.join(30)
    assert stages[1] == "content"
    assert_current(root)


def test_two_commands_at_once_publish_the_same(tmp_path: Path) -> None:
    root = make_shop(tmp_path / "shop")
    commands = [
        subprocess.Popen([sys.executable, "-m", "sitegen", "build", "--site", str(root), "--date", str(TODAY)],
                         cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]  # fmt: skip
    for command in commands:
        _, told = command.communicate(timeout=60)
        assert command.returncode == 0, told
    assert_current(root)
