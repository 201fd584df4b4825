"""The state of the last build, in one SQLite file: what it read, what it wrote, and what it worked out from it.

Bytes decide; the state only saves looking at them again. A file is taken for unchanged when its size, modification time
and inode are those of the last build, as git's index does it; a file that changed in the tick in which the last build
began is looked at again. Whatever is missing, damaged, of another version or not ours is forgotten, never trusted.

Worked-out values (parsed records, compiled templates, the outline of the site) are signed with a key of this user, kept
outside of the site: a site comes from strangers, and could otherwise bring a state of its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NamedTuple, Self

SCHEMA = "2"

RECORD = "record"
"""The kind of memos that are parsed records."""

# Rows of many kilobytes, as memos are, are written twice as fast beside their index as in it.
_TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inputs (path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, inode INTEGER, digest TEXT)
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outputs (path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, inode INTEGER, digest TEXT,
  key TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS memos (kind TEXT, key TEXT, mac BLOB, value BLOB, PRIMARY KEY (kind, key));
"""


class Stamp(NamedTuple):
    """How a file looked: size in bytes, modification time in nanoseconds, inode. A folder has size -1."""

    size: int
    changed: int
    inode: int


class InputRow(NamedTuple):
    """A file that the last build read, or a folder that it listed (digest empty)."""

    stamp: Stamp
    digest: str


class OutputRow(NamedTuple):
    """A file that the last build left in the output; `key` is what its bytes were made from, empty when unknown."""

    stamp: Stamp
    digest: str
    key: str


