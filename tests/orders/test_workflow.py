"""The workflow that shows money on pull requests: it has no rights to lose, and runs nothing that is proposed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitegen.orders.money_diff import MARKER
from tests.orders.repository import commit, git
from tests.support.site import make_site, product, write

FILE = Path(__file__).parents[2] / ".github/workflows/money-diff.yml"
TEXT = FILE.read_text(encoding="utf-8")
WORKFLOW: dict[Any, Any] = yaml.safe_load(TEXT)
DIFF, COMMENT = WORKFLOW["jobs"]["diff"], WORKFLOW["jobs"]["comment"]


def test_it_runs_on_pull_requests_without_rights_or_secrets() -> None:
    assert WORKFLOW[True] == {"pull_request": None}
    assert WORKFLOW["permissions"] == {}
    assert DIFF["permissions"] == {"contents": "read"}
    assert COMMENT["permissions"] == {"pull-requests": "write"}
    assert "secrets" not in re.sub(r"#.*", "", TEXT)
    assert "pull_request_target" not in TEXT


def test_what_is_checked_out_keeps_no_credentials_and_the_program_is_the_base_branch_s() -> None:
    trusted, proposed = (step["with"] for step in DIFF["steps"] if step.get("uses", "").startswith("actions/checkout"))
    assert trusted["persist-credentials"] is proposed["persist-credentials"] is False
    assert trusted["ref"] == "${{ github.event.pull_request.base.sha }}"
    assert not any("checkout" in step.get("uses", "") for step in COMMENT["steps"])
    scripts = [step["run"] for job in (DIFF, COMMENT) for step in job["steps"] if "run" in step]
    assert not any("proposed/" in script or "${{" in script for script in scripts)
    assert MARKER in scripts[-1]


@pytest.mark.parametrize(("price", "changed"), [("90 MAD", "true"), ("100 MAD", "false")])
def test_the_step_tells_what_the_merge_would_change(tmp_path: Path, price: str, changed: str) -> None:
    root = make_site(tmp_path / "proposed", product(price="100 MAD"))
    commit(root)
    git(root, "checkout", "-q", "-b", "change")
    make_site(root, product(price=price, title="Huile"))
    commit(root)
    git(root, "checkout", "-q", "main")
    write(root, "README.md", "Meanwhile.")
    commit(root)
    git(root, "merge", "-q", "--no-ff", "--no-edit", "change")
    program = write(tmp_path, "trusted/.venv/bin/sitegen", f'#!/bin/sh\nexec {sys.executable} -m sitegen "$@"\n')
    program.chmod(0o755)
    script = next(step["run"] for step in DIFF["steps"] if step.get("id") == "diff")
    environment = {
        "PATH": "/usr/bin:/bin", "PYTHONPATH": str(FILE.parents[2]), "HOME": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"), "GITHUB_OUTPUT": str(tmp_path / "output"),
    }  # fmt: skip
    answer = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "output").read_text() == f"changed={changed}\n"
    comment = (tmp_path / "summary").read_text()
    assert comment.startswith(MARKER)
    assert ("90&#46;00 MAD" in comment) is (changed == "true")


def test_the_step_fails_when_the_proposed_settings_cannot_be_read(tmp_path: Path) -> None:
    root = make_site(tmp_path / "proposed", product())
    commit(root)
    write(root, "sitegen.toml", "[site\n")
    commit(root)
    answer = subprocess.run(
        [sys.executable, "-m", "sitegen", "money-diff", "HEAD^1", "--site", str(root), "--github"],
        cwd=FILE.parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "Traceback" not in answer.stderr
