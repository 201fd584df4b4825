"""The engine: order, failure, resuming, going back, and what is deleted when."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from sitegen.deploy import headers
from sitegen.deploy.base import PRIVATE, DeployStopped, Policy, Reason
from sitegen.deploy.run import MOST_DROPPED
from sitegen.deploy.standing import read_standing
from sitegen.problems import error
from tests.deploy.memory_store import CSS, NEW_CSS, NEW_SHOP, SHOP, MemoryStore, Silence, Target, in_bytes, refuse


@pytest.fixture
def target(tmp_path: Path) -> Target:
    folder = tmp_path / "build"
    folder.mkdir()
    return Target(folder)


@pytest.fixture
def published(target: Target) -> Target:
    target.deploy(SHOP)
    target.store.asked.clear()
    return target


class Copies:
    """An edge that keeps what it is told, and can be down."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.is_down = False

    def invalidate(self, paths: Iterable[str], reference: str) -> None:
        self.asked.append((reference, tuple(paths)))
        if self.is_down:
            raise DeployStopped(error("deploy.unreachable", "edge"))


def reasons(target: Target, shop: dict[str, str]) -> dict[str, str]:
    summary = target.plan(shop)
    return {change.key: change.reason.value for change in (*summary.uploads, *summary.deletes)}


def test_a_first_deploy_brings_the_whole_shop_and_the_home_page_after_its_products(target: Target) -> None:
    report = target.deploy(SHOP)
    assert (report.uploaded, report.release and report.release.number) == (len(SHOP), 1)
    assert target.store.shop() == in_bytes(SHOP)
    sent = target.store.writes()
    assert sent[0] == CSS
    assert sent[1:4] == ["fr/amlou/index.html", "fr/index.html", "index.html"]
    assert set(sent[4:]) == {"robots.txt", "sitemap.xml"}


def test_changed_pages_go_up_after_new_ones_from_the_deepest_to_the_front_page(published: Target) -> None:
    published.deploy(NEW_SHOP)
    assert published.store.writes() == [
        NEW_CSS, "fr/miel/index.html", "fr/amlou/index.html", "fr/index.html", "index.html",
    ]  # fmt: skip


def test_a_deploy_of_the_same_bytes_writes_nothing_at_all(published: Target) -> None:
    assert published.deploy(SHOP).release is None
    assert {request for request, _ in published.store.asked} == {"read", "list"}
    assert len(published.store.asked) == 3


def test_a_plan_gives_a_reason_for_each_file(published: Target) -> None:
    del published.store.objects["robots.txt"]
    published.store.plant("fr/index.html", "somebody else's")
    shop = {key: text for key, text in NEW_SHOP.items() if key != "fr/amlou/index.html"}
    assert reasons(published, shop) == {
        NEW_CSS: "new", "fr/miel/index.html": "new", "index.html": "changed", "robots.txt": "missing",
        "fr/index.html": "tampered", "fr/amlou/index.html": "removed",
    }  # fmt: skip


def test_a_plan_changes_nothing(published: Target) -> None:
    before = dict(published.store.objects)
    published.plan(NEW_SHOP)
    assert published.store.objects == before


@pytest.mark.parametrize("refused", [NEW_CSS, "current.json"])
def test_when_an_asset_or_the_state_is_refused_the_shop_stays_as_it_was(published: Target, refused: str) -> None:
    published.store.fail = refuse("put", refused)
    with pytest.raises(DeployStopped):
        published.deploy({**NEW_SHOP, "robots.txt": "Disallow: /"})
    assert published.store.shop().items() >= in_bytes(SHOP).items()
    assert not [key for request, key in published.store.asked if request == "delete"]


@pytest.mark.parametrize("last", range(1, 16))
def test_cut_off_at_any_request_pages_have_their_styles_and_the_next_run_finishes(published: Target, last: int) -> None:
    cut_after(published.store, last)
    with pytest.raises(Cut):
        published.deploy(NEW_SHOP, workers=1)
    published.store.fail = lambda _request, _key: None
    for key, data in published.store.shop().items():
        for css in (CSS, NEW_CSS):
            assert css.encode() not in data or css in published.store.objects, key
    published.store.seconds = 200.0
    published.store.writes()
    report = published.deploy(NEW_SHOP)
    assert published.store.shop() == {**in_bytes(NEW_SHOP), CSS: in_bytes(SHOP)[CSS]}
    assert report.uploaded + report.summary.resumed >= 5 or report.release is None
    assert len(set(published.store.writes())) == report.uploaded
    assert published.plan(NEW_SHOP).is_empty


