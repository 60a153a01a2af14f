"""What has to be done now and then: removing expired documents, and sending messages."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Self

from .contract.outbox import Message
from .sso import Sso

_log = logging.getLogger("vestibule")


class Housekeeping:
    """A thread that sweeps, and sends the messages that are due.

        with Housekeeping(sso, send=send_mail):
            serve()

    Any number of processes on one store may have one: no message is claimed twice at the same time. A server
    that forks its workers has to start it in each worker.
    """

    def __init__(
        self,
        sso: Sso,
        *,
        send: Callable[[Message], object] | None = None,
        every: float = 60.0,
    ) -> None:
        """`send`: sends one message (`Sso.deliver`); none: no message is sent. `every`: seconds."""
        self._sso = sso
        self._send = send
        self._every = every
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="vestibule-housekeeping", daemon=True)

    def start(self) -> None:
        """Begins, and does everything for the first time at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the message that is being sent."""
        self._stopped.set()
        self._thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        while True:
            _try("expired documents were not removed", self._sso.sweep)
            if self._send is not None:
                deliver = partial(self._sso.deliver, self._send)
                _try("a message was not sent; it is due again later", deliver)
            if self._stopped.wait(self._every):
                return


def _try(failed: str, work: Callable[[], object]) -> None:
    """The next round tries again, whatever happened."""
    try:
        work()
    except Exception as error:
        # Without the error's text, which could quote a mail.
        _log.warning("%s (%s)", failed, type(error).__name__)
