"""The servers that deploys are tested on do what these tests count on, and one of them does not do what it should."""

from __future__ import annotations

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.error import HTTPError

import pytest
from botocore.exceptions import ClientError

from tests.deploy.test_edge_copies import make_distribution
from tests.support.s3_server import S3Server
from tests.support.s3_servers import Bucket, Stored, client_of

pytestmark = pytest.mark.s3

SOUND = ("s3_server", "ministack")
ALL = (*SOUND, "rclone_server")


def bucket_of(name: str, request: pytest.FixtureRequest) -> Bucket:
    server: S3Server = request.getfixturevalue(name)
    return Bucket.new(server)


def refusal(bucket: Bucket, **arguments: Any) -> str:
    """Put an object; return the code of the server's refusal, or an empty text."""
    try:
        bucket.client.put_object(Bucket=bucket.name, **arguments)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


@pytest.mark.parametrize("name", ALL)
def test_an_object_keeps_its_bytes_and_its_headers(name: str, request: pytest.FixtureRequest) -> None:
    bucket = bucket_of(name, request)
    bucket.put("é/a b.html", b"<p>", ContentType="text/html; charset=utf-8", CacheControl="max-age=60")
    assert bucket.objects() == {"é/a b.html": Stored(b"<p>", "text/html; charset=utf-8", "max-age=60")}
    assert bucket.get("missing") is None


@pytest.mark.parametrize("name", SOUND)
def test_of_eight_writers_that_want_a_new_key_one_wins(name: str, request: pytest.FixtureRequest) -> None:
    bucket = bucket_of(name, request)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: refusal(bucket, Key="lock", Body=b"", IfNoneMatch="*"), range(8)))
    assert answers.count("") == 1


@pytest.mark.parametrize("name", SOUND)
def test_a_write_with_an_old_etag_is_refused(name: str, request: pytest.FixtureRequest) -> None:
    bucket = bucket_of(name, request)
    bucket.put("pointer", b"one")
    old = bucket.etags()["pointer"]
    assert refusal(bucket, Key="pointer", Body=b"two", IfMatch=old) == ""
    assert refusal(bucket, Key="pointer", Body=b"three", IfMatch=old) == "PreconditionFailed"


@pytest.mark.parametrize("name", SOUND)
def test_bytes_that_do_not_fit_their_digest_are_refused(name: str, request: pytest.FixtureRequest) -> None:
    bucket = bucket_of(name, request)
    assert refusal(bucket, Key="a", Body=b"a", ContentMD5="1B2M2Y8AsgTpgAmY7PhCfg==")  # of no bytes at all
    assert bucket.get("a") is None


def test_rclone_ignores_conditions(rclone_server: S3Server) -> None:
    bucket = Bucket.new(rclone_server)
    assert refusal(bucket, Key="lock", Body=b"mine", IfNoneMatch="*") == ""
    assert refusal(bucket, Key="lock", Body=b"yours", IfNoneMatch="*") == ""
    assert bucket.objects()["lock"].body == b"yours"


def test_seaweedfs_verifies_signatures(s3_server: S3Server) -> None:
    bucket = Bucket.new(s3_server)
    bucket.put("a")
    url = bucket.client.generate_presigned_url("get_object", {"Bucket": bucket.name, "Key": "a"})
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.status == 200
    with pytest.raises(HTTPError, match="403"):
        urllib.request.urlopen(url.replace("Signature=", "Signature=0"), timeout=10)


def test_ministack_keeps_redirects_and_speaks_cloudfront(ministack: S3Server) -> None:
    bucket = Bucket.new(ministack)
    bucket.put("old/index.html", WebsiteRedirectLocation="/new/")
    assert bucket.objects()["old/index.html"].redirect == "/new/"
    identity = make_distribution(ministack, bucket)
    listed = client_of(ministack.endpoint, "cloudfront").list_distributions()["DistributionList"]["Items"]
    assert identity in [distribution["Id"] for distribution in listed]
