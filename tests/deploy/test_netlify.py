"""Deploys to Netlify, against a server on loopback that speaks its documented API."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen.cli.main import sitegen
from sitegen.config import TargetSection
from sitegen.deploy.base import DeployReport, DeployStopped, Finding, Policy, Publisher, Reason
from sitegen.deploy.netlify import LEDGER, Netlify, NetlifyPlan, open_publisher
from sitegen.deploy.netlify_api import TRIES, NetlifyApi
from tests.deploy.netlify_server import SITE, TOKEN, FakeNetlify, Fault, running_netlify
from tests.support.site import SETTINGS, make_site


class Quiet:
    """Hears how far a deploy is."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.sent: list[tuple[int, int, int]] = []

    def stage(self, name: str) -> None:
        self.stages.append(name)

    def uploads(self, done: int, total: int, size: int) -> None:
        self.sent.append((done, total, size))


class Clock:
    """Time that passes when somebody waits."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def time(self) -> float:
        return self.now


@pytest.fixture
def netlify() -> Iterator[FakeNetlify]:
    with running_netlify(FakeNetlify()) as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


def publisher(netlify: FakeNetlify, clock: Clock, **options: int) -> Netlify:
    api = NetlifyApi(f"netlify:{SITE}", TOKEN, netlify.address, sleep=clock.sleep, now=clock.time)
    return Netlify(api, SITE, name="live", sleep=clock.sleep, **options)


def shop(folder: Path, *, style: str = "a", pages: dict[str, str] | None = None) -> Path:
    """Write a built shop whose style sheet has a digest in its name; an older one is gone."""
    for file in sorted(folder.rglob("*"), reverse=True) if folder.exists() else ():
        file.unlink() if file.is_file() else file.rmdir()
    name = hashlib.sha256(style.encode()).hexdigest()[:12]
    files = {
        "index.html": f'<link rel="stylesheet" href="/assets/css/souk-{name}.css">',
        "404.html": "missing",
        "_headers": "/*\n  X: y\n",
        f"assets/css/souk-{name}.css": style,
        ".well-known/security.txt": "Contact: mailto:a@example.org\n",
        **(pages or {}),
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / ".sitegen-output").write_text("ours")
    return folder


def style_of(folder: Path) -> str:
    return next(file for file in folder.glob("assets/css/*.css")).relative_to(folder).as_posix()


def deploy(made: Netlify, folder: Path) -> DeployReport:
    return made.deploy(made.plan(folder, Quiet()), Quiet())


def test_it_is_a_publisher(netlify: FakeNetlify, clock: Clock) -> None:
    made: Publisher[NetlifyPlan] = publisher(netlify, clock)
    assert made.releases() == ()


def test_the_first_deploy_sends_every_file_and_visitors_see_them(
    netlify: FakeNetlify, clock: Clock, tmp_path: Path
) -> None:
    folder = shop(tmp_path / "build", pages={"fr/été/index.html": "été", "ⵜⵉⵏⵎⵍ/l'a b.html": "x"})
    report = deploy(publisher(netlify, clock), folder)
    assert report.release is not None
    assert (report.release.number, report.release.name) == (1, netlify.published)
    assert report.uploaded == 8
    assert netlify.read("fr/été/index.html") == "été".encode()
    assert netlify.read("ⵜⵉⵏⵎⵍ/l'a b.html") == b"x"
    assert netlify.read(".well-known/security.txt").startswith(b"Contact")
    assert ".sitegen-output" not in netlify.live()
    assert netlify.tokens == {f"Bearer {TOKEN}"}


def test_a_second_deploy_of_the_same_shop_creates_none(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    folder, made = shop(tmp_path / "build"), publisher(netlify, clock)
    deploy(made, folder)
    plan = made.plan(folder, Quiet())
    assert plan.summary.is_empty
    assert made.deploy(plan, Quiet()).release is None
    assert len(netlify.deploys) == 1


def test_only_what_netlify_does_not_know_is_sent(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    made = publisher(netlify, clock)
    deploy(made, shop(tmp_path / "build"))
    netlify.requests.clear()
    folder = shop(tmp_path / "build", pages={"fr/index.html": "new", "fr/autre.html": "missing"})
    plan = made.plan(folder, Quiet())
    assert [(change.key, change.reason) for change in plan.summary.uploads] == [
        ("fr/autre.html", Reason.NEW), ("fr/index.html", Reason.NEW),
    ]  # fmt: skip
    made.deploy(plan, Quiet())
    assert netlify.count("PUT") == 1, "autre.html has the bytes of 404.html"
    assert netlify.read("fr/autre.html") == b"missing"


def test_a_plan_changes_nothing(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    publisher(netlify, clock).plan(shop(tmp_path / "build"), Quiet())
    assert netlify.count("GET") == len(netlify.requests)


def test_a_page_that_is_gone_is_gone(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    made = publisher(netlify, clock)
    deploy(made, shop(tmp_path / "build", pages={"fr/index.html": "x"}))
    plan = made.plan(shop(tmp_path / "build"), Quiet())
    assert [(change.key, change.reason) for change in plan.summary.deletes] == [("fr/index.html", Reason.REMOVED)]
    assert plan.summary.needs_consent is False
    made.deploy(plan, Quiet())
    assert "fr/index.html" not in netlify.live()


def test_the_assets_of_the_last_releases_stay_and_then_go(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    made = publisher(netlify, clock, keep_releases=2)
    names = []
    for style in "abcde":
        folder = shop(tmp_path / "build", style=style)
        deploy(made, folder)
        names.append(style_of(folder))
        there = {path for path in netlify.live() if path.endswith(".css")}
        assert there == set(names[-3:])
    assert json.loads(netlify.read(LEDGER)) == {"kept": {names[3]: 1, names[2]: 2}}


def test_an_asset_that_is_needed_again_is_young_again(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    made = publisher(netlify, clock, keep_releases=2)
    first = style_of(shop(tmp_path / "build", style="a"))
    for style in "abbab":
        deploy(made, shop(tmp_path / "build", style=style))
    assert json.loads(netlify.read(LEDGER)) == {"kept": {first: 1}}


def test_releases_without_assets_of_their_own_keep_the_old_ones_no_longer(
    netlify: FakeNetlify, clock: Clock, tmp_path: Path
) -> None:
    made = publisher(netlify, clock, keep_releases=2)
    old = style_of(shop(tmp_path / "build", style="a"))
    deploy(made, tmp_path / "build")
    for text in ("1", "2"):
        deploy(made, shop(tmp_path / "build", style="b", pages={"fr/index.html": text}))
        assert old in netlify.live()
    plan = made.plan(shop(tmp_path / "build", style="b", pages={"fr/index.html": "3"}), Quiet())
    assert [(change.key, change.reason) for change in plan.summary.deletes] == [(old, Reason.LEFTOVER)]
    made.deploy(plan, Quiet())
    assert old not in netlify.live()


def test_published_prices_stay_for_ever(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    made = publisher(netlify, clock, keep_releases=2)
    price = "api/prices/0123456789abcdef.json"
    deploy(made, shop(tmp_path / "build", pages={price: "{}"}))
    for style in "bcdef":
        deploy(made, shop(tmp_path / "build", style=style))
    assert netlify.read(price) == b"{}"


def test_a_ledger_that_cannot_be_read_keeps_assets_and_stops_nothing(
    netlify: FakeNetlify, clock: Clock, tmp_path: Path
) -> None:
    netlify.serves_raw = False
    made = publisher(netlify, clock, keep_releases=2)
    names = []
    for style in "abcd":
        folder = shop(tmp_path / "build", style=style)
        deploy(made, folder)
        names.append(style_of(folder))
    assert set(names) <= netlify.live().keys()


def test_bytes_that_netlify_has_lost_are_done_without_when_no_page_needs_them(
    netlify: FakeNetlify, clock: Clock, tmp_path: Path
) -> None:
    made = publisher(netlify, clock)
    folder = shop(tmp_path / "build", style="a")
    old = style_of(folder)
    deploy(made, folder)
    del netlify.blobs[netlify.live()[old]]
    report = deploy(made, shop(tmp_path / "build", style="b"))
    assert report.release is not None
    assert old not in netlify.live()
    assert style_of(tmp_path / "build") in netlify.live()


def test_a_large_shop_is_compared_in_netlifys_own_time(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    pages = {f"fr/{number}/index.html": str(number) for number in range(230)}
    folder, made = shop(tmp_path / "build", pages=pages), publisher(netlify, clock)
    report = deploy(made, folder)
    assert report.uploaded == 236
    assert made.plan(folder, Quiet()).summary.is_empty, "the list of files has several pages"


# --- faults


def test_netlify_is_left_alone_as_long_as_it_asks(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    begin = clock.now

    def fault(method: str, path: str, nth: int) -> Fault | None:
        if method == "PUT" and nth == 1 and path.endswith("404.html"):
            return Fault(429, {"X-RateLimit-Reset": str(int(clock.now) + 41), "X-RateLimit-Remaining": "0"})
        if method == "POST" and nth == 1:
            return Fault(429, {"Retry-After": "17"})
        return None

    netlify.fault = fault
    report = deploy(publisher(netlify, clock), shop(tmp_path / "build"))
    assert report.release is not None
    assert 17.0 in clock.waits
    assert 41.0 in [round(wait) for wait in clock.waits]
    assert clock.now - begin >= 58


@pytest.mark.parametrize("fault", [Fault(500), Fault(503), Fault(reset="before"), Fault(reset="after")])
def test_a_fault_on_every_first_request_delays_and_changes_nothing(
    netlify: FakeNetlify, clock: Clock, tmp_path: Path, fault: Fault
) -> None:
    netlify.fault = lambda _method, _path, nth: fault if nth == 1 else None
    folder = shop(tmp_path / "build", pages={f"fr/{number}.html": str(number) for number in range(20)})
    report = deploy(publisher(netlify, clock), folder)
    assert report.release is not None
    assert {path: netlify.read(path) for path in netlify.live() if path != LEDGER} == {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*") if path.is_file() and path.name != ".sitegen-output"
    }  # fmt: skip


@pytest.mark.parametrize("step", ["GET /sites", "POST /sites", "PUT /deploys"])
@pytest.mark.parametrize("fault", [Fault(500), Fault(reset="before")])
def test_when_a_step_fails_for_good_visitors_see_the_old_shop_whole(
    netlify: FakeNetlify, clock: Clock, tmp_path: Path, step: str, fault: Fault
) -> None:
    made = publisher(netlify, clock)
    deploy(made, shop(tmp_path / "build"))
    before = dict(netlify.live())
    plan = made.plan(shop(tmp_path / "build", style="b"), Quiet())
    method, start = step.split(" ")
    netlify.fault = lambda asked, path, _nth: fault if asked == method and start in path else None
    with pytest.raises(DeployStopped) as stopped:
        made.deploy(plan, Quiet())
    assert stopped.value.problem.code == "netlify.away"
    assert netlify.live() == before
    assert len(clock.waits) >= TRIES - 1
    netlify.fault = lambda *_: None
    report = deploy(made, tmp_path / "build")
    assert report.release is not None
    assert style_of(tmp_path / "build") in netlify.live()


def test_a_failed_deploy_is_called_off(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    netlify.fault = lambda method, _path, _nth: Fault(422) if method == "PUT" else None
    with pytest.raises(DeployStopped) as stopped:
        deploy(publisher(netlify, clock), shop(tmp_path / "build"))
    assert stopped.value.problem.code == "netlify.refused"
    assert netlify.count("POST /deploys/deploy1/cancel") == 1
    assert netlify.published == ""


def test_what_netlify_says_of_its_own_failure_is_told(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    netlify.fails_processing = "Invalid _redirects"
    with pytest.raises(DeployStopped, match="Invalid _redirects") as stopped:
        deploy(publisher(netlify, clock), shop(tmp_path / "build"))
    assert stopped.value.problem.code == "netlify.processing"


def test_a_shop_that_is_rebuilt_while_it_is_deployed_is_not_mixed(
    netlify: FakeNetlify, clock: Clock, tmp_path: Path
) -> None:
    made = publisher(netlify, clock)
    plan = made.plan(shop(tmp_path / "build"), Quiet())
    (tmp_path / "build/404.html").write_text("other")
    with pytest.raises(DeployStopped) as stopped:
        made.deploy(plan, Quiet())
    assert stopped.value.problem.code == "netlify.rebuilt"
    assert netlify.published == ""


def test_the_slower_of_two_deployers_is_stopped(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    first, second = publisher(netlify, clock), publisher(netlify, clock)
    plans = [made.plan(shop(tmp_path / name, style=name), Quiet()) for made, name in ((first, "a"), (second, "b"))]
    first.deploy(plans[0], Quiet())
    with pytest.raises(DeployStopped) as stopped:
        second.deploy(plans[1], Quiet())
    assert stopped.value.problem.code == "netlify.overtaken"
    assert style_of(tmp_path / "a") in netlify.live()


def test_a_deploy_that_is_ready_and_not_shown_is_told(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    netlify.is_locked = True
    report = deploy(publisher(netlify, clock), shop(tmp_path / "build"))
    assert [problem.code for problem in report.problems] == ["netlify.locked"]


# --- history


def test_releases_are_listed_the_newest_first_and_can_be_gone_back_to(
    netlify: FakeNetlify, clock: Clock, tmp_path: Path
) -> None:
    made = publisher(netlify, clock)
    for style in "abc":
        deploy(made, shop(tmp_path / "build", style=style, pages={"fr/index.html": style}))
    assert [release.number for release in made.releases()] == [3, 2, 1]
    newest = style_of(tmp_path / "build")
    netlify.requests.clear()
    plan = made.plan_rollback("1", Quiet())
    report = made.deploy(plan, Quiet())
    assert report.release is not None
    assert (report.release.number, report.release.origin) == (4, "deploy1")
    assert netlify.read("fr/index.html") == b"a"
    assert newest in netlify.live(), "who looks at the newer page still has its style sheet"
    assert netlify.count("PUT") <= 1, "only the ledger may be new"


def test_without_a_name_the_release_before_is_gone_back_to(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    made = publisher(netlify, clock)
    for style in "ab":
        deploy(made, shop(tmp_path / "build", style=style, pages={"fr/index.html": style}))
    made.deploy(made.plan_rollback("", Quiet()), Quiet())
    assert netlify.read("fr/index.html") == b"a"


def test_where_old_files_are_not_listed_netlify_restores_the_deploy_itself(
    netlify: FakeNetlify, clock: Clock, tmp_path: Path
) -> None:
    made = publisher(netlify, clock)
    for style in "ab":
        deploy(made, shop(tmp_path / "build", style=style))
    netlify.lists_deploys = False
    report = made.deploy(made.plan_rollback("", Quiet()), Quiet())
    assert report.release is not None
    assert netlify.published == "deploy1"


@pytest.mark.parametrize("wanted", ["", "7", "deploy9"])
def test_a_release_that_is_not_there_cannot_be_gone_back_to(
    netlify: FakeNetlify, clock: Clock, tmp_path: Path, wanted: str
) -> None:
    made = publisher(netlify, clock)
    deploy(made, shop(tmp_path / "build"))
    with pytest.raises(DeployStopped) as stopped:
        made.plan_rollback(wanted, Quiet())
    assert stopped.value.problem.code == "netlify.release"


def test_what_differs_from_the_build_is_named(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    made = publisher(netlify, clock)
    folder = shop(tmp_path / "build", pages={"fr/a.html": "a", "fr/b.html": "b"})
    deploy(made, folder)
    assert made.verify(folder, Quiet()).is_sound
    assert made.verify(None, Quiet()).is_sound
    (folder / "fr/a.html").write_text("changed")
    (folder / "fr/b.html").unlink()
    (folder / "fr/c.html").write_text("c")
    found = {difference.key: difference.finding for difference in made.verify(folder, Quiet()).differences}
    assert found == {
        "fr/a.html": Finding.CHANGED, "fr/b.html": Finding.NOT_BUILT, "fr/c.html": Finding.NOT_DEPLOYED,
    }  # fmt: skip


def test_a_deploy_by_another_hand_is_noticed(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    made = publisher(netlify, clock)
    deploy(made, shop(tmp_path / "build"))
    netlify.live().pop(LEDGER)
    assert not made.verify(None, Quiet()).is_sound


# --- the commands


def run(root: Path, *arguments: str) -> tuple[int, str, str]:
    """Run `sitegen`, in English."""
    answer = CliRunner().invoke(sitegen, [*arguments, "--site", str(root), "--lang", "en"])
    return answer.exit_code, answer.stdout, answer.stderr


@pytest.fixture
def root(netlify: FakeNetlify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a site with a Netlify target and a built shop."""
    monkeypatch.setenv("NETLIFY_API_URL", netlify.address)
    monkeypatch.setenv("NETLIFY_AUTH_TOKEN", TOKEN)
    target = f'\n[deploy.netlify]\nprovider = "netlify"\nsite_id = "{SITE}"\n'
    make_site(tmp_path, f"-- sitegen.toml --\n{SETTINGS}{target}")
    shop(tmp_path / "build")
    return tmp_path


