"""The entry: what a Zato service has as `self.sso`."""

from __future__ import annotations

from vestibule.sso import Sso

from .password_reset import PasswordReset
from .transport import InProcess, OverRest, Transport
from .users import Users


class SSO:
    """Zato's `self.sso`. Safe to use from any number of threads."""

    def __init__(self, transport: Transport) -> None:
        """Use `connect`."""
        self.user = Users(transport)
        self.password_reset = PasswordReset(transport)


def connect(to: Sso | str, *, timeout: float = 30.0) -> SSO:
    """The SSO in this process, or of a server, by its URL such as `https://sso.example.com`.

    `timeout`: seconds for a server's answer.
    """
    if isinstance(to, str):
        return SSO(OverRest(to, timeout))
    return SSO(InProcess(to))
