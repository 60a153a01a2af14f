"""Time that moves only when a test moves it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"(\d+)([smhd])")


class ClockForTests:
    """A clock that stands still."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, now: datetime) -> None:
        """Sets the time."""
        if now.tzinfo is None:
            raise ValueError("expected a time with a time zone")
        self.now = now

    def advance(self, by: str | timedelta) -> datetime:
        """Moves the time forward, such as by `"61m"` (units: `s`, `m`, `h`, `d`); returns the new time."""
        duration = by if isinstance(by, timedelta) else _parse(by)
        if duration < timedelta(0):
            raise ValueError("the time cannot go back")
        self.now += duration
        return self.now


def _parse(text: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(f'expected a duration such as "61m", not "{text}"')
    return timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})
