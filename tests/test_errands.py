"""An errand: work that a copy of the process does meanwhile, and that nobody depends on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from textwrap import dedent, indent

import pytest

from sitegen.forks import Errand
from sitegen.render.bytecode import KeptBytecode, compile_theme
from sitegen.render.templates import bare_environment
from sitegen.theme.chain import load_theme

PROJECT = Path(__file__).parents[1]

WITH_AN_ERRAND = """
import os, time
from sitegen.forks import Errand, can_fork
assert can_fork()
with Errand() as errand:
"""

forking = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="copies of a process are for Linux")


def alone(lines: str) -> str:
    """Return what some lines print in a Python of their own: here, other tests may have left threads behind."""
    code = WITH_AN_ERRAND + indent(dedent(lines), "    ")
    return subprocess.run([sys.executable, "-c", code], check=True, text=True, capture_output=True).stdout.strip()


@forking
def test_an_errand_brings_back_what_a_copy_of_the_process_made() -> None:
    own, found = alone("""
        errand.begin(os.getpid)
        print(os.getpid(), errand.result())
    """).split()
    assert found not in ("None", own)


@forking
def test_an_errand_that_fails_brings_back_nothing() -> None:
    assert (
        alone("""
        errand.begin(lambda: 1 // 0)
        print(errand.result())
    """)
        == "None"
    )


def test_an_errand_that_nobody_began_brings_back_nothing() -> None:
    with Errand[str]() as errand:
        assert errand.result() is None


@forking
def test_leaving_ends_an_errand_that_would_take_for_ever() -> None:
    assert (
        alone("""
        errand.begin(lambda: time.sleep(3600))
        print("left")
    """)
        == "left"
    )


def test_beside_another_thread_an_errand_is_not_begun() -> None:
    rest = threading.Event()
    other = threading.Thread(target=rest.wait)
    other.start()
    try:
        with Errand[int]() as errand:
            errand.begin(os.getpid)
            assert errand.result() is None
    finally:
        rest.set()
        other.join()


def test_a_theme_that_was_compiled_before_is_not_compiled_again() -> None:
    theme = load_theme(PROJECT, "minimal")
    compiled = compile_theme(theme)
    bytecode = KeptBytecode(compiled)
    environment = bare_environment(theme, bytecode)
    for name in ("product.html", "home.html", "parts/cards.html"):
        environment.get_template(name)
    assert compiled
    assert not bytecode.new


def test_a_template_that_does_not_compile_is_left_for_the_page_that_needs_it(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "home.html").write_text("{% if %}", encoding="utf-8")
    theme = load_theme(tmp_path, "souk")
    whole, broken = compile_theme(load_theme(PROJECT, "souk")), compile_theme(theme)
    assert 0 < len(broken) < len(whole)
