"""Readers: each gets her own words, or those of the nearest fallback."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sitegen.catalog.translations import Reader
from sitegen.i18n.languages import make_language
from sitegen.load.content import LoadedRecord
from sitegen.load.loader import load_content
from sitegen.models.base import Record
from tests.support.site import SETTINGS, document, make_site, settings_of

LANGUAGES = ("fr", "ar", "zgh", "en", "es")


def read(root: Path, texts: Mapping[str, tuple[str, str]], settings: str = SETTINGS) -> dict[str, tuple[str, str, str]]:
    """Return the title, its language and the language of the main text, for every reader of a page."""
    files = {
        f"content/pages/a{'' if code == 'fr' else f'.{code}'}.md": document({"title": title or None}, body)
        for code, (title, body) in texts.items()
    }
    make_site(
        root, "-- sitegen.toml --\n" + settings + "".join(f"-- {path} --\n{text}" for path, text in files.items())
    )
    config = settings_of(root)
    records, problems, _ = load_content(root, config)
    assert problems == []
    item: LoadedRecord[Record] = next(record for record in records if record.slug == "a")
    languages = {code: make_language(code, None) for code in config.languages.all}
    readers = {code: Reader(config, language, languages) for code, language in languages.items()}
    phrases = {code: reader.title(item) for code, reader in readers.items()}
    for code, phrase in phrases.items():
        assert phrase.fallen_back is (phrase.language != code)
        assert phrase.direction == ("rtl" if phrase.language == "ar" else "ltr")
    return {code: (phrases[code].text, phrases[code].language, readers[code].text_language(item)) for code in readers}


def test_a_reader_gets_her_own_words_when_they_are_there(tmp_path: Path) -> None:
    found = read(tmp_path, {code: (f"T {code}", f"B {code}") for code in LANGUAGES})
    assert found == {code: (f"T {code}", code, code) for code in LANGUAGES}


def test_without_translations_everybody_gets_the_source(tmp_path: Path) -> None:
    assert set(read(tmp_path, {"fr": ("T", "B")}).values()) == {("T", "fr", "fr")}


def test_amazigh_falls_back_to_arabic_before_french(tmp_path: Path) -> None:
    found = read(tmp_path, {"fr": ("T fr", "B fr"), "ar": ("T ar", "B ar")})
    assert found["zgh"] == ("T ar", "ar", "ar")
    assert found["en"] == ("T fr", "fr", "fr")


def test_a_title_alone_is_no_translation_of_a_page_with_a_body(tmp_path: Path) -> None:
    found = read(tmp_path, {"fr": ("T fr", "B fr"), "ar": ("T ar", "")})
    assert found["ar"] == ("T ar", "ar", "fr")


def test_a_title_alone_translates_a_page_without_a_body(tmp_path: Path) -> None:
    found = read(tmp_path, {"fr": ("T fr", ""), "ar": ("T ar", "")})
    assert (found["ar"][2], found["zgh"][2], found["en"][2]) == ("ar", "ar", "fr")


def test_a_body_without_a_title_is_no_translation(tmp_path: Path) -> None:
    found = read(tmp_path, {"fr": ("T fr", "B fr"), "en": ("", "B en")})
    assert found["en"] == ("T fr", "fr", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_that_a_text_falls_back_to_is_really_in_that_language(tmp_path: Path, language: str) -> None:
    texts = {"fr": ("T fr", "B fr"), language: ("T", ""), "ar": ("T ar", "B ar" if language != "ar" else "")}
    found = read(tmp_path, texts)
    for _, _, text_language in found.values():
        assert found[text_language][2] == text_language


def test_the_regions_of_morocco_have_names_that_nobody_wrote(tmp_path: Path) -> None:
    make_site(tmp_path, "-- content/regions/souss.md --\n---\ncode: MA-09\n---\n")
    config = settings_of(tmp_path)
    records, problems, _ = load_content(tmp_path, config)
    assert problems == []
    item = next(record for record in records if record.slug == "souss")
    languages = {code: make_language(code, None) for code in config.languages.all}
    titles = {code: Reader(config, language, languages).title(item) for code, language in languages.items()}
    assert titles["fr"].text == "Souss-Massa"
    assert not any(title.fallen_back for title in titles.values())
