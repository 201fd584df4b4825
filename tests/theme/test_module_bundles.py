"""Modules that carry others: one request in the place of many, and names that never meet."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sitegen.errors import ThemeError
from sitegen.theme.assets import Asset, load_assets
from sitegen.theme.chain import load_theme
from tests.support.site import make_site

FILES = {
    "a.js": "const hidden = 1;\nexport const a = hidden + 1;\nexport function twice(n) { return n * 2; }",
    "b.js": 'import { a as one } from "./a.js";\nconst hidden = 40;\nexport const b = one + hidden;',
    "state.js": "export const kept = [];",
    "main.js": (
        'import { a, twice } from "./a.js";\nimport { b } from "./b.js";\nimport { kept } from "./state.js";\n'
        "const hidden = 0;\nkept.push(a, b, twice(b), hidden);\nconsole.log(kept.join());"
    ),
}


def assets_of(root: Path, parts: list[str], files: dict[str, str] = FILES) -> dict[str, Asset]:
    text = "".join(f"-- themes/plain/assets/js/{name} --\n{source}\n" for name, source in files.items())
    make_site(root, text)
    settings = root / "themes/plain/theme.toml"
    bundle = ", ".join(f'"js/{part}"' for part in parts)
    declared = settings.read_text("utf-8").replace("[assets.bundles]", f'[assets.bundles]\n"js/main.js" = [{bundle}]')
    settings.write_text(declared, encoding="utf-8")
    return load_assets(load_theme(root, "plain"))


def test_a_module_carries_those_before_it_and_imports_the_others(tmp_path: Path) -> None:
    assets = assets_of(tmp_path, ["a.js", "b.js", "main.js"])
    text = assets["js/main.js"].data.decode()
    assert "js/a.js" not in assets
    assert "js/b.js" not in assets
    assert f'from"{assets["js/state.js"].url}"' in text
    assert text.count("import") == 1


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not there")
def test_a_module_that_carries_others_does_what_they_did(tmp_path: Path) -> None:
    assets = assets_of(tmp_path, ["a.js", "b.js", "main.js"])
    state, main = assets["js/state.js"], assets["js/main.js"]
    (tmp_path / "state.mjs").write_bytes(state.data)
    (tmp_path / "main.mjs").write_text(main.data.decode().replace(state.url, "./state.mjs"), encoding="utf-8")
    answer = subprocess.run(["node", tmp_path / "main.mjs"], capture_output=True, text=True, check=True)
    assert answer.stdout == "2,42,84,0\n"


def test_a_carried_module_that_others_import_is_there_as_well(tmp_path: Path) -> None:
    assets = assets_of(tmp_path, ["a.js", "b.js", "main.js"], {**FILES, "other.js": 'import { a } from "./a.js";'})
    assert f'from"{assets["js/a.js"].url}"' in assets["js/other.js"].data.decode()


def test_a_carried_module_whose_import_comes_later_is_told(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match=r"js/b\.js imports what its bundle js/main\.js does not carry before it"):
        assets_of(tmp_path, ["b.js", "a.js", "main.js"])
