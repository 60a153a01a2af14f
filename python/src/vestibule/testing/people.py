"""Users who are logged in."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Person:
    """A user who may log in, and who is logged in."""

    user_id: str
    username: str
    email: str
    password: str = field(repr=False)
    #: The token of the user's session.
    ust: str = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request of this user."""
        return {"Authorization": f"Bearer {self.ust}"}
