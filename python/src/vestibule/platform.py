"""Time and randomness, both replaceable."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

#: Returns the time, with a time zone.
Clock = Callable[[], datetime]
#: Returns this number of random bytes, fit for secrets.
Randomness = Callable[[int], bytes]

#: Maximum number of random bytes in one request of the component.
_MAX_RANDOM = 4_096
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def system_clock() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


system_randomness: Randomness = os.urandom


class WallClock:
    """`wasi:clocks/wall-clock`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock()

    def resolution(self) -> datetime:
        """A microsecond."""
        return _EPOCH + timedelta(microseconds=1)


class Random:
    """`wasi:random/random`."""

    def __init__(self, randomness: Randomness) -> None:
        self._randomness = randomness

    def get_random_bytes(self, len: int) -> bytes:
        if len > _MAX_RANDOM:
            raise ValueError("too many random bytes at once")
        return self._randomness(len)

    def get_random_u64(self) -> int:
        return int.from_bytes(self.get_random_bytes(8), "little")
