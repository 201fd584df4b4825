"""Several people deploy at once: one shop after the other goes up, or is refused; never a mixture of two."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.built_shop import built_shop
from tests.support.commands import Said
from tests.support.deploys import IS_LONG, PRIVATE, DeployedSite
from tests.support.s3_server import S3Server
from tests.support.s3_servers import Bucket

pytestmark = pytest.mark.s3

ROUNDS = 50 if IS_LONG else 2
DEPLOYERS = 8 if IS_LONG else 4
FILES = 24
BUSY_SECONDS = 300


def together(sites: list[DeployedSite]) -> list[Said]:
    """Deploy from all sites at once; return what each said."""
    running = [site.start("deploy", "live", "--yes", "--json") for site in sites]
    return [process.wait(BUSY_SECONDS) for process in running]


@pytest.mark.parametrize("server", ["ministack", "s3_server"])
def test_of_many_deployers_each_commits_once_or_changes_nothing(
    server: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    real: S3Server = request.getfixturevalue(server)
    bucket = Bucket.new(real)
    sites = [DeployedSite(tmp_path / f"{number}", bucket) for number in range(DEPLOYERS)]
    commits = 0
    for turn in range(ROUNDS):
        shops = [built_shop(FILES, turn * DEPLOYERS + number) for number in range(DEPLOYERS)]
        for site, shop in zip(sites, shops, strict=True):
            site.write(shop)
        said = together(sites)
        assert all("Traceback" not in one.talk for one in said), said
        winners = [number for number, one in enumerate(said) if one.code == 0]
        assert winners, said
        commits += len(winners)
        releases = sites[0].run("releases", "live", "--json").json["releases"]
        assert releases[0]["number"] == commits, "a commit was lost, or one counted twice"
        published = sites[0].published()
        pages = {path: body for path, body in published.items() if path.endswith(".html")}
        whole = [number for number in winners if all(pages.get(path) == shops[number].files[path] for path in pages)]
        assert len(whole) == 1, "what is published is nobody's shop"
        assert shops[whole[0]].files.items() <= published.items()
        assert sites[0].broken() == []


def test_a_store_that_ignores_conditions_is_refused(rclone_server: S3Server, tmp_path: Path) -> None:
    site = DeployedSite(tmp_path / "site", Bucket.new(rclone_server))
    said = site.deploy(built_shop(20))
    assert said.code != 0
    assert "--single-writer" in said.talk
    assert site.published() == {}


def test_a_store_that_ignores_conditions_serves_a_single_writer(rclone_server: S3Server, tmp_path: Path) -> None:
    site = DeployedSite(tmp_path / "site", Bucket.new(rclone_server))
    for edition in (0, 1):
        shop = built_shop(20, edition)
        site.deployed(shop, "--single-writer")
        assert shop.files.items() <= site.published().items()
        assert site.broken() == []


def test_what_deployers_know_of_each_other_is_private(ministack: S3Server, tmp_path: Path) -> None:
    site = DeployedSite(tmp_path / "site", Bucket.new(ministack))
    site.deployed(built_shop(20))
    extra = site.bucket.etags().keys() - built_shop(20).files.keys()
    assert extra
    assert all(key.startswith(PRIVATE) for key in extra)
