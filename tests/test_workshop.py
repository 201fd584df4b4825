from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sitegen.cache import BlobCache
from sitegen.config import SiteConfig, parse_config
from sitegen.errors import ConfigError
from sitegen.executors import SerialExecutor
from sitegen.quick import unchanged_report
from sitegen.remote.cache import SharedCache
from sitegen.report import BuildOptions
from sitegen.workshop import Wishes, Workshop
from tests.support.site import SETTINGS, TODAY, build_site, make_site, picture, product, write

KEY = "ab" * 32


def config(text: str = "") -> SiteConfig:
    parsed, problems = parse_config(f"{SETTINGS}\n{text}".encode())
    assert parsed is not None, problems
    return parsed


def test_a_site_that_says_nothing_works_here_and_alone(tmp_path: Path) -> None:
    with Workshop(tmp_path, Wishes(jobs=1)) as workshop:
        workshop.equip(config())
        assert isinstance(workshop.executor, SerialExecutor)
        assert type(workshop.cache("renditions")) is BlobCache
    assert workshop.problems == []


def test_the_command_line_goes_before_the_site(tmp_path: Path) -> None:
    site = config('[build]\nexecutor = "dask"\nscheduler = "tcp://127.0.0.1:1"\n[cache]\nremote = "memory://far"\n')
    with Workshop(tmp_path, Wishes(jobs=1, executor="local", no_remote_cache=True)) as workshop:
        workshop.equip(site)
        assert isinstance(workshop.executor, SerialExecutor)
        assert type(workshop.cache("renditions")) is BlobCache


def test_a_cluster_without_an_address_is_an_error(tmp_path: Path) -> None:
    with Workshop(tmp_path, Wishes(executor="dask")) as workshop, pytest.raises(ConfigError, match="no scheduler"):
        workshop.equip(config())


@pytest.mark.parametrize("text", ["10.0.0.5:8786", "http://host:80", "tcp://host", "tcp://name@host:1", "tcp://a b:1"])
def test_other_addresses_of_a_scheduler_are_refused(text: str) -> None:
    parsed, problems = parse_config(f'{SETTINGS}\n[build]\nscheduler = "{text}"\n'.encode())
    assert (parsed, [problem.code for problem in problems]) == (None, ["config.value"])


def test_what_is_new_is_shared_when_the_workshop_closes(tmp_path: Path) -> None:
    site = config(f'[cache]\nremote = "{(tmp_path / "far").as_uri()}"\n')
    before = threading.active_count()
    with Workshop(tmp_path / "near") as workshop:
        workshop.equip(site)
        cache = workshop.cache("renditions")
        assert isinstance(cache, SharedCache)
        cache.put(KEY, b"bytes")
    assert (tmp_path / "far" / "renditions" / "ab" / KEY).is_file()
    assert threading.active_count() == before


def test_a_workshop_that_is_left_in_a_hurry_waits_for_nothing(tmp_path: Path) -> None:
    site = config(f'[cache]\nremote = "{(tmp_path / "far").as_uri()}"\n')
    with pytest.raises(KeyboardInterrupt), Workshop(tmp_path / "near") as workshop:
        workshop.equip(site)
        raise KeyboardInterrupt
    cache = workshop.cache("renditions")
    cache.put(KEY, b"bytes")
    assert cache.get(KEY) == b"bytes"
    assert not (tmp_path / "far").exists()


def test_a_warning_of_the_shared_cache_is_not_repeated_by_a_build_with_nothing_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"no folder")
    root = make_site(tmp_path / "site", product(pictures=[{"file": "a.jpg", "alt": "Une bouteille"}]))
    write(root, "content/products/argan/a.jpg", picture())
    write(root, "sitegen.toml", f'{SETTINGS}\n[cache]\nremote = "file://{tmp_path}/file"\n')
    assert "cache.remote" in {problem.code for problem in build_site(root, strict=True).problems}
    again = unchanged_report(BuildOptions(root, TODAY))
    assert again is not None
    assert again.problems == ()
