"""The queue in front of the computation."""

from __future__ import annotations

import os
import threading
from typing import Protocol

from vestibule.contract.password_hashing import Algorithm, Busy
from vestibule.forking import know

from .algorithms import Job

#: Hashes that may wait. Fewer than a server has threads (`vestibule.asgi`), so that session checks always
#: get one.
MAX_WAITING = 32


class Computation(Protocol):
    """What takes a place in the queue."""

    def run(self, password: bytes) -> bytes:
        """Computes the hash."""
        ...


class PasswordHashing:
    """Computes password hashes for any number of threads."""

    def __init__(self, at_a_time: int | None = None, max_waiting: int = MAX_WAITING) -> None:
        """`at_a_time`: hashes that are computed at the same time; default: one for each core."""
        self._at_a_time = at_a_time or _cores()
        self._max_waiting = max_waiting
        self.after_fork()
        know(self)

    def after_fork(self) -> None:
        """For `vestibule.forking`."""
        self._condition = threading.Condition()
        self._computing = 0
        self._waiting = 0

    def derive(self, password: bytes, salt: bytes, algorithm: Algorithm, length: int) -> bytes:
        """A hash of `length` bytes.

        `InvalidParameters`, `Unsupported`: as the contract says. `Busy`: too many are waiting.
        """
        return self.compute(Job(algorithm, salt, length), password)

    @property
    def waiting(self) -> int:
        """How many hashes wait."""
        with self._condition:
            return self._waiting

    def compute(self, job: Computation, password: bytes) -> bytes:
        """Does a computation when it is its turn; `Busy`: too many are waiting."""
        self._enter()
        try:
            return job.run(password)
        finally:
            with self._condition:
                self._computing -= 1
                self._condition.notify()

    def _enter(self) -> None:
        with self._condition:
            if self._computing >= self._at_a_time:
                if self._waiting >= self._max_waiting:
                    raise Busy
                self._waiting += 1
                try:
                    self._condition.wait_for(lambda: self._computing < self._at_a_time)
                finally:
                    self._waiting -= 1
            self._computing += 1


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
