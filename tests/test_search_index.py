"""The search index follows the pages of its language, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.report import BuildReport
from tests.support.site import SETTINGS, build_site, built, codes, make_site, product

SITE = f"""
-- sitegen.toml --
{SETTINGS}

-- themes/plain/templates/search.html --
<!doctype html>
<html lang="{{{{ site.language }}}}"><title>{{{{ page.title }}}}</title>
<body><main data-index="{{{{ index }}}}"></main></body></html>
"""


def index_files(output: Path, language: str) -> dict[str, bytes]:
    folder = output / "pagefind" / language
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def written_indexes(report: BuildReport) -> set[str]:
    assert report.written is not None
    return {path.split("/")[1] for path in report.written.written if path.startswith("pagefind/")}


def test_each_language_has_an_index_and_no_interface_of_pagefind(tmp_path: Path) -> None:
    output = built(tmp_path, SITE + product("argan"))
    for language in ("fr", "ar", "zgh", "en", "es"):
        names = index_files(output, language).keys()
        assert {"pagefind.js", "pagefind-entry.json"} <= names
        assert not [name for name in names if "ui" in name.split("/")[-1]]


def test_an_edit_makes_the_index_of_its_language_alone(tmp_path: Path) -> None:
    translated = product("argan") + "\n-- content/products/argan/index.ar.md --\n---\ntitle: أركان\n---\nزيت.\n"
    output = built(tmp_path, SITE + translated)
    before = index_files(output, "es")
    make_site(tmp_path, "-- content/products/argan/index.ar.md --\n---\ntitle: أركان\n---\nزيت طيب.\n")
    report = build_site(tmp_path)
    # Amazigh readers get Arabic words where their own are missing.
    assert written_indexes(report) == {"ar", "zgh"}
    assert index_files(output, "es") == before


def test_a_build_without_a_change_of_words_keeps_the_index_again_and_again(tmp_path: Path) -> None:
    output = built(tmp_path, SITE + product("argan") + product("miel"))
    before = index_files(output, "fr")
    for number in range(3):
        (tmp_path / "content" / "products" / "miel" / f"note{number}.txt").write_text("x", encoding="utf-8")
        (tmp_path / "themes/plain/assets").mkdir(exist_ok=True)
        (tmp_path / f"themes/plain/assets/extra{number}.txt").write_text(str(number), encoding="utf-8")
        build_site(tmp_path)
        assert index_files(output, "fr").keys() >= {"pagefind.js"}
    assert index_files(output, "fr").keys() == before.keys()


def test_a_preview_leaves_the_index_as_it_is_and_the_next_build_makes_it(tmp_path: Path) -> None:
    built(tmp_path, SITE + product("argan", body="Une huile."))
    make_site(tmp_path, product("argan", body="Une huile rare."))
    assert written_indexes(build_site(tmp_path, keep_search=True)) == set()
    assert "fr" in written_indexes(build_site(tmp_path))


def test_a_removed_index_comes_back(tmp_path: Path) -> None:
    output = built(tmp_path, SITE + product("argan"))
    (output / "pagefind" / "fr" / "pagefind.js").unlink()
    build_site(tmp_path)
    assert "pagefind.js" in index_files(output, "fr")


def test_search_switched_off_leaves_no_page_and_no_index(tmp_path: Path) -> None:
    settings = SETTINGS + "\n[search]\nenabled = false\n"
    output = built(tmp_path, SITE.replace(SETTINGS, settings) + product("argan"))
    assert not (output / "pagefind").exists()
    assert not (output / "fr" / "search").exists()


def test_a_shop_without_pagefind_is_built_and_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.site.index_version", lambda: "")
    monkeypatch.setattr("sitegen.publish.index_version", lambda: "")
    make_site(tmp_path, SITE + product("argan"))
    report = build_site(tmp_path)
    assert report.output is not None
    assert "search.missing" in codes(report)
    assert not (report.output / "pagefind").exists()
