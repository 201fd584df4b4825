from __future__ import annotations

import pytest

from sitegen.config import parse_config
from sitegen.problems import render
from sitegen.remote.address import check_address, check_endpoint
from tests.support.site import SETTINGS


@pytest.mark.parametrize(
    "url", ["s3://bucket", "s3://bucket/a/b", "gs://b/c", "memory://cache", "file:///srv/cache", "sftp://host/cache"]
)
def test_an_address_of_a_folder_is_taken(url: str) -> None:
    assert check_address(f"{url}/") == url


@pytest.mark.parametrize(
    "url",
    [
        "bucket/prefix", "s3:bucket", "s3://", "file:///", "simplecache::s3://bucket", "reference://bucket/x",
        "dask://host/x", "sftp://name:word@host/x", "s3://key@bucket/x", "https://host/x?token=1", "s3://bucket/x#y",
        "s3://bucket/../other", "s3://bucket/a b",
    ],
)  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"address|folder"):
        check_address(url)


@pytest.mark.parametrize("url", ["s3.example.org", "ftp://host", "https://key:word@host", "https://"])
def test_other_servers_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="server"):
        check_endpoint(url)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_password_in_the_settings_is_refused_and_not_repeated(language: str) -> None:
    settings = f'{SETTINGS}\n[cache]\nremote = "sftp://name:hunter2@host/x"\n'
    config, problems = parse_config(settings.encode())
    assert config is None
    told = render(problems[0], language)
    assert told.startswith("sitegen.toml:")
    assert "cache.remote" in told
    assert "hunter2" not in told + repr(problems)
