"""An edit that moves nothing is a build of the pages that show it; whatever else happens is left to a whole build."""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from sitegen.build import build, build_whole
from sitegen.quick import look_at, unchanged_report
from sitegen.report import BuildOptions, BuildReport
from sitegen.retouch import retouch
from sitegen.state import State
from sitegen.write.manifest import WriteReport
from tests.incremental.shop import assert_current, build_shop, edit, make_shop, published
from tests.support.site import TODAY, Silence, picture, write

ARGAN = "content/products/argan/index.md"
PAGE = "fr/products/argan/index.html"
STATE = ".sitegen/state/default.sqlite"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a shop that is built, and about which nothing is in doubt."""
    return settled(make_shop(tmp_path / "shop"))


def settled(root: Path) -> Path:
    """Build until no file is young enough to be read again."""
    for _ in range(20):
        build_shop(root)
        if unchanged_report(BuildOptions(root, TODAY)):
            return root
    raise AssertionError("something is always in doubt")


def try_retouch(root: Path, **options: Any) -> BuildReport | None:
    return retouch(BuildOptions(**{"root": root, "today": TODAY, **options}), Silence())


def lengthen(root: Path, path: str = ARGAN, words: str = "Et encore une phrase.") -> None:
    """Add a paragraph to a body, whose first sentence stays."""
    with (root / path).open("a", encoding="utf-8") as file:
        file.write(f"\n{words}\n")


def save_as_editors_do(root: Path, path: str = ARGAN) -> None:
    """Put a new file with another paragraph in the place of the old one."""
    file = root / path
    other = file.with_name(".swap")
    other.write_text(file.read_text(encoding="utf-8") + "\nEt une autre.\n", encoding="utf-8")
    other.replace(file)


@contextmanager
def without_whole_builds() -> Iterator[None]:
    def refuse(*_: object) -> BuildReport:
        raise AssertionError("a whole build was made")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sitegen.build.build_whole", refuse)
        yield


@pytest.mark.parametrize("change", [lengthen, save_as_editors_do])
def test_a_longer_body_is_written_to_its_own_page_by_a_retouch(root: Path, change: Callable[[Path], None]) -> None:
    change(root)
    with without_whole_builds():
        report = build_shop(root)
    assert report.written is not None
    assert report.written.written == (PAGE,)
    assert report.rendered == 1
    assert_current(root)


def test_a_retouch_tells_the_problems_and_the_figures_of_the_build_before(root: Path) -> None:
    before = unchanged_report(BuildOptions(root, TODAY))
    lengthen(root)
    report = try_retouch(root)
    assert report is not None
    assert before is not None
    assert report.problems == before.problems != ()
    assert (report.pages, report.pictures, report.output) == (before.pages, before.pictures, before.output)
    assert report.written is not None
    assert before.written is not None
    assert report.written.kept + 1 == before.written.kept


@pytest.mark.parametrize(
    "path",
    ["content/cooperatives/tamlalt/index.ar.md", "content/cooperatives/azilal/index.md", "content/pages/mentions.md",
     "content/products/tapis/index.ar.md"],
)  # fmt: skip
def test_every_kind_of_record_with_a_body_is_retouched(root: Path, path: str) -> None:
    lengthen(root, path)
    with without_whole_builds():
        assert build_shop(root).written
    assert_current(root)


def test_materials_with_french_spaces_are_found_again_in_the_list_of_the_catalogue(root: Path) -> None:
    edit(root, ARGAN, "title:", "materials: [laine ; coton, fil d'ici !]\ntitle:")
    settled(root)
    edit(root, ARGAN, "120", "130")
    assert try_retouch(root) is not None
    assert_current(root)


def test_retouches_follow_each_other_and_a_whole_build_follows_them(root: Path) -> None:
    rows = record_count(root)
    for number in range(3):
        lengthen(root, words=f"Phrase {number}.")
        assert try_retouch(root) is not None
    lengthen(root, "content/products/tapis/index.ar.md")
    assert try_retouch(root) is not None
    assert record_count(root) == rows
    assert_current(root)
    edit(root, ARGAN, '"Argan"', '"Huile"')
    build_shop(root)
    assert_current(root)
    lengthen(root)
    build_shop(root)
    assert_current(root)


def record_count(root: Path) -> int:
    """Return how many records the state remembers."""
    with State(root / STATE) as state:
        return len(state.memos("record"))


def test_two_bodies_of_one_record_are_two_pages_and_swapped_in_as_a_whole(root: Path) -> None:
    lengthen(root)
    lengthen(root, "content/products/argan/index.ar.md")
    report = try_retouch(root)
    assert report is not None
    assert report.written is not None
    # zgh falls back to the Arabic body.
    assert set(report.written.written) == {PAGE, "ar/products/zit/index.html", "zgh/products/argan/index.html"}
    assert_current(root)
    # The spare tree is the output of before: it is brought up to date, by a retouch and by a whole build.
    lengthen(root, "content/pages/mentions.md")
    assert try_retouch(root) is not None
    assert_current(root)
    edit(root, ARGAN, '"Argan"', '"Huile"')
    build_shop(root)
    assert_current(root)


def test_an_edit_that_is_taken_back_before_a_build_is_none(root: Path) -> None:
    text = (root / ARGAN).read_bytes()
    lengthen(root)
    (root / ARGAN).write_bytes(text)
    report = try_retouch(root)
    assert report is not None
    assert report.written is not None
    assert report.written.written == ()
    assert settled(root)


def test_the_body_of_a_draft_is_in_no_page(root: Path) -> None:
    lengthen(root, "content/products/brouillon/index.md")
    report = try_retouch(root)
    assert report is not None
    assert report.rendered == 0
    assert_current(root)


@pytest.mark.parametrize("change", [lengthen, lambda root: edit(root, ARGAN, "120", "121")])
def test_what_is_not_published_is_not_there_for_a_retouch_either(root: Path, change: Callable[[Path], None]) -> None:
    add_field(root, "content/categories/argan.md", "draft: true")
    settled(root)
    change(root)
    assert try_retouch(root) is not None
    assert_current(root)


def link_in_place(root: Path) -> None:
    (root / ARGAN).rename(root / "content/elsewhere.md")
    (root / ARGAN).symlink_to(root / "content/elsewhere.md")


def hidden_link(root: Path) -> None:
    (root / "content/products/argan/.lien").symlink_to("index.md")
    lengthen(root)


SAVON = "content/products/savon1/index.md"
TAPIS = "content/products/tapis/index.md"
ZELLIGE = "content/products/zellige.md"
AZILAL = "content/cooperatives/azilal/index.md"


def add_field(root: Path, path: str, line: str) -> None:
    """Say one thing more in the front matter of a record."""
    edit(root, path, "\n---\n", f"\n{line}\n---\n")


def price_and_body(root: Path) -> None:
    edit(root, ARGAN, "120", "121")
    lengthen(root)


STEADY: dict[str, Callable[[Path], object]] = {
    "price": lambda root: edit(root, ARGAN, "120", "121"),
    "price of a variant": lambda root: edit(root, TAPIS, "1800 MAD", "1750 MAD"),
    "price from, of work on request": lambda root: edit(root, ZELLIGE, "250 MAD", "240 MAD"),
    "former price": lambda root: add_field(root, SAVON, "compare_at: 400 MAD"),
    "name that keeps its place": lambda root: edit(root, SAVON, "title: ", 'title: "Savon1 bis" #'),
    "translated name": lambda root: edit(root, "content/products/argan/index.ar.md", "أركان", "زيت أركان"),
    "name of a cooperative": lambda root: edit(root, AZILAL, '"Azilal"', '"Azilal et fils"'),
    "commune": lambda root: edit(root, AZILAL, "Tamanar", "Azilal"),
    "first sentence": lambda root: edit(root, ARGAN, "De l'huile.", "Du beurre."),
    "summary": lambda root: add_field(root, ARGAN, "summary: En bref."),
    "made to order": lambda root: add_field(root, SAVON, "availability: made_to_order\nlead_time: 12"),
    "two records at once": lambda root: (STEADY["price"](root), STEADY["name of a cooperative"](root)),
    "a price and a body": price_and_body,
}  # fmt: skip


@pytest.mark.parametrize("name", STEADY)
def test_an_edit_that_moves_nothing_is_retouched(root: Path, name: str) -> None:
    STEADY[name](root)
    with without_whole_builds():
        report = build_shop(root)
    assert report.written is not None
    assert report.written.written
    assert_current(root)
    told = report.problems
    settled(root)
    with without_whole_builds():
        assert build_shop(root).written == WriteReport({}, (), report.written.kept + len(report.written.written), ())
    whole = build_whole(BuildOptions(root, TODAY, jobs=1), Silence())
    assert whole.problems == told
    assert (whole.rendered, whole.written and whole.written.written) == (0, ()), "every key is what it has to be"


def test_a_name_is_rendered_for_the_languages_that_show_it(root: Path) -> None:
    edit(root, "content/products/argan/index.ar.md", "أركان", "زيت أركان")
    report = try_retouch(root)
    assert report is not None
    assert report.written is not None
    # zgh has a name of its own, and falls back to Arabic for the rest of the page.
    assert {path.partition("/")[0] for path in report.written.written if path.endswith(".html")} == {"ar"}
    assert 0 < report.rendered <= sum(path.endswith(".html") for path in report.written.written) + 2
    assert_current(root)


def test_steady_edits_follow_each_other_and_are_taken_back(root: Path) -> None:
    before = published(root / "build")
    text = (root / ARGAN).read_bytes()
    for name in ("price", "name of a cooperative", "first sentence", "price of a variant"):
        STEADY[name](root)
        assert try_retouch(root) is not None, name
        assert_current(root)
    (root / ARGAN).write_bytes(text)
    assert try_retouch(root) is not None
    edit(root, AZILAL, '"Azilal et fils"', '"Azilal"')
    edit(root, TAPIS, "1750 MAD", "1800 MAD")
    assert try_retouch(root) is not None
    assert published(root / "build") == before


def test_the_prices_of_every_release_are_kept(root: Path) -> None:
    folder = root / ".sitegen/prices"
    names = {file.name for file in folder.iterdir()}
    edit(root, ARGAN, "120", "121")
    assert try_retouch(root) is not None
    fresh = {path.removeprefix("api/prices/") for path in published(root / "build") if path.startswith("api/prices/")}
    assert fresh.isdisjoint(names)
    assert {file.name for file in folder.iterdir()} == names | fresh


ELSE: dict[str, Callable[[Path], object]] = {
    "name that takes another place": lambda root: edit(root, ARGAN, '"Argan"', '"Huile"'),
    "name of a category": lambda root: edit(root, "content/categories/huiles.md", "Huiles", "Huiles rares"),
    "price that a collection asks for": lambda root: edit(root, SAVON, "21 MAD", "121 MAD"),
    "currency": lambda root: edit(root, ARGAN, ', "EUR": 11.5', ""),
    "amount of a voucher": lambda root: edit(root, "content/products/cheque.md", "200 MAD", "300 MAD"),
    "sold out": lambda root: add_field(root, SAVON, "availability: out_of_stock"),
    "lead time that is missing": lambda root: add_field(root, SAVON, "availability: preorder"),
    "number that an article is known by": lambda root: add_field(root, SAVON, "sku: S-1"),
    "form that comes": lambda root: edit(root, TAPIS, '"id": "s"', '"id": "m"'),
    "price of a draft": lambda root: edit(root, "content/products/brouillon/index.md", "price: ", "price: 1"),
    "telephone": lambda root: edit(root, AZILAL, "+212612345678", "+212612345679"),
    "links in another order": lambda root: edit(root, ARGAN, "tapis/index.md", "amlou/index.md"),
    "comment, which moves the lines of problems": lambda root: edit(root, ARGAN, "---\n", "---\n# comment\n"),
    "address from the root": lambda root: lengthen(root, words="Voir [ici](/fr/)."),
    "address that leads nowhere": lambda root: lengthen(root, words="Voir [ici](/fr/rien/)."),
    "link to a record": lambda root: lengthen(root, words="Voir [elle](../amlou/index.md)."),
    "link to no record": lambda root: lengthen(root, words="Voir [elle](../rien/index.md)."),
    "picture": lambda root: lengthen(root, words="![Vue](a.jpg)"),
    "unsafe words": lambda root: lengthen(root, words="<script>alert(1)</script>"),
    "front matter that cannot be read": lambda root: edit(root, ARGAN, "---\n", "---\n: :\n"),
    "new translation": lambda root: write(root, "content/products/amlou/index.ar.md", "---\ntitle: أملو\n---\n"),
    "new record": lambda root: shutil.copytree(root / "content/products/amlou", root / "content/products/b"),
    "record that goes": lambda root: shutil.rmtree(root / "content/products/savon1"),
    "new picture beside it": lambda root: write(root, "content/products/argan/0.jpg", picture()),
    "other picture": lambda root: write(root, "content/products/argan/a.jpg", picture(color=(7, 7, 7))),
    "link in the place of a file": link_in_place,
    "hidden link": hidden_link,
    "settings": lambda root: edit(root, "sitegen.toml", "per_page = ", "per_page = 1"),
    "template": lambda root: edit(root, "themes/plain/templates/product.html", "<article", "<article class=x"),
    "new folder of overrides": lambda root: write(root, "templates/product.html", "{{ product.title }}"),
    "output": lambda root: write(root / "build", PAGE, "altered"),
    "added output": lambda root: write(root / "build", "added.html", "added"),
}  # fmt: skip


@pytest.mark.parametrize("name", ELSE)
def test_whatever_else_changes_is_left_to_a_whole_build(root: Path, name: str) -> None:
    lengthen(root, "content/products/tapis/index.md")
    ELSE[name](root)
    before = published(root / "build")
    assert try_retouch(root) is None
    assert published(root / "build") == before
    if build_shop(root).output:
        assert_current(root)


@pytest.mark.parametrize(
    "options",
    [{"today": TODAY + timedelta(1)}, {"drafts": True}, {"strict": True}, {"clean": True}, {"fast_pictures": True}],
)
def test_another_question_is_left_to_a_whole_build(root: Path, options: dict[str, Any]) -> None:
    lengthen(root)
    assert try_retouch(root, **options) is None


def test_a_copy_of_a_site_leaves_the_output_of_its_original_alone(root: Path) -> None:
    copy = root.parent / "copy"
    shutil.copytree(root, copy, copy_function=shutil.copy2)
    before = published(root / "build")
    lengthen(copy)
    build_shop(copy)
    assert published(root / "build") == before
    assert_current(copy)


def test_a_site_that_another_build_changed_since_the_look_is_looked_at_again(root: Path) -> None:
    lengthen(root)
    look = look_at(BuildOptions(root, TODAY))
    edit(root, ARGAN, '"Argan"', '"Huile"')
    build_shop(root)
    lengthen(root)
    assert retouch(BuildOptions(root, TODAY), Silence(), look) is None
    build_shop(root)
    assert_current(root)


def test_a_state_that_cannot_be_amended_costs_time_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lengthen(root)
    with monkeypatch.context() as patch:
        patch.setattr(State, "amend", lambda *_: None)
        assert try_retouch(root) is not None
    assert PAGE in published(root / "build")
    lengthen(root)
    build_shop(root)
    assert_current(root)


def test_an_outline_that_nobody_signed_is_not_believed(root: Path) -> None:
    mark = root / "exploded"

    class Bomb:
        def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
            return (os.mkdir, (str(mark),))

    with closing(sqlite3.connect(root / STATE)) as connection, connection:
        for kind in ("outline", "successor", "template", "record"):
            connection.execute("UPDATE memos SET value = ? WHERE kind = ?", (pickle.dumps(Bomb()), kind))
    lengthen(root)
    assert try_retouch(root) is None
    build_shop(root)
    assert not mark.exists()
    assert_current(root)


def test_a_template_that_was_compiled_is_compiled_no_more(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lengthen(root)
    with monkeypatch.context() as patch:
        patch.setattr(Environment, "compile", lambda *_, **__: pytest.fail("a template was compiled"))
        assert try_retouch(root) is not None
    assert_current(root)


def test_a_template_with_other_words_is_compiled_again(root: Path) -> None:
    lengthen(root)
    assert try_retouch(root) is not None
    edit(root, "themes/plain/templates/product.html", "<article", "<article class=x")
    build_whole(BuildOptions(root, TODAY, jobs=1), Silence())
    assert b"<article class=x" in (root / "build" / PAGE).read_bytes()
    assert_current(root)


def test_the_spare_tree_brings_no_former_body_back(root: Path) -> None:
    edit(root, ARGAN, '"Argan"', '"Huile"')
    build_shop(root)
    settled(root)
    lengthen(root)
    assert try_retouch(root) is not None
    # The next build swaps in the spare tree, which has the page from before the retouch.
    edit(root, "content/products/savon1/index.md", "21 MAD", "25 MAD")
    build(BuildOptions(root, TODAY, jobs=1), Silence())
    assert_current(root)
