"""Pages that are not rendered again after an edit, because they read as they did, really do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.models.base import Kind
from sitegen.plan.urls import PlannedPage
from sitegen.render.alike import Alike
from sitegen.render.data_files import edits_of
from sitegen.render.keys import Which
from sitegen.render.pages import context_of
from sitegen.render.parts.prepared import prepare
from tests.incremental.reading import Studied, study
from tests.incremental.shop import edit, make_shop

ARGAN, ARGAN_AR = "content/products/argan/index.md", "content/products/argan/index.ar.md"
TAPIS, TAPIS_AR = "content/products/tapis/index.md", "content/products/tapis/index.ar.md"
AZILAL, TAMLALT = "content/cooperatives/azilal/index.md", "content/cooperatives/tamlalt/index.md"

EDITS = {
    "name in French": (ARGAN, '"Argan"', '"Argan fin"', (Kind.PRODUCT, "argan")),
    "name in Arabic": (ARGAN_AR, "أركان", "زيت أركان", (Kind.PRODUCT, "argan")),
    "first sentence in Arabic": (ARGAN_AR, "زيت.", "زبدة.", (Kind.PRODUCT, "argan")),
    "price": (ARGAN, "120", "121", (Kind.PRODUCT, "argan")),
    "name of a form in Arabic": (TAPIS_AR, "صغير", "صغير جدا", (Kind.PRODUCT, "tapis")),
    "price of a form": (TAPIS, "1800 MAD", "1750 MAD", (Kind.PRODUCT, "tapis")),
    "name of a cooperative that all read in French": (AZILAL, '"Azilal"', '"Azilal bis"', (Kind.COOPERATIVE, "azilal")),
    "name of a cooperative in French": (TAMLALT, '"Tamlalt"', '"Tamlalt bis"', (Kind.COOPERATIVE, "tamlalt")),
    "town": (TAMLALT, '"Tamanar"', '"Agadir"', (Kind.COOPERATIVE, "tamlalt")),
    "where parcels go": (TAMLALT, '"Maroc"', '"Au Maroc"', (Kind.COOPERATIVE, "tamlalt")),
    "first sentence of a cooperative": (TAMLALT, "L'histoire", "La légende", (Kind.COOPERATIVE, "tamlalt")),
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Studied:
    return study(make_shop(tmp_path_factory.mktemp("before") / "shop"))


@pytest.fixture(params=EDITS)
def after(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Studied, Which]:
    """Return the shop after an edit, and what was edited."""
    path, old, new, which = EDITS[request.param]
    root = make_shop(tmp_path / "shop")
    edit(root, path, old, new)
    return study(root), which


def alike_pages(before: Studied, after: Studied, which: Which) -> Iterator[PlannedPage]:
    """Yield the pages that are said to read as they did."""
    catalog = after.studios.catalog
    editions = {code: studio.edition for code, studio in after.studios.by_language.items()}
    alike = Alike(editions, before.studios.catalog, edits_of(catalog, [which]), {which})
    return (page for page in after.pages if alike.is_alike(page))


def test_a_page_that_is_said_to_be_alike_is_made_from_the_same(before: Studied, after: tuple[Studied, Which]) -> None:
    studied, which = after
    parts = {
        (studied is after[0], code): prepare(studio.edition)
        for studied in (before, after[0])
        for code, studio in studied.studios.by_language.items()
    }

    def context(is_after: bool, page: PlannedPage) -> object:
        studios = (studied if is_after else before).studios
        return context_of(studios.by_language[page.language].edition, parts[is_after, page.language], page)

    differing = [
        page.url for page in alike_pages(before, studied, which) if context(False, page) != context(True, page)
    ]
    assert differing == []


def languages(before: Studied, root: Path, name: str) -> set[str]:
    """Return the languages in which pages that show a record beside its own are alike after an edit."""
    path, old, new, which = EDITS[name]
    edit(make_shop(root), path, old, new)
    return {page.language for page in alike_pages(before, study(root), which)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("name in French", {"ar", "zgh"}),
        ("name in Arabic", {"fr", "zgh"}),
        ("price", set()),
        ("name of a cooperative in French", {"ar", "zgh"}),
        ("name of a cooperative that all read in French", set()),
        ("where parcels go", {"fr", "ar", "zgh"}),
    ],
)
def test_languages_with_words_of_their_own_are_alike(
    before: Studied, tmp_path: Path, name: str, expected: set[str]
) -> None:
    assert languages(before, tmp_path / "shop", name) == expected
