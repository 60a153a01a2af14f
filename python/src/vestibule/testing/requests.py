"""Requests of the REST API without a server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vestibule.contract.rest import Response


@dataclass(frozen=True, slots=True)
class Answer:
    """The response to a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON; none if it is empty."""
        return json.loads(self.body) if self.body else None


def answer(response: Response) -> Answer:
    return Answer(response.status, dict(response.headers), response.body)
