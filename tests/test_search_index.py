"""The search index follows the pages of its language, and no other."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from sitegen.build import build_whole
from sitegen.quick import unchanged_report
from sitegen.report import BuildOptions, BuildReport
from sitegen.retouch import retouch
from sitegen.search import SearchFailed
from sitegen.write.output import MARKER
from tests.support.site import SETTINGS, TODAY, Silence, build_site, built, codes, make_site, product, split_text, write

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


def says(output: Path, language: str, words: str) -> bool:
    """Return whether what a search shows has some words."""
    fragments = (output / "pagefind" / language / "fragment").iterdir()
    return any(words in gzip.decompress(file.read_bytes()).decode() for file in fragments)


def put(root: Path, text: str) -> None:
    """Write some files of a site, and touch no other."""
    for path, content in split_text(text).items():
        write(root, path, content)


def settled(root: Path, text: str) -> Path:
    """Build until no file is young enough to be read again; return the output."""
    output = built(root, text)
    for _ in range(20):
        build_site(root)
        if unchanged_report(BuildOptions(root, TODAY)):
            return output
    raise AssertionError("something is always in doubt")


def published(output: Path) -> dict[str, bytes]:
    files = (path for path in output.rglob("*") if path.is_file() and path.name != MARKER)
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


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


def test_an_index_of_another_word_is_made_by_a_retouch_and_kept_by_a_whole_build(tmp_path: Path) -> None:
    output = settled(tmp_path, SITE + product("argan", body="Une huile.") + product("miel", body="Un miel."))
    assert not says(output, "fr", "rarissime")
    put(tmp_path, product("argan", body="Une huile rarissime."))
    report = retouch(BuildOptions(tmp_path, TODAY), Silence())
    assert report is not None
    assert report.written is not None
    assert says(output, "fr", "rarissime")
    assert says(output, "fr", "Un miel.")
    assert index_files(output, "fr").keys() >= {"pagefind.js", "pagefind-entry.json"}
    assert len(published(output)) == report.written.kept + len(report.written.written)
    again = unchanged_report(BuildOptions(tmp_path, TODAY))
    assert again is None or (again.written and again.written.kept == len(published(output)))
    before = index_files(output, "fr")
    assert written_indexes(build_whole(BuildOptions(tmp_path, TODAY), Silence())) == set()
    assert index_files(output, "fr") == before


def test_an_edit_that_no_reader_of_a_language_sees_leaves_its_index(tmp_path: Path) -> None:
    translated = product("argan") + "\n-- content/products/argan/index.ar.md --\n---\ntitle: أركان\n---\nزيت.\n"
    output = settled(tmp_path, SITE + translated)
    before = index_files(output, "ar")
    put(tmp_path, product("argan", title="Huile d’argan"))
    for build_again in (retouch, build_whole):
        report = build_again(BuildOptions(tmp_path, TODAY), Silence())
        assert report is not None
        # Amazigh readers get Arabic words where their own are missing.
        assert written_indexes(report) <= {"fr", "en", "es"}
        assert index_files(output, "ar") == before
    assert says(output, "fr", "Huile d'argan")


def test_an_index_that_cannot_be_made_leaves_the_last_good_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = settled(tmp_path, SITE + product("argan", body="Une huile."))
    before = published(output)
    put(tmp_path, product("argan", body="Une huile rare."))

    def fail(*_: object) -> None:
        raise SearchFailed("no")

    with monkeypatch.context() as patch:
        patch.setattr("sitegen.search._run", fail)
        with pytest.raises(SearchFailed):
            retouch(BuildOptions(tmp_path, TODAY), Silence())
    assert published(output) == before
    assert not [path for path in (tmp_path / ".sitegen").iterdir() if path.name.startswith("search-")]
    build_site(tmp_path)
    assert says(output, "fr", "Une huile rare.")


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
    monkeypatch.setattr("sitegen.indexing.index_version", lambda: "")
    make_site(tmp_path, SITE + product("argan"))
    report = build_site(tmp_path)
    assert report.output is not None
    assert "search.missing" in codes(report)
    assert not (report.output / "pagefind").exists()
