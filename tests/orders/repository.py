"""Repositories for tests: sites with a history."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def git(root: Path, *arguments: str, day: str = "2026-05-01") -> str:
    """Run git in a folder; return what it says."""
    moment = f"{day}T12:00:00+00:00"
    person = {f"GIT_{who}_{what}": text for who in ("AUTHOR", "COMMITTER")
              for what, text in (("NAME", "Tester"), ("EMAIL", "tester@example.org"), ("DATE", moment))}  # fmt: skip
    environment = {**os.environ, **person, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ("git", "-c", "init.defaultBranch=main", *arguments)
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def commit(root: Path, day: str = "2026-05-01") -> str:
    """Commit all that is in a folder; return the name of the commit."""
    if not (root / ".git").exists():
        git(root, "init", "-q")
    git(root, "add", "-A", "--force", ".")
    git(root, "commit", "-q", "-m", "content", day=day)
    return git(root, "rev-parse", "HEAD")
