"""Somebody else changes what is published: `verify` names it, and the next deploy mends it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.built_shop import built_shop
from tests.support.deploys import PRIVATE, DeployedSite
from tests.support.s3_server import S3Server
from tests.support.s3_servers import Bucket

pytestmark = pytest.mark.s3

PAGE = "fr/index.html"


def same_length(body: bytes) -> bytes:
    return body.replace(b"<p>", b"<q>", 1)


TAMPERINGS: dict[str, Callable[[Bucket, bytes], None]] = {
    "changed": lambda bucket, body: bucket.put(PAGE, body + b"<script src=//evil.example></script>"),
    "same length": lambda bucket, body: bucket.put(PAGE, same_length(body), ContentType="text/html; charset=utf-8"),
    "deleted": lambda bucket, body: bucket.delete(PAGE),
}


@pytest.mark.parametrize("how", TAMPERINGS)
@pytest.mark.parametrize("server", ["ministack", "s3_server"])
def test_verify_names_what_was_tampered_with(
    server: str, how: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    real: S3Server = request.getfixturevalue(server)
    shop = built_shop(20)
    site = DeployedSite(tmp_path / "site", Bucket.new(real))
    site.deployed(shop)
    for words in (("verify", "live"), ("verify", "live", "--remote")):
        assert site.run(*words).code == 0
    TAMPERINGS[how](site.bucket, shop.files[PAGE])
    for words in (("verify", "live"), ("verify", "live", "--remote")):
        said = site.run(*words)
        assert said.code != 0, words
        assert PAGE in said.output + said.talk
        assert "index.html" not in (said.output + said.talk).replace(PAGE, "")
    site.deployed()
    assert site.published() == dict(shop.files)
    assert site.run("verify", "live", "--remote").code == 0


def test_a_kept_page_that_was_tampered_with_does_not_come_back(ministack: S3Server, tmp_path: Path) -> None:
    shop = built_shop(20)
    site = DeployedSite(tmp_path / "site", Bucket.new(ministack))
    site.deployed(shop)
    site.deployed(shop.with_files({PAGE: shop.files[PAGE].replace(b"</p>", b" encore</p>")}))
    [kept] = site.bucket.etags(f"{PRIVATE}blobs/")
    site.bucket.put(kept, same_length(shop.files[PAGE]), ContentType="text/html; charset=utf-8")
    said = site.run("rollback", "live", "--yes")
    assert said.code != 0
    releases = site.run("releases", "live", "--json").json["releases"]
    assert [release["number"] for release in releases] == [2, 1]
    site.deployed()
    assert site.published()[PAGE].count(b"encore") == 1
