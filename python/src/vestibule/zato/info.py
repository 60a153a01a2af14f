"""Results. All times are naive datetimes in UTC, as in Zato."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Self


def time_of(text: str | None) -> datetime | None:
    """A time of the REST API: ISO 8601 in UTC without a time zone."""
    return None if text is None else datetime.fromisoformat(text)


def required_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


class _FromAnswer:
    """Made from a JSON object, whose further members are ignored."""

    @classmethod
    def _of(cls, answer: Mapping[str, Any], **more: Any) -> Self:
        known = [each.name for each in fields(cls)]  # type: ignore[arg-type]  # It is a dataclass.
        values = {name: answer[name] for name in known if name in answer}
        for name, value in values.items():
            if name.endswith(("_time", "_expiry", "_last_set", "timestamp_utc")):
                values[name] = time_of(value)
        return cls(**{**values, **more})


@dataclass
class SessionInfo(_FromAnswer):
    """A new session."""

    username: str
    ust: str = field(repr=False)
    user_id: str
    creation_time: datetime
    expiration_time: datetime
    #: Whether the password expires soon (W003005).
    is_password_about_to_expire: bool = False


@dataclass
class SessionChange(_FromAnswer):
    """An entry of a session's log."""

    idx: int
    ctx_source: str
    timestamp_utc: datetime
    remote_addr: str | None = None
    user_agent: str | None = None


@dataclass
class SessionEntity(_FromAnswer):
    """A session. What a call does not return is `None`."""

    creation_time: datetime
    expiration_time: datetime
    remote_addr: str | None = None
    user_agent: str | None = None
    session_id: str | None = None
    is_current: bool | None = None
    auth_type: str | None = None
    auth_principal: str | None = None
    ext_session_id: str | None = None
    session_state_change_list: list[SessionChange] = field(default_factory=list)


@dataclass
class User(_FromAnswer):
    """An account. The members after `totp_label` are `None` unless a super-user asks."""

    user_id: str
    username: str | None
    email: str | None = None
    email_verified: bool = False
    display_name: str | None = None
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    locale: str | None = None
    is_totp_enabled: bool = False
    totp_label: str = ""
    is_active: bool | None = None
    is_internal: bool | None = None
    is_super_user: bool | None = None
    is_approval_needed: bool | None = None
    approval_status: str | None = None
    approval_status_mod_time: datetime | None = None
    approval_status_mod_by: str | None = None
    is_locked: bool | None = None
    locked_time: datetime | None = None
    locked_by: str | None = None
    password_is_set: bool | None = None
    password_last_set: datetime | None = None
    password_expiry: datetime | None = None
    password_must_change: bool | None = None
    sign_up_status: str | None = None
    sign_up_time: datetime | None = None

    def to_dict(self) -> dict[str, Any]:
        """All members but those that are `None`."""
        members = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in members if value is not None}


@dataclass
class SearchResult(_FromAnswer):
    """A page of accounts."""

    total: int
    num_pages: int
    page_size: int
    cur_page: int
    has_next_page: bool
    has_prev_page: bool
    next_page: int | None
    prev_page: int | None
    result: list[User]


@dataclass
class LinkedAuth(_FromAnswer):
    """A link of an account to a credential."""

    auth_type: str
    auth_username: str
    creation_time: datetime
    is_active: bool


@dataclass
class Attribute(_FromAnswer):
    """An attribute."""

    name: str
    #: Any value of JSON.
    value: Any
    creation_time: datetime
    last_modified: datetime
    #: `None`: it does not expire.
    expiration_time: datetime | None
    is_encrypted: bool
