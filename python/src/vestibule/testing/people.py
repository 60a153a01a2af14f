"""Users who are logged in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Person:
    """A user who may log in, and who is logged in."""

    user_id: str
    username: str
    email: str
    password: str = field(repr=False)
    #: The tokens of the user's sessions, by application.
    usts: Mapping[str, str] = field(repr=False)

    @property
    def ust(self) -> str:
        """The token of the first session."""
        return next(iter(self.usts.values()))

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request of this user."""
        return {"Authorization": f"Bearer {self.ust}"}
