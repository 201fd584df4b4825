"""How a target stands before a deploy: its pointer, the manifest of the release, and of deploys that did not end."""

from __future__ import annotations

from dataclasses import dataclass, field

from sitegen.deploy.base import ABSENT, DeployStopped, Found, Store
from sitegen.deploy.manifest import ReleaseManifest, manifest_key, unpack
from sitegen.deploy.pointer import POINTER, Pointer, parse_pointer
from sitegen.problems import error


@dataclass(frozen=True, slots=True)
class Standing:
    """What a target says of itself; `etag` is the pointer's."""

    pointer: Pointer = field(default_factory=Pointer)
    etag: str = ABSENT
    manifest: ReleaseManifest = field(default_factory=ReleaseManifest)
    unfinished: tuple[ReleaseManifest, ...] = ()


def read_standing(store: Store) -> Standing:
    """Return how a target stands. Raises DeployStopped when its state is damaged."""
    found = store.read(POINTER)
    if found is None:
        return Standing()
    pointer = _parsed(store, found)
    manifest = ReleaseManifest()
    if pointer.current is not None:
        manifest = read_manifest(store, pointer.current.manifest) or _damaged(store)
    journals = (journal.changes or read_manifest(store, journal.manifest) for journal in pointer.unfinished)
    return Standing(pointer, found.etag, manifest, tuple(filter(None, journals)))


def read_pointer(store: Store) -> tuple[Pointer, str]:
    """Return the pointer of a target, and its ETag."""
    found = store.read(POINTER)
    return (Pointer(), ABSENT) if found is None else (_parsed(store, found), found.etag)


def read_manifest(store: Store, digest: str) -> ReleaseManifest | None:
    """Return a manifest, None when it is not there. Raises DeployStopped when it is damaged."""
    found = store.read(manifest_key(digest))
    if found is None:
        return None
    try:
        return unpack(digest, found.data)
    except ValueError as failure:
        raise DeployStopped(error("deploy.state", store.place, reason=failure)) from failure


def _parsed(store: Store, found: Found) -> Pointer:
    try:
        return parse_pointer(found.data)
    except ValueError as failure:
        raise DeployStopped(error("deploy.state", store.place, reason=failure)) from failure


def _damaged(store: Store) -> ReleaseManifest:
    raise DeployStopped(error("deploy.state", store.place, reason="the manifest of the release is missing"))
