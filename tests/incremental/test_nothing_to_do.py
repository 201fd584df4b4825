"""A build with nothing to do: next to no imports, and not a file touched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.incremental.shop import assert_current, build_shop, edit, make_shop

PROJECT = Path(__file__).parents[2]

ENGINES = ("jinja2", "babel", "PIL", "pydantic", "boto3", "markdown", "yaml", "nh3", "fsspec", "multiprocessing")

PROGRAM = """
import sys
from sitegen.cli.main import main
try:
    main()
finally:
    print("imported:", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


def command(root: Path, *arguments: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Run `sitegen build` as a person does; tell on stdout what was imported."""
    surroundings = {**os.environ, "PYTHONPATH": str(PROJECT), **environment}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "build", "--site", str(root), "--date", "2026-06-01", *arguments],
        env={name: value for name, value in surroundings.items() if value is not None},
        cwd=root.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip


def looks(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return inode and times of every file and folder."""
    found = {str(path): path.lstat() for path in [folder, *folder.rglob("*")]}
    return {path: (status.st_ino, status.st_mtime_ns, status.st_ctime_ns) for path, status in found.items()}


def imported(answer: subprocess.CompletedProcess[str]) -> set[str]:
    """Return the packages that a command imported."""
    assert answer.returncode == 0, answer.stderr
    return set(answer.stdout.rpartition("imported:")[2].split())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_shop(tmp_path / "shop")


def test_nothing_is_imported_written_or_touched(root: Path) -> None:
    assert "jinja2" in imported(command(root))
    before = looks(root / "build")
    state = (root / ".sitegen/state/default.sqlite").read_bytes()
    answer = command(root)
    assert not imported(answer) & set(ENGINES)
    assert looks(root / "build") == before
    assert (root / ".sitegen/state/default.sqlite").read_bytes() == state
    assert "0 files written" in answer.stderr or "0 fichiers écrits" in answer.stderr
    assert (root / "build/index.html").is_file()


def test_the_warnings_of_the_last_build_are_told_again(root: Path) -> None:
    first, second = command(root), command(root)
    assert [line for line in first.stderr.splitlines() if "content/" in line] == [
        line for line in second.stderr.splitlines() if "content/" in line
    ]
    assert "content/" in second.stderr
    assert command(root, "--strict").returncode == 1


@pytest.mark.parametrize(
    "environment",
    [
        {"HOME": None, "XDG_CACHE_HOME": "/proc/none"},
        {"HOME": "/nowhere/at/all", "XDG_CACHE_HOME": None},
        {"XDG_CACHE_HOME": "/dev/null"},
    ],
)
def test_without_a_home_a_build_works_and_knows_when_there_is_nothing_to_do(
    root: Path, environment: dict[str, str | None]
) -> None:
    assert command(root, **environment).returncode == 0
    assert not imported(command(root, **environment)) & set(ENGINES)
    edit(root, "content/products/argan/index.md", '"Argan"', '"Huile"')
    assert command(root, **environment).returncode == 0
    assert_current(root)


def test_a_memory_that_cannot_be_written_costs_time_only(root: Path) -> None:
    (root / ".sitegen").write_text("not a folder")
    assert command(root).returncode == 0
    edit(root, "content/products/argan/index.md", '"Argan"', '"Huile"')
    assert command(root).returncode == 0
    (root / ".sitegen").unlink()
    assert_current(root)


def test_a_program_that_changed_renders_everything_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = build_shop(root).pages
    assert build_shop(root).rendered == 0
    for module in ("sitegen.quick", "sitegen.freshness"):
        monkeypatch.setattr(f"{module}.code_signature", lambda: "another version")
    assert build_shop(root).rendered == pages
    assert build_shop(root).rendered == 0
