"""The stores under test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vestibule.storage import Memory, Sqlite, Storage

#: By name: what makes an empty store, given an empty directory.
STORES: dict[str, Callable[[Path], Storage]] = {
    "memory": lambda _: Memory(),
    "sqlite": Sqlite,
}
