"""Users: `sso.user`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .accounts import Accounts
from .attributes import Attributes
from .calls import By
from .ctx import SignupCtx
from .info import LinkedAuth, SessionInfo
from .sessions import Sessions
from .status import status_code
from .transport import Transport


class Users(Accounts):
    """Sign-up, login, accounts."""

    def __init__(self, transport: Transport) -> None:
        super().__init__(transport)
        #: Sessions.
        self.session = Sessions(transport)

    def signup(self, cid: str, ctx: SignupCtx, current_app: str | None, remote_addr: str | None) -> str:
        """Signs a user up. Returns the confirmation token."""
        given = {
            "username": ctx.username,
            "password": ctx.password,
            "email": ctx.email,
            "app_list": list(ctx.app_list),
            "locale": ctx.locale,
        }
        by = By(cid, current_app or ctx.current_app, remote_addr)
        return str(self._ask("POST", "/user/signup", by, given)["confirm_token"])

    def confirm_signup(
        self, cid: str, confirm_token: str, current_app: str | None, remote_addr: str | None
    ) -> None:
        """Makes a sign-up final, with its token."""
        given = {"confirm_token": confirm_token}
        self._ask("PATCH", "/user/signup", By(cid, current_app, remote_addr), given)

    def approve_user(
        self, cid: str, user_id: str, current_ust: str, current_app: str, remote_addr: str | None
    ) -> None:
        """Lets a user in. For super-users."""
        given = {"user_id": user_id, "ust": current_ust}
        self._ask("POST", "/user/approve", By(cid, current_app, remote_addr), given)

    def reject_user(
        self,
        cid: str,
        user_id: str,
        current_ust: str,
        current_app: str,
        remote_addr: str | None,
        *,
        reason: str | None = None,
    ) -> None:
        """Erases a user, who may sign up again. For super-users. The reason goes to the user by mail."""
        given = {"user_id": user_id, "ust": current_ust, "reason": reason}
        self._ask("POST", "/user/reject", By(cid, current_app, remote_addr), given)

    def login(
        self,
        cid: str,
        username: str,
        password: str,
        current_app: str,
        remote_addr: str | None,
        user_agent: str | None,
        has_remote_addr: bool = False,
        has_user_agent: bool = False,
        new_password: str = "",
        *,
        totp_code: str = "",
    ) -> SessionInfo:
        """Logs a user in.

        `has_remote_addr`, `has_user_agent`: whether the user sent these explicitly, in JSON; they are then
        login metadata, for which the application has to be in `apps.login_metadata_allowed`.
        """
        given = {
            "username": username,
            "password": password,
            "new_password": new_password or None,
            "totp_code": totp_code or None,
            "remote_addr": remote_addr if has_remote_addr else None,
            "user_agent": user_agent if has_user_agent else None,
        }
        by = By(cid, current_app, remote_addr, user_agent)
        found = self._ask("POST", "/user/login", by, given)
        warned = status_code.password.w_about_to_exp in found.get("sub_status", [])
        return SessionInfo._of(found, is_password_about_to_expire=warned)

    def logout(self, cid: str, ust: str, current_app: str, remote_addr: str | None) -> None:
        """Ends the session of a UST. Succeeds for any text."""
        self._ask("POST", "/user/logout", By(cid, current_app, remote_addr), {"ust": ust})

    def change_password(
        self,
        cid: str,
        data: Mapping[str, Any],
        current_ust: str,
        current_app: str,
        remote_addr: str | None,
    ) -> None:
        """Sets a password: one's own, or for super-users that of `user_id`.

        `data`: `new_password`; `old_password` (for one's own); `user_id`, `password_expiry` in days,
        `must_change`.
        """
        given = {**data, "ust": current_ust}
        self._ask("PATCH", "/user/password", By(cid, current_app, remote_addr), given)

    def reset_totp_key(
        self,
        cid: str,
        current_ust: str,
        user_id: str | None,
        key: str | None,
        key_label: str | None,
        current_app: str,
        remote_addr: str | None,
    ) -> str:
        """Sets a TOTP key: one's own, or for super-users that of `user_id`. Returns the key in Base32.

        `key`: `None` or empty: a random one. `key_label`: what the authenticator shows; `None`: unchanged.
        """
        given = {"ust": current_ust, "user_id": user_id, "totp_key": key, "totp_label": key_label}
        found = self._ask("PATCH", "/user/totp", By(cid, current_app, remote_addr), given)
        return str(found["totp_key"])

    def get_linked_auth_list(
        self,
        cid: str,
        ust: str,
        user_id: str | None,
        current_app: str,
        remote_addr: str | None,
    ) -> list[LinkedAuth]:
        """The credentials that are linked to an account: one's own, or for super-users `user_id`'s."""
        given = {"ust": ust, "user_id": user_id}
        found = self._ask("GET", "/user/linked", By(cid, current_app, remote_addr), given)
        return [LinkedAuth._of(each) for each in found["result"]]

    def create_linked_auth(
        self,
        cid: str,
        ust: str,
        user_id: str,
        auth_type: str,
        auth_username: str,
        is_active: bool,
        current_app: str,
        remote_addr: str | None,
    ) -> None:
        """Links an account to a credential of the settings. For super-users."""
        given = {
            "ust": ust,
            "user_id": user_id,
            "auth_type": auth_type,
            "auth_username": auth_username,
            "is_active": is_active,
        }
        self._ask("POST", "/user/linked", By(cid, current_app, remote_addr), given)

    def delete_linked_auth(
        self,
        cid: str,
        ust: str,
        user_id: str,
        auth_type: str,
        auth_username: str,
        current_app: str,
        remote_addr: str | None,
    ) -> None:
        """Removes a link, and ends the sessions that were opened through it. For super-users."""
        given = {
            "ust": ust,
            "user_id": user_id,
            "auth_type": auth_type,
            "auth_username": auth_username,
        }
        self._ask("DELETE", "/user/linked", By(cid, current_app, remote_addr), given)

    def attr(
        self,
        cid: str,
        current_ust: str,
        current_app: str,
        remote_addr: str | None,
        *,
        user_id: str | None = None,
    ) -> Attributes:
        """The attributes of an account: one's own, or for super-users `user_id`'s."""
        owner = {"ust": current_ust, "user_id": user_id}
        by = By(cid, current_app, remote_addr)
        return Attributes(self._transport, "/user/attr", by, owner)
