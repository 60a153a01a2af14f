"""What a process that was forked has to make anew.

A lock that another thread holds at the moment of the fork stays locked in the new process: that thread does
not exist there. Servers such as gunicorn fork their workers.
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Forked(Protocol):
    """Something with locks."""

    def after_fork(self) -> None:
        """Makes the locks anew, in a process that has one thread."""
        ...


_known: WeakSet[Forked] = WeakSet()


def know(forked: Forked) -> None:
    """Has `after_fork` called in each process that is forked from this one."""
    _known.add(forked)


def _after_fork() -> None:
    for each in list(_known):
        each.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
