"""The Nu HTML checker, run once over many pages."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

PROJECT = Path(__file__).parents[2]
CHECKER = PROJECT / "node_modules/vnu-jar/build/dist/vnu.jar"


@dataclass(frozen=True, slots=True)
class HtmlError:
    """One error that the checker found."""

    page: Path
    line: int
    message: str
    extract: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.message}\n    {self.extract}"


def check_html(paths: Sequence[Path]) -> list[HtmlError]:
    """Return the errors in every HTML file at or below `paths`. Raise `RuntimeError` when the checker fails to run."""
    if not CHECKER.exists():
        raise RuntimeError("the Nu HTML checker is not installed: run `make setup`")
    command = ("java", "-jar", str(CHECKER), "--errors-only", "--skip-non-html", "--stdout", "--format", "json")
    # Java reads file names in the locale's character set, and slugs may be Arabic or Tifinagh.
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    answer = subprocess.run((*command, *map(str, paths)), capture_output=True, text=True, env=environment, check=False)
    if not answer.stdout.startswith("{"):
        raise RuntimeError(f"the Nu HTML checker did not answer: {answer.stdout}{answer.stderr}")
    return [_error(message) for message in json.loads(answer.stdout)["messages"]]


def _error(message: dict[str, str | int]) -> HtmlError:
    return HtmlError(
        page=Path(unquote(urlsplit(str(message.get("url", ""))).path)),
        line=int(message.get("lastLine", 0)),
        message=str(message["message"]),
        extract=" ".join(str(message.get("extract", "")).split()),
    )