class State:
    """The state file of one site and one output folder. Use as a context manager."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._connection = _connect(file)
        self._secret = _user_key()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def facts(self) -> dict[str, str]:
        """Return what the last build noted of itself."""
        return {name: value for name, value in self._rows("SELECT name, value FROM facts") if isinstance(value, str)}

    def forget_fact(self, name: str) -> None:
        """Forget one thing that the last build noted, at once."""
        with contextlib.suppress(sqlite3.Error), self._connection as connection:
            connection.execute("DELETE FROM facts WHERE name = ?", (name,))

    def looks(self, table: Literal["inputs", "outputs"]) -> Iterator[tuple[str, int, int, int]]:
        """Yield path, size, time and inode of every input or output of the last build, as plain as they are kept."""
        return self._rows(f"SELECT path, size, changed, inode FROM {table}")  # noqa: S608 - our own table names

    def input(self, path: str) -> InputRow | None:
        """Return one input of the last build."""
        for size, changed, inode, digest in self._rows(
            "SELECT size, changed, inode, digest FROM inputs WHERE path = ?", path
        ):
            return InputRow(Stamp(size, changed, inode), digest)
        return None

    def output(self, path: str) -> OutputRow | None:
        """Return one output of the last build."""
        for size, changed, inode, digest, key in self._rows(
            "SELECT size, changed, inode, digest, key FROM outputs WHERE path = ?", path
        ):
            return OutputRow(Stamp(size, changed, inode), digest, key)
        return None

    def names_in(self, folder: str) -> set[str]:
        """Return the names of what the last build saw in a folder of the inputs."""
        rows = self._rows("SELECT path FROM inputs WHERE path > ? AND path < ?", f"{folder}/", f"{folder}0")
        return {path[len(folder) + 1 :] for (path,) in rows if "/" not in path[len(folder) + 1 :]}

    def inputs(self) -> Iterator[tuple[str, InputRow]]:
        """Yield every input of the last build."""
        for path, size, changed, inode, digest in self._rows("SELECT path, size, changed, inode, digest FROM inputs"):
            yield path, InputRow(Stamp(size, changed, inode), digest)

    def outputs(self) -> Iterator[tuple[str, OutputRow]]:
        """Yield every output of the last build."""
        rows = self._rows("SELECT path, size, changed, inode, digest, key FROM outputs")
        for path, size, changed, inode, digest, key in rows:
            yield path, OutputRow(Stamp(size, changed, inode), digest, key)

    def memos(self, kind: str) -> dict[str, bytes]:
        """Return every worked-out value of a kind that is signed with this user's key."""
        if not self._secret:
            return {}
        rows = self._rows("SELECT key, mac, value FROM memos WHERE kind = ?", kind)
        return {key: value for key, mac, value in rows if self._is_signed(kind, key, mac, value)}

    def memo_keys(self, kind: str) -> Iterator[str]:
        """Yield the keys of the worked-out values of a kind, signed or not."""
        return (key for (key,) in self._rows("SELECT key FROM memos WHERE kind = ?", kind))

    def memo(self, kind: str, key: str) -> bytes | None:
        """Return one worked-out value, if it is there and signed with this user's key."""
        if self._secret:
            for mac, value in self._rows("SELECT mac, value FROM memos WHERE kind = ? AND key = ?", kind, key):
                return value if self._is_signed(kind, key, mac, value) else None
        return None

    def keep_memos(self, kind: str, new: Mapping[str, bytes]) -> None:
        """Keep new worked-out values of a kind at once, whatever becomes of the build; what cannot be is not."""
        if self._secret:
            with contextlib.suppress(sqlite3.Error, UnicodeError), self._connection:
                self._keep_memos(kind, new)

    def amend(
        self,
        facts: Mapping[str, str],
        inputs: Mapping[str, InputRow],
        outputs: Mapping[str, OutputRow | None],
        memos: Mapping[str, Mapping[str, bytes | None]],
    ) -> None:
        """Replace some rows of the state in one step; an output or a memo of None goes.

        What cannot be written costs time only.
        """
        with contextlib.suppress(sqlite3.Error, UnicodeError), self._connection as connection:
            connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())
            for table, rows in (("inputs", inputs), ("outputs", outputs)):
                marks = ", ".join("?" * (5 if table == "inputs" else 6))
                values = [(path, *row.stamp, *row[1:]) for path, row in rows.items() if row is not None]
                gone = [(path,) for path, row in rows.items() if row is None]
                connection.executemany(f"DELETE FROM {table} WHERE path = ?", gone)  # noqa: S608 - our own table names
                connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", values)  # noqa: S608
            for kind, changes in memos.items() if self._secret else ():
                forgotten = [(kind, key) for key, value in changes.items() if value is None]
                connection.executemany("DELETE FROM memos WHERE kind = ? AND key = ?", forgotten)
                self._keep_memos(kind, {key: value for key, value in changes.items() if value is not None})

    def save(
        self,
        facts: Mapping[str, str],
        inputs: Mapping[str, InputRow],
        outputs: Mapping[str, OutputRow],
        memos: Mapping[str, tuple[Mapping[str, bytes], Iterable[str]]],
    ) -> None:
        """Replace the state in one step; `memos` has, by kind, the new values and all keys that are still wanted.

        A disk that cannot be written costs time in the next build, and nothing else, and so does a file whose name is
        not UTF-8. A damaged state is begun anew.
        """
        try:
            self._save(facts, inputs, outputs, memos)
        except (sqlite3.OperationalError, UnicodeError):
            return
        except sqlite3.DatabaseError:
            self._connection.close()
            _remove(self.file)
            self._connection = _connect(self.file)
            with contextlib.suppress(sqlite3.Error):
                self._save(facts, inputs, outputs, memos)

    def _save(
        self,
        facts: Mapping[str, str],
        inputs: Mapping[str, InputRow],
        outputs: Mapping[str, OutputRow],
        memos: Mapping[str, tuple[Mapping[str, bytes], Iterable[str]]],
    ) -> None:
        with self._connection as connection:
            connection.execute("DELETE FROM facts")
            connection.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())
            self._replace("inputs", inputs)
            self._replace("outputs", outputs)
            if self._secret:
                for kind, (new, wanted) in memos.items():
                    self._save_memos(kind, new, set(wanted))

    def forget(self) -> None:
        """Forget everything."""
        with contextlib.suppress(sqlite3.Error), self._connection as connection:
            for table in ("facts", "inputs", "outputs", "memos"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own table names

    def _replace(
        self,
        table: Literal["inputs", "outputs"],
        new: Mapping[str, InputRow] | Mapping[str, OutputRow],
    ) -> None:
        """Write only the rows that differ; there are many, so that those of the last build are looked at in passing."""
        columns = "path, size, changed, inode, digest" + (", key" if table == "outputs" else "")
        same, gone = set(), []
        for row in self._rows(f"SELECT {columns} FROM {table}"):  # noqa: S608 - our own table names
            wanted = new.get(row[0])
            if wanted is None:
                gone.append((row[0],))
            elif row == (row[0], *wanted.stamp, *wanted[1:]):
                same.add(row[0])
        changed = ((path, *row.stamp, *row[1:]) for path, row in new.items() if path not in same)
        self._connection.executemany(f"DELETE FROM {table} WHERE path = ?", gone)  # noqa: S608 - our own table names
        marks = ", ".join("?" * (5 if table == "inputs" else 6))
        self._connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", changed)  # noqa: S608

    def _save_memos(self, kind: str, new: Mapping[str, bytes], wanted: set[str]) -> None:
        gone = [(kind, key) for key in {*self.memo_keys(kind)} - wanted]
        self._connection.executemany("DELETE FROM memos WHERE kind = ? AND key = ?", gone)
        self._keep_memos(kind, new)

    def _keep_memos(self, kind: str, new: Mapping[str, bytes]) -> None:
        signed = ((kind, key, self._sign(kind, key, value), value) for key, value in new.items())
        self._connection.executemany("INSERT OR REPLACE INTO memos VALUES (?, ?, ?, ?)", signed)

    def _is_signed(self, kind: str, key: object, mac: object, value: object) -> bool:
        """Return whether a row is as we wrote it; a stranger's may hold anything."""
        if not (isinstance(key, str) and isinstance(mac, bytes) and isinstance(value, bytes)):
            return False
        return hmac.compare_digest(mac, self._sign(kind, key, value))

    def _sign(self, kind: str, key: str, value: bytes) -> bytes:
        return hmac.digest(self._secret, f"{kind}:{key}:".encode() + value, hashlib.sha256)

    def _rows(self, query: str, *values: str) -> Iterator[tuple[Any, ...]]:
        with contextlib.suppress(sqlite3.Error):
            yield from self._connection.execute(query, values)


class Memos(Mapping[str, bytes]):
    """The worked-out values of a kind, read when they are asked for: together they may be larger than the memory."""

    def __init__(self, state: State, kind: str) -> None:
        self._state = state
        self._kind = kind

    def __getitem__(self, key: str) -> bytes:
        value = self._state.memo(self._kind, key)
        if value is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[str]:
        return self._state.memo_keys(self._kind)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _connect(file: Path) -> sqlite3.Connection:
    """Open the state: anew when it is damaged or of another version, in memory when it cannot be written."""
    with contextlib.suppress(OSError, sqlite3.Error):
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.is_symlink() or file.with_name(f"{file.name}-journal").exists():
            _remove(file)  # we make neither: a stranger's link or journal could reach files outside of the site
        connection = _open(file)
        if connection is None:
            _remove(file)
            connection = _open(file)
        if connection is not None:
            return connection
    connection = sqlite3.connect(":memory:")
    connection.executescript(_TABLES)
    return connection


def _remove(file: Path) -> None:
    for leftover in file.parent.glob(f"{file.name}*"):
        with contextlib.suppress(OSError):
            leftover.unlink()


def _open(file: Path) -> sqlite3.Connection | None:
    """Open a state; None when it is damaged or not exactly as we make it. One that is busy is an OperationalError."""
    connection = sqlite3.connect(file, timeout=10, check_same_thread=False)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = _tables_of(connection)
        if not tables:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")
        elif version != int(SCHEMA) or tables != _our_tables():
            connection.close()
            return None
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError:
        connection.close()
        return None
    return connection


def _tables_of(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def _our_tables() -> list[tuple[str, str]]:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_TABLES)
        return _tables_of(connection)


def _user_key() -> bytes:
    """Return the key that this user's worked-out values are signed with; empty when none can be kept."""
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    with contextlib.suppress(OSError, RuntimeError):
        folder = (Path(home) if home else Path.home() / ".cache") / "sitegen"
        file = folder / "state.key"
        with contextlib.suppress(FileNotFoundError):
            key = file.read_bytes()
            if len(key) == 32:
                return key
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"state.key.{os.getpid()}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(os.urandom(32))
        fresh.replace(file)
        return file.read_bytes()
    return b""
