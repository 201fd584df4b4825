"""Records that wait on disk say what they said in memory."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.config import load_config
from sitegen.load import aside, loader
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Record
from tests.support.site import make_site, product

RICH = product(
    "tapis",
    variants=[{"id": "s", "title": "Petit", "price": 90}, {"id": "l", "title": "Grand", "price": 190}],
    body="Un tapis. Voir [le savon](../savon/index.md).\n\n![Le métier](metier.jpg)\n",
)
TRANSLATED = """
-- content/products/tapis/index.ar.md --
---
title: زربية
variants: [{id: s, title: صغيرة}, {id: l, title: كبيرة}]
---
زربية من الصوف.
"""
BARE = product("savon", body="")


def loaded(root: Path) -> tuple[LoadedRecord[Record], ...]:
    """Return the records of a site."""
    config, _ = load_config(root)
    assert config is not None
    return loader.load_content(root, config).records


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[LoadedRecord[Record], ...]]]:
    """The records of a site in memory, and the same on disk; hardly any of them is kept."""
    make_site(tmp_path / "shop", RICH + TRANSLATED + BARE)
    here = loaded(tmp_path / "shop")
    monkeypatch.setattr(loader, "MANY_FILES", 1)
    monkeypatch.setattr(aside, "PRODUCTS_KEPT", 1)
    monkeypatch.setattr(aside, "TEXTS_KEPT", 1)
    yield list(zip(here, loaded(tmp_path / "shop"), strict=True))
    monkeypatch.undo()


@pytest.fixture
def bodies_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[LoadedRecord[Record], ...]]:
    """The records of a site in memory, and the same with their bodies on disk."""
    make_site(tmp_path / "shop", RICH + TRANSLATED + BARE)
    here = loaded(tmp_path / "shop")
    monkeypatch.setattr(loader, "FILES_TO_SPOOL", 1)
    return list(zip(here, loaded(tmp_path / "shop"), strict=True))


def test_a_body_that_waits_on_disk_says_the_same(bodies_aside: list[tuple[LoadedRecord[Record], ...]]) -> None:
    waiting = 0
    for here, there in bodies_aside:
        assert there.record == here.record
        for code, text in here.texts.items():
            body = there.texts[code].body
            waiting += isinstance(body, aside.SpooledBody)
            for one in (body, pickle.loads(pickle.dumps(body))):
                assert bool(one) is bool(text.body)
                for name in ("html", "first_sentence", "records", "pictures"):
                    assert getattr(one, name) == getattr(text.body, name)
    assert waiting >= 2


def test_a_record_that_waits_on_disk_says_the_same(both: list[tuple[LoadedRecord[Record], ...]]) -> None:
    assert any(isinstance(there, aside.AsideRecord) for _, there in both)
    for here, there in both:
        for name in ("kind", "slug", "record", "folder", "found_pictures", "digest", "face"):
            assert getattr(there, name) == getattr(here, name)
        assert there.texts.keys() == here.texts.keys()
        assert there.source is there.texts[here.source.language]


def test_so_do_its_texts_and_their_lines(both: list[tuple[LoadedRecord[Record], ...]]) -> None:
    for here, there in both:
        for code, text in here.texts.items():
            other = there.texts[code]
            assert (other.path, other.language, other.words, other.lines) == (
                text.path, text.language, text.words, text.lines,
            )  # fmt: skip
            assert other.line_of("price") == text.line_of("price")
            for name in ("html", "first_sentence", "records", "pictures"):
                assert getattr(other.body, name) == getattr(text.body, name)


def test_a_record_that_was_let_go_is_read_again(both: list[tuple[LoadedRecord[Record], ...]]) -> None:
    products = [there for _, there in both if there.kind.value == "products"]
    first = products[0].record
    titles = [there.record.title for there in products]
    again = products[0].record
    assert len(titles) > 1
    assert again is not first
    assert again == first
