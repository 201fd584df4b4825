"""The publisher of every store: plans, deploys, goes back, verifies."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sitegen.deploy.base import (
    Change,
    DeployReport,
    DeployStopped,
    Edge,
    Listed,
    PlanSummary,
    Policy,
    Progress,
    Release,
    Seen,
    Store,
    VerifyReport,
)
from sitegen.deploy.manifest import Entry, ReleaseManifest, pack
from sitegen.deploy.parallel import in_parallel, read_ahead
from sitegen.deploy.plan import Decisions, Planner, next_manifest
from sitegen.deploy.pointer import MOST_CHANGES, Journal
from sitegen.deploy.run import DeployPlan, Run, oldest_after, paths_to_drop, release_name
from sitegen.deploy.sources import EarlierRelease, Source, built_shop, digest_of
from sitegen.deploy.standing import Standing, read_manifest, read_pointer, read_standing
from sitegen.deploy.verify import compare_build, compare_store
from sitegen.problems import error

_WRITE_PRICE, _READ_PRICE = 0.005 / 1000, 0.0004 / 1000
"""US dollars for one PUT, COPY or LIST, and for one GET or HEAD: Amazon's list prices of most regions."""

_PAGE = 1000
"""Objects in one answer to LIST, and in one request to delete."""


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class StorePublisher:
    """Publishes a shop in a store; `edge` keeps copies near to the buyers, when there is one."""

    store: Store
    policy: Policy
    edge: Edge | None = None
    clock: Callable[[], datetime] = utc_now
    """The time that releases are stamped with, and that old assets wait by."""

    def plan(self, folder: Path, progress: Progress) -> DeployPlan:
        """Compare a built shop with what is published; change nothing."""
        progress.stage("reading")
        # the store answers while this machine reads
        there = read_ahead(self.store.listing())
        shop = built_shop(folder, self.policy, self.store)
        return self._plan(shop, read_standing(self.store), there)

    def plan_rollback(self, release: str, progress: Progress) -> DeployPlan:
        """Plan to publish an earlier release again.

        When none is named: finish a rollback that did not finish, or undo a deploy that did not.
        """
        progress.stage("reading")
        standing = read_standing(self.store)
        chosen = _chosen(standing, release, self.store.place)
        manifest = standing.manifest
        if chosen != standing.pointer.current:
            earlier = read_manifest(self.store, chosen.manifest)
            if earlier is None:
                raise DeployStopped(error("deploy.gone", self.store.place, release=chosen.number, count=1))
            manifest = earlier
        blobs = set(standing.manifest.blobs).union(*(journal.blobs for journal in standing.unfinished))
        source = EarlierRelease(chosen.number, manifest, frozenset(blobs))
        return self._plan(source, standing, self.store.listing(), back_to=_goal(standing, chosen))

    def deploy(self, plan: DeployPlan, progress: Progress) -> DeployReport:
        """Do what was planned; nothing at all when there is nothing to do."""
        if plan.summary.is_empty:
            return DeployReport(plan.summary)
        return Run(self.store, self.edge, self.policy, plan, progress).go()

    def releases(self) -> tuple[Release, ...]:
        """Return what can be gone back to, the newest first."""
        return read_pointer(self.store)[0].history

    def verify(self, folder: Path | None, progress: Progress, *, thorough: bool = False) -> VerifyReport:
        """Compare what is published with what was deployed, and with a built shop when one is given."""
        progress.stage("verifying")
        standing = read_standing(self.store)
        current = standing.pointer.current
        if current is None:
            raise DeployStopped(error("deploy.nothing_published", self.store.place))
        found = compare_store(self.store, standing, self.policy.workers, thorough=thorough)
        if folder is not None:
            found += compare_build(built_shop(folder, self.policy, self.store).wanted, standing.manifest)
        return VerifyReport(self.store.place, current.name, len(standing.manifest.files), tuple(sorted(set(found))))

    def _plan(
        self, source: Source, standing: Standing, there: Iterable[Listed], back_to: Release | None = None
    ) -> DeployPlan:
        now = self.clock()
        planner = Planner(source.wanted, standing, self.policy, now.date())
        doubtful = planner.take(there)
        in_parallel(doubtful, lambda item: self._seen(planner, item), self.policy.workers, planner.clear_up)
        made = planner.finish(self.store.place)
        entries = source.expected(self.store, made.uploads)
        manifest = next_manifest(made, standing, entries, oldest_after(standing.pointer, self.policy))
        is_same = (
            not made.uploads
            and manifest.files == standing.manifest.files
            and not (manifest.retired.keys() - standing.manifest.retired.keys())
        )
        aim = back_to.name if back_to else ""
        release, journal, packed = None, None, ("", b"")
        if not is_same:
            packed = pack(manifest)
            created = now.strftime("%Y-%m-%dT%H:%M:%SZ")
            number = standing.pointer.number + 1
            name = release_name(created, packed[0])
            release = Release(number, name, created, len(manifest.files), packed[0], aim)
            journal = _journal(packed[0], made, standing, entries, manifest)
        summary = self._summary(planner, standing, source, release, entries)
        if back_to is not None:
            said = f"{back_to.number} ({back_to.name})"
            summary = replace(summary, back_to=said, is_continued=standing.pointer.aim == back_to.name)
        return DeployPlan(summary, standing, made, entries, source, release, journal, packed, aim)

    def _seen(self, planner: Planner, item: Listed) -> Seen | None:
        """Look at an object; read it where its mark says that it is ours and its ETag does not."""
        seen = self.store.look(item.key)
        if seen is None or seen.is_proven or not planner.is_worth_reading(item.key, seen):
            return seen
        found = self.store.read(item.key)
        if found is None:
            return None
        is_proven = seen.mark.startswith(f"{digest_of(found.data, seen.headers)}-")
        return replace(seen, size=len(found.data), etag=found.etag, is_proven=is_proven)

    def _summary(
        self, planner: Planner, standing: Standing, source: Source, release: Release | None,
        entries: Mapping[str, Entry],
    ) -> PlanSummary:  # fmt: skip
        made = planner.decisions
        paths = paths_to_drop(made, standing.pointer.pending) if self.edge is not None else ()
        reads = 2 + len(standing.unfinished)
        writes = math.ceil(planner.listed / _PAGE) or 1
        if release is not None:
            writes += 4 + len(made.uploads) + len(made.preserved)
        deletes = math.ceil(len(made.deletes) / _PAGE)
        cost = writes * _WRITE_PRICE + reads * _READ_PRICE if self.policy.is_priced else 0.0
        return PlanSummary(
            target=self.policy.name,
            place=self.store.place,
            release=release.name if release else "",
            uploads=tuple(Change(item.key, item.reason, entries[item.key].size, item.wave) for item in made.uploads),
            deletes=tuple(Change(item.key, item.reason) for item in made.deletes),
            unchanged=len(made.kept),
            size=0 if source.is_remote else sum(entry.size for entry in entries.values()),
            requests=reads + writes + deletes,
            cost=cost,
            invalidations=paths,
            drift=tuple(made.drift),
            retired=len(made.retired),
            resumed=made.resumed,
            published=len(standing.manifest.files),
            unfinished=len(standing.pointer.unfinished)
            + (standing.pointer.lock is not None)
            + bool(standing.pointer.aim),
        )