def test_what_a_cut_off_deploy_has_brought_is_not_sent_again(target: Target) -> None:
    target.store.fail = refuse("put", "index.html")
    with pytest.raises(DeployStopped):
        target.deploy(SHOP)
    target.store.fail = lambda _request, _key: None
    assert CSS in target.store.writes()
    assert target.deploy().summary.resumed == 1
    assert CSS not in target.store.writes()


def test_with_etags_that_mean_nothing_a_deploy_settles_and_resumes_too(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    target = Target(tmp_path / "build", MemoryStore(has_odd_etags=True))
    target.store.fail = refuse("put", "sitemap")
    with pytest.raises(DeployStopped):
        target.deploy(SHOP)
    target.store.fail = lambda _request, _key: None
    target.store.writes()
    target.deploy()
    assert target.store.writes() == ["sitemap.xml"]
    assert target.deploy().release is None


def test_a_page_that_names_a_file_which_is_not_there_is_not_published(published: Target) -> None:
    with pytest.raises(DeployStopped) as stop:
        published.deploy({key: text for key, text in NEW_SHOP.items() if key != NEW_CSS})
    assert (stop.value.problem.code, dict(stop.value.problem.values)["file"]) == ("deploy.dangling", NEW_CSS)


def test_a_foreign_file_under_a_name_of_the_shop_stops_a_deploy_until_it_is_adopted(target: Target) -> None:
    target.store.plant("index.html", "an older shop")
    with pytest.raises(DeployStopped) as stop:
        target.deploy(SHOP)
    assert stop.value.problem.code == "deploy.foreign"
    assert target.store.shop() == {"index.html": b"an older shop"}
    target.deploy(adopt=True)
    assert target.store.shop() == in_bytes(SHOP)


def test_foreign_files_stay(published: Target) -> None:
    published.store.plant("photos/family.jpg", "x")
    published.store.plant("fr/miel.html", "y")
    published.deploy({"index.html": "<p>small</p>"})
    assert {"photos/family.jpg", "fr/miel.html"} <= published.store.shop().keys()


def test_a_removed_page_goes_at_once_and_an_old_style_sheet_after_its_days_and_releases(published: Target) -> None:
    shop = {key: text for key, text in NEW_SHOP.items() if key != "fr/amlou/index.html"}
    published.deploy(shop)
    assert "fr/amlou/index.html" not in published.store.shop()
    for day in range(28):
        published.deploy({**shop, "robots.txt": f"# {day}"})
        assert CSS in published.store.shop(), day
    published.deploy({**shop, "robots.txt": "# much later"})
    assert CSS in published.store.shop()
    published.deploy({**shop, "robots.txt": "# after thirty days"})
    assert CSS not in published.store.shop()
    assert {change.reason for change in published.plan().deletes} == set()


def test_prices_that_an_order_may_name_stay_for_good(published: Target) -> None:
    old, new = f"api/prices/{'a' * 12}.json", f"api/prices/{'b' * 12}.json"
    published.deploy({**SHOP, old: "[1]"})
    for day in range(40):
        published.deploy({**SHOP, new: "[2]", "robots.txt": f"# {day}"})
    published.deploy(SHOP)
    published.rollback()
    assert {old, new} <= published.store.shop().keys()
    assert published.plan(SHOP).deletes == ()


def test_old_state_is_forgotten_with_its_releases(published: Target) -> None:
    deletes = 0
    for number in range(40):
        published.store.asked.clear()
        published.deploy({**SHOP, "index.html": f"<p>{number}</p>"})
        deletes += any(request == "delete" for request, _ in published.store.asked)
        private = {key for key in published.store.objects if key.startswith(PRIVATE)}
        # what is needed, and what the pointer says that nobody needs: there is nothing else
        dropped = set(read_standing(published.store).pointer.dropped)
        assert dropped < private
        assert len(dropped) < MOST_DROPPED
        needed = private - dropped
        assert sum("manifests/" in key for key in needed) == min(number + 2, 5)
        assert sum("blobs/" in key for key in needed) == min(number + 1, 4)
    # one request deletes what many deploys have left
    assert 0 < deletes <= 5
    assert len(published.publisher().releases()) == 5


def test_what_a_deploy_that_was_cut_off_behind_its_commit_has_left_goes_with_a_later_one(published: Target) -> None:
    for number in range(6):
        published.deploy({**SHOP, "index.html": f"<p>{number}</p>"})
    published.store.fail = refuse("delete", "")
    with pytest.raises(DeployStopped):
        published.deploy({key: text for key, text in NEW_SHOP.items() if key != "fr/amlou/index.html"})
    dropped = set(read_standing(published.store).pointer.dropped)
    assert dropped
    published.store.fail = lambda _request, _key: None
    published.deploy()
    assert not dropped & published.store.objects.keys()
    assert read_standing(published.store).pointer.dropped == ()


def test_a_copy_that_is_needed_again_is_not_deleted_though_it_was_dropped(published: Target) -> None:
    for number in range(7):
        published.deploy({**SHOP, "index.html": f"<p>{number % 6}</p>"})
    dropped = set(read_standing(published.store).pointer.dropped)
    published.deploy({**SHOP, "index.html": "<p>again</p>"})
    returned = dropped - set(read_standing(published.store).pointer.dropped)
    assert any("blobs/" in key for key in returned)
    published.store.fail = refuse("put", "fr/index.html")
    with pytest.raises(DeployStopped):
        published.deploy(NEW_SHOP)
    published.store.fail = lambda _request, _key: None
    published.rollback()  # something was unfinished: all that was dropped is deleted
    assert read_standing(published.store).pointer.dropped == ()
    published.rollback("8")
    assert published.store.shop()["index.html"] == b"<p>0</p>"


def test_a_rollback_brings_back_every_byte_and_sends_none(published: Target) -> None:
    published.deploy(NEW_SHOP)
    published.store.asked.clear()
    report = published.rollback()
    assert published.store.writes() == []
    assert (report.uploaded, report.size, report.copied) == (0, 0, 3)
    assert published.store.shop() == {**in_bytes(SHOP), NEW_CSS: in_bytes(NEW_SHOP)[NEW_CSS]}
    published.rollback()
    assert published.store.shop() == {**in_bytes(NEW_SHOP), CSS: in_bytes(SHOP)[CSS]}


@pytest.mark.parametrize("gzip", [True, False])
@pytest.mark.parametrize("has_versions", [True, False])
def test_a_rollback_goes_back_where_each_copy_has_an_etag_of_its_own(
    tmp_path: Path, has_versions: bool, gzip: bool
) -> None:
    (tmp_path / "build").mkdir()
    target = Target(tmp_path / "build", MemoryStore(has_odd_etags=True, has_versions=has_versions))
    target.deploy(SHOP, gzip=gzip)
    before = target.store.shop()
    target.deploy(NEW_SHOP, gzip=gzip)
    target.rollback()
    assert target.store.shop().items() >= before.items()
    assert target.plan(SHOP, gzip=gzip).is_empty


def test_a_rollback_reaches_over_several_releases_by_number(published: Target) -> None:
    for number in range(3):
        published.deploy({**SHOP, "index.html": f"<p>{number}</p>", f"fr/p{number}/index.html": "<p>x</p>"})
    published.rollback("1")
    assert published.store.shop() == in_bytes(SHOP)
    assert [release.number for release in published.publisher().releases()] == [5, 4, 3, 2, 1]


def test_a_bucket_with_versions_needs_no_copies(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    target = Target(tmp_path / "build", MemoryStore(has_versions=True))
    target.deploy(SHOP)
    target.store.asked.clear()
    target.deploy(NEW_SHOP)
    assert not [key for request, key in target.store.asked if request == "copy"]
    target.rollback()
    assert target.store.shop().items() >= in_bytes(SHOP).items()


def test_a_rollback_undoes_a_deploy_that_was_cut_off(published: Target) -> None:
    published.store.fail = refuse("put", "fr/index.html")
    with pytest.raises(DeployStopped):
        published.deploy(NEW_SHOP)
    assert b"130" in published.store.shop()["fr/amlou/index.html"]
    published.store.fail = lambda _request, _key: None
    published.rollback()
    assert published.store.shop() == {**in_bytes(SHOP), NEW_CSS: in_bytes(NEW_SHOP)[NEW_CSS]}


def test_a_release_that_is_not_there_is_named_with_those_that_are(published: Target) -> None:
    for wanted in ("7", "nope", ""):
        with pytest.raises(DeployStopped) as stop:
            published.rollback(wanted)
        assert stop.value.problem.code == "deploy.no_release"


def test_many_deletes_ask_for_consent(published: Target) -> None:
    assert not published.plan(SHOP).needs_consent
    few = {key: text for key, text in SHOP.items() if not key.startswith("fr/")}
    assert published.plan(few).needs_consent


def test_the_edge_is_told_once_and_again_until_it_hears(target: Target) -> None:
    edge = Copies()
    target.edge = edge
    target.deploy(SHOP)
    assert edge.asked == []
    edge.is_down = True
    report = target.deploy(NEW_SHOP)
    assert report.release
    assert [problem.code for problem in report.problems] == ["deploy.unreachable", "deploy.copies"]
    assert target.store.shop().items() >= in_bytes(NEW_SHOP).items()
    edge.is_down = False
    assert not target.deploy().problems
    assert [reference for reference, _ in edge.asked] == [report.release.name] * 2
    assert edge.asked[0][1] == edge.asked[1][1]
    assert "/fr/amlou/" in edge.asked[0][1]
    assert target.plan().is_empty


def test_each_request_to_the_edge_has_a_name_and_every_page_that_went_is_in_one(target: Target) -> None:
    edge = Copies()
    target.edge = edge
    target.deploy(SHOP)
    shop = {key: text for key, text in SHOP.items() if key != "fr/amlou/index.html"}
    target.store.keeps = {"fr/amlou/index.html"}
    assert [problem.code for problem in target.deploy(shop).problems] == ["deploy.not_deleted"]
    target.store.keeps = set()
    edge.is_down = True
    report = target.deploy()  # nothing is new: only the page goes that could not go before
    assert report.release is None
    assert "fr/amlou/index.html" not in target.store.shop() or report.problems
    edge.is_down = False
    target.deploy()
    assert "fr/amlou/index.html" not in target.store.shop()
    assert all(reference for reference, _ in edge.asked)
    assert "/fr/amlou/" in edge.asked[-1][1]
    # the same name always means the same paths, or the edge would refuse it
    assert len(dict(edge.asked)) == len(set(edge.asked))
    assert target.plan().is_empty


def test_with_an_edge_too_few_requests_are_made_for_a_changed_page(target: Target) -> None:
    target.edge = Copies()
    target.store.has_versions = True
    target.deploy(SHOP)
    for number in range(MOST_DROPPED - 1):
        target.store.asked.clear()
        target.deploy({**SHOP, "index.html": f"<p>{number}</p>"})
        # pointer, manifest and listing; a probe, the lock, the page, the manifest, the commit, a look, the end
        assert len(target.store.asked) == 10, target.store.asked


def test_a_store_that_loses_headers_is_told_of_and_nothing_is_deleted(published: Target) -> None:
    def forget(request: str, key: str) -> None:
        kept = published.store.objects[key] if request == "look" else None
        if kept is not None:
            published.store.objects[key] = replace(kept, headers=replace(kept.headers, content_type="text/plain"))

    published.store.fail = forget
    report = published.deploy({"index.html": "<p>alone</p>"})
    assert {problem.code for problem in report.problems} == {"deploy.headers_lost"}
    assert "fr/index.html" in published.store.shop()


def test_a_file_that_changes_while_it_is_sent_stops_the_deploy(published: Target) -> None:
    publisher = published.publisher()
    published.build(NEW_SHOP)
    plan = publisher.plan(published.folder, Silence())
    (published.folder / "fr/amlou/index.html").write_text("<p>other</p>")
    with pytest.raises(DeployStopped) as stop:
        publisher.deploy(plan, Silence())
    assert stop.value.problem.code == "deploy.changing"
    assert published.store.shop()["fr/amlou/index.html"] == in_bytes(SHOP)["fr/amlou/index.html"]


def test_a_header_change_sends_exactly_what_it_concerns(published: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = {**headers.CACHE_CONTROL, headers.FileClass.PAGE: "no-cache"}
    monkeypatch.setattr(headers, "CACHE_CONTROL", changed)
    summary = published.deploy().summary
    assert {change.key for change in summary.uploads} == {key for key in SHOP if key.endswith(".html")}
    assert {change.reason for change in summary.uploads} == {Reason.HEADERS}
    assert published.deploy().release is None


class Cut(BaseException):
    """A process that is killed."""


def cut_after(store: MemoryStore, requests: int) -> None:
    """Let a store answer so many requests and not one more."""
    left = [requests]

    def cut(request: str, key: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Cut

    store.fail = cut


@pytest.mark.parametrize("has_versions", [True, False])
@pytest.mark.parametrize("to", ["", "1"])
def test_a_rollback_that_was_cut_off_anywhere_is_finished_by_the_bare_command(
    tmp_path: Path, to: str, has_versions: bool
) -> None:
    newer = {**NEW_SHOP, "robots.txt": "# newer"}
    (tmp_path / "build").mkdir()
    for requests in range(60):
        target = Target(tmp_path / "build", MemoryStore(has_versions=has_versions), Policy(workers=1))
        for shop in (SHOP, NEW_SHOP, newer) if to else (SHOP, newer):
            target.deploy(shop)
        cut_after(target.store, requests)
        try:
            target.rollback(to)
        except Cut:
            pass
        else:
            assert requests >= 15
            return
        target.store.fail = lambda _request, _key: None
        target.store.seconds = 200.0
        is_begun = bool(read_standing(target.store).pointer.aim)
        assert is_begun == (requests > 5), "four to read, a probe, and then the lock"
        summary = target.rollback("" if is_begun else to).summary
        assert (summary.is_continued, summary.back_to.split()[0]) == (is_begun, "1")
        assert target.store.shop().items() >= in_bytes(SHOP).items(), requests
        assert "fr/miel/index.html" not in target.store.shop()
        assert read_standing(target.store).pointer.aim == ""
    pytest.fail("it did not come to an end")


@pytest.mark.parametrize("refused", ["delete", "look"])
def test_a_rollback_whose_last_part_failed_is_finished_and_not_undone(published: Target, refused: str) -> None:
    published.deploy(NEW_SHOP)
    published.store.fail = refuse(refused, "")
    with pytest.raises(DeployStopped):
        published.rollback()
    published.store.fail = lambda _request, _key: None
    assert published.plan_rollback().is_continued
    published.rollback()
    assert published.store.shop() == {**in_bytes(SHOP), NEW_CSS: in_bytes(NEW_SHOP)[NEW_CSS]}
    # now it is over, and the same command goes forward again
    assert not published.plan_rollback().is_continued
    published.rollback()
    assert published.store.shop().items() >= in_bytes(NEW_SHOP).items()


def test_a_deploy_after_a_rollback_that_was_cut_off_is_what_counts(published: Target) -> None:
    published.deploy(NEW_SHOP)
    published.store.fail = refuse("copy", "> fr/index.html")
    with pytest.raises(DeployStopped):
        published.rollback()
    published.store.fail = refuse("put", "fr/index.html")
    with pytest.raises(DeployStopped):
        published.deploy({**NEW_SHOP, "fr/index.html": "<p>newest</p>", "fr/amlou/index.html": "<p>newest</p>"})
    published.store.fail = lambda _request, _key: None
    assert published.rollback().summary.back_to.startswith("2 ")
    assert published.store.shop().items() >= in_bytes(NEW_SHOP).items()


def test_a_deploy_that_was_given_up_leaves_nothing_behind(published: Target) -> None:
    before = set(published.store.objects)
    published.store.fail = refuse("put", "fr/amlou/index.html")
    with pytest.raises(DeployStopped):
        published.deploy({**SHOP, "fr/amlou/index.html": "<p>new</p>", "index.html": "<p>new</p>"})
    assert any("blobs/" in key for key in published.store.objects)
    published.store.fail = lambda _request, _key: None
    published.deploy(SHOP)
    assert set(published.store.objects) == before
    assert published.store.shop() == in_bytes(SHOP)
    assert published.plan().is_empty


def test_text_may_be_stored_compressed_and_comes_back_the_same(published: Target) -> None:
    packed = {**SHOP, "fr/index.html": SHOP["fr/index.html"] * 40}
    published.deploy(packed, gzip=True)
    kept = published.store.objects["fr/index.html"]
    assert kept.headers.content_encoding == "gzip"
    assert gzip.decompress(kept.data) == packed["fr/index.html"].encode()
    assert len(kept.data) < 400
    assert published.deploy(packed, gzip=True).release is None
    published.rollback()
    assert published.store.shop() == in_bytes(SHOP)


def test_moved_addresses_lead_on_by_themselves_where_the_store_can(published: Target) -> None:
    shop = {**SHOP, "old/index.html": "<p>moved</p>", "_redirects": "/old/ /fr/amlou/ 301!\n"}
    published.deploy(shop, redirects=True, omitted=frozenset({"_redirects"}))
    assert published.store.objects["old/index.html"].headers.redirect == "/fr/amlou/"
    assert "_redirects" not in published.store.objects


def test_somebody_who_writes_at_the_same_moment_stops_a_deploy_with_words(published: Target) -> None:
    def interfere(request: str, key: str) -> None:
        if (request, key) == ("put", "fr/index.html"):
            published.store.fail = lambda _request, _key: None
            published.store.plant("fr/index.html", "somebody else's")

    published.store.fail = interfere
    with pytest.raises(DeployStopped) as stop:
        published.deploy(NEW_SHOP)
    assert (stop.value.problem.code, stop.value.problem.path) == ("deploy.changed_there", "fr/index.html")
    assert published.store.shop()["fr/index.html"] == b"somebody else's"
