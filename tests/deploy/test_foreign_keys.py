"""What somebody else put into a bucket is never changed and never deleted."""

from __future__ import annotations

import itertools
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.built_shop import BuiltShop, built_shop
from tests.support.deploys import IS_LONG, DeployedSite
from tests.support.s3_server import S3Server
from tests.support.s3_servers import Bucket

pytestmark = pytest.mark.s3

FOREIGN = 1000
EXAMPLES = 40 if IS_LONG else 4
_numbers = itertools.count()

WORDS = st.text("abé-_ .", min_size=1, max_size=6).map(str.strip).filter(lambda word: word.strip(". ") == word != "")
NAMES = st.lists(WORDS, min_size=1, max_size=3).map("/".join)
FILES = st.dictionaries(
    st.tuples(NAMES, st.sampled_from([".html", ".txt", ".json", "-0123456789ab.css"])).map("".join),
    st.binary(max_size=20),
    max_size=12,
)


def of(files: dict[str, bytes]) -> BuiltShop:
    """Return a shop of these files, without those whose names a file system or a deploy refuses to hold together."""
    taken: dict[str, bytes] = {"index.html": b"<p>"}
    for path, data in files.items():
        folders = {path[:place] for place, letter in enumerate(path) if letter == "/"}
        if not folders & taken.keys() and not any(other.startswith(f"{path}/") for other in taken):
            taken[path] = data
    return BuiltShop(taken)


@pytest.mark.parametrize("server", ["ministack", "s3_server"])
def test_a_thousand_foreign_objects_stay_as_they_were(
    server: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    real: S3Server = request.getfixturevalue(server)
    bucket = Bucket.new(real)
    folders = ("", "site2/", "site-old/", "site/fr/", "site/assets/", "fr/", ".sitegen/")
    keys = [f"{folders[number % len(folders)]}foreign {number}.html" for number in range(FOREIGN)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: bucket.put(key, key.encode()), keys))
    before = bucket.etags()
    site = DeployedSite(tmp_path / "site", bucket, prefix="site/")
    for edition in (0, 1, 0):
        site.deployed(built_shop(30, edition))
    site.deployed(built_shop(12), "--yes")
    assert site.run("rollback", "live", "--yes").code == 0
    after = bucket.etags()
    assert {key: after.get(key) for key in before} == before
    assert all(key.startswith("site/") for key in after.keys() - before.keys())


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FILES, min_size=2, max_size=3), FILES)
def test_whatever_is_deployed_only_our_objects_change(
    ministack: S3Server, editions: list[dict[str, bytes]], foreign: dict[str, bytes]
) -> None:
    bucket = Bucket.new(ministack)
    ours = {path for files in editions for path in of(files).files}
    others = {f"{place}{path}": data for path, data in foreign.items() for place in ("site2/", "other/", "")}
    others |= {f"site/{path}": data for path, data in foreign.items() if path not in ours}
    for key, data in others.items():
        bucket.put(key, data)
    before = bucket.etags()
    with tempfile.TemporaryDirectory() as folder:
        site = DeployedSite(Path(folder) / "site", bucket, prefix="site/")
        for files in editions:
            said = site.deploy(of(files))
            assert said.code == 0, said.talk
            published = site.published()
            assert of(files).files.items() <= published.items()
            after = bucket.etags()
            assert {key: after.get(key) for key in before} == before
        gone = {f"site/{path}" for path in ours - of(editions[-1]).files.keys() if not path.endswith(".css")}
        assert not gone & bucket.etags().keys()


def test_a_foreign_file_in_the_way_stops_the_deploy(ministack: S3Server, tmp_path: Path) -> None:
    bucket = Bucket.new(ministack)
    bucket.put("fr/index.html", b"another shop")
    site = DeployedSite(tmp_path / "site", bucket)
    said = site.deploy(built_shop(20))
    assert said.code != 0
    assert "fr/index.html" in said.talk
    assert site.published() == {"fr/index.html": b"another shop"}


def test_a_file_that_somebody_put_where_a_page_of_ours_was_is_not_deleted(ministack: S3Server, tmp_path: Path) -> None:
    shop = built_shop(20).with_files({"fr/old/index.html": b"<p>ours</p>"})
    site = DeployedSite(tmp_path / "site", Bucket.new(ministack))
    site.deployed(shop)
    site.bucket.put("fr/old/index.html", b"theirs")
    site.deployed(built_shop(20))
    assert site.published()["fr/old/index.html"] == b"theirs"