def test_the_command_deploys_and_says_when_there_is_nothing_to_do(netlify: FakeNetlify, root: Path) -> None:
    code, out, err = run(root, "deploy", "netlify", "--json")
    assert code == 0, err
    told = json.loads(out)
    assert told["release"]["name"] == netlify.published
    assert told["uploaded"] == 6
    code, out, err = run(root, "deploy", "netlify")
    assert (code, len(netlify.deploys)) == (0, 1), err
    assert TOKEN not in out + err


def test_a_dry_run_creates_no_deploy(netlify: FakeNetlify, root: Path) -> None:
    code, _, err = run(root, "deploy", "netlify", "--dry-run")
    assert code == 0
    assert "index.html" in err
    assert netlify.deploys == []


def test_the_command_goes_back_lists_and_verifies(netlify: FakeNetlify, root: Path) -> None:
    for style in "ab":
        shop(root / "build", style=style, pages={"fr/index.html": style})
        assert run(root, "deploy")[0] == 0
    code, _, err = run(root, "rollback", "--yes")
    assert code == 0, err
    assert netlify.read("fr/index.html") == b"a"
    code, out, err = run(root, "releases", "--json")
    assert code == 0, err
    assert [release["number"] for release in json.loads(out)["releases"]] == [3, 2, 1]
    assert run(root, "verify", "--remote")[0] == 0
    assert run(root, "verify")[0] != 0, "the build is newer than what is published"


