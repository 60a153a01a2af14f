"""Random bytes that are the same in every run, so that IDs and tokens are, too."""

from __future__ import annotations

import hashlib
import threading


class SeededRandomness:
    """Bytes that follow from a seed. Not fit for anything but tests."""

    def __init__(self, seed: int, number: int = 0) -> None:
        self._seed = seed
        self._number = number
        self._lock = threading.Lock()

    def __call__(self, length: int) -> bytes:
        with self._lock:
            self._number += 1
            number = self._number
        return hashlib.shake_256(f"{self._seed}/{number}".encode()).digest(length)

    def fork(self) -> SeededRandomness:
        """One that goes on with the same bytes."""
        return SeededRandomness(self._seed, self._number)
