"""Headers change while bytes do not: exactly what they concern is sent, also after a deploy that broke off."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.built_shop import BuiltShop, built_shop
from tests.support.deploys import PRIVATE, DeployedSite
from tests.support.fault_proxy import DENIED, FaultProxy, never
from tests.support.s3_server import S3Server
from tests.support.s3_servers import Bucket

pytestmark = pytest.mark.s3

OLD = "ancien/index.html"


def moved_to(target: str) -> BuiltShop:
    """Return a shop with a page that moved; where to is only in its headers."""
    return built_shop(20).with_files({OLD: b"<p>moved", "_redirects": f"/ancien/ {target} 301!\n".encode()})


def public_puts(proxy: FaultProxy) -> list[str]:
    return [key for key in proxy.log.done("PUT") if not key.startswith(PRIVATE)]


def test_another_header_sends_what_it_concerns_and_nothing_else(ministack: S3Server, tmp_path: Path) -> None:
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(ministack), proxy.endpoint, settings="redirects = true\n")
        site.deployed(moved_to("/fr/"))
        assert site.bucket.objects()[OLD].redirect == "/fr/"
        proxy.forget()
        site.deployed(moved_to("/fr/produits/p1/"))
        assert public_puts(proxy) == [OLD]
        assert site.bucket.objects()[OLD].redirect == "/fr/produits/p1/"
        proxy.forget()
        site.deployed()
        assert proxy.log.count("PUT") == 0


def test_a_header_that_came_with_a_broken_off_deploy_goes_with_the_next(ministack: S3Server, tmp_path: Path) -> None:
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(ministack), proxy.endpoint, settings="redirects = true\n")
        site.deployed(moved_to("/fr/"))
        # the page goes up with its new header, and the sitemap, which comes later, does not
        proxy.rule = lambda request: DENIED if request.key == "sitemap.xml" and request.method == "PUT" else None
        assert site.deploy(moved_to("/fr/produits/p1/").with_files({"sitemap.xml": b"<loc>other</loc>"})).code != 0
        assert site.bucket.objects()[OLD].redirect == "/fr/produits/p1/"
        proxy.rule = never
        site.deployed(moved_to("/fr/"))
        assert site.bucket.objects()[OLD].redirect == "/fr/"


def test_compressed_at_rest_concerns_text_only(ministack: S3Server, tmp_path: Path) -> None:
    shop = built_shop(30)
    with FaultProxy(ministack.endpoint) as proxy:
        bucket = Bucket.new(ministack)
        DeployedSite(tmp_path / "site", bucket, proxy.endpoint).deployed(shop)
        proxy.forget()
        site = DeployedSite(tmp_path / "site", bucket, proxy.endpoint, settings="gzip = true\n")
        site.deployed()
        sent = public_puts(proxy)
        assert sorted(sent) == sorted(path for path in shop.files if not path.endswith((".jpg", ".woff2")))
        objects = bucket.objects()
        assert {path for path, stored in objects.items() if stored.content_encoding == "gzip"} == set(sent)
        proxy.forget()
        site.deployed()
        assert proxy.log.count("PUT") == 0
