"""Whatever happens between builds, in whatever order: the output is what a build without any memory makes.

`SITEGEN_LONG=1` runs many more sequences.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from sitegen.cli.again import Builder
from sitegen.errors import ThemeError
from sitegen.quick import unchanged_report
from sitegen.report import BuildOptions, BuildReport
from tests.incremental.changes import CHANGES, Change, edit_shown, lengthen_body
from tests.incremental.shop import build_shop, clean_build, differences, make_shop, published
from tests.support.site import TODAY, Silence, snapshot, write

IS_LONG = bool(os.environ.get("SITEGEN_LONG"))


def outcome(root: Path, build: Callable[[], BuildReport]) -> dict[str, bytes] | list[str]:
    """Build; return the output, or why nothing was published."""
    try:
        report = build()
    except ThemeError as failure:
        return [str(failure)]
    return published(root / "build") if report.output else sorted(problem.code for problem in report.problems)


def try_build(root: Path, **options: Any) -> dict[str, bytes] | list[str]:
    """Build as the command does; return the output, or why nothing was published."""
    asked = BuildOptions(**{"root": root, "today": TODAY, "jobs": 1, **options})
    return outcome(root, lambda: unchanged_report(asked) or build_shop(root, **options))


def try_clean_build(root: Path, **options: Any) -> dict[str, bytes] | None:
    """Return what a build without any memory makes, or None when the site cannot be built."""
    try:
        return clean_build(root, **options)
    except (AssertionError, ThemeError):
        return None


OURS = (".sitegen/", "build/", ".build.")


def inputs(root: Path) -> dict[str, bytes]:
    """Return every file that a contributor may write, with its bytes."""
    return {path: data for path, data in snapshot(root).items() if not path.startswith(OURS)}


def restore(root: Path, files: dict[str, bytes]) -> None:
    """Take back what was changed since."""
    now = inputs(root)
    for path in now.keys() - files.keys():
        (root / path).unlink()
    for path, data in files.items():
        if now.get(path) != data:
            write(root, path, data)


class AnySequence(RuleBasedStateMachine):
    """A site to which anything may happen, built again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="sitegen-any-"))
        self.root = make_shop(self.home / "shop")
        self.options: dict[str, Any] = {"today": TODAY, "drafts": False}
        self.good = inputs(self.root)
        self.preview = Builder()
        self.is_previewed = False

    @initialize()
    def first_build(self) -> None:
        assert isinstance(try_build(self.root, **self.options), dict)

    @rule(changes=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3), data=st.data())
    def change_and_build(self, changes: list[Change], data: st.DataObject) -> None:
        for change in changes:
            change(self.root, lambda choices: data.draw(st.sampled_from(choices)))
        if not self.build_and_compare():
            restore(self.root, self.good)
            self.build_and_compare()

    @rule(count=st.integers(1, 3), data=st.data())
    def write_on_and_build(self, count: int, data: st.DataObject) -> None:
        for _ in range(count):
            lengthen_body(self.root, lambda choices: data.draw(st.sampled_from(choices)))
        if not self.build_and_compare():
            restore(self.root, self.good)
            self.build_and_compare()

    @rule(count=st.integers(1, 2), data=st.data())
    def show_otherwise_and_build(self, count: int, data: st.DataObject) -> None:
        for _ in range(count):
            change = data.draw(st.sampled_from([edit_shown, edit_shown, edit_shown, lengthen_body]))
            change(self.root, lambda choices: data.draw(st.sampled_from(choices)))
        if not self.build_and_compare():
            restore(self.root, self.good)
            self.build_and_compare()

    @rule()
    def begin_or_end_a_preview(self) -> None:
        """Build in a process that stays from now on, or no more; what it keeps grows old while others build."""
        self.is_previewed = not self.is_previewed

    @rule(days=st.integers(0, 12), drafts=st.booleans())
    def build_another_day(self, days: int, drafts: bool) -> None:
        self.options = {"today": TODAY + timedelta(days), "drafts": drafts}
        self.build_and_compare()

    def build_and_compare(self) -> bool:
        """Build; return whether the site can be built."""
        before = published(self.root / "build")
        found = self.build()
        expected = try_clean_build(self.root, **self.options)
        note(f"built: {found if isinstance(found, list) else len(found)} {self.options}")
        if isinstance(found, list):
            assert expected is None, found
            assert differences(published(self.root / "build"), before) == []
            return False
        assert expected is not None
        assert differences(found, expected) == []
        self.good = inputs(self.root)
        return True

    def build(self) -> dict[str, bytes] | list[str]:
        if not self.is_previewed:
            return try_build(self.root, **self.options)
        asked = BuildOptions(**{"root": self.root, "jobs": 1, **self.options})
        return outcome(self.root, lambda: self.preview.build(asked, Silence()))

    def teardown(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)


AnySequence.TestCase.settings = settings(
    max_examples=60 if IS_LONG else 4,
    stateful_step_count=25 if IS_LONG else 8,
    derandomize=not IS_LONG,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

TestAnySequence = AnySequence.TestCase
