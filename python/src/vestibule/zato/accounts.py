"""Accounts: creating, reading, changing, locking, deleting and finding them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from .calls import By, Calls
from .ctx import SearchCtx
from .errors import ValidationError
from .info import SearchResult, User
from .status import status_code


class Accounts(Calls):
    """The part of `sso.user` that is about accounts."""

    def create_user(
        self,
        cid: str,
        data: Mapping[str, Any],
        current_ust: str,
        current_app: str,
        remote_addr: str | None,
        *,
        auto_approve: bool = False,
    ) -> User:
        """Creates an account. For super-users.

        `data`: `username`, and perhaps `password`, `email`, `display_name`, `is_locked` and the other members
        of `POST /user`.
        """
        given = {**_plain(data), "ust": current_ust, "auto_approve": auto_approve}
        return User._of(self._ask("POST", "/user", By(cid, current_app, remote_addr), given))

    def get_current_user(self, cid: str, current_ust: str, current_app: str, remote_addr: str | None) -> User:
        """One's own account."""
        by = By(cid, current_app, remote_addr)
        return User._of(self._ask("GET", "/user", by, {"ust": current_ust}))

    def get_user_by_id(
        self, cid: str, user_id: str, current_ust: str, current_app: str, remote_addr: str | None
    ) -> User:
        """The account of a user ID: one's own, or for super-users any."""
        given = {"ust": current_ust, "user_id": user_id}
        return User._of(self._ask("GET", "/user", By(cid, current_app, remote_addr), given))

    def get_user_by_username(
        self, cid: str, username: str, current_ust: str, current_app: str, remote_addr: str | None
    ) -> User:
        """The account of a username; E001100 if there is none. For super-users."""
        ctx = SearchCtx(username=username)
        found = self.search(cid, ctx, current_ust, current_app, remote_addr).result
        if not found:
            raise ValidationError([status_code.user_id.invalid], cid=cid)
        return found[0]

    def update_current_user(
        self,
        cid: str,
        data: Mapping[str, Any],
        current_ust: str,
        current_app: str,
        remote_addr: str | None,
    ) -> None:
        """Changes one's own account. `data`: the members of `PATCH /user`; `None` removes a value."""
        self._update(By(cid, current_app, remote_addr), data, {"ust": current_ust})

    def update_user_by_id(
        self,
        cid: str,
        user_id: str,
        data: Mapping[str, Any],
        current_ust: str,
        current_app: str,
        remote_addr: str | None,
    ) -> None:
        """Changes the account of a user ID. For super-users."""
        given = {"ust": current_ust, "user_id": user_id}
        self._update(By(cid, current_app, remote_addr), data, given)

    def _update(self, by: By, data: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self._ask("PATCH", "/user", by, {**_plain(data), **given}, keeps_none=True)

    def delete_user_by_id(
        self, cid: str, user_id: str, current_ust: str, current_app: str, remote_addr: str | None
    ) -> None:
        """Deletes an account with all its data. For super-users."""
        given = {"ust": current_ust, "user_id": user_id}
        self._ask("DELETE", "/user", By(cid, current_app, remote_addr), given)

    def delete_user_by_username(
        self, cid: str, username: str, current_ust: str, current_app: str, remote_addr: str | None
    ) -> None:
        """Deletes the account of a username. For super-users."""
        user = self.get_user_by_username(cid, username, current_ust, current_app, remote_addr)
        self.delete_user_by_id(cid, user.user_id, current_ust, current_app, remote_addr)

    def lock_user(
        self, cid: str, user_id: str, current_ust: str, current_app: str, remote_addr: str | None
    ) -> None:
        """Locks an account and ends its sessions. For super-users."""
        given = {"ust": current_ust, "user_id": user_id}
        self._ask("POST", "/user/lock", By(cid, current_app, remote_addr), given)

    def unlock_user(
        self, cid: str, user_id: str, current_ust: str, current_app: str, remote_addr: str | None
    ) -> None:
        """Unlocks an account. For super-users."""
        given = {"ust": current_ust, "user_id": user_id}
        self._ask("DELETE", "/user/lock", By(cid, current_app, remote_addr), given)

    def search(
        self,
        cid: str,
        ctx: SearchCtx,
        current_ust: str,
        current_app: str,
        remote_addr: str | None,
    ) -> SearchResult:
        """Finds accounts. For super-users."""
        given = {**asdict(ctx), "ust": current_ust}
        found = self._ask("GET", "/user/search", By(cid, current_app, remote_addr), given)
        return SearchResult._of(found, result=[User._of(each) for each in found["result"]])


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """An input with its times as REST has them: texts in UTC, without a time zone."""
    return {name: _text(value) if isinstance(value, datetime) else value for name, value in data.items()}


def _text(time: datetime) -> str:
    in_utc = time if time.tzinfo is None else time.astimezone(UTC)
    return in_utc.replace(tzinfo=None).isoformat()
