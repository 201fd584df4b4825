"""Fixtures for what a buyer sees: the sample shop, a web server for it, and a headless Chromium."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tools.hosting import hosted
from tools.setup.chromium import launched_chromium

PROJECT = Path(__file__).parents[2]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that tries the storefront's tests on a shop that is built already."""
    parser.addoption("--built-site", type=Path, help="test this built folder instead of building the sample shop")


@pytest.fixture(scope="session")
def sample_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the sample shop, built once for the whole run."""
    built: Path | None = request.config.getoption("--built-site")
    if built is not None:
        return built.resolve()
    output = tmp_path_factory.mktemp("sample") / "site"
    command = (sys.executable, "-m", "sitegen", "build", "--output", str(output))
    answer = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        pytest.fail(f"the sample shop does not build:\n{answer.stdout}{answer.stderr}", pytrace=False)
    return output


@pytest.fixture(scope="session")
def sample_url(sample_site: Path) -> Iterator[str]:
    """Serve the sample shop; return its address without a slash at the end."""
    with hosted(sample_site) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a headless Chromium that lives for the whole run."""
    with launched_chromium() as browser:
        yield browser
