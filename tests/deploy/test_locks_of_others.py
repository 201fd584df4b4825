"""The lock of a deploy: of somebody who is alive it is respected, of somebody who is gone it is taken over."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sitegen.config import load_config
from sitegen.deploy.base import DeployReport, DeployStopped, Publisher
from sitegen.deploy.registry import choose_target, open_publisher, policy_of
from tests.support.built_shop import BuiltShop, built_shop
from tests.support.deploys import PRIVATE, DeployedSite
from tests.support.fault_proxy import Aged, FaultProxy, Hold, never
from tests.support.s3_server import OWNER, S3Server
from tests.support.s3_servers import Bucket

pytestmark = pytest.mark.s3

POINTER = f"{PRIVATE}current.json"
LOCK_SECONDS = 1.0


class Nobody:
    """Hears how far a deploy is."""

    def stage(self, name: str) -> None:
        """Hear that a stage begins."""

    def uploads(self, done: int, total: int, size: int) -> None:
        """Hear how many files are there."""


def lock(site: DeployedSite) -> None:
    """Leave the lock of somebody on another machine."""
    stored = site.bucket.objects(POINTER)[POINTER]
    pointer = json.loads(stored.body)
    pointer["lock"] = {"owner": "somebody", "machine": "another", "process": 1, "beat": 0}
    site.bucket.put(POINTER, json.dumps(pointer).encode())


def aged(proxy: FaultProxy, seconds: float) -> None:
    """Let the lock seem so many seconds old."""
    proxy.rule = lambda request: Aged(seconds) if request.key == POINTER and request.method != "PUT" else None


def test_the_lock_of_somebody_alive_is_respected_and_a_dead_one_is_taken(ministack: S3Server, tmp_path: Path) -> None:
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(ministack), proxy.endpoint)
        site.deployed(built_shop(20))
        lock(site)
        before = site.etags()
        for seconds in (0, 60, 110):
            aged(proxy, seconds)
            assert site.deploy(built_shop(20, 1)).code != 0
            assert site.etags() == before
            assert proxy.log.count("PUT", POINTER) <= 4
        aged(proxy, 3600)
        site.deployed(built_shop(20, 1))
        assert built_shop(20, 1).files.items() <= site.published().items()


def publisher(site: DeployedSite, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Publisher[Any]:
    """Return the publisher of a site through another endpoint, with a lock that is soon dead."""
    for name, value in OWNER.environment().items():
        monkeypatch.setenv(name, value)
    config, problems = load_config(site.root)
    assert config is not None, problems
    name, target = choose_target(config, "live")
    target = target.model_copy(update={"endpoint": endpoint})
    return open_publisher(name, target, replace(policy_of(name, target), lock_seconds=LOCK_SECONDS), site.root)


def deploy(publisher: Publisher[Any], folder: Path) -> DeployReport:
    report: DeployReport = publisher.deploy(publisher.plan(folder, Nobody()), Nobody())
    return report


def test_who_was_away_too_long_changes_nothing_any_more(
    ministack: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = threading.Event()
    base, mine, yours = built_shop(60), edition("mine"), edition("yours")
    with FaultProxy(ministack.endpoint) as proxy:
        site = DeployedSite(tmp_path / "site", Bucket.new(ministack))
        site.deployed(base)
        failures: list[BaseException] = []
        slow = publisher(site, proxy.endpoint, monkeypatch)
        folder = mine.write(tmp_path / "mine")
        # everything of the slow deploy stops on its way, its signs of life too, when it has sent some pages
        proxy.rule = lambda request: Hold(opened) if proxy.log.count("PUT", "fr/produits") >= 3 else None
        thread = threading.Thread(target=lambda: failures.extend(failure_of(slow, folder)), daemon=True)
        thread.start()
        wait_for(lambda: proxy.log.count("PUT", "fr/produits") >= 3)
        time.sleep(2 * LOCK_SECONDS)
        monkeypatch.setattr("sitegen.deploy.lease.is_orphan", lambda lock: False)
        deploy(publisher(site, ministack.endpoint, monkeypatch), yours.write(tmp_path / "yours"))
        published = site.published()
        assert yours.files.items() <= published.items()
        proxy.rule = never
        opened.set()
        thread.join(60)
        assert [type(failure) for failure in failures] == [DeployStopped]
        late = {path for path, body in site.published().items() if published.get(path) != body}
        assert {path for path in late if path.endswith(".html")} == set()
        assert site.broken() == []


def edition(word: str) -> BuiltShop:
    """Return a shop with other words on every product page."""
    shop = built_shop(60)
    pages = [path for path in shop.pages if path.startswith("fr/produits/p")]
    return shop.with_files({path: shop.files[path].replace(b"</p>", f" {word}</p>".encode()) for path in pages})


def failure_of(publisher: Publisher[Any], folder: Path) -> list[BaseException]:
    try:
        deploy(publisher, folder)
    except Exception as failure:
        return [failure]
    return []


def wait_for(condition: Any) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
