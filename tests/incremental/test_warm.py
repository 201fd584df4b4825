"""A process that builds again and again keeps what the next build can use, and makes what a build without it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sitegen.build import build_whole
from sitegen.cli.again import Builder
from sitegen.errors import ThemeError
from sitegen.outline import Outline
from sitegen.render.templates import ThemeEnvironment
from sitegen.report import BuildOptions, BuildReport, Nobody
from tests.incremental.shop import assert_current, build_shop, edit, make_shop, published
from tests.incremental.test_retouch import ARGAN, AZILAL, STEADY, TAPIS, lengthen, settled
from tests.support.site import TODAY, Silence, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a shop that is built, and about which nothing is in doubt."""
    return settled(make_shop(tmp_path / "shop"))


def build(builder: Builder, root: Path, **options: Any) -> BuildReport:
    return builder.build(BuildOptions(**{"root": root, "today": TODAY, "jobs": 1, **options}), Silence())


@contextmanager
def forbidden(*places: tuple[type, str]) -> Iterator[None]:
    """Fail when one of some methods is called."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in places:
            patch.setattr(owner, name, lambda *_, name=name, **__: pytest.fail(f"{name} was called"))
        yield


@contextmanager
def only_warm() -> Iterator[None]:
    """Fail when a build looks at everything, or reads the outline again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sitegen.build.build_whole", lambda *_: pytest.fail("a whole build was made"))
        patch.setattr("sitegen.retouch._Retouch._read_outline", lambda _: pytest.fail("the outline was read again"))
        yield


def test_each_edit_after_another_is_what_a_build_without_memory_makes(root: Path) -> None:
    builder = Builder()
    lengthen(root)
    build(builder, root)
    for name in ("price", "name of a cooperative", "first sentence", "price of a variant", "a price and a body",
                 "name that keeps its place", "commune", "translated name"):  # fmt: skip
        if name != "a price and a body":
            STEADY[name](root)
        else:
            edit(root, ARGAN, "121", "122")
            lengthen(root)
        with only_warm():
            assert build(builder, root).written, name
        assert_current(root)


def test_edits_that_are_taken_back_leave_the_first_bytes(root: Path) -> None:
    builder, before = Builder(), published(root / "build")
    texts = {path: (root / path).read_bytes() for path in (ARGAN, AZILAL, TAPIS)}
    lengthen(root)
    build(builder, root)
    for _ in range(3):
        for name in ("price", "name of a cooperative", "price of a variant"):
            STEADY[name](root)
            with only_warm():
                build(builder, root)
        for path, data in texts.items():
            (root / path).write_bytes(data)
        with only_warm():
            build(builder, root)
        assert published(root / "build") == before


def test_what_is_prepared_at_rest_serves_the_first_edit(root: Path) -> None:
    builder = Builder()
    builder.prepare(BuildOptions(root, TODAY, jobs=1))
    edit(root, ARGAN, "120", "121")
    with only_warm(), forbidden((ThemeEnvironment, "__init__")):
        assert build(builder, root).rendered
    assert_current(root)


def test_the_name_of_a_cooperative_follows_to_the_picture_that_it_lends_its_region(root: Path) -> None:
    builder = Builder()
    builder.prepare(BuildOptions(root, TODAY, jobs=1))
    edit(root, "content/cooperatives/tamlalt/index.md", "Tamlalt", "Tamlalt bis")
    with only_warm():
        build(builder, root)
    assert 'alt="Tamlalt bis"' in (root / "build/fr/regions/index.html").read_text(encoding="utf-8")
    assert_current(root)


def test_while_there_is_something_to_do_nothing_is_prepared(root: Path) -> None:
    builder = Builder()
    edit(root, "themes/plain/templates/product.html", "<article", "<article class=x")
    edit(root, ARGAN, "120", "121")
    builder.prepare(BuildOptions(root, TODAY, jobs=1))
    build(builder, root)
    assert_current(root)


class Dies(Nobody):
    def show(self, report: BuildReport) -> None:
        raise KeyboardInterrupt


class Looks(Nobody):
    """Looks at some pages, and keeps what they are shown ahead, with what lay there at that moment."""

    def __init__(self, root: Path, *pages: str) -> None:
        self.root, self.pages = root, frozenset(pages)
        self.ahead: dict[str, bytes] = {}
        self.there: dict[str, bytes] = {}

    def open_pages(self) -> frozenset[str]:
        return self.pages

    def show_ahead(self, pages: Mapping[str, bytes]) -> None:
        self.ahead = dict(pages)
        self.there = {path: (self.root / "build" / path).read_bytes() for path in pages}


def test_open_pages_are_shown_ahead_of_many_others_as_they_will_be(root: Path) -> None:
    looks = Looks(root, "fr/cooperatives/azilal/index.html", "ar/index.html", "fr/cart/index.html")
    STEADY["name of a cooperative"](root)
    Builder().build(BuildOptions(root, TODAY, jobs=1), Silence(), looks)
    assert looks.ahead.keys() == {"fr/cooperatives/azilal/index.html", "ar/index.html"}
    for path, data in looks.ahead.items():
        assert data == (root / "build" / path).read_bytes() != looks.there[path]
    assert_current(root)


