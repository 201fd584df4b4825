"""The commands that publish: what they say, what they ask, how they end."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.cli.main import sitegen
from sitegen.deploy.base import DeployStopped, Receipt
from sitegen.deploy.directory import DirectoryStore
from sitegen.problems import error
from tests.deploy.memory_store import CSS, NEW_SHOP, SHOP, write_shop

SETTINGS = """
[site]
title = "Petit souk"
base_url = "https://souk.example.org"
editorial_language = "en"

[languages]
default = "fr"
all = ["fr"]

[deploy.www]
provider = "directory"
folder = "../www"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    root.mkdir()
    (root / "sitegen.toml").write_text(SETTINGS)
    write_shop(root / "build", SHOP)
    return root


def run(site: Path, *words: str) -> Result:
    result = CliRunner().invoke(sitegen, [words[0], "--site", str(site), *words[1:]])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_shop_is_published_listed_verified_and_gone_back_from(site: Path) -> None:
    first = run(site, "deploy")
    assert (first.exit_code, first.stdout) == (0, "")
    assert "+ new       fr/amlou/index.html" in first.stderr
    assert "release 1 is published: 6 sent" in first.stderr
    assert "nothing to do, 6 files" in run(site, "deploy").stderr
    write_shop(site / "build", NEW_SHOP)
    assert run(site, "verify").exit_code == 1
    assert run(site, "deploy", "www").exit_code == 0
    assert run(site, "verify").exit_code == 0
    assert [line.split()[0] for line in run(site, "releases").stdout.splitlines()] == ["2", "1"]
    back = run(site, "rollback")
    assert back.exit_code == 0
    assert "0 sent (0 B), 3 copied" in back.stderr
    assert (site / "../www/fr/amlou/index.html").read_text() == SHOP["fr/amlou/index.html"]


def test_a_dry_run_says_all_and_changes_nothing(site: Path) -> None:
    result = run(site, "deploy", "--dry-run")
    assert result.exit_code == 0
    assert "nothing was changed" in result.stderr
    assert not (site / "../www").exists()


def test_many_files_are_counted_by_kind_and_reason(site: Path) -> None:
    pages = {f"fr/p{number:03}/index.html": "<p>" + "x" * 97 for number in range(60)}
    write_shop(site / "build", {**SHOP, **pages})
    told = run(site, "deploy", "--dry-run").stderr
    assert "+ new       pages: 63 (6 kB)" in told
    assert "+ new       assets: 1 (16 B)" in told
    assert "+ new       sitemaps and feeds: 2 (22 B)" in told
    assert told.count("fr/p0") == 20 - 1  # fr/amlou is one of the first
    assert "… and 43 more" in told
    assert "--full names every file" in told
    french = run(site, "deploy", "--dry-run", "--lang", "fr").stderr
    assert "+ nouveau   pages : 63 (6 kB)" in french
    assert "… et 43 de plus" in french
    full = run(site, "deploy", "--dry-run", "--full").stderr
    assert full.count("+ new       fr/p0") == 60
    assert "more" not in full
    assert len(json.loads(run(site, "deploy", "--dry-run", "--json").stdout)["plan"]["uploads"]) == len(SHOP) + 60
    assert run(site, "deploy").stderr.count("fr/p0") == 2
    write_shop(site / "build", SHOP)
    gone = run(site, "deploy", "--dry-run").stderr
    assert "- removed   pages: 60\n" in gone


