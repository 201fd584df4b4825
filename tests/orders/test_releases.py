"""Past prices: found in files, in folders, at a published shop, and in the history of the content."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from sitegen.errors import PricesError
from sitegen.orders.fetch import fetch
from sitegen.orders.prices import PRICES_PATH, parse_prices, prices_file, release_files
from sitegen.orders.releases import (
    FOLDER,
    PriceFolder,
    every_release,
    find_release,
    newest_release,
    price_source,
)
from sitegen.orders.revisions import resolve_revision, site_at
from sitegen.pricing import PastRevisions, SiteNow
from sitegen.report import CACHE
from sitegen.serve import serving
from tests.orders.repository import commit, git
from tests.orders.shop import prices
from tests.support.site import TODAY, build_site, built, make_site, product, write

NOW, BEFORE = prices(), prices(savon={"price": "30 MAD"})


def publish(folder: Path) -> Path:
    """Publish one release after another, as a deploy that deletes no prices."""
    for one in (BEFORE, NOW):
        for path, data in release_files(one):
            write(folder, path, data)
    return folder


def test_a_shop_s_folder_knows_the_newest_and_the_past(tmp_path: Path) -> None:
    source = price_source(str(publish(tmp_path)))
    newest = source.newest()
    assert newest is not None
    assert newest.prices == NOW
    assert [found.prices for found in source.find(BEFORE.short)] == [BEFORE]
    assert {found.prices.release for found in source.every()} == {NOW.release, BEFORE.release}


def test_a_folder_of_past_releases_lists_the_last_written_first(tmp_path: Path) -> None:
    publish(tmp_path)
    folder = tmp_path / "api/prices"
    os.utime(folder / f"{BEFORE.short}.json", ns=(1, 1))
    write(folder, "note.json", b"nothing")
    source = price_source(str(folder))
    assert [found.prices for found in source.every()] == [NOW, BEFORE]
    assert source.newest() is None
    assert list(source.find("0" * 12)) == list(source.find("../x")) == []


def test_a_file_that_lies_about_its_name_is_not_that_release(tmp_path: Path) -> None:
    write(tmp_path, f"{BEFORE.short}.json", prices_file(NOW))
    assert list(PriceFolder(tmp_path).find(BEFORE.short)) == []


@pytest.mark.parametrize("path", ["", "/", "/api/prices.json"])
def test_a_published_shop_is_asked_for_the_newest_and_for_a_past_one_by_name(tmp_path: Path, path: str) -> None:
    with serving(publish(tmp_path)) as address:
        source = price_source(address + path)
        newest = newest_release([source])
        assert newest is not None
        assert newest.prices == NOW
        assert [found.prices for found in source.find(BEFORE.short)] == [BEFORE]
        assert list(source.find("0" * 12)) == list(source.find("..%2f..%2fx")) == []
        assert [found.prices for found in source.every()] == [NOW]


def test_an_address_that_does_not_answer_is_said_in_words(tmp_path: Path) -> None:
    with serving(tmp_path) as address, pytest.raises(PricesError, match="answers 404"):
        price_source(address).newest()
    with pytest.raises(PricesError, match="cannot be reached"):
        fetch(f"{address}/api/prices.json")


@pytest.mark.parametrize(
    "address", ["http://souk.example.org/api/prices.json", "file:///etc/passwd", "file://localhost/etc/passwd",
                "ftp://127.0.0.1/x", "https://[", "http://127.0.0.1.example.org/"],
)  # fmt: skip
def test_prices_come_over_no_open_road(address: str) -> None:
    with pytest.raises(PricesError) as refusal:
        fetch(address)
    assert "reached" not in str(refusal.value)


def test_a_place_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PricesError, match="nowhere"):
        price_source(str(tmp_path / "nowhere"))


def test_a_link_in_a_folder_of_prices_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "secret.json", prices_file(NOW))
    (tmp_path / "past").mkdir()
    (tmp_path / "past" / f"{NOW.short}.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(PricesError, match="link"):
        list(PriceFolder(tmp_path / "past").find(NOW.short))


def test_a_build_publishes_its_prices_and_keeps_them_here(tmp_path: Path) -> None:
    output = built(tmp_path, product())
    data = (output / PRICES_PATH).read_bytes()
    first = parse_prices(data, "x")
    assert first.shop == "https://souk.example.org"
    assert first.lines["argan"].prices[0].machine == "120.00"
    assert (output / f"api/prices/{first.short}.json").read_bytes() == data
    write(tmp_path, *next(iter(_files(product(price="130 MAD")))))
    build_site(tmp_path)
    second = parse_prices((output / PRICES_PATH).read_bytes(), "x")
    assert second.lines["argan"].prices[0].machine == "130.00"
    assert [path.name for path in (output / "api/prices").iterdir()] == [f"{second.short}.json"]
    kept = PriceFolder(tmp_path / CACHE / FOLDER)
    assert {found.prices.release for found in kept.every()} == {first.release, second.release}


def test_drafts_are_not_kept_as_if_they_had_been_published(tmp_path: Path) -> None:
    make_site(tmp_path, product(draft=True))
    assert build_site(tmp_path, drafts=True).output is not None
    assert list(PriceFolder(tmp_path / CACHE / FOLDER).every()) == []


def test_a_build_again_and_a_clean_build_write_the_same_bytes(tmp_path: Path) -> None:
    output = built(tmp_path, product())
    data = (output / PRICES_PATH).read_bytes()
    report = build_site(tmp_path, clean=True)
    assert report.written is not None
    assert not [path for path in report.written.written if path.startswith("api/prices")]
    assert (output / PRICES_PATH).read_bytes() == data


def _files(text: str) -> list[tuple[str, str]]:
    head, _, body = text.partition("\n")
    return [(head.removeprefix("-- ").removesuffix(" --"), body)]


def history(root: Path) -> list[str]:
    """Make a site with three revisions; return the price of its product in each."""
    make_site(root)
    amounts = ["100.00", "110.00", "120.00"]
    for number, amount in enumerate(amounts):
        write(root, *_files(product(price=f"{amount} MAD"))[0])
        commit(root, f"2026-05-{10 + number}")
    return amounts


def test_the_history_of_the_content_knows_every_release(tmp_path: Path) -> None:
    amounts = history(tmp_path)
    every = list(PastRevisions(tmp_path, TODAY, 50).every())
    assert [found.prices.lines["argan"].prices[0].machine for found in every] == amounts[::-1]
    assert all(found.is_revision for found in every)
    (found,) = find_release([PastRevisions(tmp_path, TODAY, 50)], every[2].prices.short)
    assert found.prices == every[2].prices
    assert len(list(PastRevisions(tmp_path, TODAY, 2).every())) == 2
    (now,) = every_release([SiteNow(tmp_path, TODAY)])
    assert now.prices == every[0].prices


def test_what_appeared_on_a_day_between_two_revisions_is_a_release_of_its_own(tmp_path: Path) -> None:
    make_site(tmp_path, product() + product("later", published="2026-05-10", expires="2026-05-19"))
    commit(tmp_path, "2026-05-01")
    found = [sorted(one.prices.lines) for one in PastRevisions(tmp_path, date(2026, 6, 1), 5).every()]
    assert found == [["argan"], ["argan", "later"], ["argan"]]


def test_a_site_below_the_root_of_its_repository_has_its_history_too(tmp_path: Path) -> None:
    make_site(tmp_path / "shops/one", product())
    write(tmp_path, "content/products/other.md", "---\ntitle: Other\n---\n")
    commit(tmp_path)
    (found,) = PastRevisions(tmp_path / "shops/one", TODAY, 5).every()
    assert sorted(found.prices.lines) == ["argan"]


def test_a_revision_is_read_without_its_links_pictures_and_hooks(tmp_path: Path) -> None:
    make_site(tmp_path, product(), pictures=("content/products/argan/a.jpg",))
    (tmp_path / "content/products/evil.md").symlink_to("/etc/passwd")
    (tmp_path / "content/pages").symlink_to("/etc")
    name = commit(tmp_path)
    write(tmp_path, ".git/hooks/post-checkout", "#!/bin/sh\ntouch ../hooked\n").chmod(0o755)
    with site_at(tmp_path, name) as folder:
        found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        assert not [path for path in folder.rglob("*") if path.is_symlink()]
    assert found == [
        "content/categories/huiles.md", "content/cooperatives/tamlalt.md", "content/products/argan/index.md",
        "content/regions/souss.md", "sitegen.toml",
    ]  # fmt: skip
    assert not folder.exists()


@pytest.mark.parametrize(
    "text", ["nowhere", "--all", "-h", "HEAD:content", "", "HEAD\nHEAD", "$(touch x)", "@{upstream}"]
)
def test_what_is_no_revision_is_refused_in_words(tmp_path: Path, text: str) -> None:
    make_site(tmp_path, product())
    commit(tmp_path)
    with pytest.raises(PricesError):
        resolve_revision(tmp_path, text)
    assert git(tmp_path, "status", "--porcelain") == ""


def test_a_site_without_a_history_says_so(tmp_path: Path) -> None:
    make_site(tmp_path, product())
    with pytest.raises(PricesError, match="git cannot read"):
        list(PastRevisions(tmp_path, TODAY, 5).every())
