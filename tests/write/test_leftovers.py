"""What killed builds leave beside the output folder: the last good output is put back, and nobody else's is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.errors import OutputError
from sitegen.write.output import OutputTree

DEAD = 4_190_000
"""A process number that no process has."""


def built(target: Path) -> None:
    with OutputTree(target) as tree:
        tree.add("index.html", b"shop")
        tree.commit()


def test_an_output_left_aside_between_two_renames_is_put_back(tmp_path: Path) -> None:
    built(tmp_path / "build")
    (tmp_path / "build").rename(tmp_path / f".build.{DEAD}.old.tmp")
    with OutputTree(tmp_path / "build"):
        pass
    assert (tmp_path / "build" / "index.html").read_bytes() == b"shop"


def test_a_staging_folder_of_a_dead_build_is_removed(tmp_path: Path) -> None:
    built(tmp_path / "build")
    (tmp_path / f".build.{DEAD}.tmp").mkdir()
    with OutputTree(tmp_path / "build"):
        pass
    assert not (tmp_path / f".build.{DEAD}.tmp").exists()


def test_a_folder_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / ".build.backup.tmp").mkdir()
    built(tmp_path / "build")
    assert (tmp_path / ".build.backup.tmp").is_dir()


def test_the_root_of_the_disk_is_no_output() -> None:
    with pytest.raises(OutputError):
        OutputTree(Path("/"))
