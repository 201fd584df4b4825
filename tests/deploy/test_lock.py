"""The lock: one deploy at a time, on stores that hold conditions, and none on those that do not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from sitegen.deploy.base import DeployStopped, Policy
from sitegen.deploy.lease import Lease, take_lock
from sitegen.deploy.manifest import Entry, ReleaseManifest
from sitegen.deploy.pointer import POINTER, Journal, Lock, Pointer, is_orphan, new_lock, parse_pointer
from sitegen.deploy.standing import read_standing
from tests.deploy.memory_store import NEW_SHOP, SHOP, MemoryStore, Silence, Target, in_bytes

FAST = Policy(lock_seconds=0.2)


@pytest.fixture
def target(tmp_path: Path) -> Target:
    (tmp_path / "build").mkdir()
    return Target(tmp_path / "build")


def taken(store: MemoryStore, policy: Policy | None = None) -> Lease:
    return take_lock(store, read_standing(store), policy or Policy(), Journal("f" * 64))


def stopped_by(store: MemoryStore, policy: Policy | None = None) -> str:
    with pytest.raises(DeployStopped) as stop:
        taken(store, policy)
    return stop.value.problem.code


def lock_in(store: MemoryStore) -> Lock | None:
    return parse_pointer(store.objects[POINTER].data).lock


def test_a_second_deploy_is_refused_while_the_first_one_lives() -> None:
    store = MemoryStore()
    with taken(store):
        assert stopped_by(store) == "deploy.locked"
    assert lock_in(store) is None
    with taken(store):
        pass


def test_of_many_that_planned_alike_one_gets_the_lock(target: Target) -> None:
    target.deploy(SHOP)
    target.build(NEW_SHOP)
    publishers = [target.publisher() for _ in range(6)]
    plans = [publisher.plan(target.folder, Silence()) for publisher in publishers]
    outcomes: list[str] = []

    def deploy(number: int) -> None:
        try:
            publishers[number].deploy(plans[number], Silence())
            outcomes.append("done")
        except DeployStopped as stop:
            outcomes.append(stop.problem.code)

    threads = [threading.Thread(target=deploy, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["deploy.overtaken"] * 5 + ["done"]
    assert target.store.shop().items() >= in_bytes(NEW_SHOP).items()


def test_a_lock_without_a_sign_of_life_is_taken_over_and_its_owner_cannot_commit() -> None:
    store = MemoryStore()
    first = taken(store)
    store.seconds = 121.0
    with taken(store) as second:
        with pytest.raises(DeployStopped) as stop:
            first.commit(Pointer())
        assert stop.value.problem.code == "deploy.lock_lost"
        with pytest.raises(DeployStopped):
            first.check()
        second.check()


def test_the_lock_of_a_process_that_is_gone_from_this_machine_gives_way_at_once() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    lock = replace(new_lock(), process=gone.pid)
    assert is_orphan(lock)
    assert not is_orphan(new_lock())
    assert not is_orphan(replace(lock, machine="another"))
    assert not is_orphan(replace(new_lock(), process=os.getppid()))


def test_the_heart_beats_while_a_deploy_takes_long() -> None:
    store = MemoryStore()
    beaten = threading.Event()

    def hear(request: str, key: str) -> None:
        if (lock := lock_in(store) if POINTER in store.objects else None) is not None and lock.beat >= 2:
            beaten.set()

    store.fail = hear
    with taken(store, FAST) as lease:
        assert beaten.wait(30)
        lease.check()
    assert lock_in(store) is None


def test_a_long_silence_is_broken_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    now = [1000.0]
    monkeypatch.setattr("sitegen.deploy.lease._clock", lambda: now[0])
    lease = taken(store)
    lease.check()
    assert (found := lock_in(store)) is not None
    assert found.beat == 0
    now[0] += 3600
    lease.check()
    assert (found := lock_in(store)) is not None
    assert found.beat == 1
    store.plant(POINTER, "{}")
    now[0] += 3600
    with pytest.raises(DeployStopped):
        lease.check()


@pytest.mark.parametrize("is_first", [True, False])
def test_a_store_that_ignores_conditions_is_refused_and_left_as_it_was(target: Target, is_first: bool) -> None:
    if not is_first:
        target.deploy(SHOP)
    target.store.ignores_conditions = True
    before = dict(target.store.objects)
    with pytest.raises(DeployStopped) as stop:
        target.deploy(NEW_SHOP)
    assert stop.value.problem.code == "deploy.no_conditions"
    assert {key: kept.data for key, kept in target.store.objects.items()} == {k: v.data for k, v in before.items()}


def test_a_single_writer_may_use_it_all_the_same(target: Target) -> None:
    target.store.ignores_conditions = True
    target.deploy(SHOP, single_writer=True)
    target.deploy(NEW_SHOP, single_writer=True)
    assert target.store.shop().items() >= in_bytes(NEW_SHOP).items()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 2}', '{"format": 1, "history": [{}]}', "\x00"])
def test_a_damaged_state_stops_a_deploy_with_words(target: Target, text: str) -> None:
    target.deploy(SHOP)
    target.store.plant(POINTER, text)
    with pytest.raises(DeployStopped) as stop:
        target.deploy(NEW_SHOP)
    assert stop.value.problem.code == "deploy.state"
    assert target.store.shop() == in_bytes(SHOP)


@pytest.mark.parametrize("key", ["index.html", POINTER, ".sitegen/../index.html"])
def test_a_state_that_would_have_files_of_the_shop_deleted_is_not_believed(target: Target, key: str) -> None:
    target.deploy(SHOP)
    told = json.loads(target.store.objects[POINTER].data)
    target.store.plant(POINTER, json.dumps({**told, "dropped": [key]}))
    with pytest.raises(DeployStopped) as stop:
        target.deploy(NEW_SHOP)
    assert stop.value.problem.code == "deploy.state"


def test_the_state_of_the_format_before_is_read(target: Target) -> None:
    target.deploy(SHOP)
    told = json.loads(target.store.objects[POINTER].data)
    del told["dropped"]
    target.store.plant(POINTER, json.dumps({**told, "format": 1, "unfinished": ["f" * 64]}))
    assert read_standing(target.store).pointer.unfinished == (Journal("f" * 64),)
    target.deploy(NEW_SHOP)
    assert target.store.shop().items() >= in_bytes(NEW_SHOP).items()


def test_a_manifest_with_other_bytes_is_not_believed(target: Target) -> None:
    target.deploy(SHOP)
    [name] = [key for key in target.store.objects if "manifests/" in key]
    target.store.plant(name, "x")
    with pytest.raises(DeployStopped) as stop:
        target.deploy(NEW_SHOP)
    assert stop.value.problem.code == "deploy.state"


def test_the_state_names_no_machine_and_no_person(target: Target) -> None:
    with taken(target.store):
        text = target.store.objects[POINTER].data.decode()
    assert os.uname().nodename not in text
    assert str(Path.home()) not in text


def test_a_pointer_comes_back_as_it_was(target: Target) -> None:
    target.deploy(SHOP)
    target.deploy(NEW_SHOP)
    changes = ReleaseManifest({"fr/index.html": Entry("d" * 64, 5, "etag", "headers")}, {}, {".sitegen/blobs/x": 2})
    for journal in (Journal("a" * 64), Journal("a" * 64, changes)):
        pointer = read_standing(target.store).pointer.locked(new_lock(), journal, "aim")
        assert parse_pointer(pointer.to_bytes()) == pointer
