"""The limits of `wit/storage.wit`, checked in one place for every store here.

The bounds of a range need not be keys of documents: they may be empty (before everything), and otherwise
have the form of keys.
"""

from __future__ import annotations

from collections.abc import Sequence

from vestibule.contract.storage import (
    Check,
    Clause,
    Delete,
    DeleteRange,
    KeyRange,
    Page,
    Put,
    TooLarge,
    Write,
)

_KEY_BYTES = 512
_VALUE_BYTES = 60_000
_KEYS = 100
_ENTRIES = 1_000
_CHECKS = 100
_WRITES = 500
#: Maximum bytes of all keys, bounds of ranges and values.
_COMMIT_BYTES = 700_000
#: Conditions in all, and clauses.
_CONDITIONS = 16


def check_get(keys: Sequence[str]) -> None:
    """Raises `TooLarge`, as all functions here do, if the input is above a limit."""
    _require(len(keys) <= _KEYS and all(map(_is_key, keys)))


def check_scan(range_: KeyRange, filter_: Sequence[Clause], page: Page) -> None:
    _require(1 <= page.limit <= _ENTRIES and _is_range(range_) and _is_filter(filter_))


def check_count(range_: KeyRange, filter_: Sequence[Clause]) -> None:
    _require(_is_range(range_) and _is_filter(filter_))


def check_commit(checks: Sequence[Check], writes: Sequence[Write]) -> None:
    _require(
        len(checks) <= _CHECKS
        and len(writes) <= _WRITES
        and all(_is_key(check.key) for check in checks)
        and all(map(_is_write, writes))
        and sum(_size(check.key) for check in checks) + sum(map(_bytes, writes)) <= _COMMIT_BYTES
    )


def _require(is_within: bool) -> None:
    if not is_within:
        raise TooLarge


def _size(text: str) -> int:
    return len(text.encode())


def _bytes(write: Write) -> int:
    match write:
        case Put(document):
            return _size(document.key) + _size(document.value)
        case DeleteRange(range_):
            return _size(range_.start) + _size(range_.end)
        case Delete(key):
            return _size(key)
    raise TypeError("expected Put, Delete or DeleteRange")


def _is_write(write: Write) -> bool:
    match write:
        case Put(document):
            return _is_key(document.key) and _is_value(document.value)
        case DeleteRange(range_):
            return _is_range(range_)
        case Delete(key):
            return _is_key(key)
    raise TypeError("expected Put, Delete or DeleteRange")


def _is_key(key: str) -> bool:
    return bool(key) and _is_bound(key)


def _is_bound(bound: str) -> bool:
    return _size(bound) <= _KEY_BYTES and "\0" not in bound


def _is_range(range_: KeyRange) -> bool:
    return _is_bound(range_.start) and _is_bound(range_.end)


def _is_value(value: str) -> bool:
    return _size(value) <= _VALUE_BYTES and "\0" not in value


def _is_filter(filter_: Sequence[Clause]) -> bool:
    conditions = sum(len(clause.any_of) for clause in filter_)
    return max(conditions, len(filter_)) <= _CONDITIONS
