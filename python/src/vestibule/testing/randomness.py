"""Random bytes that are the same in every run, so that IDs and tokens are, too."""

from __future__ import annotations

import hashlib
import threading


class SeededRandomness:
    """Bytes that follow from a seed. Not fit for anything but tests."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._number = 0
        self._lock = threading.Lock()

    def __call__(self, length: int) -> bytes:
        with self._lock:
            self._number += 1
            number = self._number
        return hashlib.shake_256(f"{self._seed}/{number}".encode()).digest(length)

    @property
    def number(self) -> int:
        """How often it was asked."""
        return self._number

    def go_to(self, number: int) -> None:
        """Goes on as if it had been asked so often."""
        with self._lock:
            self._number = number
