"""What the repository says holds on every machine: no registry hosts, locked hashes, commands that exist."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source_imports import PROJECT

# Written in parts, so that this file passes its own test.
REGISTRY_HOSTS = tuple(
    ".".join(parts).encode()
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "npmjs", "com"),
        ("registry", "yarnpkg", "com"),
        ("npmmirror", "com"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("index", "crates", "io"),
    )
)
LOCK_FILES = ("requirements/site.txt", "requirements/test.txt", "package-lock.json")
MAKE_COMMAND = re.compile(r"(?:^|`|[$;&] ?)make ([a-z][a-z-]*)", re.MULTILINE)
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def committed_files() -> list[Path]:
    """Return the files that are in the repository or about to be: whatever git does not ignore."""
    # The clone may belong to another user, as it does in many a container.
    git = ("git", "-c", "safe.directory=*")
    command = (*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    answer = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True)
    paths = (PROJECT / name.decode() for name in answer.stdout.split(b"\0") if name)
    return [path for path in paths if path.is_file()]


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_no_file_names_a_package_registry() -> None:
    naming = [
        f"{path.relative_to(PROJECT)}: {host.decode()}"
        for path in committed_files()
        if b"\0" not in (text := path.read_bytes())
        for host in REGISTRY_HOSTS
        if host in text
    ]
    assert not naming


@pytest.mark.parametrize("name", LOCK_FILES)
def test_a_lock_file_names_no_address(name: str) -> None:
    text = (PROJECT / name).read_text(encoding="utf-8")
    assert not re.findall(r'.*://.*|^\s*--(?:index|extra|find|trusted).*|.*"resolved".*', text, re.MULTILINE)


def test_every_locked_python_package_has_hashes() -> None:
    for name in LOCK_FILES[:2]:
        text = (PROJECT / name).read_text(encoding="utf-8").replace("\\\n", " ")
        pins = [line for line in text.splitlines() if line[:1].isalnum()]
        assert pins
        assert not [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin]


def test_every_locked_node_package_has_its_integrity() -> None:
    packages = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert not [name for name, package in packages.items() if name and "integrity" not in package]


def test_the_shop_and_its_tests_share_their_pins() -> None:
    site, test = (set(re.findall(r"^\S+==\S+", (PROJECT / name).read_text(), re.M)) for name in LOCK_FILES[:2])
    assert site <= test


def test_every_make_command_in_the_documents_exists() -> None:
    unknown = [
        f"{path.relative_to(PROJECT)}: make {target}"
        for path in committed_files()
        if path.suffix == ".md" and "content" not in path.relative_to(PROJECT).parts
        for code in CODE.findall(path.read_text(encoding="utf-8"))
        for target in MAKE_COMMAND.findall(code)
        if target not in make_targets()
    ]
    assert not unknown


def test_the_gate_runs_the_command_of_the_readme() -> None:
    assert "make test" in (PROJECT / ".ci/run").read_text(encoding="utf-8")
    assert "make test" in (PROJECT / "README.md").read_text(encoding="utf-8")
    assert "make site" in (PROJECT / "README.md").read_text(encoding="utf-8")
