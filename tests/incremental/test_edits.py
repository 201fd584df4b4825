"""What one edit writes: exactly the pages that show it, counted."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from sitegen.quick import unchanged_report
from sitegen.report import BuildOptions
from tests.incremental.shop import assert_current, build_shop, edit, make_shop, published, written_pages
from tests.support.site import TODAY, picture, write

ARABIC_PLURAL = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a shop that is built."""
    make_shop(tmp_path / "shop")
    build_shop(tmp_path / "shop")
    return tmp_path / "shop"


def test_a_body_s_later_sentence_is_written_to_its_own_page_alone(root: Path) -> None:
    edit(root, "content/products/argan/index.md", "et [le tapis]", "ou [le tapis]")
    report = build_shop(root)
    assert report.written is not None
    # Arabic has a body of its own, which is what zgh falls back to.
    assert report.written.written == ("fr/products/argan/index.html",)
    assert report.rendered == 1
    assert_current(root)


def test_a_price_is_written_to_all_that_show_it(root: Path) -> None:
    edit(root, "content/products/savon1/index.md", "21 MAD", "25 MAD")
    pages = written_pages(build_shop(root))
    assert {"products/savon1", "products", "categories/huiles"} <= pages
    assert not [page for page in pages if page.startswith(("pages", "cooperatives/azilal", "regions/atlas", "labels"))]
    assert "nous" not in pages
    assert_current(root)


def test_a_cooperative_s_name_is_written_to_all_that_name_it(root: Path) -> None:
    edit(root, "content/cooperatives/azilal/index.md", '"Azilal"', '"Maison Azilal"')
    pages = written_pages(build_shop(root))
    assert {"products/tapis", "products/zellige", "cooperatives/azilal", "cooperatives", "regions/atlas"} <= pages
    # The voucher is accepted there; soap and the legal notice know nothing of it.
    assert "products/cheque" in pages
    assert not pages & {"products/savon3", "mentions", "nous", "labels"}
    assert_current(root)


def test_a_page_of_a_menu_is_written_to_every_page_of_its_language(root: Path) -> None:
    edit(root, "content/pages/nous.ar.md", "من نحن", "عنا")
    report = build_shop(root)
    assert written_pages(report, "fr") == set()
    assert len(written_pages(report, "ar")) == len(written_pages(report, "zgh")) == 39
    assert_current(root)


def test_a_template_is_written_to_the_pages_that_are_made_with_it(root: Path) -> None:
    edit(root, "themes/plain/templates/cooperatives.html", "{% block main %}", "{% block main %}<p>Elles</p>")
    report = build_shop(root)
    assert report.written is not None
    assert set(report.written.written) == {f"{code}/cooperatives/index.html" for code in ("fr", "ar", "zgh")}
    assert_current(root)


def test_after_a_template_the_pages_of_the_next_edit_alone_are_rendered(root: Path) -> None:
    edit(root, "themes/plain/templates/cooperatives.html", "{% block main %}", "{% block main %}<p>Elles</p>")
    assert build_shop(root).rendered == 3
    edit(root, "content/products/argan/index.md", "et [le tapis]", "ou [le tapis]")
    assert build_shop(root).rendered == 1
    assert_current(root)


def test_an_interface_string_renders_the_pages_of_the_languages_that_say_it(root: Path) -> None:
    french = (root / "themes/child/messages/fr.po").read_text(encoding="utf-8")
    arabic = french.replace("Accueil", "الرئيسية").replace("nplurals=2; plural=(n > 1)", ARABIC_PLURAL)
    write(root, "themes/child/messages/ar.po", arabic)
    report = build_shop(root)
    assert written_pages(report, "fr") == set()
    assert written_pages(report, "ar")
    # Amazigh falls back to Arabic.
    assert written_pages(report, "zgh")
    assert report.rendered < report.pages
    assert build_shop(root).rendered == 0
    assert_current(root)


def test_renaming_a_record_without_changing_a_byte_moves_every_link_to_it(root: Path) -> None:
    (root / "content/products/amlou").rename(root / "content/products/beurre")
    report = build_shop(root)
    assert "" in written_pages(report), "the home page features it"
    assert_current(root)


def test_an_edit_taken_back_gives_the_same_bytes_back(root: Path) -> None:
    before = published(root / "build")
    edit(root, "content/products/argan/index.md", '"Argan"', '"Huile"')
    build_shop(root)
    assert published(root / "build") != before
    edit(root, "content/products/argan/index.md", '"Huile"', '"Argan"')
    build_shop(root)
    assert published(root / "build") == before