def test_without_a_token_the_command_says_where_it_goes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NETLIFY_AUTH_TOKEN")
    code, _, err = run(root, "deploy")
    assert code == 1
    assert "there is no Netlify token in NETLIFY_AUTH_TOKEN" in err
    assert "Traceback" not in err


# --- the token


def test_the_token_comes_from_the_environment_alone(
    netlify: FakeNetlify, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = TargetSection(provider="netlify", site_id=SITE)
    monkeypatch.setenv("NETLIFY_API_URL", netlify.address)
    for value in ("", "two\nlines", "  "):
        monkeypatch.setenv("NETLIFY_AUTH_TOKEN", value)
        with pytest.raises(DeployStopped) as stopped:
            open_publisher("live", target, Policy(), tmp_path)
        assert stopped.value.problem.code == "netlify.token"
    monkeypatch.setenv("NETLIFY_AUTH_TOKEN", TOKEN)
    assert open_publisher("live", target, Policy(), tmp_path).releases() == ()


@pytest.mark.parametrize(
    "address", ["http://api.netlify.com/api/v1", "ftp://127.0.0.2/", "http://localhost.evil.example/"]
)
def test_the_token_is_sent_over_https_alone(address: str) -> None:
    with pytest.raises(DeployStopped) as stopped:
        NetlifyApi("netlify:x", TOKEN, address)
    assert stopped.value.problem.code == "netlify.address"
    assert TOKEN not in str(stopped.value)


def test_a_wrong_token_is_told_and_never_shown(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    api = NetlifyApi(f"netlify:{SITE}", "nfp_wrong", netlify.address, sleep=clock.sleep)
    with pytest.raises(DeployStopped) as stopped:
        Netlify(api, SITE).plan(shop(tmp_path / "build"), Quiet())
    assert stopped.value.problem.code == "netlify.denied"
    assert "nfp_wrong" not in f"{stopped.value}{stopped.value.problem}{stopped.value.hint}{vars(stopped.value)}"
    assert clock.waits == []


def test_a_redirect_does_not_take_the_token_along(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    netlify.fault = lambda *_: Fault(302, {"Location": "http://127.0.0.1:9/"})
    with pytest.raises(DeployStopped) as stopped:
        publisher(netlify, clock).plan(shop(tmp_path / "build"), Quiet())
    assert stopped.value.problem.code == "netlify.refused"


def test_a_site_that_is_not_there_is_told(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    api = NetlifyApi("netlify:other", TOKEN, netlify.address, sleep=clock.sleep)
    with pytest.raises(DeployStopped) as stopped:
        Netlify(api, "other").plan(shop(tmp_path / "build"), Quiet())
    assert stopped.value.problem.code == "netlify.site"


def test_progress_never_goes_back(netlify: FakeNetlify, clock: Clock, tmp_path: Path) -> None:
    made, heard = publisher(netlify, clock), Quiet()
    made.deploy(made.plan(shop(tmp_path / "build"), heard), heard)
    assert heard.stages == ["reading", "uploading", "verifying"]
    assert heard.sent[0][0] == 0
    assert heard.sent[-1][0] == heard.sent[-1][1]
    assert all(before <= after for before, after in pairwise(heard.sent))
