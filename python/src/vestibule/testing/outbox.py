"""The messages that the SSO would send."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from vestibule._values import Function
from vestibule.contract.operations import Outbox
from vestibule.contract.outbox import Content, Message


@dataclass(frozen=True, slots=True)
class Sent:
    """A message."""

    to: str
    username: str
    #: The case of the contract, such as `signup-confirm`.
    kind: str
    #: The token inside, if there is one.
    token: str | None = field(repr=False)
    locale: str | None
    content: Content


class OutboxForTests(Outbox):
    """The calls of the outbox; called itself, it returns the messages."""

    __slots__ = ("sent",)

    def __init__(self, call: Callable[[Function, tuple[object, ...]], Any]) -> None:
        super().__init__(call)
        #: The messages that were taken so far.
        self.sent: list[Sent] = []

    def __call__(self) -> list[Sent]:
        """All messages so far, oldest first. Those that are due count as sent from then on."""
        while messages := self.claim(50, 60):
            for message in messages:
                self.sent.append(_sent(message))
                self.done(message.id, message.claim)
        return list(self.sent)


def _sent(message: Message) -> Sent:
    content = message.content
    words = re.findall("[A-Z][a-z]+", type(content).__name__)
    token = getattr(content, "confirm_token", None) or getattr(content, "token", None)
    return Sent(
        to=message.to,
        username=message.username,
        kind="-".join(words).lower(),
        token=token,
        locale=message.locale,
        content=content,
    )
