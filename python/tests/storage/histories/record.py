"""One operation of a history: the request, the answer, and the times."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from vestibule.storage import Check, Entry, KeyRange, Page, Write


@dataclass(frozen=True)
class Get:
    keys: list[str]


@dataclass(frozen=True)
class Scan:
    range: KeyRange
    page: Page


@dataclass(frozen=True)
class Count:
    range: KeyRange
    live_at: int | None


@dataclass(frozen=True)
class Commit:
    checks: list[Check]
    writes: list[Write]


@dataclass(frozen=True)
class Sweep:
    now: int


Asked = Get | Scan | Count | Commit | Sweep


class End(Enum):
    """How a commit ended."""

    DONE = "done"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Record:
    asked: Asked
    #: What the store returned, or the end of a commit.
    answer: Any
    #: Two moments of one clock. An operation that ended before another began comes before it.
    began: int
    ended: int

    def seen(self) -> list[Entry]:
        """The entries that were seen."""
        is_list = isinstance(self.answer, list)
        return [entry for entry in self.answer if entry is not None] if is_list else []