def test_a_rollback_says_where_it_leads_and_one_that_was_cut_off_is_gone_on_with(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(site, "deploy")
    write_shop(site / "build", NEW_SHOP)
    run(site, "deploy")
    assert "going back to release 1 (" in run(site, "rollback", "--dry-run").stderr

    def refuse(*_: object, **__: object) -> Receipt:
        raise DeployStopped(error("deploy.refused", "www", text="InternalError"))

    with monkeypatch.context() as broken:
        broken.setattr(DirectoryStore, "copy", refuse)
        assert run(site, "rollback").exit_code == 1
    again = run(site, "rollback", "--lang", "fr")
    assert again.exit_code == 0
    assert "reprise du retour à la version 1 (" in again.stderr
    assert run(site, "verify", "--remote").exit_code == 0


def test_json_is_all_that_stdout_has(site: Path) -> None:
    plan = json.loads(run(site, "deploy", "--dry-run", "--json").stdout)
    assert (plan["release"], plan["plan"]["reasons"]) == (None, {"new": 6})
    done = run(site, "deploy", "--json")
    told = json.loads(done.stdout)
    assert (done.stderr, told["uploaded"], told["release"]["number"], told["problems"]) == ("", 6, 1, [])
    assert json.loads(run(site, "releases", "--json").stdout)["releases"][0]["files"] == 6
    assert json.loads(run(site, "verify", "--json").stdout)["is_sound"] is True
    failed = run(site, "rollback", "--json")
    assert failed.exit_code == 1
    assert json.loads(failed.stdout)["problems"][0]["code"] == "deploy.no_release"


def test_when_much_would_be_deleted_nobody_to_ask_means_no(site: Path) -> None:
    run(site, "deploy")
    write_shop(site / "build", {"index.html": SHOP["index.html"], CSS: SHOP[CSS]})
    result = run(site, "deploy")
    assert result.exit_code == 3
    assert "--yes" in result.stderr
    assert (site / "../www/fr/amlou/index.html").is_file()
    assert run(site, "deploy", "--yes").exit_code == 0
    assert not (site / "../www/fr").exists()


def test_verify_names_what_somebody_changed_on_stdout(site: Path) -> None:
    run(site, "deploy")
    (site / "../www/index.html").write_text("other")
    (site / "../www/index.php").write_text("foreign")
    result = run(site, "verify", "--remote")
    assert (result.exit_code, result.stdout) == (1, "changed       index.html\n")
    assert "1 files are not as they should be" in result.stderr
    assert run(site, "deploy").exit_code == 0
    assert run(site, "verify", "--remote", "--thorough").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("deploy", "wwww"), "did you mean www?"),
        (("rollback",), "there is no release"),
        (("verify",), "nothing was published here yet"),
    ],
)
def test_what_cannot_be_done_is_said_with_a_hint(site: Path, words: tuple[str, ...], said: str) -> None:
    result = run(site, *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert "hint:" in result.stderr
    french = run(site, *words, "--lang", "fr")
    assert "conseil" in french.stderr


@pytest.mark.parametrize("signature", ['"unsigned"', '{"key": "someone else"}', "[]", ""])
def test_prices_that_the_declared_key_did_not_sign_are_not_published(site: Path, signature: str) -> None:
    key = "A" * 43 + "="
    declare = f'[checkout]\nsigning_public_key = "{key}"\n'
    write_shop(site / "build", {**SHOP, "api/prices.json": f'{{"signature": {signature}}}'})
    assert run(site, "deploy", "--dry-run").exit_code == 0
    (site / "sitegen.toml").write_text(SETTINGS + declare)
    result = run(site, "deploy", "--json")
    problem = json.loads(result.stdout)["problems"][0]
    assert (result.exit_code, problem["code"], problem["path"]) == (1, "deploy.unsigned", "api/prices.json")
    assert "SITEGEN_SIGNING_KEY" in run(site, "deploy").stderr
    assert not (site / "../www").exists()
    write_shop(site / "build", {**SHOP, "api/prices.json": f'{{"signature": {{"key": "{key}"}}}}'})
    assert run(site, "deploy").exit_code == 0


def test_nothing_is_published_before_it_was_built(site: Path) -> None:
    write_shop(site / "build", {})
    (site / "build").rmdir()
    result = run(site, "deploy")
    assert result.exit_code == 1
    assert "sitegen build" in result.stderr


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ('[deploy.live]\nprovider = "s3"\n', "deploy.incomplete"),
        ('[deploy.live]\nprovider = "netlify"\n', "deploy.incomplete"),
        ('[deploy.live]\nprovider = "ftp"\nfolder = "x"\n', "config.value"),
        ('[deploy.live]\nprovider = "s3"\nbuket = "x"\nbucket = "shop"\n', "field.unknown"),
        ('[deploy.live]\nprovider = "s3"\nbucket = "shop"\nendpoint = "https://me:secret@x.org"\n', "config.value"),
        ('[deploy.live]\nprovider = "s3"\nbucket = "shop"\nprefix = "../x"\n', "config.value"),
    ],
)
def test_settings_of_a_target_are_checked_with_their_line(site: Path, table: str, code: str) -> None:
    (site / "sitegen.toml").write_text(SETTINGS + table)
    result = run(site, "deploy", "www", "--json")
    [problem] = json.loads(result.stdout)["problems"]
    assert (result.exit_code, problem["code"]) == (1, code)
    assert problem["line"] > SETTINGS.count("\n")
    assert "secret" not in result.output


def test_without_a_target_the_table_to_write_is_shown(site: Path) -> None:
    (site / "sitegen.toml").write_text(SETTINGS.partition("[deploy")[0])
    assert "[deploy.live]" in run(site, "deploy").stderr
    (site / "sitegen.toml").write_text(SETTINGS + '[deploy.b]\nprovider = "directory"\nfolder = "../b"\n')
    assert "b, www" in run(site, "deploy").stderr


@pytest.mark.parametrize("command", ["deploy", "releases", "verify"])
def test_what_the_disk_refuses_is_told_as_a_problem_also_to_programs(site: Path, command: str) -> None:
    (site.parent / "www").write_text("a file where the folder should be")
    told = json.loads(run(site, command, "--json").stdout)
    assert [problem["code"] for problem in told["problems"]] == ["deploy.disk"]
    assert told["problems"][0]["path"].startswith(str(site.parent / "www"))
    result = run(site, command)
    assert result.exit_code == 1
    assert "the computer refused" in result.stderr


def test_a_file_that_the_disk_does_not_take_is_a_problem_without_a_name_of_its_own(site: Path) -> None:
    def take_one_byte() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))

    command = [sys.executable, "-m", "sitegen", "deploy", "--site", str(site), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=take_one_byte)
    assert done.returncode == 1
    assert [problem["code"] for problem in json.loads(done.stdout)["problems"]] == ["deploy.disk"]
    assert done.stderr == ""


def test_a_reader_that_has_gone_is_not_taken_for_the_disk(site: Path) -> None:
    run(site, "deploy")
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "sitegen", "releases", "--site", str(site)]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert done.returncode == 1
    assert done.stderr == ""
