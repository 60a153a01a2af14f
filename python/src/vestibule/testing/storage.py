"""A store in memory that fails on demand."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Literal

from vestibule.storage import (
    Check,
    Clause,
    Conflict,
    Entry,
    KeyRange,
    Memory,
    Page,
    Unavailable,
    Unknown,
    Write,
)

Kind = Literal["unavailable", "unknown", "conflict"]


class StorageForTests:
    """A store in memory. `fail_next` lets an operation fail, to see how an application takes it."""

    def __init__(self, memory: Memory | None = None) -> None:
        self._memory = memory or Memory()
        self._lock = threading.Lock()
        self._failures: list[Kind] = []

    def fail_next(self, kind: Kind, times: int = 1) -> None:
        """Lets the next operations fail.

        `"unavailable"`: any operation; nothing is changed. `"conflict"`: a commit; nothing is changed, and
        the component tries again. `"unknown"`: a commit, which happens, but its reply is lost.
        """
        if kind not in ("unavailable", "unknown", "conflict"):
            raise ValueError(f'expected "unavailable", "unknown" or "conflict", not "{kind}"')
        with self._lock:
            self._failures += [kind] * times

    def fork(self) -> StorageForTests:
        """A store with the same documents, and without failures to come."""
        return StorageForTests(self._memory.fork())

    def replace(self, other: StorageForTests) -> None:
        """Takes the documents of another store instead of its own, and forgets failures to come."""
        self._memory = other._memory.fork()
        self._failures.clear()

    def _fails(self, *kinds: Kind) -> Kind | None:
        """The failure that comes now, if it is one of these."""
        with self._lock:
            is_now = bool(self._failures) and self._failures[0] in kinds
            return self._failures.pop(0) if is_now else None

    def _before(self) -> None:
        if self._fails("unavailable"):
            raise Unavailable("a test lets it fail")

    def get(self, keys: Sequence[str]) -> list[Entry | None]:
        self._before()
        return self._memory.get(keys)

    def scan(self, range: KeyRange, filter: Sequence[Clause], page: Page) -> list[Entry]:
        self._before()
        return self._memory.scan(range, filter, page)

    def count(self, range: KeyRange, filter: Sequence[Clause], live_at: int | None) -> int:
        self._before()
        return self._memory.count(range, filter, live_at)

    def commit(self, checks: Sequence[Check], writes: Sequence[Write]) -> None:
        self._before()
        failure = self._fails("unknown", "conflict")
        if failure == "conflict":
            raise Conflict
        self._memory.commit(checks, writes)
        if failure == "unknown":
            raise Unknown

    def sweep(self, now: int) -> int:
        return self._memory.sweep(now)
