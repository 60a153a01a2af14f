"""The tables, and the version of the schema: those of `vestibule serve`.

`application_id` marks a file as a store of Vestibule; `user_version` is how many steps it has taken. They
are taken in one transaction that first reads the number again, so any number of processes may open a
new file at once.
"""

from __future__ import annotations

import sqlite3
import time

from .connections import PATIENCE

#: "Vstb".
_APPLICATION = 0x56737462

#: Never changed once released, only added to.
_STEPS = [
    """
    CREATE TABLE document (
        key TEXT PRIMARY KEY NOT NULL,
        value TEXT NOT NULL,
        version INTEGER NOT NULL,
        expires_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX document_expires_at ON document (expires_at) WHERE expires_at IS NOT NULL;
    CREATE TABLE last_version (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        version INTEGER NOT NULL
    ) STRICT;
    INSERT INTO last_version VALUES (1, 0)
    """,
]


def set_up(connection: sqlite3.Connection) -> None:
    """Brings a file to the newest schema; `ValueError` if it is not a store, or too new."""
    if sqlite3.sqlite_version_info < (3, 37):
        raise ValueError(f"SQLite 3.37 or newer is needed, not {sqlite3.sqlite_version}")
    # Before anything is changed: the file may belong to another program.
    taken = _inspect(connection)
    _write_ahead(connection)
    if taken < len(_STEPS):
        _migrate(connection)


def _inspect(connection: sqlite3.Connection) -> int:
    application, version, is_empty = connection.execute(
        "SELECT application_id, user_version, NOT EXISTS (SELECT 1 FROM sqlite_master) "
        "FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if application == _APPLICATION and 0 <= version <= len(_STEPS):
        return int(version)
    if application == 0 and version == 0 and is_empty:
        return 0
    if application == _APPLICATION:
        raise ValueError(
            f"the store has schema {version}, which is newer than schema {len(_STEPS)} of this "
            "package: a newer Vestibule has written it"
        )
    raise ValueError("the file is a database, but not a store of Vestibule")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switches a new file to write-ahead logging, which is permanent.

    The switch needs an exclusive lock and, unlike other statements, does not always wait for it.
    """
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            is_locked = error.sqlite_errorcode & 0xFF in (
                sqlite3.SQLITE_BUSY,
                sqlite3.SQLITE_LOCKED,
            )
            if not is_locked or time.monotonic() > ends:
                raise
            time.sleep(0.01)
        else:
            if mode != "wal":
                raise ValueError(f"write-ahead logging cannot be used here, only {mode}")
            return


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have taken the steps in the meantime.
        for step in _STEPS[_inspect(connection) :]:
            for statement in step.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(_STEPS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
