"""The shop's modules: their types hold, and their pure functions do what they say (`node --test`)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
HERE = Path(__file__).parent


def run(*command: str) -> None:
    """Run a program of the project; fail with what it says."""
    answer = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if answer.returncode:
        pytest.fail(answer.stdout + answer.stderr, pytrace=False)


@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.js")), ids=lambda file: file.name.partition(".")[0])
def test_the_functions_of_a_module_do_what_they_say(file: Path) -> None:
    run("node", "--test", str(file))


def test_the_types_of_all_modules_hold() -> None:
    run("node", "node_modules/typescript/bin/tsc", "-p", "tests/js")


def test_every_module_asks_for_its_types_to_be_checked() -> None:
    modules = sorted((PROJECT / "themes").glob("*/assets/js/*.js"))
    assert modules
    assert [module.name for module in modules if not module.read_text("utf-8").startswith("// @ts-check\n")] == []
