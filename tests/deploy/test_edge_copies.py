"""Copies near to the buyers: CloudFront is told what is new, once, in few paths, and again when it did not hear."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.built_shop import BuiltShop, built_shop
from tests.support.deploys import IS_LONG, DeployedSite
from tests.support.fault_proxy import BROKEN, BUSY, DENIED, Fault, FaultProxy, ResetAfter, never
from tests.support.s3_server import S3Server
from tests.support.s3_servers import Bucket, client_of

pytestmark = pytest.mark.s3

MANY = 2000 if IS_LONG else 60


def make_distribution(server: S3Server, bucket: Bucket) -> str:
    origin = {
        "Id": "s3",
        "DomainName": f"{bucket.name}.s3.amazonaws.com",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    behaviour = {"TargetOriginId": "s3", "ViewerProtocolPolicy": "redirect-to-https", "MinTTL": 0,
                 "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}}}  # fmt: skip
    config = {"CallerReference": bucket.name, "Comment": "", "Enabled": True, "DefaultCacheBehavior": behaviour,
              "Origins": {"Quantity": 1, "Items": [origin]}}  # fmt: skip
    answer = client_of(server.endpoint, "cloudfront").create_distribution(DistributionConfig=config)
    return str(answer["Distribution"]["Id"])


class Edge:
    """A site behind a distribution of MiniStack, with a proxy before CloudFront alone."""

    def __init__(self, server: S3Server, root: Path, proxy: FaultProxy) -> None:
        bucket = Bucket.new(server)
        self.server, self.proxy = server, proxy
        self.distribution = make_distribution(server, bucket)
        self.site = DeployedSite(
            root,
            bucket,
            settings=f'distribution = "{self.distribution}"\n',
            environment={"AWS_ENDPOINT_URL_CLOUDFRONT": proxy.endpoint},
        )

    def invalidations(self) -> list[tuple[str, list[str]]]:
        """Return the reference and the paths of what CloudFront was told, the oldest first."""
        client = client_of(self.server.endpoint, "cloudfront")
        listed = client.list_invalidations(DistributionId=self.distribution)["InvalidationList"].get("Items", [])
        found: list[Any] = [
            client.get_invalidation(DistributionId=self.distribution, Id=item["Id"])["Invalidation"] for item in listed
        ]
        found.sort(key=lambda one: one["CreateTime"])
        return [
            (one["InvalidationBatch"]["CallerReference"], sorted(one["InvalidationBatch"]["Paths"]["Items"]))
            for one in found
        ]


@pytest.fixture
def edge(ministack: S3Server, tmp_path: Path) -> Iterator[Edge]:
    """A site behind CloudFront."""
    with FaultProxy(ministack.endpoint) as proxy:
        yield Edge(ministack, tmp_path / "site", proxy)


def edited(shop: BuiltShop, paths: list[str]) -> BuiltShop:
    return shop.with_files({path: shop.files[path].replace(b"</p>", b" encore</p>") for path in paths})


@contextmanager
def failing(proxy: FaultProxy, fault: Fault) -> Iterator[None]:
    proxy.rule = lambda request: fault if request.method == "POST" else None
    yield
    proxy.rule = never


def test_one_changed_page_costs_two_paths(edge: Edge) -> None:
    shop = built_shop(30)
    edge.site.deployed(shop)
    before = edge.invalidations()
    edge.site.deployed(edited(shop, ["fr/produits/p3/index.html"]))
    [(reference, paths)] = edge.invalidations()[len(before) :]
    assert reference
    assert paths == ["/fr/produits/p3/", "/fr/produits/p3/index.html"]


def test_many_changed_pages_cost_few_paths(edge: Edge) -> None:
    edge.site.deployed(built_shop(2 * MANY))
    before = edge.invalidations()
    edge.site.deployed(built_shop(2 * MANY, 1))
    [(_, paths)] = edge.invalidations()[len(before) :]
    assert len(paths) <= 15
    assert not any(path.startswith("/assets/") for path in paths)


def test_a_deploy_with_nothing_to_do_tells_nothing(edge: Edge) -> None:
    edge.site.deployed(built_shop(30))
    before = edge.invalidations()
    edge.site.deployed()
    assert edge.invalidations() == before


@pytest.mark.parametrize("fault", [BUSY, BROKEN, DENIED], ids=["busy", "broken", "denied"])
def test_what_was_not_heard_is_told_by_the_next_deploy_though_nothing_changed(edge: Edge, fault: Fault) -> None:
    shop = built_shop(30)
    edge.site.deployed(shop)
    before = edge.invalidations()
    with failing(edge.proxy, fault):
        said = edge.site.deploy(edited(shop, ["fr/produits/p3/index.html"]))
    assert said.code != 0
    assert edge.site.published()["fr/produits/p3/index.html"].count(b"encore") == 1
    assert edge.invalidations() == before
    release = edge.site.run("releases", "live", "--json").json["releases"][0]["name"]
    edge.site.deployed()
    [(reference, paths)] = edge.invalidations()[len(before) :]
    assert reference == release
    assert paths == ["/fr/produits/p3/", "/fr/produits/p3/index.html"]
    edge.site.deployed()
    assert len(edge.invalidations()) == len(before) + 1


def test_what_was_heard_without_an_answer_is_told_once(edge: Edge) -> None:
    shop = built_shop(30)
    edge.site.deployed(shop)
    before = edge.invalidations()
    with failing(edge.proxy, ResetAfter()):
        edge.site.deploy(edited(shop, ["fr/produits/p3/index.html"]))
    edge.site.deployed()
    told = edge.invalidations()[len(before) :]
    assert len({reference for reference, _ in told}) == 1


def test_what_changed_meanwhile_is_told_too(edge: Edge) -> None:
    shop = built_shop(30)
    edge.site.deployed(shop)
    before = edge.invalidations()
    with failing(edge.proxy, BROKEN):
        edge.site.deploy(edited(shop, ["fr/produits/p3/index.html"]))
    edge.site.deployed(edited(shop, ["fr/produits/p3/index.html", "fr/produits/p4/index.html"]))
    told = {path for _, paths in edge.invalidations()[len(before) :] for path in paths}
    assert {"/fr/produits/p3/index.html", "/fr/produits/p4/index.html"} <= told
