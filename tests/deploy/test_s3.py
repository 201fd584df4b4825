"""S3: what the store promises holds on a real server, and what a server says is told in words."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.config import TargetSection
from sitegen.deploy.base import ABSENT, PRIVATE, ConditionFailed, DeployStopped, Policy
from sitegen.deploy.headers import ObjectHeaders
from sitegen.deploy.s3 import S3Store, open_publisher
from sitegen.deploy.s3_access import find_access
from sitegen.deploy.s3_errors import is_passing, stopped
from sitegen.deploy.s3_fast import is_plain
from tests.deploy.memory_store import NEW_SHOP, SHOP, Silence, write_shop
from tests.support.s3_server import BUCKET, OWNER, READER, Account, S3Server

HEADERS = ObjectHeaders("text/html; charset=utf-8", "public, max-age=60")
PACKED = ObjectHeaders("text/css; charset=utf-8", "no-cache", "gzip")
ODD_KEYS = ("a b.html", "café/index.html", "q?#%41.html", "<&>.html", "emoji-🏺.html", "~tilde", "+plus+.html")
_numbers = itertools.count()


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    use(monkeypatch, OWNER)
    return monkeypatch


def use(monkeypatch: pytest.MonkeyPatch, account: Account) -> None:
    for name, value in account.environment().items():
        monkeypatch.setenv(name, value)


def target(server: S3Server, **more: str) -> TargetSection:
    return TargetSection(provider="s3", **{"bucket": BUCKET, "endpoint": server.endpoint, **more})


@pytest.fixture
def store(s3_server: S3Server) -> Iterator[S3Store]:
    return S3Store(target(s3_server, prefix=f"deploy-{next(_numbers)}"))  # type: ignore[return-value]


@pytest.mark.s3
@pytest.mark.parametrize("key", ["fr/index.html", *ODD_KEYS])
@pytest.mark.parametrize("headers", [HEADERS, PACKED])
def test_an_object_keeps_its_bytes_headers_and_mark(store: S3Store, key: str, headers: ObjectHeaders) -> None:
    receipt = store.put(key, b"bytes", headers, mark="m-1")
    seen = store.look(key)
    assert seen is not None
    assert (seen.size, seen.etag, seen.mark, seen.headers) == (5, receipt.etag, "m-1", headers)
    assert receipt.etag == store.predicted(b"bytes")
    found = store.read(key)
    assert found is not None
    assert (found.data, found.etag) == (b"bytes", receipt.etag)
    assert [(item.key, item.size, item.etag) for item in store.listing()] == [(key, 5, receipt.etag)]


@pytest.mark.s3
@pytest.mark.parametrize("key", ["lock.json", "lock é.json"])
def test_conditions_hold_with_either_client(store: S3Store, key: str) -> None:
    with pytest.raises(ConditionFailed):
        store.put(key, b"0", HEADERS, condition="0" * 32)
    first = store.put(key, b"1", HEADERS, condition=ABSENT)
    with pytest.raises(ConditionFailed):
        store.put(key, b"2", HEADERS, condition=ABSENT)
    with pytest.raises(ConditionFailed):
        store.put(key, b"2", HEADERS, condition="0" * 32)
    store.put(key, b"2", HEADERS, condition=first.etag)
    found = store.read(key)
    assert found is not None
    assert found.data == b"2"
    assert 0 <= store.age(key) < 600


@pytest.mark.s3
def test_a_copy_keeps_headers_and_mark_and_a_missing_one_is_told(store: S3Store) -> None:
    store.put("a.css", b"x", PACKED, mark="m")
    store.copy("a.css", f"{PRIVATE}blobs/x")
    seen = store.look(f"{PRIVATE}blobs/x")
    assert seen is not None
    assert (seen.mark, seen.headers) == ("m", PACKED)
    for key in ("b.css", "b é.css"):
        with pytest.raises(FileNotFoundError):
            store.copy("nothing.css", key)


@pytest.mark.s3
def test_a_listing_stays_below_its_prefix_and_leaves_our_state_out(s3_server: S3Server) -> None:
    prefix = f"site{next(_numbers)}"
    one, sibling = S3Store(target(s3_server, prefix=prefix)), S3Store(target(s3_server, prefix=f"{prefix}2"))
    sibling.put("index.html", b"theirs", HEADERS)
    one.put("index.html", b"ours", HEADERS)
    one.put(f"{PRIVATE}current.json", b"{}", HEADERS)
    assert [item.key for item in one.listing()] == ["index.html"]
    assert one.delete(["index.html", "never-there.html"]) == {}
    assert list(one.listing()) == []
    assert [item.key for item in sibling.listing()] == ["index.html"]


@pytest.mark.s3
def test_a_listing_goes_over_pages_whatever_strangers_call_their_files(store: S3Store, s3_server: S3Server) -> None:
    store.put("a.html", b"x", HEADERS)
    for key in ("b//double.html", "c/../d.html"):
        try:
            s3_server.client.put_object(Bucket=BUCKET, Key=f"{store._prefix}{key}", Body=b"y")
        except s3_server.client.exceptions.ClientError:
            continue
    store.put("z.html", b"x", HEADERS)
    assert {"a.html", "z.html"} <= {item.key for item in store.listing()}


@pytest.mark.s3
def test_a_shop_comes_changes_and_goes_back_without_a_byte_sent(s3_server: S3Server, tmp_path: Path) -> None:
    prefix = f"shop-{next(_numbers)}"
    publisher = open_publisher("live", target(s3_server, prefix=prefix), Policy(), tmp_path)
    for shop in (SHOP, NEW_SHOP):
        write_shop(tmp_path, shop)
        report = publisher.deploy(publisher.plan(tmp_path, Silence()), Silence())
        assert not report.problems
        assert publisher.plan(tmp_path, Silence()).summary.is_empty
        assert publisher.verify(tmp_path, Silence(), thorough=True).is_sound
    report = publisher.deploy(publisher.plan_rollback("1", Silence()), Silence())
    assert (report.size, report.uploaded, report.problems) == (0, 0, ())
    write_shop(tmp_path, SHOP)
    assert publisher.verify(tmp_path, Silence(), thorough=True).is_sound


@pytest.mark.s3
@pytest.mark.parametrize(
    ("person", "code", "permission"),
    [
        (READER, "deploy.denied", "s3:PutObject"),
        (Account("nobody", "x"), "deploy.credentials_wrong", ""),
        (Account(OWNER.key, "another-secret"), "deploy.credentials_wrong", ""),
    ],
)
@pytest.mark.parametrize("key", ["index.html", "é.html"])
def test_a_refusal_names_what_is_wrong(
    account: pytest.MonkeyPatch, s3_server: S3Server, person: Account, code: str, permission: str, key: str
) -> None:
    use(account, person)
    with pytest.raises(DeployStopped) as stop:
        S3Store(target(s3_server)).put(key, b"x", HEADERS)
    assert stop.value.problem.code == code
    assert dict(stop.value.problem.values).get("permission", "") == permission
    assert person.secret not in f"{stop.value} {stop.value.problem}"


def test_without_credentials_nobody_is_asked(account: pytest.MonkeyPatch) -> None:
    for name in OWNER.environment():
        account.delenv(name)
    with pytest.raises(DeployStopped) as stop:
        S3Store(TargetSection(provider="s3", bucket="shop", endpoint="http://127.0.0.1:9")).read("x")
    assert stop.value.problem.code == "deploy.credentials_missing"


def test_a_profile_that_is_not_there_is_told(account: pytest.MonkeyPatch) -> None:
    for name in OWNER.environment():
        account.delenv(name)
    account.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(DeployStopped) as stop:
        S3Store(TargetSection(provider="s3", bucket="shop", region="eu-west-3")).read("x")
    assert stop.value.problem.code == "deploy.credentials_wrong"


def test_a_store_that_does_not_answer_is_told(account: pytest.MonkeyPatch) -> None:
    account.setattr("sitegen.deploy.s3._LONGEST_WAIT", 0.01)
    with pytest.raises(DeployStopped) as stop:
        S3Store(TargetSection(provider="s3", bucket="shop", endpoint="http://127.0.0.1:9")).put("x", b"", HEADERS)
    assert stop.value.problem.code == "deploy.unreachable"


@pytest.mark.parametrize(
    ("text", "passes", "code"),
    [
        ("status code: 503 x <Error><Code>SlowDown</Code>", True, "deploy.refused"),
        ("status code: 403 x <Error><Code>AccessDenied</Code>", False, "deploy.denied"),
        ("status code: 403 Forbidden: ", False, "deploy.denied"),
        ("status code: 400 <Error><Code>ExpiredToken</Code>", False, "deploy.credentials_expired"),
        ("status code: 301 <Error><Code>PermanentRedirect</Code>", False, "deploy.region"),
        ("status code: 404 <Error><Code>NoSuchBucket</Code>", False, "deploy.no_bucket"),
    ],
)
def test_an_answer_is_told_by_its_code_and_never_quoted(text: str, passes: bool, code: str) -> None:
    failure = RuntimeError(f"{text} https://signed.example.org/?X-Amz-Signature=secret")
    assert is_passing(failure) is passes
    problem = stopped(failure, "s3://shop", "s3:PutObject").problem
    assert problem.code == code
    assert "secret" not in str(problem)


@pytest.mark.parametrize("key", ["a/b-c_d.html", ".sitegen/current.json", "fr/index.html"])
def test_plain_keys_are_plain(key: str) -> None:
    assert is_plain(key)


@pytest.mark.parametrize("key", ["a//b", "../a", "a/./b", "a/..", "/a", "a/", "a b", "é", "a%41", "a*", "~a", ""])
def test_other_keys_are_not(key: str) -> None:
    assert not is_plain(key)


def test_the_environment_is_heard_as_the_tools_of_aws_hear_it(account: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from sitegen.deploy.s3_boto import new_session

    amazon = TargetSection(provider="s3", bucket="shop", region="eu-west-3")
    assert find_access(amazon, pytest.fail).endpoint == ""
    account.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    assert find_access(amazon, pytest.fail).endpoint == "http://127.0.0.1:9"
    account.delenv("AWS_ENDPOINT_URL_S3")
    settings = tmp_path / "config"
    settings.write_text("[default]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:8\n")
    account.setenv("AWS_CONFIG_FILE", str(settings))
    access = find_access(amazon, new_session)
    assert (access.region, access.endpoint) == ("eu-west-3", "http://127.0.0.1:8")
    assert access.credentials()["access_key_id"] == OWNER.key


@pytest.mark.s3
def test_a_deploy_with_nothing_to_do_does_not_load_botocore(s3_server: S3Server, tmp_path: Path) -> None:
    prefix = f"light-{next(_numbers)}"
    write_shop(tmp_path / "build", SHOP)
    (tmp_path / "sitegen.toml").write_text(
        '[site]\ntitle = "Souk"\nbase_url = "https://souk.example.org"\n[languages]\ndefault = "fr"\nall = ["fr"]\n'
        f'[deploy.live]\nprovider = "s3"\nbucket = "{BUCKET}"\nprefix = "{prefix}"\nendpoint = "{s3_server.endpoint}"\n'
    )
    code = (
        "import sys\nsys.argv = ['sitegen', 'deploy']\nfrom sitegen.cli.main import main\nmain()\n"
        "print(sorted({'botocore', 'boto3', 'jinja2', 'PIL', 'babel'} & sys.modules.keys()))"
    )
    for _ in range(2):
        answer = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == "[]"
