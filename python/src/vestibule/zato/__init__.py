"""Zato SSO's Python API, so that a Zato service changes one import.

    from vestibule.zato import SignupCtx, connect

    sso = connect("https://sso.example.com")  # A server, or a `vestibule.Sso` in this process.
    token = sso.user.signup(cid, ctx, "CRM", "127.0.0.1")

A service keeps calling `self.sso.user.…` after one line at start: `Service.sso = connect(…)`.

`signup` and `login` are those of Zato's documentation. The other calls have the names that Zato's audit log
gives them, and their parameters in the same style.
"""

from . import const
from .api import SSO, connect
from .ctx import SearchCtx, SignupCtx
from .errors import BadRequest, ServerError, TooManyAttempts, ValidationError
from .info import LinkedAuth, SearchResult, SessionEntity, SessionInfo, User
from .status import status_code

__all__ = [
    "SSO",
    "BadRequest",
    "LinkedAuth",
    "SearchCtx",
    "SearchResult",
    "ServerError",
    "SessionEntity",
    "SessionInfo",
    "SignupCtx",
    "TooManyAttempts",
    "User",
    "ValidationError",
    "connect",
    "const",
    "status_code",
]
