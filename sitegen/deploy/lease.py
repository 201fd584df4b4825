"""The lock of a deploy: taken, kept alive, committed with, given back.

All of it are conditional writes of the pointer, each against the one before. Whoever finds another ETag has lost the
lock, and stops. A store that does not mind conditions is found out before anything else is written.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import replace

from sitegen.deploy.base import ABSENT, ConditionFailed, DeployStopped, Policy, Store
from sitegen.deploy.headers import ObjectHeaders
from sitegen.deploy.pointer import POINTER, Journal, Pointer, is_orphan, new_lock
from sitegen.deploy.standing import Standing
from sitegen.problems import error

STATE_HEADERS = ObjectHeaders("application/json; charset=utf-8", "no-store")

_WRONG = "0" * 32
"""An ETag that nothing has."""

_BEATS = 4
"""Signs of life within the time after which a lock is dead."""


class Lease:
    """A taken lock. Use as a context manager: whatever happens, the lock is given back, as far as the store lets us."""

    def __init__(self, store: Store, policy: Policy, pointer: Pointer, etag: str) -> None:
        self.pointer = pointer
        self._store = store
        self._policy = policy
        self._etag = etag
        self._alive = _clock()
        self._mutex = threading.RLock()
        self._over = threading.Event()
        self._failure: DeployStopped | None = None
        self._heart = threading.Thread(target=self._live, daemon=True, name="deploy-lock")

    def __enter__(self) -> Lease:
        self._heart.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with self._mutex:
            if self.pointer.lock is not None and self._failure is None:
                with suppress(DeployStopped, ConditionFailed, OSError):
                    self._write(replace(self.pointer, lock=None))

    def check(self) -> None:
        """Raise DeployStopped when the lock is lost. After a long silence, the store is asked."""
        if self._failure is not None:
            raise self._failure
        if _clock() - self._alive < self._policy.lock_seconds / 2:
            return
        with self._mutex:
            lock = self.pointer.lock
            if self._failure is None and lock is not None and _clock() - self._alive >= self._policy.lock_seconds / 2:
                self.commit(replace(self.pointer, lock=replace(lock, beat=lock.beat + 1)))
        if self._failure is not None:
            raise self._failure

    def commit(self, pointer: Pointer) -> None:
        """Make `pointer` the state of the target, all at once. Raises DeployStopped when the lock is lost."""
        with self._mutex:
            if self._failure is not None:
                raise self._failure
            try:
                self._write(pointer)
            except ConditionFailed:
                self._failure = _lost(self._store)
                raise self._failure from None

    def _write(self, pointer: Pointer) -> None:
        condition = None if self._policy.single_writer else self._etag
        begun = _clock()
        receipt = self._store.put(POINTER, pointer.to_bytes(), STATE_HEADERS, condition=condition)
        self._etag, self.pointer, self._alive = receipt.etag, pointer, begun

    def _live(self) -> None:
        """Give signs of life, so that nobody takes the lock for dead."""
        while not self._over.wait(self._policy.lock_seconds / _BEATS):
            with self._mutex:
                lock = self.pointer.lock
                if self._over.is_set() or lock is None or self._failure is not None:
                    return
                try:
                    self._write(replace(self.pointer, lock=replace(lock, beat=lock.beat + 1)))
                except ConditionFailed:
                    self._failure = _lost(self._store)
                except (DeployStopped, OSError):
                    continue  # the line may be down for a moment; the commit will tell


def _clock() -> float:
    """Return seconds that go on while the machine sleeps."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.time() if clock is None else time.clock_gettime(clock)


def take_lock(store: Store, standing: Standing, policy: Policy, journal: Journal | None, aim: str = "") -> Lease:
    """Take the lock and write down what is about to be done; `aim` is the release that a rollback goes back to.

    Raises DeployStopped when somebody else has it, or has changed the target since it was looked at, or when the store
    ignores conditions and `policy` does not say that nobody else writes.
    """
    _refuse_living(store, standing, policy)
    pointer = standing.pointer.locked(new_lock(), journal, aim)
    if not policy.single_writer and standing.etag != ABSENT:
        _probe(store, standing.pointer, _WRONG)
    condition = None if policy.single_writer else standing.etag
    try:
        receipt = store.put(POINTER, pointer.to_bytes(), STATE_HEADERS, condition=condition)
    except ConditionFailed:
        raise DeployStopped(error("deploy.overtaken", store.place)) from None
    lease = Lease(store, policy, pointer, receipt.etag)
    if not policy.single_writer and standing.etag == ABSENT:
        try:
            _probe(store, pointer, ABSENT)
            _probe(store, pointer, _WRONG)
        except DeployStopped:
            store.delete([POINTER])
            raise
    return lease


def _refuse_living(store: Store, standing: Standing, policy: Policy) -> None:
    lock = standing.pointer.lock
    if lock is None or is_orphan(lock):
        return
    left = policy.lock_seconds - store.age(POINTER)
    if left <= 0:
        return
    raise DeployStopped(error("deploy.locked", store.place, seconds=max(1, round(left))))


def _probe(store: Store, pointer: Pointer, condition: str) -> None:
    """Write what must be refused; raise DeployStopped when it is not.

    What is written is the state as it is, so that a store which ignores conditions is left as it was.
    """
    with suppress(ConditionFailed):
        store.put(POINTER, pointer.to_bytes(), STATE_HEADERS, mark="probe", condition=condition)
        raise DeployStopped(error("deploy.no_conditions", store.place))


def _lost(store: Store) -> DeployStopped:
    return DeployStopped(error("deploy.lock_lost", store.place))
