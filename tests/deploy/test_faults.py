"""Deploys over bad lines and to servers that fail: the old shop or the new one, never a part of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.built_shop import built_shop
from tests.support.deploys import IS_LONG, PRIVATE, DeployedSite
from tests.support.fault_proxy import (
    BROKEN,
    BUSY,
    DENIED,
    Change,
    Fault,
    FaultProxy,
    On,
    Request,
    ResetAfter,
    ResetBefore,
    Seeded,
    SpoilAnswer,
    SpoilRequest,
    StoreOther,
    corrupted,
    truncated,
)
from tests.support.s3_server import S3Server
from tests.support.s3_servers import Bucket

pytestmark = pytest.mark.s3

SEEDS = range(1, 101) if IS_LONG else (1, 2)
SEEDED_FILES = 200 if IS_LONG else 50
SHARES: dict[Fault, float] = {BUSY: 0.10, ResetBefore(): 0.03, ResetAfter(): 0.03, BROKEN: 0.02}
SOUND_SERVERS = ("ministack", "s3_server")


def is_asset(request: Request) -> bool:
    return request.method == "PUT" and request.key.startswith("assets/")


def is_page(request: Request) -> bool:
    return request.method == "PUT" and request.key.endswith(".html")


def is_private(request: Request) -> bool:
    return request.method == "PUT" and request.key.startswith(PRIVATE)


@pytest.mark.parametrize("fault", [DENIED, BROKEN], ids=["denied", "broken"])
def test_when_no_asset_can_be_stored_nothing_changes(ministack: S3Server, tmp_path: Path, fault: Fault) -> None:
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(ministack), proxy.endpoint)
        site.deployed(built_shop(40))
        before = site.etags()
        proxy.forget()
        proxy.rule = On(is_asset, fault)
        said = site.deploy(built_shop(40, 1))
        assert said.code != 0
        assert "assets/" in said.talk
        assert site.etags() == before
        assert [entry.key for entry in proxy.log.of("PUT") if entry.key.endswith(".html")] == []
        assert proxy.log.count("DELETE", "fr/") == 0
        proxy.rule = lambda request: None
        site.deployed()
        assert site.broken() == []


@pytest.mark.parametrize("server", SOUND_SERVERS)
def test_whatever_the_seed_breaks_the_shop_is_complete_in_the_end(
    server: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    real: S3Server = request.getfixturevalue(server)
    shop, next_shop = built_shop(SEEDED_FILES), built_shop(SEEDED_FILES, 1)
    for seed in SEEDS:
        with FaultProxy(real.endpoint) as proxy:
            site = DeployedSite(tmp_path / f"{seed}", Bucket.new(real), proxy.endpoint)
            site.deployed(shop)
            proxy.forget()
            proxy.rule = Seeded(seed, SHARES)
            said = site.deploy(next_shop)
            assert said.code == 0, f"seed {seed}: {said.talk}"
            assert sum(bool(entry.fault) for entry in proxy.log.entries) > SEEDED_FILES / 20
            proxy.rule = lambda request: None
            published = site.published()
            assert {path: published.get(path) for path in next_shop.files} == next_shop.files, f"seed {seed}"
            assert site.broken() == []
            assert site.run("verify", "live", "--remote").code == 0


@pytest.mark.parametrize("fault", [ResetBefore(), ResetAfter(), BUSY], ids=["before", "after", "busy"])
@pytest.mark.parametrize("server", SOUND_SERVERS)
def test_a_lost_answer_to_the_lock_is_no_lock_of_somebody_else(
    server: str, request: pytest.FixtureRequest, tmp_path: Path, fault: Fault
) -> None:
    real: S3Server = request.getfixturevalue(server)
    with FaultProxy(real.endpoint, On(is_private, fault, times=1)) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(real), proxy.endpoint)
        for edition in (0, 1):
            proxy.forget()
            shop = built_shop(20, edition)
            site.deployed(shop)
            assert any(entry.fault for entry in proxy.log.entries)
            assert shop.files.items() <= site.published().items()


@pytest.mark.parametrize("change", [truncated, corrupted])
@pytest.mark.parametrize("server", SOUND_SERVERS)
def test_bytes_that_change_on_their_way_are_sent_again(
    server: str, request: pytest.FixtureRequest, tmp_path: Path, change: Change
) -> None:
    real: S3Server = request.getfixturevalue(server)
    shop = built_shop(20)
    with FaultProxy(real.endpoint, On(lambda request: request.method == "PUT", SpoilRequest(change), times=1)) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(real), proxy.endpoint)
        site.deploy(shop)
        assert any(entry.fault for entry in proxy.log.entries)
        assert all(shop.files.get(path) == body for path, body in site.published().items())
        proxy.rule = lambda request: None
        site.deployed()
        assert shop.files.items() <= site.published().items()


@pytest.mark.parametrize("change", [truncated, corrupted])
@pytest.mark.parametrize("server", SOUND_SERVERS)
@pytest.mark.parametrize("spoilt", [is_asset, is_page], ids=["assets", "pages"])
def test_a_server_that_stores_other_bytes_is_found_out_before_the_commit(
    spoilt: Callable[[Request], bool], server: str, request: pytest.FixtureRequest, tmp_path: Path, change: Change
) -> None:
    real: S3Server = request.getfixturevalue(server)
    with FaultProxy(real.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(real), proxy.endpoint)
        site.deployed(built_shop(20))
        releases = site.run("releases", "live", "--json").json
        proxy.rule = On(spoilt, StoreOther(change))
        said = site.deploy(built_shop(20, 1))
        assert said.code != 0
        proxy.rule = lambda request: None
        assert site.run("releases", "live", "--json").json == releases
        shop = built_shop(20, 1)
        site.deployed(shop)
        assert shop.files.items() <= site.published().items()


def test_an_answer_that_changes_on_its_way_is_not_believed(ministack: S3Server, tmp_path: Path) -> None:
    state = On(lambda request: request.method == "GET" and request.key.startswith(PRIVATE), SpoilAnswer(corrupted))
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(ministack), proxy.endpoint)
        site.deployed(built_shop(20))
        before = site.published()
        proxy.rule = state
        assert site.deploy(built_shop(20, 1)).code != 0
        assert site.published() == before


def test_a_listing_that_breaks_off_is_asked_for_again(ministack: S3Server, tmp_path: Path) -> None:
    broken = On(lambda request: request.query.startswith("list-type"), SpoilAnswer(truncated), times=2)
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(ministack), proxy.endpoint)
        shop = built_shop(30)
        site.deployed(shop)
        proxy.forget()
        proxy.rule = broken
        site.deployed()
        assert [entry.fault for entry in proxy.log.entries if entry.fault] == ["SpoilAnswer", "SpoilAnswer"]
        assert proxy.log.count("PUT") == 0
        assert site.published() == dict(shop.files)