def test_another_time_with_the_same_bytes_renders_nothing(root: Path) -> None:
    for file in root.rglob("content/**/*.*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    report = build_shop(root)
    assert report.rendered == 0
    assert report.written is not None
    assert report.written.written == ()


@pytest.mark.parametrize("year", [1971, 2026, 2100])
def test_a_clock_set_back_or_forth_hides_no_edit(root: Path, year: int) -> None:
    path = root / "content/products/argan/index.md"
    for title in ("Huile", "Beurre"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('title: "Argan"', f'title: "{title}"').replace('"Huile"', f'"{title}"'))
        os.utime(path, ((year - 1970) * 31_557_600,) * 2)
        assert "products/argan" in written_pages(build_shop(root))
    assert_current(root)


def test_bytes_put_in_place_with_the_same_size_and_time_are_seen(root: Path) -> None:
    for path, data in [
        ("content/products/argan/index.md", None),
        ("content/products/argan/b.jpg", picture(8, 8, (1, 200, 3))),
    ]:
        file = root / path
        before, old = file.stat(), file.read_bytes()
        file.write_bytes(data.ljust(len(old), b"\0") if data else old.replace(b"De l'huile", b"Du beurre!"))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert (file.stat().st_size, file.stat().st_mtime_ns, file.stat().st_ino) == (
            before.st_size, before.st_mtime_ns, before.st_ino,
        )  # fmt: skip
        assert unchanged_report(BuildOptions(root, TODAY)) is None
        assert "products/argan" in written_pages(build_shop(root))
    assert_current(root)


def test_a_file_written_in_the_very_tick_of_a_build_is_read_again(root: Path) -> None:
    for number in range(20):
        file = root / "content/products/argan/index.md"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("Voir", f"Va {number % 10}") if "Voir" in text else text.replace("Va ", "Vu "))
        build_shop(root)
        text = file.read_text(encoding="utf-8")
        file.write_text(text[::-1].replace("V", "W", 1)[::-1] if number % 2 else text.replace("De l", "Du l", 1))
        assert unchanged_report(BuildOptions(root, TODAY)) is None or file.read_text(encoding="utf-8") == text
    build_shop(root)
    assert_current(root)


def test_a_proof_that_ends_hands_over_to_the_next_one(root: Path) -> None:
    """Two proofs of one label: the page shows another number from one day to the next, the badge stays."""
    later = date(2026, 6, 11)
    report = build_shop(root, today=later)
    assert {"products/argan", "cooperatives/tamlalt"} <= written_pages(report)
    assert_current(root, today=later)


def test_a_copied_checkout_builds_right_at_its_new_place(root: Path) -> None:
    copy = root.parent / "copy of a shop"
    shutil.copytree(root, copy)
    edit(root, "content/products/argan/index.md", '"Argan"', '"Huile"')
    report = build_shop(copy)
    assert report.output == copy / "build"
    assert_current(copy)
    build_shop(root)
    assert published(root / "build") != published(copy / "build")


def test_a_moved_checkout_builds_right_at_its_new_place(root: Path) -> None:
    moved = root.rename(root.parent / "moved")
    assert unchanged_report(BuildOptions(moved, TODAY)) is None
    report = build_shop(moved)
    assert report.output == moved / "build"
    assert_current(moved)


def test_a_picture_outside_of_the_content_folder_is_looked_at_each_time(root: Path) -> None:
    write(root, "photos/x.jpg", picture())
    edit(root, "content/products/savon1/index.md", '["s.jpg"]', '["../../../photos/x.jpg"]')
    build_shop(root)
    write(root, "photos/x.jpg", picture(color=(3, 3, 3)))
    assert unchanged_report(BuildOptions(root, TODAY)) is None
    assert "products/savon1" in written_pages(build_shop(root))
    assert_current(root)


def test_a_theme_may_be_a_link_to_its_folder(root: Path) -> None:
    shared = (root / "themes/plain").rename(root.parent / "plain-theme")
    (root / "themes/plain").symlink_to(shared)
    build_shop(root)
    edit(shared, "templates/cooperatives.html", "{% block main %}", "{% block main %}<p>Elles</p>")
    assert unchanged_report(BuildOptions(root, TODAY)) is None
    assert "cooperatives" in written_pages(build_shop(root))
    assert_current(root)


@pytest.mark.parametrize("name", ["added.html", ".hidden", "fr/products/argan/added.html", "fr/.hidden"])
def test_what_somebody_adds_to_the_output_goes_away(root: Path, name: str) -> None:
    write(root / "build", name, "added")
    assert unchanged_report(BuildOptions(root, TODAY)) is None
    build_shop(root)
    assert_current(root)


def test_a_category_that_is_withdrawn_leaves_its_products_in_the_shop(root: Path) -> None:
    edit(root, "content/categories/argan.md", "---\n", "---\ndraft: true\n")
    assert "products/argan" in written_pages(build_shop(root))
    assert_current(root)


def test_another_cooperative_that_lends_a_region_its_picture_is_on_every_page_of_the_region(root: Path) -> None:
    second = "fr/regions/souss/page/2/index.html"
    before = published(root / "build")[second]
    shutil.copytree(root / "content/cooperatives/tamlalt", root / "content/cooperatives/nouveau")
    build_shop(root)
    assert published(root / "build")[second] != before
    assert_current(root)
