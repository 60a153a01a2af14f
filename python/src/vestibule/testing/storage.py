"""A store in memory that fails on demand."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class _Failure:
    kind: Kind
    #: Whether a commit happens although its reply is lost.
    is_done: bool


class StorageForTests:
    """A store in memory. `fail_next` lets an operation fail, to see how an application takes it."""

    def __init__(self, memory: Memory | None = None) -> None:
        self._memory = memory or Memory()
        self._lock = threading.Lock()
        #: What happens to the next operations; none: the operation succeeds.
        self._plan: list[_Failure | None] = []

    def fail_next(self, kind: Kind, *, times: int = 1, after: int = 0, is_done: bool = True) -> None:
        """Lets the next operations fail: so many `times`, `after` so many that succeed.

        `"unavailable"`: any operation; nothing is changed. `"conflict"`: a commit; nothing is changed, and
        the component tries again. `"unknown"`: a commit whose reply is lost; it happened if `is_done`.
        Operations that cannot fail in this way succeed, and are not counted.
        """
        if kind not in ("unavailable", "unknown", "conflict"):
            raise ValueError(f'expected "unavailable", "unknown" or "conflict", not "{kind}"')
        with self._lock:
            self._plan += [None] * after + [_Failure(kind, is_done)] * times

    def fork(self) -> StorageForTests:
        """A store with the same documents, and without failures to come."""
        return StorageForTests(self._memory.fork())

    def replace(self, other: StorageForTests) -> None:
        """Takes the documents of another store instead of its own, and forgets failures to come."""
        self._memory = other._memory.fork()
        self._plan.clear()

    def _failure(self, is_commit: bool) -> _Failure | None:
        """What happens to an operation."""
        with self._lock:
            upcoming = next((each for each in self._plan if each is not None), None)
            if upcoming is None or (upcoming.kind != "unavailable" and not is_commit):
                return None
            return self._plan.pop(0)

    def _before_reading(self) -> None:
        if self._failure(is_commit=False):
            raise Unavailable("a test lets it fail")

    def get(self, keys: Sequence[str]) -> list[Entry | None]:
        self._before_reading()
        return self._memory.get(keys)

    def scan(self, range: KeyRange, filter: Sequence[Clause], page: Page) -> list[Entry]:
        self._before_reading()
        return self._memory.scan(range, filter, page)

    def count(self, range: KeyRange, filter: Sequence[Clause], live_at: int | None) -> int:
        self._before_reading()
        return self._memory.count(range, filter, live_at)

    def commit(self, checks: Sequence[Check], writes: Sequence[Write]) -> None:
        failure = self._failure(is_commit=True)
        if failure is not None and failure.kind == "unavailable":
            raise Unavailable("a test lets it fail")
        if failure is not None and failure.kind == "conflict":
            raise Conflict
        if failure is None or failure.is_done:
            self._memory.commit(checks, writes)
        if failure is not None:
            raise Unknown

    def sweep(self, now: int) -> int:
        return self._memory.sweep(now)
