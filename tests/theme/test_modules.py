"""Modules of a theme: small, under names that hold their digests, and importing each other all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.errors import ThemeError
from sitegen.theme.assets import load_assets
from sitegen.theme.chain import load_theme
from tests.support.site import make_site

JS = "themes/plain/assets/js"


def assets_of(root: Path, files: dict[str, str]) -> dict[str, str]:
    """Write modules into the theme `plain`; return the text of every module by its name."""
    text = "".join(f"-- {JS}/{name} --\n{source}\n" for name, source in files.items())
    assets = load_assets(load_theme(make_site(root, text), "plain"))
    return {asset.url: asset.data.decode() for asset in assets.values() if asset.name.endswith(".js")} | {
        asset.name: asset.url for asset in assets.values() if asset.name.endswith(".js")
    }


def test_a_module_imports_others_under_their_hashed_names(tmp_path: Path) -> None:
    found = assets_of(tmp_path, {
        "a.js": 'import { b } from "./b.js";\nimport "./deep/c.js";\nexport * from \'./b.js\';\nimport("./deep/c.js");',
        "b.js": "export const b = 1;",
        "deep/c.js": 'import { b } from "../b.js";',
    })  # fmt: skip
    b, c = found["js/b.js"], found["js/deep/c.js"]
    assert found[found["js/a.js"]].replace(" ", "") == (
        f'import{{b}}from"{b}";import"{c}";export*from\'{b}\';import("{c}");'.replace(" ", "")
    )
    assert b in found[c]


def test_a_change_gives_new_names_to_all_that_import_it(tmp_path: Path) -> None:
    files = {"a.js": 'import "./b.js";', "b.js": "export const b = 1;", "c.js": "export const c = 1;"}
    before = assets_of(tmp_path / "one", files)
    after = assets_of(tmp_path / "two", {**files, "b.js": "export const b = 2;"})
    assert [name for name in ("js/a.js", "js/b.js", "js/c.js") if before[name] != after[name]] == ["js/a.js", "js/b.js"]


def test_comments_go_and_texts_stay(tmp_path: Path) -> None:
    source = (
        '// from "./gone.js"\n/** @type {string} */\nconst a = "// from x";'
        ' const b = `/* ${a} */`; const c = /"\\/\\//g;'
    )
    found = assets_of(tmp_path, {"a.js": source})
    assert found[found["js/a.js"]] == 'const a="// from x";const b=`/* ${a} */`;const c=/"\\/\\//g;'


def test_a_module_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match=r"js/a\.js imports \./b\.js, which is not there"):
        assets_of(tmp_path, {"a.js": 'import "./b.js";'})


def test_modules_that_import_each_other_are_named(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match=r"js/a\.js → js/b\.js → js/a\.js"):
        assets_of(tmp_path, {"a.js": 'import "./b.js";', "b.js": 'import "./a.js";'})


def test_a_module_leads_to_nothing_outside_of_the_theme(tmp_path: Path) -> None:
    with pytest.raises(ThemeError):
        assets_of(tmp_path, {"a.js": 'import "../../../../sitegen.toml";'})
