"""A page reads nothing that its key leaves out, and its key names no more than it must."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from sitegen.catalog.translations import Reader
from sitegen.models.base import Kind
from sitegen.plan.urls import PageKey, PageKind, PlannedPage
from sitegen.render.environment import make_environment, render_template
from sitegen.render.keys import template_of
from sitegen.render.pages import context_of
from sitegen.render.render import render_rest
from sitegen.render.templates import SharedBytecode
from sitegen.theme.reach import OF_ALL, reached
from tests.incremental.reading import Studied, Thing, key_maker, key_without, plain_key, study, things_read
from tests.incremental.shop import make_shop
from tests.support.site import picture

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Studied:
    return study(make_shop(tmp_path_factory.mktemp("keys") / "shop"))


def left_out(studied: Studied, pages: Iterable[PlannedPage], patch: pytest.MonkeyPatch) -> list[str]:
    """Return, in words, what pages read that their keys do not hold."""
    return [
        f"{page.url} reads {thing}"
        for page in pages
        for thing in sorted(things_read(studied, page, patch), key=repr)
        if not is_held(studied, thing, page)
    ]


def is_held(studied: Studied, thing: Thing, page: PlannedPage) -> bool:
    """Return whether a key holds what its page reads.

    An address is made from settings, which all keys hold, and from what its record says, if it is that of a record.
    """
    key = plain_key(studied, page)
    name, which = thing
    if key_without(studied, thing, page) != key:
        return True
    if name != "url":
        return False
    target = which[0]
    return not target.slug or key_without(studied, ("record", (target.of, target.slug)), page) != key


def test_no_page_of_the_shop_reads_what_its_key_leaves_out(shop: Studied, monkeypatch: pytest.MonkeyPatch) -> None:
    assert left_out(shop, shop.pages, monkeypatch) == []


def test_where_a_record_is_shown_is_noted_whatever_was_made_before(shop: Studied) -> None:
    together = key_maker(shop)
    alone: dict[tuple[Kind, str], list[PageKey]] = {}
    for page in shop.pages:
        together.key(page)
        maker = key_maker(shop)
        maker.key(page)
        for which in maker.shown_on:
            alone.setdefault(which, []).append(page.key)
    noted = {which: set(pages) for which, pages in together.shown_on.items()}
    assert noted == {which: set(pages) for which, pages in alone.items()}


def test_no_page_of_the_sample_shop_reads_what_its_key_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "sample"
    shutil.copytree(PROJECT / "content", root / "content", ignore=shutil.ignore_patterns("*.jpg"))
    shutil.copy(PROJECT / "sitegen.toml", root)
    for file in (PROJECT / "content").rglob("*.jpg"):
        (root / file.relative_to(PROJECT)).write_bytes(picture(24, 30))
    studied = study(root)
    # A source language and one that falls back: the others are no different.
    pages = [page for page in studied.pages if page.language in ("fr", "zgh")]
    assert left_out(studied, pages, monkeypatch) == []


def test_no_file_that_is_no_page_shows_a_body(shop: Studied, monkeypatch: pytest.MonkeyPatch) -> None:
    files = dict(render_rest(shop.studios))
    monkeypatch.setattr(Reader, "body", lambda *_: pytest.fail("a body was read"))
    assert dict(render_rest(shop.studios)) == files


@pytest.mark.parametrize(
    ("kind", "slug", "owners"),
    [
        (Kind.PRODUCT, "argan", {"argan"}),
        (Kind.CATEGORY, "epicerie", {"epicerie"}),
        (Kind.REGION, "souss", {"souss"}),
        (Kind.PAGE, "mentions", {"mentions"}),
        (Kind.COOPERATIVE, "azilal", {"azilal"}),
    ],
)
def test_a_body_is_in_the_keys_of_its_own_pages_alone(shop: Studied, kind: Kind, slug: str, owners: set[str]) -> None:
    thing = ("body", (kind, slug))
    changed = {page.key for page in shop.pages if key_without(shop, thing, page) != plain_key(shop, page)}
    assert {key.slug for key in changed} == owners


def test_the_words_of_a_product_are_in_the_keys_of_all_that_show_it_and_of_no_free_page(shop: Studied) -> None:
    thing = ("record", (Kind.PRODUCT, "argan"))
    changed = {page.key for page in shop.pages if key_without(shop, thing, page) != plain_key(shop, page)}
    assert not [key for key in changed if key.kind in (PageKind.PAGE, PageKind.COOPERATIVES, PageKind.TERMS)]
    assert {key.slug for key in changed if key.kind is PageKind.TERM} >= {"epicerie", "huiles", "argan", "igp", "fete"}


def test_a_page_is_made_with_the_template_of_its_key_and_loads_none_that_it_does_not_reach(shop: Studied) -> None:
    studios = shop.studios
    every = sorted({name for layer in studios.theme.layers for name in layer.files("templates")})
    for page in studios.plan.pages.values():
        studio = studios.by_language[page.language]
        context = context_of(studio.edition, studio.parts, page)
        environment = make_environment(
            studios.theme, studios.plan.assets, studio.messages, studio.edition.formats, SharedBytecode()
        )
        render_template(environment, context)
        loaded = set(vars(environment)["_templates"])
        assert template_of(page.key) in loaded
        assert loaded <= reached((template_of(page.key), *OF_ALL), studios.theme, every, {}), page.path
