"""Where the bytes of a release come from: the built shop on this disk, or the store's own copies of an earlier one."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sitegen.deploy.base import DeployStopped, Policy, Receipt, Store
from sitegen.deploy.headers import HeaderRules, ObjectHeaders, compressed, headers_for
from sitegen.deploy.local import missing_assets, read_same, scan_files
from sitegen.deploy.manifest import Entry, ReleaseManifest
from sitegen.deploy.plan import Upload, Wanted
from sitegen.deploy.redirects import REDIRECTS_FILE, object_redirects, parse_redirects
from sitegen.digests import digest_bytes
from sitegen.problems import error


class Source(Protocol):
    """Gives a deploy its files."""

    @property
    def is_remote(self) -> bool:
        """Whether nothing is sent from here."""
        ...

    @property
    def wanted(self) -> Mapping[str, Wanted]:
        """Every file as it should be."""
        ...

    def expected(self, store: Store, uploads: Iterable[Upload]) -> dict[str, Entry]:
        """Return the entries that uploads will lead to, as far as that is known.

        Raises DeployStopped when some of them cannot be done.
        """
        ...

    def write(self, store: Store, upload: Upload, entry: Entry) -> Receipt:
        """Write one file to the store. Safe in several threads."""
        ...


@dataclass(frozen=True, slots=True)
class BuiltShop:
    """The output folder of a build."""

    folder: Path
    files: Mapping[str, Wanted]
    rules: HeaderRules
    is_remote: bool = False

    @property
    def wanted(self) -> Mapping[str, Wanted]:
        """Every file of the shop."""
        return self.files

    def expected(self, store: Store, uploads: Iterable[Upload]) -> dict[str, Entry]:
        """Return the entries that uploads will lead to; refuse a page that names a file which the shop has not."""
        entries = {}
        missing = []
        for key, *_ in uploads:
            file = self.files[key]
            data = read_same(self.folder, key, file.digest)
            if key.endswith(".html"):
                missing += [(key, path) for path in missing_assets(key, data, self.files)]
            data = self._stored(data, headers_for(key, self.rules))
            entries[key] = Entry(file.digest, len(data), store.predicted(data), file.headers)
        if missing:
            page, path = min(missing)
            raise DeployStopped(error("deploy.dangling", page, file=path, count=len(missing)))
        return entries

    def write(self, store: Store, upload: Upload, entry: Entry) -> Receipt:
        """Send one file."""
        headers = headers_for(upload.key, self.rules)
        data = self._stored(read_same(self.folder, upload.key, entry.digest), headers)
        return store.put(upload.key, data, headers, mark=entry.mark, condition=upload.condition)

    def _stored(self, data: bytes, headers: ObjectHeaders) -> bytes:
        return compressed(data) if headers.content_encoding == "gzip" else data


def built_shop(folder: Path, policy: Policy, store: Store) -> BuiltShop:
    """Return the shop in a folder, as a store is to have it. Raises DeployStopped when it must not be published."""
    redirects: Mapping[str, str] = {}
    file = folder / REDIRECTS_FILE
    if policy.redirects and file.is_file():
        redirects = object_redirects(parse_redirects(file.read_bytes()))
    rules = policy.rules(redirects)
    keys: dict[ObjectHeaders, str] = {}
    files: dict[str, Wanted] = {}
    for key, (digest, size) in scan_files(folder, policy.omitted):
        headers = headers_for(key, rules)
        if headers not in keys:
            keys[headers] = store.header_key(headers)
        files[key] = Wanted(digest, size, keys[headers])
    return BuiltShop(folder, files, rules)


def digest_of(data: bytes, headers: ObjectHeaders | None) -> str:
    """Return the digest of the built file that stored bytes were made from; empty when they are damaged."""
    if headers is None or headers.content_encoding != "gzip":
        return digest_bytes(data)
    try:
        return digest_bytes(gzip.decompress(data))
    except (OSError, EOFError, zlib.error):
        return ""


def holds(data: bytes, entry: Entry) -> bool:
    """Return whether stored bytes are those of a file, as they were built or compressed."""
    if len(data) != entry.size:
        return False
    if digest_bytes(data) == entry.digest:
        return True
    return digest_of(data, ObjectHeaders("", "", "gzip")) == entry.digest


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """A release that is in the store still: its assets where they were, its pages as kept copies or versions."""

    number: int
    manifest: ReleaseManifest
    blobs: frozenset[str]
    is_remote: bool = True

    @property
    def wanted(self) -> Mapping[str, Wanted]:
        """Every file of the release."""
        return {key: Wanted(entry.digest, 0, entry.headers) for key, entry in self.manifest.files.items()}

    def expected(self, store: Store, uploads: Iterable[Upload]) -> dict[str, Entry]:
        """Return the entries that copies will lead to; refuse when the bytes of some files are gone."""
        entries = {upload.key: self.manifest.files[upload.key] for upload in uploads}
        gone = [key for key, entry in entries.items() if not self._origin(key, entry)]
        if gone:
            raise DeployStopped(error("deploy.gone", min(gone), release=self.number, count=len(gone)))
        # A copy has the ETag of its original only where ETags are made from bytes alone.
        is_telling = bool(store.predicted(b""))
        return {
            key: entry._replace(etag=entry.etag if is_telling else "", version="") for key, entry in entries.items()
        }

    def write(self, store: Store, upload: Upload, entry: Entry) -> Receipt:
        """Copy one file inside the store."""
        original = self.manifest.files[upload.key]
        source = self._origin(upload.key, original)
        if not store.predicted(b""):
            self._check(store, source, upload.key, entry)
        try:
            receipt = store.copy(source, upload.key, version=original.version)
        except FileNotFoundError:
            raise DeployStopped(error("deploy.gone", upload.key, release=self.number, count=1)) from None
        if receipt.etag:
            return receipt
        seen = store.look(upload.key)
        if seen is None or seen.mark != entry.mark:
            raise DeployStopped(error("deploy.wrong_bytes", upload.key))
        return Receipt(seen.etag)

    def _check(self, store: Store, source: str, key: str, entry: Entry) -> None:
        """Look at a kept copy before it is published, where no ETag would tell afterwards that it is damaged."""
        seen = store.look(source)
        if seen is None:
            raise DeployStopped(error("deploy.gone", key, release=self.number, count=1))
        if seen.is_proven and seen.mark != entry.mark:
            raise DeployStopped(error("deploy.wrong_bytes", key))

    def _origin(self, key: str, entry: Entry) -> str:
        """Return the key that the bytes can be copied from, empty when they are gone."""
        if entry.version:
            return key
        return entry.blob if entry.blob in self.blobs else ""
