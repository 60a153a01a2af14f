"""The messages that the SSO would send."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

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
    """The calls of the outbox; called itself, it returns the messages that wait."""

    __slots__ = ()

    def __call__(self) -> list[Sent]:
        """Takes all messages that are due, oldest first. They count as sent."""
        taken = []
        while messages := self.claim(50, 60):
            for message in messages:
                taken.append(_sent(message))
                self.done(message.id, message.claim)
        return taken


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
