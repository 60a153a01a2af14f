"""Sessions: `sso.user.session`."""

from __future__ import annotations

from datetime import datetime

from .attributes import Attributes
from .calls import By, Calls
from .info import SessionChange, SessionEntity, required_time


class Sessions(Calls):
    """Checks, renews, shows and ends sessions."""

    def verify(
        self,
        cid: str,
        target_ust: str,
        current_ust: str,
        current_app: str,
        remote_addr: str | None,
        user_agent: str | None = None,
    ) -> bool:
        """Whether a UST is valid. For super-users; never renews."""
        by = By(cid, current_app, remote_addr, user_agent)
        given = {"target_ust": target_ust, "current_ust": current_ust}
        return bool(self._ask("POST", "/user/session", by, given)["is_valid"])

    def renew(
        self,
        cid: str,
        ust: str,
        current_app: str,
        remote_addr: str | None,
        user_agent: str | None = None,
    ) -> datetime:
        """Extends one's own session; returns its new end."""
        by = By(cid, current_app, remote_addr, user_agent)
        return required_time(self._ask("PATCH", "/user/session", by, {"ust": ust})["expiration_time"])

    def get(
        self,
        cid: str,
        target_ust: str,
        current_ust: str,
        current_app: str,
        remote_addr: str | None,
        user_agent: str | None = None,
    ) -> SessionEntity:
        """The session of a UST: one's own, or for super-users any."""
        by = By(cid, current_app, remote_addr, user_agent)
        given = {"target_ust": target_ust, "current_ust": current_ust}
        return SessionEntity._of(self._ask("GET", "/user/session", by, given))

    def get_current_session(
        self,
        cid: str,
        current_ust: str,
        current_app: str,
        remote_addr: str | None,
        user_agent: str | None = None,
    ) -> SessionEntity:
        """The session of one's own UST."""
        return self.get(cid, current_ust, current_ust, current_app, remote_addr, user_agent)

    def get_list(
        self,
        cid: str,
        ust: str | None,
        target_ust: str | None,
        current_ust: str | None,
        current_app: str,
        remote_addr: str | None,
        user_agent: str | None = None,
        *,
        cur_page: int = 1,
    ) -> list[SessionEntity]:
        """A page of 50 sessions, newest first: one's own (`ust`), or for super-users (`current_ust`) those of
        the user of `target_ust`. Give either `ust`, or the two others."""
        by = By(cid, current_app, remote_addr, user_agent)
        given = {"ust": ust, "target_ust": target_ust, "current_ust": current_ust, "cur_page": cur_page}
        found = self._ask("GET", "/user/session/list", by, given)["result"]
        return [_listed(each) for each in found]

    def end(
        self,
        cid: str,
        ust: str,
        session_id: str,
        current_app: str,
        remote_addr: str | None,
        *,
        user_id: str | None = None,
    ) -> None:
        """Ends a session by its `session_id`: one's own, or for super-users one of `user_id`."""
        given = {"ust": ust, "session_id": session_id, "user_id": user_id}
        self._ask("DELETE", "/user/session", By(cid, current_app, remote_addr), given)

    def end_others(self, cid: str, ust: str, current_app: str, remote_addr: str | None) -> None:
        """Ends all of one's own sessions but the one of this call."""
        given = {"ust": ust, "all_but_current": True}
        self._ask("DELETE", "/user/session", By(cid, current_app, remote_addr), given)

    def attr(
        self,
        cid: str,
        target_ust: str,
        current_ust: str,
        current_app: str,
        remote_addr: str | None,
    ) -> Attributes:
        """The attributes of a session."""
        owner = {"target_ust": target_ust, "current_ust": current_ust}
        by = By(cid, current_app, remote_addr)
        return Attributes(self._transport, "/session/attr", by, owner)


def _listed(found: dict[str, object]) -> SessionEntity:
    changes = found.get("session_state_change_list")
    rows = changes if isinstance(changes, list) else []
    entries = [SessionChange._of(each) for each in rows]
    return SessionEntity._of(found, session_state_change_list=entries)