def test_of_few_pages_none_is_shown_ahead(root: Path) -> None:
    looks = Looks(root, "fr/products/argan/index.html")
    lengthen(root)
    Builder().build(BuildOptions(root, TODAY, jobs=1), Silence(), looks)
    assert looks.ahead == {}


def test_pages_are_shown_before_the_state_is_noted_and_a_process_that_ends_there_harms_nothing(root: Path) -> None:
    edit(root, ARGAN, "120", "121")
    with pytest.raises(KeyboardInterrupt):
        Builder().build(BuildOptions(root, TODAY, jobs=1), Silence(), Dies())
    assert b"121" in (root / "build/fr/products/argan/index.html").read_bytes()
    edit(root, TAPIS, "1800 MAD", "1750 MAD")
    build_shop(root)
    assert_current(root)


def test_templates_are_prepared_once(root: Path) -> None:
    builder = Builder()
    edit(root, ARGAN, "120", "121")
    build(builder, root)
    edit(root, ARGAN, "121", "122")
    with forbidden((ThemeEnvironment, "__init__"), (Outline, "plan")):
        assert build(builder, root).rendered
    assert_current(root)


def other_theme(root: Path) -> None:
    edit(root, "themes/plain/templates/product.html", "<article", "<article class=x")


ELSEWHERE: dict[str, Callable[[Path], object]] = {
    "template": other_theme,
    "settings": lambda root: edit(root, "sitegen.toml", "Petit souk", "Grand souk"),
    "category": lambda root: edit(root, "content/categories/huiles.md", "Huiles", "Huiles rares"),
    "catalogue": lambda root: edit(root, "themes/child/messages/fr.po", "Accueil", "Début"),
    "new record": lambda root: write(root, "content/pages/neuve.md", "---\ntitle: Neuve\n---\n"),
    "output": lambda root: write(root / "build", "added.html", "added"),
    "state": lambda root: (root / ".sitegen/state/default.sqlite").unlink(),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_was_kept_is_not_used_when_something_else_has_changed(root: Path, name: str) -> None:
    builder = Builder()
    lengthen(root)
    build(builder, root)
    ELSEWHERE[name](root)
    edit(root, ARGAN, "120", "121")
    build(builder, root)
    assert_current(root)
    edit(root, ARGAN, "121", "122")
    build(builder, root)
    assert_current(root)


@pytest.mark.parametrize("name", [*ELSEWHERE, "price", "a price and a body", "name of a cooperative"])
def test_what_was_kept_is_not_used_when_another_process_has_built(root: Path, name: str) -> None:
    builder = Builder()
    edit(root, TAPIS, "1800 MAD", "1810 MAD")
    build(builder, root)
    (ELSEWHERE | STEADY)[name](root)
    build_shop(root)
    edit(root, TAPIS, "1810 MAD", "1820 MAD")
    build(builder, root)
    assert_current(root)


def test_a_build_that_fails_is_mended_by_the_next_one(root: Path) -> None:
    builder = Builder()
    lengthen(root)
    build(builder, root)
    broken = write(root, "themes/child/templates/product.html", "{{ rien.du }}")
    with pytest.raises(ThemeError):
        build(builder, root)
    broken.unlink()
    edit(root, ARGAN, "120", "121")
    build(builder, root)
    assert_current(root)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda spare: (spare / "added.html").write_text("added"),
        lambda spare: (spare / "fr/products/amlou/index.html").unlink(),
        lambda spare: (spare / "fr/products/amlou/index.html").rename(spare / "fr/products/amlou/other.html"),
        lambda spare: (spare / "fr/products").rename(spare / "fr/elsewhere"),
        lambda spare: (spare / ".sitegen-output").unlink(),
    ],
)
def test_what_somebody_does_to_the_spare_tree_does_not_reach_the_output(
    root: Path, spoil: Callable[[Path], object]
) -> None:
    builder = Builder()
    for price in (121, 122):
        edit(root, ARGAN, str(price - 1), str(price))
        build(builder, root)
    spoil(root / ".build.spare")
    edit(root, ARGAN, "122", "123")
    build(builder, root)
    assert_current(root)
    edit(root, ARGAN, "123", "124")
    build(builder, root)
    assert_current(root)


def test_a_body_that_was_put_in_place_alone_is_there_after_the_next_swap(root: Path) -> None:
    builder = Builder()
    for price in (121, 122):
        edit(root, ARGAN, str(price - 1), str(price))
        build(builder, root)
        lengthen(root, TAPIS, f"Phrase {price}.")
        with only_warm():
            build(builder, root)
    edit(root, ARGAN, "122", "123")
    with only_warm():
        build(builder, root)
    assert_current(root)


def test_where_there_are_no_links_copies_are_made(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)
    builder = Builder()
    for price in (121, 122, 123):
        edit(root, ARGAN, str(price - 1), str(price))
        lengthen(root, TAPIS, f"Phrase {price}.")
        build(builder, root)
        assert_current(root)


def test_after_warm_builds_there_is_nothing_to_do_and_every_key_is_what_it_has_to_be(root: Path) -> None:
    builder = Builder()
    for price in (121, 122, 123):
        edit(root, ARGAN, str(price - 1), str(price))
        build(builder, root)
    settled(root)
    whole = build_whole(BuildOptions(root, TODAY, jobs=1), Silence())
    assert (whole.rendered, whole.written and whole.written.written) == (0, ())
