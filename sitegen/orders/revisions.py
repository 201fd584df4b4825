"""Content as it was: the text files of a site in a revision of git, written into a folder of their own.

Only regular files are taken, by their objects, never checked out: no filter, hook or link of the repository has a say.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sitegen.config import FILE_NAME
from sitegen.errors import FileRefused, PricesError
from sitegen.files import TEXT_LIMIT, safe_parts

CONTENT = "content"
FILES_LIMIT = 2_000_000
"""The most files that are listed of one revision."""

_SUFFIXES = (".md", ".markdown")
_REGULAR = (b"100644", b"100755")
_CAREFUL = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
    "-c", "core.quotePath=false",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit: its full name, and the day (UTC, in seconds since 1970) on which it was made."""

    name: str
    seconds: int


def has_history(site: Path) -> bool:
    """Return whether a site is in a repository of git that can be read."""
    try:
        return bool(_git(site, "rev-parse", "--verify", "--quiet", "HEAD"))
    except PricesError:
        return False


def resolve_revision(site: Path, text: str) -> str:
    """Return the full name of the commit that a revision means; raise PricesError when there is none."""
    answer = _git(site, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}")
    name = answer.strip().decode("ascii", "replace")
    if not name:
        raise PricesError(f"{text!r} is no revision of this site", "name a commit, a branch or a tag of its repository")
    return name


def revisions_of(site: Path, limit: int) -> Iterator[Revision]:
    """Yield the commits that changed what is sold, the newest first, at most `limit`."""
    answer = _git(site, "log", f"--max-count={limit}", "--format=%H %ct", "--", FILE_NAME, CONTENT)
    for row in answer.decode("ascii", "replace").splitlines():
        name, seconds = row.split(" ")
        yield Revision(name, int(seconds))


@contextmanager
def site_at(site: Path, revision: str) -> Iterator[Path]:
    """Write the settings and the texts of a revision (a full name) into a folder that lives as long as the block."""
    with tempfile.TemporaryDirectory(prefix="sitegen-") as folder:
        root = Path(folder)
        write_revision(site, revision, root)
        yield root


def write_revision(site: Path, revision: str, root: Path) -> None:
    """Write the settings and the texts of a revision below `root`."""
    found = dict(_listed(site, revision))
    for path, data in _contents(site, found):
        file = root.joinpath(*safe_parts(path))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _listed(site: Path, revision: str) -> Iterator[tuple[str, str]]:
    """Yield the path from the site's folder, and the object, of each file that is content."""
    answer = _git(site, "ls-tree", "-r", "-z", "-l", revision, "--", FILE_NAME, CONTENT)
    for entry in answer.split(b"\0")[:FILES_LIMIT]:
        facts, _, name = entry.partition(b"\t")
        if not name:
            continue
        mode, _, blob, size = facts.split()
        path = os.fsdecode(name)
        is_text = path == FILE_NAME or path.lower().endswith(_SUFFIXES)
        if mode in _REGULAR and is_text and _is_safe(path) and int(size) <= TEXT_LIMIT:
            yield path, blob.decode("ascii")


def _is_safe(path: str) -> bool:
    try:
        parts = safe_parts(path)
    except FileRefused:
        return False
    return not any(part.lower() == ".git" for part in parts)


def _contents(site: Path, blobs: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of objects, each as `git cat-file --batch` tells them: a line with the size, then the bytes."""
    asked = "".join(f"{blob}\n" for blob in blobs.values()).encode()
    answer = _git(site, "cat-file", "--batch", given=asked)
    position = 0
    for path in blobs:
        end = answer.index(b"\n", position)
        size = int(answer[position:end].rsplit(b" ", 1)[1])
        yield path, answer[end + 1 : end + 1 + size]
        position = end + 2 + size


def _git(site: Path, *arguments: str, given: bytes = b"") -> bytes:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    command = ("git", *_CAREFUL, *arguments)
    try:
        answer = subprocess.run(  # noqa: S603 - no shell; a revision comes after --end-of-options
            command, cwd=site, input=given, capture_output=True, env=environment, check=False
        )
    except FileNotFoundError:
        raise PricesError("git is not installed", "install it, or name a file of prices instead") from None
    if answer.returncode and arguments[0] != "rev-parse":
        raise _refusal(answer.stderr)
    if answer.returncode and answer.stderr:
        raise _refusal(answer.stderr)
    return answer.stdout


def _refusal(told: bytes) -> PricesError:
    first = told.decode("utf-8", "replace").strip().split("\n")[0].removeprefix("fatal: ")
    plain = "".join(letter if letter.isprintable() else "\ufffd" for letter in first)
    return PricesError(f"git cannot read the history of this site: {plain[:200]}", "is the site in a repository?")
