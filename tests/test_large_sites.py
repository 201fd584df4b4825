"""A large site waits on disk instead of in memory, and comes out the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.load import loader
from sitegen.render import compiler, edition
from sitegen.spool import Spool, SpooledValues
from tests.support.site import build_site, built, make_site, product, snapshot


def test_a_site_that_waits_on_disk_is_the_same_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = "".join(
        product(name, body=f"Texte de {name}. Une **phrase** de plus.\n\n- un\n- deux\n") for name in "abcdefgh"
    )
    small = snapshot(built(tmp_path / "small", content))
    monkeypatch.setattr(loader, "MANY_FILES", 1)
    monkeypatch.setattr(loader, "RECORDS_AT_ONCE", 3)
    monkeypatch.setattr(compiler, "MOST_FRAGMENTS", 2)
    monkeypatch.setattr(edition, "MOST_KEPT", 2)
    output = built(tmp_path / "large", content)
    assert snapshot(output) == small
    make_site(tmp_path / "large", product("c", body="Un autre texte."))
    build_site(tmp_path / "large")
    assert "Un autre texte." in (output / "fr/products/c/index.html").read_text(encoding="utf-8")
    assert "Texte de d." in (output / "fr/products/d/index.html").read_text(encoding="utf-8")


def test_what_is_put_aside_comes_back_byte_for_byte(tmp_path: Path) -> None:
    values = SpooledValues(Spool(tmp_path / "new"))
    wanted = {f"key {number}": bytes(range(number)) for number in range(40)}
    for key, data in wanted.items():
        values.put(key, data)
    assert dict(values) == wanted
    assert not list((tmp_path / "new").iterdir()), "the spool has no name that somebody could read it by"
