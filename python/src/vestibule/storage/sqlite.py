"""A file on one machine, which several processes and threads may use at once.

It is the file of `vestibule serve --data`: the same table and the same rules, so the server's commands for
backup, checking and moving work on it, also while Python uses it.

Nothing is kept in memory between two operations.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from vestibule.contract.storage import (
    Check,
    Clause,
    Conflict,
    Delete,
    DeleteRange,
    Document,
    Entry,
    KeyRange,
    Page,
    Put,
    StoreError,
    Unavailable,
    Unknown,
    Write,
)
from vestibule.forking import know

from . import limits
from .connections import Connections, prepared_filter
from .directory import prepare
from .schema import set_up

#: A row of a result.
Row = tuple[Any, ...]

#: Minimum number of documents in a batch of a sweep, except the last one. A batch is larger only if more
#: documents expire in the same second.
_SWEPT_AT_ONCE = 500
#: The largest integer of SQLite: a later time is stored as that.
_LAST = (1 << 63) - 1

_WITHIN = """FROM document WHERE key >= :start AND key < :end
    AND (:live_at IS NULL OR expires_at IS NULL OR expires_at > :live_at)
    AND (:filter IS NULL OR vestibule_matches(:filter, value))"""


class Sqlite:
    """A store in a directory: `vestibule.db` and what SQLite puts beside it."""

    def __init__(self, directory: str | Path) -> None:
        """Opens a store. Creates the directory and the store if they do not exist.

        `OSError`: the directory cannot be used. `ValueError`: `vestibule.db` is not a store, or a newer
        Vestibule has written it. `Unavailable`: SQLite cannot open it.
        """
        self.file = prepare(Path(directory))
        self._connections = Connections(self.file)
        self.after_fork()
        know(self)
        with self._connections.borrowed() as connection:
            try:
                set_up(connection)
            except sqlite3.Error as error:
                raise _unavailable(error) from error

    def after_fork(self) -> None:
        """For `vestibule.forking`."""
        #: Writers of this process wait here; SQLite's own lock makes them wait with growing pauses.
        self._writing = threading.Lock()

    @staticmethod
    def exists(directory: str | Path) -> bool:
        """Whether there is a store in a directory. Creates nothing."""
        return (Path(directory) / "vestibule.db").exists()

    def close(self) -> None:
        """Closes the connections. An operation opens them again."""
        self._connections.close()

    def __enter__(self) -> Sqlite:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.close()

    def get(self, keys: Sequence[str]) -> list[Entry | None]:
        limits.check_get(keys)
        marks = ", ".join("?" for _ in keys)
        sql = f"SELECT key, value, version FROM document WHERE key IN ({marks})"
        rows = self._read(sql, tuple(keys))
        found = {row[0]: _entry(row) for row in rows}
        return [found.get(key) for key in keys]

    def scan(self, range: KeyRange, filter: Sequence[Clause], page: Page) -> list[Entry]:
        limits.check_scan(range, filter, page)
        order = "DESC" if page.reverse else "ASC"
        sql = f"SELECT key, value, version {_WITHIN} ORDER BY key {order} LIMIT :limit OFFSET :offset"
        within = _parameters(range, filter, page.live_at)
        rows = self._read(sql, {**within, "limit": page.limit, "offset": page.offset})
        return [_entry(row) for row in rows]

    def count(self, range: KeyRange, filter: Sequence[Clause], live_at: int | None) -> int:
        limits.check_count(range, filter)
        ((number,),) = self._read(f"SELECT count(*) {_WITHIN}", _parameters(range, filter, live_at))
        return int(number)

    def commit(self, checks: Sequence[Check], writes: Sequence[Write]) -> None:
        limits.check_commit(checks, writes)
        with _Transaction(self) as transaction:
            if not all(map(transaction.holds, checks)):
                raise Conflict
            for write in writes:
                transaction.write(write)

    def sweep(self, now: int) -> int:
        removed = 0
        while True:
            with _Transaction(self) as transaction:
                batch = transaction.sweep(now)
            removed += batch
            if batch < _SWEPT_AT_ONCE:
                return removed

    def _read(self, sql: str, parameters: tuple[object, ...] | dict[str, object]) -> list[Row]:
        """The rows of one statement, which reads one state of the store."""
        with self._connections.borrowed() as connection:
            try:
                return connection.execute(sql, parameters).fetchall()
            except sqlite3.Error as error:
                raise _unavailable(error) from error


class _Transaction:
    """A transaction that writes. Leaving it without an exception commits durably."""

    def __init__(self, store: Sqlite) -> None:
        self._store = store
        self._borrowed = store._connections.borrowed()

    def __enter__(self) -> _Transaction:
        self._store._writing.acquire()
        try:
            self._connection = self._borrowed.__enter__()
            self._run("BEGIN IMMEDIATE")
            ((version,),) = self._run("SELECT version FROM last_version")
            self._version = self._first = int(version)
        except BaseException as error:
            self._leave(error)
            raise
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        error: BaseException | None,
        __: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                if self._version != self._first:
                    self._run("UPDATE last_version SET version = ?", (self._version,))
                self._commit()
        except BaseException as failed:
            error = failed
            raise
        finally:
            self._leave(error)

    def _commit(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise _of_commit(error) from error

    def _leave(self, error: BaseException | None) -> None:
        try:
            connection = getattr(self, "_connection", None)
            if connection is not None and connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error as failed:
            error = failed
        finally:
            # A refused check says nothing about the connection.
            is_sound = error is None or isinstance(error, Conflict)
            self._borrowed.give_back(is_sound)
            self._store._writing.release()

    def _run(self, sql: str, parameters: tuple[object, ...] = ()) -> list[Row]:
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise _unavailable(error) from error

    def holds(self, check: Check) -> bool:
        """Whether a check of a commit holds."""
        rows = self._run("SELECT version FROM document WHERE key = ?", (check.key,))
        return check.version == (str(rows[0][0]) if rows else None)

    def write(self, write: Write) -> None:
        """Does a write of a commit."""
        match write:
            case Put(document):
                self._put(document)
            case Delete(key):
                self._run("DELETE FROM document WHERE key = ?", (key,))
            case DeleteRange(range_):
                bounds = (range_.start, range_.end)
                self._run("DELETE FROM document WHERE key >= ? AND key < ?", bounds)

    def _put(self, document: Document) -> None:
        self._version += 1
        row = (document.key, document.value, self._version, _seconds(document.expires_at))
        self._run(
            """INSERT INTO document (key, value, version, expires_at) VALUES (?, ?, ?, ?)
               ON CONFLICT (key) DO UPDATE SET value = excluded.value,
                   version = excluded.version, expires_at = excluded.expires_at""",
            row,
        )

    def sweep(self, now: int) -> int:
        """Removes a batch; returns the number of documents."""
        # The time of the last document of the batch; all documents with the same one go too.
        rows = self._run(
            "SELECT expires_at FROM document WHERE expires_at <= ? ORDER BY expires_at LIMIT 1 OFFSET ?",
            (_seconds(now), _SWEPT_AT_ONCE - 1),
        )
        until = rows[0][0] if rows else _seconds(now)
        self._run("DELETE FROM document WHERE expires_at <= ?", (until,))
        ((removed,),) = self._run("SELECT changes()")
        return int(removed)


def _entry(row: Row) -> Entry:
    key, value, version = row
    return Entry(key=key, value=value, version=str(version))


def _parameters(range_: KeyRange, filter_: Sequence[Clause], live_at: int | None) -> dict[str, object]:
    return {
        "start": range_.start,
        "end": range_.end,
        "live_at": _seconds(live_at),
        "filter": prepared_filter(filter_),
    }


def _seconds(time: int | None) -> int | None:
    return None if time is None else min(time, _LAST)


def _unavailable(error: sqlite3.Error) -> Unavailable:
    """The error of an operation that changed nothing.

    Only the name of SQLite's error is passed on: its message may quote what was being written. A lock
    that another process holds for too long is not a `Conflict`: a conflict is tried again at once, and
    every attempt would wait as long again.
    """
    return Unavailable(f"SQLite: {getattr(error, 'sqlite_errorname', 'unexpected error')}")


def _of_commit(error: sqlite3.Error) -> StoreError:
    """The error of a `COMMIT` that failed.

    If the disk was full or another process held the lock, the end of the transaction was not written to
    the log. After any other failure, for example of `fsync`, it may be in the log and be found when the log
    is read after a crash.
    """
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _unavailable(error)
    return Unknown()
