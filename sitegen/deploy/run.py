"""Doing what was planned: lock, keep what will be overwritten, waves, a look, commit, edge, and deletes at the end.

Read `Run.go` aloud. Whatever stops it before the barrier leaves the shop as it was; whatever stops it later leaves
pages that have all they name, and the next run goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from sitegen.deploy.base import (
    ConditionFailed,
    DeployReport,
    DeployStopped,
    Edge,
    PlanSummary,
    Policy,
    Progress,
    Reason,
    Release,
    Store,
)
from sitegen.deploy.invalidation import fewest_paths, invalidation_paths
from sitegen.deploy.lease import STATE_HEADERS, Lease, take_lock
from sitegen.deploy.manifest import Entry, ReleaseManifest, manifest_key, pack
from sitegen.deploy.parallel import in_parallel
from sitegen.deploy.plan import Decisions, Upload, next_manifest
from sitegen.deploy.pointer import Journal, Pending, Pointer
from sitegen.deploy.sources import Source, holds
from sitegen.deploy.standing import Standing
from sitegen.digests import digest_parts, short
from sitegen.problems import Problem, error, warning

MOST_DROPPED = 20
"""Old state that may lie about until a deploy deletes it: a request for each bit of it would cost more than it."""


@dataclass(frozen=True, slots=True)
class DeployPlan:
    """All that a run needs: how the target stood, what was decided, the entries and the manifest that it leads to.

    `release` and `journal` are None when only what is left over from other deploys has to be done; `aim` is the release
    that a rollback goes back to.
    """

    summary: PlanSummary
    standing: Standing
    made: Decisions
    entries: Mapping[str, Entry]
    source: Source
    release: Release | None
    journal: Journal | None
    packed: tuple[str, bytes]
    aim: str = ""


@dataclass(slots=True)
class Run:
    """One deploy, under way."""

    store: Store
    edge: Edge | None
    policy: Policy
    plan: DeployPlan
    progress: Progress
    written: dict[str, Entry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    deleted: int = 0
    _odd_etags: bool = False

    def go(self) -> DeployReport:
        """Do all of it, in the order in which nobody sees half a shop."""
        begun = time.perf_counter()
        self.progress.stage("locking")
        plan = self.plan
        with take_lock(self.store, plan.standing, self.policy, plan.journal, plan.aim) as lease:
            if plan.journal is not None:
                if plan.journal.changes is None:
                    self._put_manifest(plan.packed)
                self._preserve(lease)
                self._upload(lease)
                self._look()
            self._commit(lease)
            pending = self._invalidate(lease.pointer)
            dropped = self._delete(lease)
            self._finish(lease, pending, dropped)
        return self._report(time.perf_counter() - begun)

    def _preserve(self, lease: Lease) -> None:
        """Copy what is published and about to go, so that a rollback has it. The copies are nobody's but ours."""

        def copy(item: tuple[str, str]) -> None:
            lease.check()
            self.store.copy(item[1], item[0])

        # pages with the same bytes share one copy
        copies = {entry.blob: key for key, entry in sorted(self.plan.made.preserved.items())}
        in_parallel(sorted(copies.items()), copy, self.policy.workers, lambda _item, _result: None)

    def _upload(self, lease: Lease) -> None:
        uploads, entries = self.plan.made.uploads, self.plan.entries
        sizes = 0

        def write(upload: Upload) -> Entry:
            lease.check()
            return self._write(upload, entries[upload.key])

        def done(upload: Upload, entry: Entry) -> None:
            nonlocal sizes
            self.written[upload.key] = entry
            sizes += entry.size
            self.progress.uploads(len(self.written), len(uploads), sizes)

        self.progress.stage("uploading")
        for _, wave in groupby(uploads, key=lambda upload: upload.wave):
            in_parallel(wave, write, self.policy.workers, done)

    def _write(self, upload: Upload, entry: Entry) -> Entry:
        """Write one file; raise DeployStopped when the store says that it holds other bytes."""
        try:
            receipt = self.plan.source.write(self.store, upload, entry)
        except ConditionFailed:
            raise DeployStopped(error("deploy.changed_there", upload.key)) from None
        if entry.etag and receipt.etag != entry.etag and not self._odd_etags:
            self._compare(upload.key, entry)
            self._odd_etags = True
        return entry._replace(etag=receipt.etag, version=receipt.version)

    def _compare(self, key: str, entry: Entry) -> None:
        """Read back an object with an unexpected ETag: either the store's ETags are no MD5, or its bytes are wrong."""
        found = self.store.read(key)
        if found is None or not holds(found.data, entry):
            raise DeployStopped(error("deploy.wrong_bytes", key))

    def _commit(self, lease: Lease) -> None:
        """Make the release the one that is published; keep the lock, and the aim, while something is left to do."""
        old, release = lease.pointer, self.plan.release
        self.progress.stage("committing")
        history = old.history
        if release is not None:
            release = replace(release, manifest=self._settled_manifest())
            history = (release, *history)[: self.policy.keep_releases]
        pointer = Pointer(history, (), self._dropped(history), self._pending(old), old.lock, old.aim)
        is_over = not (self._due(pointer) or (pointer.pending and self.edge) or (pointer.aim and self.problems))
        lease.commit(replace(pointer, lock=None, aim="") if is_over else pointer)

    def _settled_manifest(self) -> str:
        """Return the digest of the manifest with the ETags that the store has given, written if it is not there."""
        packed, journal = self.plan.packed, self.plan.journal
        is_expected = all(self.written[key] == entry for key, entry in self.plan.entries.items())
        if not is_expected:
            packed = pack(self._manifest())
        if not is_expected or (journal is not None and journal.changes is not None):
            self._put_manifest(packed)
        return packed[0]

    def _put_manifest(self, packed: tuple[str, bytes]) -> None:
        self.store.put(manifest_key(packed[0]), packed[1], STATE_HEADERS)

    def _manifest(self) -> ReleaseManifest:
        standing = self.plan.standing
        return next_manifest(self.plan.made, standing, self.written, oldest_after(standing.pointer, self.policy))

    def _pending(self, old: Pointer) -> Pending | None:
        paths = self.plan.summary.invalidations
        if not paths or self.edge is None or (old.pending and old.pending.paths == paths):
            return old.pending
        if self.plan.release is not None:
            return Pending(self.plan.release.name, paths)
        # what another request was named for has other paths: this one needs a name of its own
        name = old.current.name if old.current else ""
        return Pending(f"{name}-{short(digest_parts(*paths))}", paths)

    def _invalidate(self, pointer: Pointer) -> Pending | None:
        """Have old copies dropped; return what is still to be dropped."""
        if pointer.pending is None or self.edge is None:
            return pointer.pending
        self.progress.stage("invalidating")
        try:
            self.edge.invalidate(pointer.pending.paths, pointer.pending.reference)
        except DeployStopped as failure:
            self.problems += [failure.problem, warning("deploy.copies", self.store.place)]
            return pointer.pending
        return None

    def _look(self) -> None:
        """Look at one file, and at one of each kind that is new here: a store may not keep the headers it was given."""
        self.progress.stage("verifying")
        samples: dict[str, str] = {}
        for key in sorted(self.written):
            samples.setdefault(self.written[key].headers, key)
        usual = {entry.headers for entry in self.plan.standing.manifest.files.values()}
        first = [key for headers, key in samples.items() if headers in usual][:1]
        for key in [*first, *(key for headers, key in samples.items() if headers not in usual)]:
            seen, entry = self.store.look(key), self.written[key]
            if seen is None or seen.size != entry.size:
                self.problems.append(error("deploy.wrong_bytes", key))
            elif seen.headers is not None and self.store.header_key(seen.headers) != entry.headers:
                self.problems.append(error("deploy.headers_lost", key))

    def _delete(self, lease: Lease) -> tuple[str, ...]:
        """Delete what nobody needs any more: files of ours that are not in the release, and old state.

        Return the old state that is left.
        """
        keys = self._due(lease.pointer)
        if self.problems:
            keys = []  # a person should look first; the next run deletes them
        if not keys:
            return lease.pointer.dropped
        lease.check()
        failed = self.store.delete(keys)
        public = {deletion.key for deletion in self.plan.made.deletes}
        self.deleted = len(public - failed.keys())
        self.problems += [error("deploy.not_deleted", key, reason=failed[key]) for key in sorted(failed)]
        return tuple(key for key in lease.pointer.dropped if key in failed)

    def _finish(self, lease: Lease, pending: Pending | None, dropped: tuple[str, ...]) -> None:
        """Write down what is left, and give the lock back; a rollback is over when all of it went well."""
        if lease.pointer.lock is not None:
            aim = lease.pointer.aim if self.problems else ""
            lease.commit(replace(lease.pointer, pending=pending, dropped=dropped, lock=None, aim=aim))

    def _due(self, pointer: Pointer) -> list[str]:
        """Return what is to be deleted now; old state waits until there is more of it, or something else to delete."""
        keys = [deletion.key for deletion in self.plan.made.deletes]
        is_untidy = bool(keys or self.plan.standing.pointer.unfinished)
        return [*keys, *pointer.dropped] if is_untidy or len(pointer.dropped) >= MOST_DROPPED else []

    def _dropped(self, history: tuple[Release, ...]) -> tuple[str, ...]:
        """Return the state that nothing refers to any more: manifests of forgotten deploys, copies of their pages.

        It is noted with the commit, so that a deploy that is cut off then does not leave it behind for good.
        """
        plan, old = self.plan, self.plan.standing.pointer
        manifests = {release.manifest for release in old.history} | {journal.manifest for journal in old.unfinished}
        if plan.journal is not None and plan.journal.changes is None:
            manifests.add(plan.journal.manifest)
        manifest = self._manifest() if plan.release is not None else plan.standing.manifest
        blobs = {name for one in (plan.standing.manifest, *plan.standing.unfinished) for name in one.blobs}
        found = {*map(manifest_key, manifests), *blobs, *old.dropped}
        needed = {*(manifest_key(release.manifest) for release in history), *manifest.blobs}
        return tuple(sorted(found - needed))

    def _report(self, seconds: float) -> DeployReport:
        is_remote = self.plan.source.is_remote
        return DeployReport(
            summary=self.plan.summary,
            release=self.plan.release,
            uploaded=0 if is_remote else len(self.written),
            copied=len(self.written) if is_remote else 0,
            deleted=self.deleted,
            size=0 if is_remote else sum(entry.size for entry in self.written.values()),
            problems=tuple(self.problems),
            seconds=seconds,
        )


def oldest_after(pointer: Pointer, policy: Policy) -> int:
    """Return the number of the oldest release that can be gone back to once another one is published."""
    kept = pointer.history[: policy.keep_releases - 1]
    return kept[-1].number if kept else 0


def paths_to_drop(made: Decisions, pending: Pending | None) -> tuple[str, ...]:
    """Return the paths whose copies near to the buyers are old after a deploy, those of an earlier one included."""
    keys = [upload.key for upload in made.uploads if upload.reason is not Reason.NEW]
    paths = invalidation_paths([*keys, *(deletion.key for deletion in made.deletes)])
    return fewest_paths([*paths, *pending.paths]) if pending else paths


def release_name(created: str, manifest: str) -> str:
    """Return the name of a release: when it was made, and of what."""
    return f"{created.replace('-', '').replace(':', '')}-{manifest[:8]}"
