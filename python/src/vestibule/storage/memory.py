"""A store in memory: for tests, and for programs that keep nothing."""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    Write,
)

from . import limits
from .filter import matches


@dataclass(frozen=True, slots=True)
class _Stored:
    value: str
    version: int
    expires_at: int | None


class Memory:
    """A store whose documents are lost with it. One lock makes every operation serializable."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._documents: dict[str, _Stored] = {}
        #: In their order. Python orders texts by code points, which is the order of their bytes.
        self._keys: list[str] = []
        self._last_version = 0

    def fork(self) -> Memory:
        """A store with the same documents, which from now on changes on its own."""
        forked = Memory()
        with self._lock:
            forked._documents = dict(self._documents)
            forked._keys = list(self._keys)
            forked._last_version = self._last_version
        return forked

    def get(self, keys: Sequence[str]) -> list[Entry | None]:
        limits.check_get(keys)
        with self._lock:
            return [self._entry(key) if key in self._documents else None for key in keys]

    def scan(self, range: KeyRange, filter: Sequence[Clause], page: Page) -> list[Entry]:
        limits.check_scan(range, filter, page)
        with self._lock:
            found = list(self._matching(range, filter, page.live_at))
            if page.reverse:
                found.reverse()
            shown = found[page.offset : page.offset + page.limit]
            return [self._entry(key) for key in shown]

    def count(self, range: KeyRange, filter: Sequence[Clause], live_at: int | None) -> int:
        limits.check_count(range, filter)
        with self._lock:
            return sum(1 for _ in self._matching(range, filter, live_at))

    def commit(self, checks: Sequence[Check], writes: Sequence[Write]) -> None:
        limits.check_commit(checks, writes)
        with self._lock:
            if not all(map(self._holds, checks)):
                raise Conflict
            for write in writes:
                self._write(write)

    def sweep(self, now: int) -> int:
        with self._lock:
            over = [key for key, each in self._documents.items() if _is_over(each, now)]
            for key in over:
                del self._documents[key]
            self._keys = [key for key in self._keys if key in self._documents]
            return len(over)

    def _entry(self, key: str) -> Entry:
        stored = self._documents[key]
        return Entry(key=key, value=stored.value, version=str(stored.version))

    def _holds(self, check: Check) -> bool:
        stored = self._documents.get(check.key)
        return check.version == (None if stored is None else str(stored.version))

    def _write(self, write: Write) -> None:
        match write:
            case Put(document):
                self._put(document)
            case Delete(key):
                self._delete(key)
            case DeleteRange(range_):
                for key in self._within(range_):
                    self._delete(key)

    def _put(self, document: Document) -> None:
        self._last_version += 1
        if document.key not in self._documents:
            insort(self._keys, document.key)
        self._documents[document.key] = _Stored(document.value, self._last_version, document.expires_at)

    def _delete(self, key: str) -> None:
        if self._documents.pop(key, None) is not None:
            del self._keys[bisect_left(self._keys, key)]

    def _within(self, range_: KeyRange) -> list[str]:
        return self._keys[bisect_left(self._keys, range_.start) : bisect_left(self._keys, range_.end)]

    def _matching(self, range_: KeyRange, filter_: Sequence[Clause], live_at: int | None) -> Iterator[str]:
        for key in self._within(range_):
            stored = self._documents[key]
            is_over = live_at is not None and _is_over(stored, live_at)
            if not is_over and matches(filter_, stored.value):
                yield key


def _is_over(stored: _Stored, now: int) -> bool:
    return stored.expires_at is not None and stored.expires_at <= now
