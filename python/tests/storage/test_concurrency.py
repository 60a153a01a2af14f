"""Many at once: as if they had come one after another."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vestibule.storage import (
    Check,
    Conflict,
    Document,
    KeyRange,
    Page,
    Put,
    Sqlite,
    Storage,
)

EVERYTHING = KeyRange(start="", end="\U0010ffff")


def put(key: str, value: str) -> Put:
    return Put(Document(key=key, value=value))


def increment(store: Storage, key: str) -> None:
    """Reads a number, adds one, and writes it back if it is unchanged; until that succeeds."""
    while True:
        (entry,) = store.get([key])
        number = 0 if entry is None else int(entry.value)
        check = Check(key=key, version=None if entry is None else entry.version)
        try:
            store.commit([check], [put(key, str(number + 1))])
        except Conflict:
            continue
        return


def value(store: Storage, key: str) -> str | None:
    (entry,) = store.get([key])
    return None if entry is None else entry.value


def test_no_increment_is_lost(store: Storage) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: increment(store, "counter"), range(50)))
    assert value(store, "counter") == "50"


def test_one_of_many_creates_a_key(store: Storage) -> None:
    def create(number: int) -> bool:
        try:
            store.commit([Check(key="a")], [put("a", str(number))])
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        created = list(threads.map(create, range(50)))
    assert created.count(True) == 1
    assert value(store, "a") == str(created.index(True))


def test_a_read_sees_all_of_a_commit_or_nothing(store: Storage) -> None:
    def write() -> None:
        for number in range(1, 101):
            store.commit([], [put(key, str(number)) for key in ("a", "b")])

    store.commit([], [put("a", "0"), put("b", "0")])
    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write)
        while not writing.done():
            a, b = store.get(["a", "b"])
            assert a is not None and b is not None and a.value == b.value
            a, b = store.scan(EVERYTHING, [], Page(limit=2))
            assert a.value == b.value
        writing.result()


def test_a_conflict_affects_no_other_commit(store: Storage) -> None:
    store.commit([], [put("taken", "{}")])

    def commit(number: int) -> bool:
        check = Check(key="free" if number % 2 == 0 else "taken")
        try:
            store.commit([check], [put(f"{number:03}", "{}")])
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(commit, range(100)))
    assert done == [number % 2 == 0 for number in range(100)]
    keys = [entry.key for entry in store.scan(EVERYTHING, [], Page(limit=1_000))]
    assert keys == [*(f"{number:03}" for number in range(0, 100, 2)), "taken"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_forked_process_has_connections_of_its_own(tmp_path: Path) -> None:
    with Sqlite(tmp_path) as store:
        for _ in range(20):
            increment(store, "counter")
            inherited = list(store._connections._idle)
            child = os.fork()
            if child == 0:
                # No exception may reach pytest, which runs in this process, too.
                code = 1
                try:
                    increment(store, "counter")
                    own = list(store._connections._idle)
                    code = int(not inherited or any(each in inherited for each in own))
                finally:
                    os._exit(code)
            increment(store, "counter")
            _, status = os.waitpid(child, 0)
            assert os.waitstatus_to_exitcode(status) == 0
        assert value(store, "counter") == "60"
