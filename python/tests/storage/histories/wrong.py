"""Stores that are wrong, each in its own way."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto

from vestibule.storage import Check, Clause, Conflict, Entry, KeyRange, Memory, Page, Write


class Fault(Enum):
    NONE = auto()
    #: Commits in spite of failed checks.
    CHECKS_NOTHING = auto()
    #: Checks first and writes later.
    CHECKS_TOO_EARLY = auto()
    #: Reads the keys of a `get` one after another.
    READS_AT_SEVERAL_MOMENTS = auto()
    #: Scans the second half of a range later than the first.
    SCANS_AT_TWO_MOMENTS = auto()
    #: Scans, but omits the last document.
    MISSES_THE_LAST_KEY = auto()
    #: Writes the documents of a commit one after another.
    WRITES_AT_SEVERAL_MOMENTS = auto()
    #: Says that it has committed before it has.
    ANSWERS_TOO_EARLY = auto()
    #: Refuses a commit that it has done.
    REFUSES_WHAT_IS_DONE = auto()
    #: Returns expired documents to a scan with `live_at`.
    SHOWS_WHAT_IS_OVER = auto()
    #: Sweeps documents that have not expired.
    SWEEPS_TOO_MUCH = auto()


def meanwhile() -> None:
    """Lets other threads do something."""
    for _ in range(5):
        time.sleep(0)


class Wrong:
    """A store in memory with a fault."""

    def __init__(self, fault: Fault) -> None:
        self._right = Memory()
        self._fault = fault
        self._late: list[threading.Thread] = []

    def join(self) -> None:
        """Waits for what the store does on its own."""
        for thread in self._late:
            thread.join()

    def get(self, keys: Sequence[str]) -> list[Entry | None]:
        meanwhile()
        if self._fault is not Fault.READS_AT_SEVERAL_MOMENTS:
            return self._right.get(keys)
        found = []
        for key in keys:
            found += self._right.get([key])
            meanwhile()
        return found

    def scan(self, range: KeyRange, filter: Sequence[Clause], page: Page) -> list[Entry]:
        meanwhile()
        if self._fault is Fault.SHOWS_WHAT_IS_OVER:
            page = replace(page, live_at=None)
        found = self._right.scan(range, filter, page)
        if self._fault is Fault.MISSES_THE_LAST_KEY and len(found) > 2:
            found.pop()
        if self._fault is Fault.SCANS_AT_TWO_MOMENTS:
            meanwhile()
            later = self._right.scan(range, filter, page)
            half = len(found) // 2
            found = found[:half] + later[half:]
        return found

    def count(self, range: KeyRange, filter: Sequence[Clause], live_at: int | None) -> int:
        meanwhile()
        return self._right.count(range, filter, live_at)

    def commit(self, checks: Sequence[Check], writes: Sequence[Write]) -> None:
        meanwhile()
        match self._fault:
            case Fault.CHECKS_NOTHING:
                self._right.commit([], writes)
            case Fault.CHECKS_TOO_EARLY:
                self._right.commit(checks, [])
                meanwhile()
                self._right.commit([], writes)
            case Fault.WRITES_AT_SEVERAL_MOMENTS:
                self._right.commit(checks, [])
                for write in writes:
                    self._right.commit([], [write])
                    meanwhile()
            case Fault.ANSWERS_TOO_EARLY:
                self._right.commit(checks, [])
                self._later(checks, writes)
            case Fault.REFUSES_WHAT_IS_DONE if len(checks) == 2:
                self._right.commit(checks, writes)
                raise Conflict
            case _:
                self._right.commit(checks, writes)

    def _later(self, checks: Sequence[Check], writes: Sequence[Write]) -> None:
        def commit() -> None:
            meanwhile()
            with contextlib.suppress(Conflict):
                self._right.commit(checks, writes)

        thread = threading.Thread(target=commit)
        thread.start()
        self._late.append(thread)

    def sweep(self, now: int) -> int:
        more = 5 if self._fault is Fault.SWEEPS_TOO_MUCH else 0
        return self._right.sweep(now + more)
