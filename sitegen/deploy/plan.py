"""Planning a deploy: what is wanted, what is there, and so what to do, each file with its reason. Nothing is changed.

Three views are laid over each other: the files that are wanted (of the built shop, or of an earlier release), the
manifest of what was deployed last, and the listing of what is really there. Ours is what a manifest of ours names; all
else is foreign and is never touched.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from sitegen.deploy.base import ABSENT, DeployStopped, Listed, Policy, Reason, Seen
from sitegen.deploy.headers import KEPT_FOREVER
from sitegen.deploy.manifest import Entry, ReleaseManifest, Retired
from sitegen.deploy.standing import Standing
from sitegen.deploy.waves import is_fixed, wave_of
from sitegen.problems import error


class Wanted(NamedTuple):
    """A file as it should be: SHA-256 of the built file, its bytes, and the key of its headers."""

    digest: str
    size: int
    headers: str


class Upload(NamedTuple):
    """A file to be written: why, in which wave, and what must be at its place before."""

    key: str
    reason: Reason
    wave: int
    condition: str


class Deletion(NamedTuple):
    """A file of ours to be deleted at the end, and why."""

    key: str
    reason: Reason


@dataclass(slots=True)
class Decisions:
    """What was decided, file by file.

    `kept` are entries that are there as wanted, `preserved` those whose bytes must be kept for going back, by key.
    """

    uploads: list[Upload] = field(default_factory=list)
    deletes: list[Deletion] = field(default_factory=list)
    kept: dict[str, Entry] = field(default_factory=dict)
    retired: dict[str, Retired] = field(default_factory=dict)
    preserved: dict[str, Entry] = field(default_factory=dict)
    drift: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    resumed: int = 0


class Planner:
    """Lays the three views over each other. `today` decides which old assets have waited long enough."""

    def __init__(self, wanted: Mapping[str, Wanted], standing: Standing, policy: Policy, today: date) -> None:
        self._wanted = wanted
        self._manifest = standing.manifest
        self._journals = standing.unfinished
        self._number = standing.pointer.number
        self._oldest = min((release.number for release in standing.pointer.history), default=0)
        self._policy = policy
        self._today = today
        self._seen: set[str] = set()
        self._doubtful: list[Listed] = []
        self.listed = 0
        self.decisions = Decisions()

    def take(self, listing: Iterable[Listed]) -> Sequence[Listed]:
        """Decide on what is there; return what cannot be decided without a look at the object itself."""
        for item in listing:
            self.listed += 1
            self._seen.add(sys.intern(item.key))
            state = self._state_of(item)
            if state is not None:
                self._decide(item.key, item.etag, state)
            elif item.key in self._wanted or self._is_named(item.key):
                self._doubtful.append(item)
        return self._doubtful

    def clear_up(self, item: Listed, seen: Seen | None) -> None:
        """Decide on an object that was looked at: one of a deploy that did not finish, a tampered or a foreign one."""
        if seen is None:
            self._seen.discard(item.key)
            return
        ours = [entry for entry in self._candidates(item.key) if entry.mark == seen.mark]
        state = next((entry for entry in ours if seen.is_proven or entry.etag == seen.etag), None)
        if state is not None:
            self._decide(item.key, seen.etag, state._replace(etag=seen.etag, size=seen.size))
        elif ours or self._manifest.known(item.key) is not None:
            self._restore(item.key, seen.etag)
        elif item.key in self._wanted:
            self._adopt(item.key, seen)

    def is_worth_reading(self, key: str, seen: Seen) -> bool:
        """Return whether an object says that it is ours while its ETag is not the one that was expected."""
        ours = [entry for entry in self._candidates(key) if entry.mark == seen.mark]
        return bool(ours) and all(entry.etag != seen.etag for entry in ours)

    def finish(self, place: str) -> Decisions:
        """Decide on what is not there, and return all decisions. Raises DeployStopped for names that are taken."""
        made = self.decisions
        if made.foreign:
            raise DeployStopped(
                error("deploy.foreign", place, count=len(made.foreign), files=", ".join(sorted(made.foreign)[:5]))
            )
        for key in self._wanted:
            if key not in self._seen:
                self._upload(key, Reason.MISSING if key in self._manifest.files else Reason.NEW, ABSENT)
        made.drift += [key for key in self._manifest.files if key not in self._seen]
        made.uploads.sort(key=lambda upload: (upload.wave, upload.key))
        made.deletes.sort()
        made.drift.sort()
        return made

    def _state_of(self, item: Listed) -> Entry | None:
        """Return the entry of ours that an object still is, by its ETag, None when that does not tell."""
        same = [entry for entry in self._candidates(item.key) if entry.etag == item.etag]
        # The same bytes with other headers have the same ETag: then only the object itself knows which they are.
        return same[0] if same and all(entry.mark == same[0].mark for entry in same) else None

    def _candidates(self, key: str) -> list[Entry]:
        """Return what an object of ours may be: as the release has it, or as a deploy that did not finish meant it."""
        known = self._manifest.known(key)
        entries = [] if known is None else [known]
        if self._journals:
            entries += [journal.files[key] for journal in self._journals if key in journal.files]
        return entries

    def _is_named(self, key: str) -> bool:
        return key in self._manifest.files or any(key in journal.files for journal in self._journals)

    def _decide(self, key: str, etag: str, state: Entry) -> None:
        """Decide on an object of ours that is as some deploy of ours left it."""
        wanted = self._wanted.get(key)
        if wanted is None:
            self._let_go(key, state)
        elif (wanted.digest, wanted.headers) == (state.digest, state.headers):
            self.decisions.kept[key] = state
            self.decisions.resumed += state is not self._manifest.known(key)
        else:
            self._upload(key, Reason.CHANGED if wanted.digest != state.digest else Reason.HEADERS, etag)
            self._preserve(key, state)

    def _let_go(self, key: str, state: Entry) -> None:
        """Retire or delete an object of ours that is not wanted any more."""
        made = self.decisions
        if key in self._manifest.files:
            if not is_fixed(key):
                self._preserve(key, state)
            made.retired[key] = Retired(state, self._number, self._today.isoformat())
            if not is_fixed(key):
                made.deletes.append(Deletion(key, Reason.REMOVED))
        elif key in self._manifest.retired:
            old = self._manifest.retired[key]
            made.retired[key] = old
            if not is_fixed(key) or self._is_outdated(key, old):
                made.deletes.append(Deletion(key, Reason.OUTDATED if is_fixed(key) else Reason.REMOVED))
        else:
            # A page of the unfinished deploy may be open somewhere: its assets wait like all others.
            made.retired[key] = Retired(state, self._number, self._today.isoformat())
            if not is_fixed(key):
                made.deletes.append(Deletion(key, Reason.LEFTOVER))

    def _is_outdated(self, key: str, old: Retired) -> bool:
        """Return whether an old asset is needed by no release that can come back, no open page and no order."""
        if KEPT_FOREVER.fullmatch(key):
            return False
        is_old = self._today - date.fromisoformat(old.day) >= timedelta(days=self._policy.grace_days)
        return is_old and old.number < self._oldest

    def _restore(self, key: str, etag: str) -> None:
        """Put our bytes back over somebody else's; what we do not want any more is theirs now."""
        self.decisions.drift.append(key)
        if key in self._wanted:
            self._upload(key, Reason.TAMPERED, etag)

    def _adopt(self, key: str, seen: Seen) -> None:
        wanted = self._wanted[key]
        if not self._policy.adopt:
            self.decisions.foreign.append(key)
        elif seen.mark == f"{wanted.digest}-{wanted.headers}":
            self.decisions.kept[key] = Entry(wanted.digest, seen.size, seen.etag, wanted.headers)
            self.decisions.resumed += 1
        else:
            self._upload(key, Reason.CHANGED, seen.etag)

    def _upload(self, key: str, reason: Reason, condition: str) -> None:
        is_new = reason in {Reason.NEW, Reason.MISSING}
        self.decisions.uploads.append(Upload(key, reason, wave_of(key, is_new=is_new), condition))

    def _preserve(self, key: str, state: Entry) -> None:
        """Keep the bytes of the release that is published, where the store keeps no versions of its own."""
        published = self._manifest.files.get(key)
        if published is not None and published.mark == state.mark and not state.version:
            self.decisions.preserved[key] = state


def next_manifest(made: Decisions, standing: Standing, written: Mapping[str, Entry], oldest: int) -> ReleaseManifest:
    """Return the manifest of the release that `made` leads to; `oldest` is the last one that can be gone back to."""
    files = {**made.kept, **written} if written else made.kept
    gone = {deletion.key for deletion in made.deletes if deletion.reason is Reason.OUTDATED}
    retired = {key: old for key, old in made.retired.items() if key not in gone}
    blobs = dict(standing.manifest.blobs)
    number = standing.pointer.number
    journaled = {name for journal in standing.unfinished for name in journal.blobs}
    for key, entry in standing.manifest.files.items():
        if key in made.preserved or (files.get(key) != entry and entry.blob in journaled):
            blobs[entry.blob] = number
    return ReleaseManifest(files, retired, {name: last for name, last in blobs.items() if last >= oldest})
