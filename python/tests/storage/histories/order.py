"""The search for an order that explains every answer of a history.

All orders that respect time are tried with the simplest store, a dictionary. An order is abandoned as soon
as it does not explain an answer; a state with the same operations left is not tried twice. In a history
every value is written once, so a value identifies its write, and a version always has to mean one
value. A conflict needs no explanation, because a store may refuse for any concurrent operation; but
then it must not have changed anything.
"""

from __future__ import annotations

from vestibule.storage import Check, Delete, DeleteRange, KeyRange, Put, Write

from .record import Commit, Count, End, Get, Record, Scan, Sweep

#: Value and time of each key.
State = dict[str, tuple[str, int | None]]


def exists(history: list[Record]) -> bool:
    """Whether some order explains all answers."""
    versions = _versions(history)
    if versions is None:
        return False
    records = [record for record in history if record.answer is not End.CONFLICT]
    return _Search(records, versions).goes_on(frozenset(range(len(records))), {})


def _versions(history: list[Record]) -> dict[str, tuple[str, str]] | None:
    """The key and value of each version; none if ambiguous."""
    documents: dict[str, tuple[str, str]] = {}
    versions: dict[tuple[str, str], str] = {}
    for record in history:
        for entry in record.seen():
            document = (entry.key, entry.value)
            if documents.setdefault(entry.version, document) != document:
                return None
            if versions.setdefault(document, entry.version) != entry.version:
                return None
    return documents


class _Search:
    def __init__(self, records: list[Record], versions: dict[str, tuple[str, str]]) -> None:
        self._records = records
        self._versions = versions
        self._tried: set[object] = set()

    def goes_on(self, left: frozenset[int], state: State) -> bool:
        """Whether the remaining operations can follow."""
        if not left:
            return True
        key = (left, frozenset(state.items()))
        if key in self._tried:
            return False
        self._tried.add(key)
        first_end = min(self._records[index].ended for index in left)
        for index in left:
            record = self._records[index]
            if record.began < first_end:
                after = dict(state)
                if self._explains(record, after) and self.goes_on(left - {index}, after):
                    return True
        return False

    def _explains(self, record: Record, state: State) -> bool:
        """Whether a store in this state gives this answer; changes the state as it would."""
        asked, answer = record.asked, record.answer
        match asked:
            case Get(keys):
                there = [(key, state[key][0]) if key in state else None for key in keys]
                return there == [entry and (entry.key, entry.value) for entry in answer]
            case Scan(range_, page):
                found = _within(state, range_, page.live_at)
                found = found[::-1] if page.reverse else found
                shown = found[page.offset : page.offset + page.limit]
                return shown == [(entry.key, entry.value) for entry in answer]
            case Count(range_, live_at):
                return bool(len(_within(state, range_, live_at)) == answer)
            case Commit(checks, writes):
                holds = all(self._holds(check, state) for check in checks)
                for write in writes:
                    _apply(write, state)
                return holds
            case Sweep(now):
                over = [key for key, (_, time) in state.items() if time is not None and time <= now]
                for key in over:
                    del state[key]
                return bool(len(over) == answer)

    def _holds(self, check: Check, state: State) -> bool:
        there = (check.key, state[check.key][0]) if check.key in state else None
        if check.version is None:
            return there is None
        return there is not None and there == self._versions.get(check.version)


def _within(state: State, range_: KeyRange, live_at: int | None) -> list[tuple[str, str]]:
    return [
        (key, value)
        for key, (value, time) in sorted(state.items())
        if range_.start <= key < range_.end
        and not (live_at is not None and time is not None and time <= live_at)
    ]


def _apply(write: Write, state: State) -> None:
    match write:
        case Put(document):
            state[document.key] = (document.value, document.expires_at)
        case Delete(key):
            state.pop(key, None)
        case DeleteRange(range_):
            for key, _ in _within(state, range_, None):
                del state[key]
