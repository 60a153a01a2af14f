"""What only makes sense for a file."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from vestibule.storage import Document, KeyRange, Put, Sqlite, Unavailable

PUT = Put(Document(key="a", value="{}"))


def test_data_is_there_after_closing(tmp_path: Path) -> None:
    with Sqlite(tmp_path) as store:
        store.commit([], [PUT])
    with Sqlite(tmp_path) as store:
        (entry,) = store.get(["a"])
        assert entry is not None and entry.value == "{}"
        store.commit([], [PUT])
        (again,) = store.get(["a"])
        assert again is not None and again.version != entry.version


def test_an_operation_after_closing_opens_again(tmp_path: Path) -> None:
    store = Sqlite(tmp_path)
    store.close()
    store.commit([], [PUT])
    store.close()


def test_directory_and_file_are_the_owners_alone(tmp_path: Path) -> None:
    with Sqlite(tmp_path / "new") as store:
        store.commit([], [PUT])
        for path in [store.file.parent, *store.file.parent.iterdir()]:
            assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_exists(tmp_path: Path) -> None:
    assert not Sqlite.exists(tmp_path / "new")
    assert not (tmp_path / "new").exists()
    Sqlite(tmp_path / "new").close()
    assert Sqlite.exists(tmp_path / "new")


def test_the_file_is_that_of_the_server(tmp_path: Path) -> None:
    with Sqlite(tmp_path) as store:
        connection = sqlite3.connect(store.file)
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        connection.close()
    assert (application, version, mode) == (int.from_bytes(b"Vstb"), 1, "wal")


def test_commits_are_synced(tmp_path: Path) -> None:
    with Sqlite(tmp_path) as store, store._connections.borrowed() as connection:
        for name, value in [("synchronous", 2), ("secure_delete", 1), ("trusted_schema", 0)]:
            assert connection.execute(f"PRAGMA {name}").fetchone() == (value,), name


def change(directory: Path, sql: str) -> None:
    connection = sqlite3.connect(directory / "vestibule.db")
    connection.executescript(sql)
    connection.close()


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    Sqlite(tmp_path).close()
    change(tmp_path, "PRAGMA user_version = 1000")
    with pytest.raises(ValueError, match="newer Vestibule"):
        Sqlite(tmp_path)


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    change(tmp_path, "CREATE TABLE theirs (a)")
    before = (tmp_path / "vestibule.db").read_bytes()
    with pytest.raises(ValueError, match="not a store of Vestibule"):
        Sqlite(tmp_path)
    assert (tmp_path / "vestibule.db").read_bytes() == before


def test_a_file_that_is_not_a_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vestibule.db").write_text("not a database, but a text that is long enough" * 100)
    with pytest.raises(Unavailable, match="SQLITE_NOTADB"):
        Sqlite(tmp_path)


def test_a_file_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    store = Sqlite(tmp_path)
    store.close()
    os.unlink(store.file)
    with pytest.raises(Unavailable, match="SQLITE_CANTOPEN"):
        store.get(["a"])
    assert not store.file.exists()


def test_a_lock_that_is_held_for_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vestibule.storage.connections.PATIENCE", 0.01)
    with Sqlite(tmp_path) as store:
        other = sqlite3.connect(store.file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="SQLITE_BUSY"):
            store.commit([], [PUT])
        # Readers do not wait for a writer.
        assert store.get(["a"]) == [None]
        other.execute("ROLLBACK")
        other.close()
        store.commit([], [PUT])


def test_a_write_that_fails_changes_nothing(tmp_path: Path) -> None:
    with Sqlite(tmp_path) as store:
        change(
            tmp_path,
            """CREATE TRIGGER refuse BEFORE INSERT ON document WHEN NEW.key = 'b'
               BEGIN SELECT RAISE(ABORT, 'the message may quote a secret'); END""",
        )
        writes = [PUT, Put(Document(key="b", value="{}"))]
        with pytest.raises(Unavailable) as failed:
            store.commit([], writes)
        assert "secret" not in str(failed.value)
        everything = KeyRange(start="", end="\U0010ffff")
        assert store.count(everything, [], None) == 0
        store.commit([], [PUT])
        assert store.count(everything, [], None) == 1


def test_a_sweep_uses_the_index(tmp_path: Path) -> None:
    """Otherwise it would read the whole table and block all other writers for that time."""
    with Sqlite(tmp_path) as store, store._connections.borrowed() as connection:
        sql = "EXPLAIN QUERY PLAN DELETE FROM document WHERE expires_at <= 0"
        ((*_, detail),) = connection.execute(sql).fetchall()
        assert "document_expires_at" in detail
