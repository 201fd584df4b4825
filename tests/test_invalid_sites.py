"""Sites with mistakes, in `tests/sites/invalid/`: what `sitegen check` says of each, word for word.

`SITEGEN_UPDATE_GOLDEN=1` writes `expected.<language>.txt` anew: read the difference before it is committed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen.build import check
from sitegen.cli.main import sitegen
from sitegen.cli.options import Reporter, tell
from sitegen.config import load_config
from sitegen.load.loader import load_content
from sitegen.models.product import Product
from sitegen.problems import LANGUAGES, Severity
from sitegen.report import BuildOptions, BuildReport

INVALID = Path(__file__).parent / "sites" / "invalid"
CASES = sorted(path.name for path in INVALID.iterdir() if path.is_dir())
VALID = {"bom-and-crlf", "plain-words-stay-text"}
ONLY_WARNINGS = {"claims", "hostile-markdown"}
TODAY = "2026-05-01"
KINDS = ("error ", "warning ", "erreur ", "avertissement ", "  ")
"""How the lines of a problem begin; those of the summary begin with a number or a word."""


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a copy of the site that the test names: a check keeps what it learns of pictures beside the content."""
    return copy_of(str(request.param), tmp_path)


def copy_of(case: str, folder: Path) -> Path:
    copied = folder / case
    shutil.copytree(INVALID / case, copied)
    for expected in copied.glob("expected.*"):
        expected.unlink()
    if case == "symbolic-links":
        (copied / "content/pages/secret.md").symlink_to("/etc/passwd")
        (copied / "content/products").symlink_to(folder)
    return copied


def checked(site: Path) -> BuildReport:
    return check(BuildOptions(root=site, today=date.fromisoformat(TODAY), jobs=1), Reporter(quiet=True))


def only_problems(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if line.startswith(KINDS))


def told(report: BuildReport, language: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a person reads on stderr, without the summary."""
    capsys.readouterr()
    try:
        tell(report, form="text", lang=language, verbose=False, strict=False)
    except SystemExit as leaving:
        assert leaving.code == 1
    return only_problems(capsys.readouterr().err)


@cache
def golden(case: str, language: str) -> str:
    return (INVALID / case / f"expected.{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("site", CASES, indirect=True)
def test_every_mistake_is_told_word_for_word(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = checked(site)
    for language in LANGUAGES:
        said = told(report, language, capsys)
        if os.environ.get("SITEGEN_UPDATE_GOLDEN"):
            (INVALID / site.name / f"expected.{language}.txt").write_text(said, encoding="utf-8")
        assert said == golden(site.name, language)
    has_errors = any(problem.severity is Severity.ERROR for problem in report.problems)
    assert has_errors == (site.name not in VALID | ONLY_WARNINGS)
    assert bool(report.problems) == (site.name not in VALID)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("site", ["prices", "settings-syntax", "translations"], indirect=True)
def test_a_check_with_errors_ends_with_1(site: Path, language: str) -> None:
    result = CliRunner().invoke(
        sitegen, ["check", "--site", str(site), "--lang", language, "--date", TODAY, "--jobs", "1"]
    )
    assert result.exit_code == 1
    assert only_problems(result.stderr) == golden(site.name, language)


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 1)])
@pytest.mark.parametrize("site", ["claims"], indirect=True)
def test_warnings_end_with_1_only_when_strict(site: Path, options: tuple[str, ...], code: int) -> None:
    result = CliRunner().invoke(sitegen, ["check", "--site", str(site), "--date", TODAY, "--jobs", "1", *options])
    assert result.exit_code == code


@pytest.mark.parametrize(
    "site",
    ["alias-bomb", "checkout-links", "pictures", "settings-types", "symbolic-links", "windows-1252", "yaml-syntax"],
    indirect=True,
)
def test_no_traceback_reaches_a_person(site: Path) -> None:
    result = run(site)
    assert result.returncode == 1
    assert only_problems(result.stderr)
    assert "Traceback" not in result.stdout + result.stderr
    assert not (site / "build").exists()


def test_a_folder_without_settings_says_what_to_do(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.returncode == 1
    assert "there is no sitegen.toml" in result.stderr
    assert "--site FOLDER" in result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def run(site: Path) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "sitegen", "build", "--site", str(site), "--date", TODAY, "--jobs", "1")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUTF8": "1"}
    return subprocess.run(command, check=False, env=environment, capture_output=True, encoding="utf-8", timeout=60)


def test_every_problem_of_every_file_is_told_in_one_run(tmp_path: Path) -> None:
    problems = checked(copy_of("everything-at-once", tmp_path)).problems
    assert len(problems) >= 20
    assert len({problem.path for problem in problems}) == 8


def test_words_that_yaml_would_change_stay_text(tmp_path: Path) -> None:
    site = copy_of("plain-words-stay-text", tmp_path)
    config, _ = load_config(site)
    assert config is not None
    records, _, _ = load_content(site, config)
    (product,) = (item.record for item in records if isinstance(item.record, Product))
    assert (product.title, product.sku, product.summary, product.origin) == ("NO", "0123", "yes", "2026-05-01")
    assert product.materials == ("on", "NO", "12:30", "1.10", "~x")
