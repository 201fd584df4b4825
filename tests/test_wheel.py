"""The wheel: what `pip install .` gives builds a shop by itself, with its theme inside."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.site import document

PROJECT = Path(__file__).parents[1]
FILES = {
    "sitegen.toml": '[site]\ntitle = "Souk"\nbase_url = "https://souk.example.org"\n'
    '[languages]\ndefault = "fr"\nall = ["fr", "ar"]\n',
    "content/regions/souss-massa.md": document({"code": "MA-09"}),
    "content/categories/huiles.md": document({"title": "Huiles"}),
    "content/cooperatives/tamlalt.md": document(
        {"title": "Tamlalt", "region": "souss-massa", "contact": {"whatsapp": "+212600000001"}}
    ),
    "content/products/huile.md": document(
        {"title": "Huile", "cooperative": "tamlalt", "category": "huiles", "price": "120 MAD"}, "Pressée à froid."
    ),
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the wheel holds, and nothing of the project."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), "."]
    subprocess.run([*command, "--disable-pip-version-check"], cwd=PROJECT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("sitegen-*.whl"))) as wheel:
        wheel.extractall(folder / "site-packages")
    return folder / "site-packages"


def test_the_wheel_holds_the_theme_and_the_messages(installed: Path) -> None:
    for name in ("themes/souk/theme.toml", "themes/souk/messages/ar.po", "messages/problems.fr.toml", "py.typed"):
        assert (installed / "sitegen" / name).is_file()
    assert (installed / "sitegen" / "themes" / "souk" / "assets" / "fonts" / "OFL.txt").stat().st_size > 1_000


def test_the_installed_command_builds_a_shop_in_any_folder(installed: Path, tmp_path: Path) -> None:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    script = f"import sys; sys.path.insert(0, {str(installed)!r}); from sitegen.cli.main import main; main()"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-P", "-c", script, "build"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "build" / "fr" / "products" / "huile" / "index.html").read_text("utf-8")
    assert "120" in page
    assert "https://wa.me/212600000001?text=" in page
