"""How this very repository is built at Netlify: its settings, and the plugin that keeps pictures between builds."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sitegen.config import load_config
from tests.support.site import snapshot

PROJECT = Path(__file__).parents[2]
PLUGIN = "netlify/plugins/sitegen-cache"

RUN = """
import { cpSync, existsSync, rmSync } from 'node:fs';
const [plugin, kept, failing] = process.argv.slice(2);
const copy = (from, to) => { if (!existsSync(from)) return false; cpSync(from, to, { recursive: true }); return true; };
const cache = {
  restore: async (path) => { if (failing) throw new Error('full'); return !existsSync(path) && copy(kept, path); },
  save: async (path) => {
    if (failing) throw new Error('full');
    rmSync(kept, { recursive: true, force: true });
    return copy(path, kept);
  },
};
const { onPreBuild, onEnd } = await import(plugin);
await onPreBuild({ utils: { cache } });
if (process.env.BUILD) cpSync(process.env.BUILD, '.sitegen/cache', { recursive: true });
await onEnd({ utils: { cache } });
"""


def settings() -> dict[str, Any]:
    return tomllib.loads((PROJECT / "netlify.toml").read_text(encoding="utf-8"))


def test_netlify_publishes_what_the_build_writes() -> None:
    config = load_config(PROJECT)[0]
    assert config is not None
    assert settings()["build"]["publish"] == config.build.output
    assert settings()["build"]["command"] == "make site"
    assert "netlify" in config.build.host_files


def test_no_header_and_no_redirect_is_said_in_two_places() -> None:
    assert not settings().keys() & {"headers", "redirects"}


def test_the_plugin_is_there_and_complete() -> None:
    (plugin,) = settings()["plugins"]
    assert plugin["package"] == f"/{PLUGIN}"
    for name in ("manifest.yml", "index.js", "package.json"):
        assert (PROJECT / PLUGIN / name).is_file()
    assert "name: sitegen-cache" in (PROJECT / PLUGIN / "manifest.yml").read_text()


def run_plugin(folder: Path, kept: Path, build: Path | None = None, *, failing: bool = False) -> str:
    """Run the plugin around a build that leaves the pictures of `build`, with a cache that keeps copies in `kept`."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    (folder / "run.mjs").write_text(RUN)
    arguments = [
        node,
        "run.mjs",
        (PROJECT / PLUGIN / "index.js").as_uri(),
        str(kept),
        *(["failing"] if failing else []),
    ]
    environment = {"PATH": "/usr/bin:/bin", **({"BUILD": str(build)} if build else {})}
    answer = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout + answer.stderr


def test_pictures_of_one_build_are_there_in_the_next(tmp_path: Path) -> None:
    first, second, kept, made = (tmp_path / name for name in ("first", "second", "kept", "made"))
    for folder in (first, second, made / "renditions"):
        folder.mkdir(parents=True)
    (made / "renditions/a.avif").write_bytes(b"picture")
    assert "no pictures of earlier builds" in run_plugin(first, kept, made)
    assert "Pictures of earlier builds are there" in run_plugin(second, kept)
    assert snapshot(second / ".sitegen/cache") == {"renditions/a.avif": b"picture"}


def test_a_cache_that_fails_stops_no_build(tmp_path: Path) -> None:
    assert "left alone: full" in run_plugin(tmp_path, tmp_path / "kept", failing=True)
