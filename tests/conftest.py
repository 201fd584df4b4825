"""What all tests share: the fixtures of `tests.support`, and the order (what is quick comes first)."""

from __future__ import annotations

import signal

import hypothesis
import pytest

# No test asserts a time: on a busy machine any example may wait half a second for its turn.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

# A shell that starts the tests in the background has them, and whatever they start, ignore Ctrl-C, which some send.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = [
    "tests.support.browser",
    "tests.support.cluster",
    "tests.support.s3_server",
    "tests.support.s3_servers",
]

SLOW_MARKS = ("s3", "cluster", "sample", "java", "browser")


def slowness(item: pytest.Item) -> int:
    """Return 0 for a plain test, more for one that waits for a server, a built shop, Java or a browser."""
    return max((SLOW_MARKS.index(mark.name) + 1 for mark in item.iter_markers() if mark.name in SLOW_MARKS), default=0)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the quick tests first; within one speed the order stays."""
    items.sort(key=slowness)
