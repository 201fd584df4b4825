"""A head start: a first build finds its templates compiled, and any other build is not kept waiting for them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sitegen.build import build
from sitegen.report import BuildOptions
from tests.support.site import SETTINGS, TODAY, Silence, make_site, write

ASK = """
import sys
from datetime import date
from pathlib import Path
from sitegen.headstart import head_start
from sitegen.report import BuildOptions
options = BuildOptions(Path(sys.argv[1]), date(2026, 6, 1), jobs=int(sys.argv[2]), clean=sys.argv[3] == "clean")
with head_start(options) as compiling:
    found = compiling.result()
print(None if found is None else len(found), "pydantic" in sys.modules, "jinja2" in sys.modules)
"""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="copies of a process are for Linux")


def compiled_ahead(site: Path, jobs: int = 2, how: str = "") -> str:
    """Return how many templates a copy compiled, and whether the process itself imported pydantic and Jinja for it."""
    command = (sys.executable, "-c", ASK, str(site), str(jobs), how)
    return subprocess.run(command, check=True, text=True, capture_output=True).stdout.strip()


def templates_of(site: Path) -> int:
    return len(list((site / "themes/plain/templates").rglob("*.html")))


def test_before_a_first_build_a_copy_compiles_the_theme_and_the_process_imports_nothing_for_it(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    assert compiled_ahead(site) == f"{templates_of(site)} False False"


def test_with_one_core_there_is_no_head_start(tmp_path: Path) -> None:
    assert compiled_ahead(make_site(tmp_path), jobs=1).startswith("None")


def test_a_site_that_was_built_before_needs_no_head_start_unless_all_is_to_be_forgotten(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    build(BuildOptions(site, TODAY, jobs=1), Silence())
    assert compiled_ahead(site).startswith("None")
    assert compiled_ahead(site, how="clean").startswith(str(templates_of(site)))


def test_a_site_that_names_no_theme_gets_the_usual_one_compiled(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    write(site, "sitegen.toml", SETTINGS.replace('[theme]\nname = "plain"\n', ""))
    assert int(compiled_ahead(site).split()[0]) > templates_of(site)


@pytest.mark.parametrize("settings", ["[theme", '[theme]\nname = "nowhere"\n', "theme = 3\n", "\udcff"])
def test_settings_that_are_no_use_are_left_for_the_build_to_tell(tmp_path: Path, settings: str) -> None:
    (tmp_path / "sitegen.toml").write_text(settings, encoding="utf-8", errors="surrogateescape")
    assert compiled_ahead(tmp_path).startswith("None")
