"""A forgotten password: `sso.password_reset`."""

from __future__ import annotations

from .calls import By, Calls


class PasswordReset(Calls):
    """Replacing a forgotten password."""

    def begin(self, cid: str, credential: str, current_app: str, remote_addr: str | None) -> None:
        """Asks for a mail with a token. The same answer whether or not there is such an account."""
        by = By(cid, current_app, remote_addr)
        self._ask("POST", "/password/reset", by, {"credential": credential})

    def exchange(self, cid: str, token: str, current_app: str, remote_addr: str | None) -> str:
        """Exchanges the mailed token, once, for a reset key."""
        by = By(cid, current_app, remote_addr)
        return str(self._ask("PATCH", "/password/reset", by, {"token": token})["reset_key"])

    def complete(
        self,
        cid: str,
        token: str,
        reset_key: str,
        password: str,
        current_app: str,
        remote_addr: str | None,
    ) -> None:
        """Sets a new password. All sessions of the user end."""
        given = {"token": token, "reset_key": reset_key, "password": password}
        self._ask("DELETE", "/password/reset", By(cid, current_app, remote_addr), given)
