"""Whether a published shop is what was deployed: what somebody else changed, deleted or added, file by file."""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.deploy.base import Difference, Finding, Listed, Seen, Store
from sitegen.deploy.manifest import Entry, ReleaseManifest
from sitegen.deploy.parallel import in_parallel
from sitegen.deploy.plan import Wanted
from sitegen.deploy.standing import Standing


def compare_store(store: Store, standing: Standing, workers: int, *, thorough: bool) -> list[Difference]:
    """Return how a store differs from the manifest of its release.

    An ETag that is as the store gave it means the bytes that were sent. `thorough` looks at every object itself, its
    headers included, which an ETag does not speak of.
    """
    found: list[Difference] = []
    manifest = standing.manifest
    unseen = set(manifest.files)
    to_look_at: list[tuple[Listed, Entry]] = []
    for item in store.listing():
        unseen.discard(item.key)
        entry = manifest.known(item.key)
        if entry is None:
            found.append(Difference(item.key, Finding.FOREIGN))
        elif thorough or entry.etag != item.etag or entry.size != item.size:
            to_look_at.append((item, entry))

    def note(pair: tuple[Listed, Entry], seen: Seen | None) -> None:
        finding = _finding(store, pair[1], pair[0], seen)
        if finding is not None:
            found.append(Difference(pair[0].key, finding))

    in_parallel(to_look_at, lambda pair: store.look(pair[0].key), workers, note)
    found += [Difference(key, Finding.MISSING) for key in unseen]
    return found


def compare_build(wanted: Mapping[str, Wanted], manifest: ReleaseManifest) -> list[Difference]:
    """Return how a built shop differs from the release that is published."""
    found = []
    for key in wanted.keys() | manifest.files.keys():
        ours, theirs = wanted.get(key), manifest.files.get(key)
        if theirs is None:
            found.append(Difference(key, Finding.NOT_DEPLOYED))
        elif ours is None:
            found.append(Difference(key, Finding.NOT_BUILT))
        elif ours.digest != theirs.digest:
            found.append(Difference(key, Finding.OTHER_BUILD))
        elif ours.headers != theirs.headers:
            found.append(Difference(key, Finding.OTHER_HEADERS))
    return found


def _finding(store: Store, entry: Entry, item: Listed, seen: Seen | None) -> Finding | None:
    if seen is None:
        return Finding.MISSING
    is_same = seen.mark == entry.mark if seen.is_proven else seen.etag == entry.etag and item.size == entry.size
    if not is_same:
        return Finding.CHANGED
    if seen.headers is not None and store.header_key(seen.headers) != entry.headers:
        return Finding.HEADERS
    return None
