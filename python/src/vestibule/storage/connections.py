"""Connections to one file, all with the same settings, each used by one thread at a time.

A connection must not be used, not even closed, in a process that was forked from the one that opened
it: that could damage the file. So each process has connections of its own.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import deque
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType

from vestibule.contract.storage import Clause, Condition, Test, Unavailable

from .filter import matches

#: Seconds that an operation waits for another process's lock before it fails.
PATIENCE = 5.0
#: Connections that wait for their next use; further ones are closed.
_IDLE = 16
#: Statements that a connection keeps prepared: `get` has one for each number of keys.
_STATEMENTS = 128

#: `synchronous = FULL` makes commits durable: in WAL mode anything less leaves out the `fsync`. Deleted
#: data is overwritten, so that nothing remains of a person who was erased.
_SETTINGS = """
    PRAGMA synchronous = FULL;
    PRAGMA mmap_size = 268435456;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = OFF;
    PRAGMA trusted_schema = OFF;
"""

#: Connections of the processes that this one was forked from: kept, so that they are never closed.
_inherited: list[sqlite3.Connection] = []


class Connections:
    """The connections to a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._process = os.getpid()
        self._idle: deque[sqlite3.Connection] = deque()

    def borrowed(self) -> Borrowed:
        """A connection for the time of a `with` statement."""
        return Borrowed(self)

    def close(self) -> None:
        """Closes the connections that are not in use."""
        while self._idle:
            self._take().close()

    def _take(self) -> sqlite3.Connection:
        if self._process != os.getpid():
            _inherited.extend(self._idle)
            self._idle = deque()
            self._process = os.getpid()
        try:
            return self._idle.pop()
        except IndexError:
            return _open(self._file)

    def _give_back(self, connection: sqlite3.Connection, is_sound: bool) -> None:
        if is_sound and len(self._idle) < _IDLE:
            self._idle.append(connection)
        else:
            connection.close()


class Borrowed:
    """A connection that is in use."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> sqlite3.Connection:
        try:
            self._connection = self._connections._take()
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "unexpected error")
            raise Unavailable(f"SQLite: {name}") from error
        return self._connection

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.give_back(kind is None)

    def give_back(self, is_sound: bool) -> None:
        """Ends the use; a connection that may not be sound is closed."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._connections._give_back(connection, is_sound)


def _open(file: Path) -> sqlite3.Connection:
    # Mode `rw`: a file that is gone is an error, not a new and empty store.
    connection = sqlite3.connect(
        f"{file.as_uri()}?mode=rw",
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_STATEMENTS,
        uri=True,
    )
    try:
        connection.executescript(_SETTINGS)
        connection.create_function("vestibule_matches", 2, _matches, deterministic=True)
    except BaseException:
        connection.close()
        raise
    return connection


def prepared_filter(filter_: Sequence[Clause]) -> str | None:
    """A filter as one parameter of a statement."""
    if not filter_:
        return None
    return json.dumps([[(c.field, c.test.value, c.text) for c in each.any_of] for each in filter_])


@lru_cache(maxsize=64)
def _filter(prepared: str) -> list[Clause]:
    return [
        Clause(any_of=[Condition(field=f, test=Test(t), text=x) for f, t, x in clause])
        for clause in json.loads(prepared)
    ]


def _matches(prepared: str, value: str) -> bool:
    """The meaning of a filter is decided here and not by SQLite, whose versions differ."""
    return matches(_filter(prepared), value)
