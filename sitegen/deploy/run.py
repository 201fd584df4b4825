"""Doing what was planned: lock, keep what will be overwritten, waves, commit, edge, a look, and deletes at the end.

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
from sitegen.deploy.pointer import Pending, Pointer
from sitegen.deploy.sources import Source
from sitegen.deploy.standing import Standing
from sitegen.problems import Problem, error, warning


@dataclass(frozen=True, slots=True)
class DeployPlan:
    """All that a run needs: how the target stood, what was decided, the entries and the pointer that it leads to.

    `release` is None when only what is left over from other deploys has to be done.
    """

    summary: PlanSummary
    standing: Standing
    made: Decisions
    entries: Mapping[str, Entry]
    source: Source
    release: Release | None
    packed: tuple[str, bytes]


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
        digest, data = self.plan.packed
        aim = self.plan.release.origin if self.plan.release else ""
        with take_lock(self.store, self.plan.standing, self.policy, digest, aim) as lease:
            if self.plan.release is not None:
                self.store.put(manifest_key(digest), data, STATE_HEADERS)
                self._preserve(lease)
                self._upload(lease)
            pointer = self._commit(lease)
            self._invalidate(lease, pointer)
            self._look()
            self._delete(lease)
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
        if found is None or len(found.data) != entry.size or self.store.predicted(found.data) != entry.etag:
            raise DeployStopped(error("deploy.wrong_bytes", key))

    def _commit(self, lease: Lease) -> Pointer:
        """Make the release the one that is published; keep the lock while something is left to do."""
        plan, old = self.plan, lease.pointer
        self.progress.stage("committing")
        pending = self._pending(old)
        release, history = plan.release, old.history
        if release is not None:
            manifest = self._settled_manifest()
            release = replace(release, manifest=manifest)
            history = (release, *history)[: self.policy.keep_releases]
        pointer = Pointer(history, (), pending, lease.pointer.lock)
        if not (plan.made.deletes or (pending and self.edge) or self._garbage(pointer)):
            pointer = replace(pointer, lock=None)
        lease.commit(pointer)
        return pointer

    def _settled_manifest(self) -> str:
        """Return the digest of the manifest with the ETags that the store has given, written if it is another one."""
        plan = self.plan
        if all(self.written[key] == entry for key, entry in plan.entries.items()):
            return plan.packed[0]
        digest, data = pack(self._manifest())
        self.store.put(manifest_key(digest), data, STATE_HEADERS)
        return digest

    def _manifest(self) -> ReleaseManifest:
        standing = self.plan.standing
        return next_manifest(self.plan.made, standing, self.written, oldest_after(standing.pointer, self.policy))

    def _pending(self, old: Pointer) -> Pending | None:
        paths = self.plan.summary.invalidations
        if not paths or self.edge is None:
            return old.pending
        if self.plan.release is None and old.pending is not None:
            return old.pending
        name = self.plan.release.name if self.plan.release else ""
        return Pending(name, paths)

    def _invalidate(self, lease: Lease, pointer: Pointer) -> None:
        if pointer.pending is None or self.edge is None:
            return
        self.progress.stage("invalidating")
        try:
            self.edge.invalidate(pointer.pending.paths, pointer.pending.reference)
        except DeployStopped as failure:
            self.problems += [failure.problem, warning("deploy.copies", self.store.place)]
            return
        lease.commit(replace(lease.pointer, pending=None))

    def _look(self) -> None:
        """Look at one file of each kind, since a store may not keep the headers that it was given."""
        self.progress.stage("verifying")
        samples: dict[str, str] = {}
        for key in sorted(self.written):
            samples.setdefault(self.written[key].headers, key)
        for key in samples.values():
            seen, entry = self.store.look(key), self.written[key]
            if seen is None or seen.size != entry.size:
                self.problems.append(error("deploy.wrong_bytes", key))
            elif seen.headers is not None and self.store.header_key(seen.headers) != entry.headers:
                self.problems.append(error("deploy.headers_lost", key))

    def _delete(self, lease: Lease) -> None:
        """Delete what nobody needs any more: files of ours that are not in the release, and old state."""
        keys = [deletion.key for deletion in self.plan.made.deletes]
        if self.problems and any(problem.code != "deploy.copies" for problem in self.problems):
            keys = []  # a person should look first; the next run deletes them
        garbage = self._garbage(lease.pointer)
        if keys or garbage:
            lease.check()
            failed = self.store.delete([*keys, *garbage])
            self.deleted = len(keys) - sum(key in failed for key in keys)
            self.problems += [error("deploy.not_deleted", key, reason=failed[key]) for key in sorted(failed)]

    def _garbage(self, pointer: Pointer) -> list[str]:
        """Return the state that nothing refers to any more: manifests of forgotten deploys, copies of their pages."""
        standing = self.plan.standing
        kept = {release.manifest for release in pointer.history}
        dropped = {release.manifest for release in standing.pointer.history} | set(standing.pointer.unfinished)
        if self.plan.release is not None:
            dropped.add(self.plan.packed[0])
        manifest = self._manifest() if self.plan.release is not None else standing.manifest
        blobs = {name for one in (standing.manifest, *standing.unfinished) for name in one.blobs}
        return sorted({manifest_key(digest) for digest in dropped - kept} | (blobs - manifest.blobs.keys()))

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
