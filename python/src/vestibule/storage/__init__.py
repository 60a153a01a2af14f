"""Stores: where all data is kept. `wit/storage.wit` says what a store has to do.

`Sqlite` keeps a file, which several processes and threads may use at once; `Memory` is for tests. A store of
your own is any object with the five methods of `Storage`; the tests of this package show what it has
to withstand.
"""

from vestibule.contract.storage import (
    Check,
    Clause,
    Condition,
    Conflict,
    Delete,
    DeleteRange,
    Document,
    Entry,
    KeyRange,
    Page,
    Put,
    StoreError,
    Test,
    TooLarge,
    Unavailable,
    Unknown,
    Write,
)

from .memory import Memory
from .protocol import Storage
from .sqlite import Sqlite

__all__ = [
    "Check",
    "Clause",
    "Condition",
    "Conflict",
    "Delete",
    "DeleteRange",
    "Document",
    "Entry",
    "KeyRange",
    "Memory",
    "Page",
    "Put",
    "Sqlite",
    "Storage",
    "StoreError",
    "Test",
    "TooLarge",
    "Unavailable",
    "Unknown",
    "Write",
]
