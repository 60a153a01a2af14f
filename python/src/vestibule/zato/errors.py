"""What the calls fail with."""

from __future__ import annotations

from collections.abc import Sequence


class ValidationError(Exception):
    """The SSO refused a call. Nothing was changed."""

    def __init__(self, sub_status: Sequence[str], status: str = "error", cid: str = "") -> None:
        super().__init__(f"{status} {', '.join(sub_status)} (cid {cid})")
        #: Always `error`.
        self.status = status
        #: The codes, such as `["E005001"]` (`status_code`).
        self.sub_status = list(sub_status)
        #: The correlation ID, by which the audit log has the reason.
        self.cid = cid


class TooManyAttempts(ValidationError):
    """Too many attempts; try again after `retry_after` seconds."""

    def __init__(self, sub_status: Sequence[str], cid: str, retry_after: int) -> None:
        super().__init__(sub_status, cid=cid)
        self.retry_after = retry_after


class BadRequest(Exception):
    """The input is malformed: a needed value is missing, or has another type."""

    def __init__(self, cid: str = "") -> None:
        super().__init__(f"bad request (cid {cid})")
        self.cid = cid


class ServerError(Exception):
    """The SSO cannot answer: it is overloaded, its storage or the server cannot be reached, or it failed.

    Whether something was changed is unknown.
    """

    def __init__(self, details: str, cid: str = "") -> None:
        super().__init__(f"{details} (cid {cid})" if cid else details)
        self.cid = cid