def _journal(
    digest: str, made: Decisions, standing: Standing, entries: Mapping[str, Entry], manifest: ReleaseManifest
) -> Journal:
    """Return the journal of a deploy: its changes themselves when they are few."""
    if len(entries) > MOST_CHANGES:
        return Journal(digest)
    before = standing.manifest
    # what an earlier deploy brought that did not finish is known from its journal; it stays known when that one is gone
    files = {key: entry for key, entry in made.kept.items() if before.files.get(key) != entry}
    blobs = {name: number for name, number in manifest.blobs.items() if name not in before.blobs}
    journal = Journal(digest, ReleaseManifest({**files, **entries}, {}, blobs))
    others = sum(one.size for one in standing.pointer.unfinished if one.manifest != digest)
    return journal if journal.size + others <= MOST_CHANGES else Journal(digest)


def _chosen(standing: Standing, release: str, place: str) -> Release:
    """Return the release that is meant, by number, name or the beginning of it."""
    history = standing.pointer.history
    if not release:
        wanted = _unfinished(standing) or history[1:2]
    else:
        wanted = tuple(one for one in history if str(one.number) == release or one.name == release)
        wanted = wanted or tuple(one for one in history if one.name.startswith(release))
    if len(wanted) != 1:
        known = ", ".join(f"{one.number} ({one.name})" for one in history)
        raise DeployStopped(error("deploy.no_release", place, text=release, choices=known))
    return wanted[0]


def _unfinished(standing: Standing) -> tuple[Release, ...]:
    """Return the release that a rollback which did not finish goes to, or that a deploy which did not would replace."""
    pointer = standing.pointer
    if pointer.unfinished:
        return tuple(one for one in pointer.history if one.name == pointer.aim) or pointer.history[:1]
    # it was published, and something was left to do: deletes, copies near to the buyers
    return pointer.history[:1] if pointer.aim else ()


def _goal(standing: Standing, chosen: Release) -> Release:
    """Return the release that is gone back to: of a rollback that is published already, what it was made from."""
    pointer = standing.pointer
    if chosen != pointer.current or pointer.aim not in {chosen.name, chosen.origin}:
        return chosen
    return next((one for one in pointer.history if one.name == pointer.aim), chosen)
