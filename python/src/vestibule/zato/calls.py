"""What all groups of calls have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .transport import Call, Transport, answer


@dataclass(frozen=True)
class By:
    """For whom calls are made."""

    cid: str
    current_app: str | None
    remote_addr: str | None
    user_agent: str | None = None


class Calls:
    """A group of calls."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _ask(
        self,
        method: str,
        path: str,
        by: By,
        given: Mapping[str, Any],
        *,
        keeps_none: bool = False,
    ) -> Any:
        """Makes a request with the members of an input that are not `None`, unless `keeps_none`."""
        input_ = {name: value for name, value in given.items() if keeps_none or value is not None}
        if by.current_app is not None:
            input_["current_app"] = by.current_app
        call = Call(method, path, input_, by.cid, by.remote_addr, by.user_agent)
        return answer(self._transport.send(call))
