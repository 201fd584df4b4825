"""Any number of workers makes the same bytes, and what goes wrong in one is said in words."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sitegen.errors import SitegenError, ThemeError
from sitegen.forks import can_fork, fork_map
from tests.incremental.shop import build_shop, clean_build, differences, edit, forking_early, make_shop, published

BEGAN = os.getpid()


class Odd(Exception):
    """An exception that cannot be made again from its message alone."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


@pytest.fixture(autouse=True)
def forks() -> Iterator[None]:
    """Share even small work between processes."""
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    assert can_fork(), "a test before this one left a thread behind: its workers would never come"
    with forking_early():
        yield


def meet(folder: Path) -> bool:
    """Return whether this is a worker of its own; the process that began waits until there is one."""
    if os.getpid() != BEGAN:
        (folder / str(os.getpid())).touch()
        return True
    while not any(folder.iterdir()):
        time.sleep(0.01)
    return False


def shared(work: object, items: Sequence[int], workers: int = 2) -> list[object]:
    """Return the results of work that workers share."""
    return list(fork_map(work, items, workers, 1))  # type: ignore[arg-type]


def test_one_two_or_three_workers_make_the_same_bytes(tmp_path: Path) -> None:
    root = make_shop(tmp_path / "shop")
    one, two, three = (clean_build(root, jobs=jobs) for jobs in (1, 2, 3))
    assert differences(one, two) == differences(one, three) == []


def test_workers_make_the_same_bytes_after_an_edit_too(tmp_path: Path) -> None:
    root = make_shop(tmp_path / "shop")
    build_shop(root, jobs=3)
    edit(root, "sitegen.toml", "Petit souk", "Grand souk")
    edit(root, "content/products/argan/index.md", '"Argan"', '"Huile"')
    build_shop(root, jobs=2)
    assert differences(published(root / "build"), clean_build(root)) == []


def test_results_come_in_the_order_of_the_items() -> None:
    found = shared(list, range(50), workers=3)
    assert [number for run in found for number in run] == list(range(50))  # type: ignore[attr-defined]


def test_a_template_that_does_not_render_is_told_as_its_theme_s_mistake(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = make_shop(tmp_path / "shop")
    edit(root, "themes/plain/templates/product.html", "{% block main %}", "{% block main %}{{ nothing.here }}")
    with pytest.raises(ThemeError, match=r"plain/templates/product\.html:\d+: 'nothing' is undefined"):
        build_shop(root, jobs=2)
    assert capfd.readouterr().err == ""
    assert not (root / "build").exists()


def test_a_hint_survives_the_way_from_a_worker() -> None:
    def work(_: Sequence[int]) -> None:
        raise ThemeError("what happened", "what to do")

    with pytest.raises(ThemeError, match="what happened") as caught:
        shared(work, range(4))
    assert caught.value.hint == "what to do"


@pytest.mark.parametrize("failure", [Odd("o", "dd"), ValueError(lambda: None)])
def test_what_cannot_travel_is_told_in_words(failure: Exception, capfd: pytest.CaptureFixture[str]) -> None:
    def work(_: Sequence[int]) -> None:
        raise failure

    with pytest.raises(SitegenError, match=type(failure).__name__):
        shared(work, range(4))
    assert capfd.readouterr().err == ""


def test_this_process_and_the_others_share_the_work(tmp_path: Path) -> None:
    def work(items: Sequence[int]) -> tuple[int, list[int]]:
        meet(tmp_path)
        return os.getpid(), list(items)

    results = list(fork_map(work, range(200), 2, 1))
    assert [item for _, items in results for item in items] == list(range(200))
    assert len({worker for worker, _ in results}) == 2
    assert os.getpid() in {worker for worker, _ in results}


def test_a_worker_that_is_killed_is_told_in_words(tmp_path: Path) -> None:
    def work(_: Sequence[int]) -> None:
        if meet(tmp_path):
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(SitegenError, match="ended from outside") as caught:
        shared(work, range(4))
    assert "--jobs 1" in caught.value.hint


def test_workers_give_way_to_fresh_ones_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    def work(items: Sequence[int]) -> tuple[int, list[int]]:
        return os.getpid(), list(items)

    monkeypatch.setattr("sitegen.forks.MOST_OF_A_WORKER", 10)
    monkeypatch.setattr("sitegen.forks.MOST_IN_A_RUN", 5)
    results = list(fork_map(work, range(200), 2, 1))
    assert [item for _, items in results for item in items] == list(range(200))
    done = Counter[int]()
    for worker, items in results:
        done[worker] += len(items)
    assert os.getpid() not in done
    assert max(done.values()) < 10 + 5
    assert len(done) > 10


def test_what_is_to_be_done_meanwhile_is_done_once_when_workers_have_begun(tmp_path: Path) -> None:
    done = []

    def work(_: Sequence[int]) -> int:
        (tmp_path / str(os.getpid())).touch()
        return os.getpid()

    def meanwhile() -> None:
        while not any(tmp_path.iterdir()):  # only a worker can end this
            time.sleep(0.01)
        done.append(os.getpid())

    found = set(fork_map(work, range(100), 2, 1, meanwhile))
    assert done == [BEGAN]
    assert found - {BEGAN}
    assert list(fork_map(work, range(100), 1, 1, meanwhile)) == [BEGAN]
    assert done == [BEGAN]


def test_workers_end_when_nobody_wants_more(tmp_path: Path) -> None:
    def work(_: Sequence[int]) -> int:
        meet(tmp_path)
        return os.getpid()

    results = fork_map(work, range(100), 2, 1)
    next(results)
    results.close()
    (file,) = tmp_path.iterdir()
    with pytest.raises(ProcessLookupError):
        os.kill(int(file.name), 0)
