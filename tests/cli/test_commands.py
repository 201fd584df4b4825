"""The command: what is for programs goes to stdout, what is for people to stderr, and failure never exits 0."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from sitegen import __version__
from sitegen.cli.main import COMMANDS, main, sitegen
from tests.support.site import make_site, product

PROJECT = Path(__file__).parents[2]


def run(*arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(sitegen, list(arguments))


def leave(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the whole program in this process; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["sitegen", *arguments])
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def test_help_lists_every_command_with_what_it_does() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for name in COMMANDS:
        assert f"  {name} " in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_explains_itself_as_the_list_does(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert COMMANDS[name] in " ".join(result.stdout.split())
    command = sitegen.get_command(click.Context(sitegen), name)
    assert command is not None
    assert all(isinstance(option, click.Argument) or getattr(option, "help", "") for option in command.params)


def test_help_imports_no_engine() -> None:
    heavy = ("pydantic", "jinja2", "babel", "PIL", "markdown", "yaml", "boto3", "nh3", "sitegen.build")
    code = (
        "import sys\nsys.argv = ['sitegen', '--help']\nfrom sitegen.cli.main import main\nmain()\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert answer.stderr.strip() == "[]"


def test_the_version_is_the_package_s() -> None:
    assert run("--version").stdout.strip().endswith(__version__)


@pytest.mark.parametrize(
    "arguments", [("bild",), ("build", "--nope"), ("build", "--date", "demain"), ("build", "--jobs", "0")]
)
def test_a_mistake_in_the_command_line_exits_with_2_and_words(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert leave(monkeypatch, *arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert captured.err


def test_a_build_says_what_it_did_on_stderr_alone(tmp_path: Path) -> None:
    result = run("build", "--site", str(make_site(tmp_path, product())), "--jobs", "1")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "build" in result.stderr
    assert (tmp_path / "build/fr/index.html").is_file()


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_problem_exits_with_1_and_names_the_file_on_stderr(tmp_path: Path, command: str) -> None:
    root = make_site(tmp_path, product(price="12,50"))
    result = run(command, "--site", str(root), "--jobs", "1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "content/products/argan/index.md:5" in result.stderr


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("fields", [{}, {"price": "12,50 DH", "title": "Ⓐ é ⵣ \u202e"}])
def test_json_is_all_that_stdout_has(tmp_path: Path, command: str, fields: dict[str, Any]) -> None:
    root = make_site(tmp_path, product(**fields))
    result = run(command, "--site", str(root), "--jobs", "1", "--format", "json")
    told: dict[str, Any] = json.loads(result.stdout)
    assert result.stderr == ""
    assert told["published"] is (command == "build" and not fields)
    assert result.exit_code == (1 if fields else 0)
    for problem in told["problems"]:
        assert {"code", "severity", "path", "line", "field", "message", "hint"} <= set(problem)


def test_strict_makes_a_warning_fail(tmp_path: Path) -> None:
    root = str(make_site(tmp_path, product()))
    assert run("check", "--site", root, "--jobs", "1").exit_code == 0
    assert run("check", "--site", root, "--jobs", "1", "--strict").exit_code == 1


def test_messages_come_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    root = str(make_site(tmp_path, product(price="x")))
    english, french = (run("check", "--site", root, "--jobs", "1", "--lang", code).stderr for code in ("en", "fr"))
    assert english.startswith("error")
    assert french.startswith("erreur")


def test_the_date_decides_what_is_published(tmp_path: Path) -> None:
    root = make_site(tmp_path, product(published="2030-01-01"))
    run("build", "--site", str(root), "--jobs", "1", "--date", "2029-12-31")
    assert not (root / "build/fr/products/argan").exists()
    run("build", "--site", str(root), "--jobs", "1", "--date", "2030-01-01")
    assert (root / "build/fr/products/argan").is_dir()


@pytest.mark.parametrize("command", ["build", "check"])
def test_what_stops_a_command_is_said_without_a_traceback(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert leave(monkeypatch, command, "--site", str(tmp_path)) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("sitegen: ")


@pytest.mark.parametrize("text", ["", "[site", "\x00", "[site]\ntitle = 5\n", "languages = 5\n", "\ufeff[site]\n"])
def test_settings_of_no_use_are_problems(tmp_path: Path, text: str) -> None:
    (tmp_path / "sitegen.toml").write_text(text, encoding="utf-8")
    result = run("check", "--site", str(tmp_path), "--jobs", "1", "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"]


def test_without_a_terminal_no_progress_line_is_drawn(tmp_path: Path) -> None:
    root = make_site(tmp_path, product())
    answer = subprocess.run(
        [sys.executable, "-m", "sitegen", "build", "--site", str(root), "--jobs", "1"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(PROJECT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert answer.stdout == ""
    assert "\r" not in answer.stderr
    assert "\x1b" not in answer.stderr


def many_pictureless(root: Path, count: int) -> Path:
    """Make a site of so many products without a picture."""
    return make_site(root, "\n".join(product(f"p{number}") for number in range(count)))


def test_what_is_wrong_with_many_files_is_told_of_some_and_the_rest_is_counted(tmp_path: Path) -> None:
    root = many_pictureless(tmp_path, 23)
    few, all_of_them = (run("check", "--site", str(root), "--lang", "en", *flags) for flags in ((), ("--verbose",)))
    assert few.stderr.count("pictures: there is no picture") == 20
    assert "warning … and 3 more like “there is no picture”; --verbose tells all of them" in few.stderr
    assert "23 warnings" in few.stderr
    assert all_of_them.stderr.count("there is no picture") == 23
    assert "more like" not in all_of_them.stderr


def test_programs_are_told_every_problem(tmp_path: Path) -> None:
    result = run("check", "--site", str(many_pictureless(tmp_path, 23)), "--format", "json")
    assert len(json.loads(result.stdout)["problems"]) == 23
