"""How much a deploy asks of a server: counts and bytes, which are the same on every machine."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.built_shop import BuiltShop, built_shop
from tests.support.deploys import IS_LONG, PRIVATE, DeployedSite
from tests.support.fault_proxy import FaultProxy, KeepObjects, OtherEtags, never
from tests.support.s3_server import S3Server
from tests.support.s3_servers import Bucket

pytestmark = pytest.mark.s3

FILES = 5000 if IS_LONG else 200
COPIES = 1000
NOTHING_CHANGED, TEN_CHANGED = 8, 25
REMOVED = 2500 if IS_LONG else 30


def edited(shop: BuiltShop, count: int, word: bytes = b"encore") -> BuiltShop:
    """Return a shop with another word on some product pages."""
    paths = [path for path in shop.pages if path.startswith("fr/produits/p")][:count]
    return shop.with_files({path: shop.files[path].replace(b"</p>", b" %s</p>" % word) for path in paths})


def public_puts(proxy: FaultProxy) -> list[str]:
    return [key for key in proxy.log.done("PUT") if not key.startswith(PRIVATE)]


def test_a_deploy_with_nothing_to_do_asks_little(ministack: S3Server, tmp_path: Path) -> None:
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(ministack), proxy.endpoint)
        site.deployed(built_shop(FILES))
        assert len(public_puts(proxy)) == FILES
        proxy.forget()
        site.deployed()
        assert proxy.log.count("PUT") == 0
        assert len(proxy.log.entries) <= NOTHING_CHANGED, proxy.log.by_method()


@pytest.mark.parametrize("is_versioned", [True, False], ids=["versions", "no-versions"])
def test_ten_changed_files_are_sent_and_nothing_else(ministack: S3Server, tmp_path: Path, is_versioned: bool) -> None:
    shop = before = built_shop(FILES)
    bucket = Bucket.new(ministack)
    if is_versioned:
        bucket.keep_versions()
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", bucket, proxy.endpoint)
        site.deployed(shop)
        for number in range(7):  # so often that old releases are forgotten on the way
            new = edited(shop, 10, f"{number}".encode())
            if number % 2:
                new = edited(shop, 8, f"{number}".encode()).with_files({
                    path: shop.files[path] + b" " * number for path in ("sitemap.xml", "robots.txt")
                })  # fmt: skip
            changed = sorted(path for path in new.files if new.files[path] != before.files[path])
            before = new
            proxy.forget()
            site.deployed(new)
            assert sorted(public_puts(proxy)) == changed
            sent = sum(entry.sent for entry in proxy.log.of("PUT") if not entry.key.startswith(PRIVATE))
            assert sent == sum(len(new.files[path]) for path in changed)
            assert len(proxy.log.entries) - (len(changed) - 10) * 2 <= most_requests(len(changed), is_versioned)


def most_requests(changed: int, is_versioned: bool) -> int:
    """Return the budget of a deploy.

    A store without versions is asked to copy each page that is about to be overwritten, since a rollback sends nothing:
    with ten copies, ten files, six answers to LIST, the pointer and the manifest these are 28 requests before anything
    is locked or committed, and no request of S3 copies several objects, or a small part of one.
    """
    return TEN_CHANGED if is_versioned else TEN_CHANGED + changed


def test_kept_copies_do_not_make_the_listing_longer(ministack: S3Server, tmp_path: Path) -> None:
    bucket, shop = Bucket.new(ministack), built_shop(60)
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", bucket, proxy.endpoint)
        site.deployed(shop)
        bucket.put("!before.html", b"foreign")
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: bucket.put(f"{PRIVATE}blobs/{number:064x}"), range(2 * COPIES)))
        proxy.forget()
        site.deployed()
        assert proxy.log.count("PUT") == 0
        # the first answer ends among the copies, the second one begins behind them
        assert len(proxy.log.entries) == 4, proxy.log.by_method()
        said = site.run("verify", "live", "--remote")
        assert said.code == 0
        assert "1 other file" in said.talk or "1 autres" in said.talk


def test_new_times_and_the_same_bytes_send_nothing(ministack: S3Server, tmp_path: Path) -> None:
    shop = built_shop(60)
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(ministack), proxy.endpoint)
        site.deployed(shop)
        for path in (site.root / "build").rglob("*"):
            os.utime(path, (2_000_000_000, 2_000_000_000))
        proxy.forget()
        site.deployed()
        assert proxy.log.count("PUT") == 0


@pytest.mark.parametrize("is_versioned", [True, False], ids=["versions", "no-versions"])
@pytest.mark.parametrize("server", ["ministack", "s3_server"])
def test_a_rollback_sends_no_file(
    server: str, request: pytest.FixtureRequest, tmp_path: Path, is_versioned: bool
) -> None:
    real: S3Server = request.getfixturevalue(server)
    bucket, shop = Bucket.new(real), built_shop(60)
    if is_versioned:
        bucket.keep_versions()
    with FaultProxy(real.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", bucket, proxy.endpoint)
        site.deployed(shop)
        before = site.bucket.objects("fr/")
        site.deployed(edited(shop, 10))
        proxy.forget()
        said = site.run("rollback", "live", "--yes")
        assert said.code == 0, said.talk
        assert site.published() == dict(shop.files)
        assert site.bucket.objects("fr/") == before
        assert sum(entry.sent for entry in proxy.log.of("PUT") if not entry.key.startswith(PRIVATE)) == 0
        assert len(public_puts(proxy)) == 10


@pytest.mark.parametrize("ending", ["", "-2"], ids=["encrypted", "in-parts"])
@pytest.mark.parametrize("server", ["ministack", "s3_server"])
def test_etags_may_mean_anything(server: str, request: pytest.FixtureRequest, tmp_path: Path, ending: str) -> None:
    real: S3Server = request.getfixturevalue(server)
    shop = built_shop(40)
    with FaultProxy(real.endpoint, lambda request: OtherEtags(ending)) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(real), proxy.endpoint)
        site.deployed(shop)
        proxy.forget()
        site.deployed()
        assert proxy.log.count("PUT") == 0
        proxy.forget()
        site.deployed(edited(shop, 3))
        assert len(public_puts(proxy)) == 3
        proxy.rule = never


def test_what_cannot_be_deleted_is_told(ministack: S3Server, tmp_path: Path) -> None:
    small = built_shop(20)
    extra = {f"fr/archive/{number}/index.html": b"<p>old</p>" for number in range(REMOVED)}
    stubborn = f"fr/archive/{REMOVED // 2}/index.html"
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(ministack), proxy.endpoint)
        site.deployed(small.with_files(extra))
        proxy.forget()
        proxy.rule = lambda request: KeepObjects(frozenset({stubborn})) if request.query == "delete" else None
        said = site.deploy(small)
        assert said.code != 0
        assert stubborn in said.talk
        assert site.published() == {**small.files, stubborn: b"<p>old</p>"}
        assert proxy.log.count("POST") <= -(-REMOVED // 1000)
        assert proxy.log.count("DELETE") == 0
        proxy.rule = never
        site.deployed()
        assert site.published() == dict(small.files)
