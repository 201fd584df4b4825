"""Deploys that are killed after each of their requests: visitors see a whole shop all the time, and the next deploy
finishes the work.

`SITEGEN_LONG=1` kills a deploy of 200 files after every single request; otherwise it is a few of them.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.support.built_shop import BuiltShop, built_shop
from tests.support.deploys import IS_LONG, PRIVATE, DeployedSite
from tests.support.fault_proxy import Delay, FaultProxy, Gate, never
from tests.support.s3_server import S3Server
from tests.support.s3_servers import Bucket

pytestmark = pytest.mark.s3

FILES = 200 if IS_LONG else 40
ROLLBACK_FILES = 40
KILLS = 1_000_000 if IS_LONG else 8
WORKERS = 16


def killed_after(site: DeployedSite, proxy: FaultProxy, requests: int, *words: str) -> bool:
    """Deploy, or run `words`, and kill it when the server has done so many requests; return whether it got that far."""
    proxy.forget()
    proxy.gate = gate = Gate(requests)
    deploy = site.start(*(words or ("deploy", "live", "--yes")))
    try:
        while not gate.closed.wait(0.02) and not deploy.is_over:
            pass
    finally:
        deploy.kill()
        gate.opened.set()
        proxy.gate = None
    return gate.closed.is_set()


def differing(site: DeployedSite, shop: BuiltShop) -> list[str]:
    """Return the paths that a bucket and a shop do not share, but for assets of the shop before, which may wait."""
    published = site.published()
    wrong = {path for path in shop.files if published.get(path) != shop.files[path]}
    return sorted(wrong | {path for path in published.keys() - shop.files.keys() if not path.startswith("assets/")})


def steps(count: int) -> list[int]:
    """Return after which requests to kill: all of them, or a few that are spread."""
    if count <= KILLS:
        return list(range(1, count + 1))
    return sorted({max(1, round(number * count / KILLS)) for number in range(1, KILLS + 1)})


@pytest.mark.parametrize("server", ["ministack", "s3_server"] if IS_LONG else ["ministack"])
def test_a_killed_deploy_leaves_a_whole_shop_and_the_next_one_finishes_it(
    server: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    real: S3Server = request.getfixturevalue(server)
    editions = [built_shop(FILES, edition) for edition in range(3)]
    with FaultProxy(real.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(real), proxy.endpoint)
        site.deployed(editions[0])
        proxy.forget()
        site.deployed(editions[1])
        total = len(proxy.log.entries)
        assert total > FILES / 2
        killed = 0
        for turn, requests in enumerate(steps(total)):
            # to and fro: what the one deploy adds the next one takes away
            shop = editions[turn % 2]
            site.write(shop)
            killed += killed_after(site, proxy, requests)
            uploaded = set(proxy.log.done("PUT"))
            assert site.broken() == [], f"killed after {requests} requests"
            # now and then the shop has changed once more before somebody goes on
            is_other = turn % 4 == 3
            next_shop = editions[2] if is_other else shop
            proxy.forget()
            said = site.deployed(next_shop)
            assert differing(site, next_shop) == [], f"killed after {requests} requests: {said.talk}"
            again = [key for key in proxy.log.done("PUT") if key in uploaded and not key.startswith(PRIVATE)]
            assert is_other or len(again) <= WORKERS, f"killed after {requests} requests: {again} were sent twice"
        assert killed >= len(steps(total)) * 3 // 4


@pytest.mark.parametrize("is_versioned", [True, False], ids=["versions", "no-versions"])
def test_a_killed_rollback_leaves_a_whole_shop_and_the_same_command_finishes_it(
    ministack: S3Server, tmp_path: Path, is_versioned: bool
) -> None:
    old, new = built_shop(ROLLBACK_FILES), built_shop(ROLLBACK_FILES, 1)
    bucket = Bucket.new(ministack)
    if is_versioned:
        bucket.keep_versions()
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", bucket, proxy.endpoint)
        site.deployed(old)
        site.deployed(new)
        proxy.forget()
        assert site.run("rollback", "live", "--yes").code == 0
        total = len(proxy.log.entries)
        begun = 0
        for requests in steps(total - 1):
            site.deployed(new)
            proxy.forget()
            killed_after(site, proxy, requests, "rollback", "live", "--yes")
            assert site.broken() == [], f"killed after {requests} requests"
            aim = site.pointer()["aim"]
            said = site.run("rollback", "live", "--yes")
            assert said.code == 0, said.talk
            assert ("reprise du retour" in said.talk) == bool(aim), said.talk
            assert differing(site, old) == [], f"killed after {requests} requests: {said.talk}"
            begun += bool(aim)
        assert begun >= len(steps(total - 1)) // 2


def test_ctrl_c_gives_the_lock_back(ministack: S3Server, tmp_path: Path) -> None:
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(ministack), proxy.endpoint)
        site.deployed(built_shop(FILES))
        proxy.forget()
        proxy.rule = lambda request: Delay(0.1)
        site.write(built_shop(FILES, 1))
        deploy = site.start("deploy", "live", "--yes")
        while proxy.log.count("PUT", "assets/") < 2:
            time.sleep(0.02)
        deploy.interrupt()
        said = deploy.wait(60)
        assert said.code != 0
        assert "Traceback" not in said.talk
        assert site.broken() == []
        assert site.pointer()["lock"] is None
        proxy.rule = never
        site.deployed()
        assert differing(site, built_shop(FILES, 1)) == []
