"""Inputs with many values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class SignupCtx:
    """The details of a user who signs up."""

    username: str = ""
    password: str = field(default="", repr=False)
    email: str | None = None
    #: Used if the call of `signup` has none.
    current_app: str | None = None
    #: The applications that the user wants to use.
    app_list: Sequence[str] = ()
    #: The user's language, such as `de-AT`.
    locale: str | None = None


@dataclass
class SearchCtx:
    """The criteria of a search; one that is `None` is not a criterion."""

    user_id: str | None = None
    username: str | None = None
    email: str | None = None
    display_name: str | None = None
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    sign_up_status: str | None = None
    approval_status: str | None = None
    #: Whether all names have to match (`and`, the default) or one of them (`or`).
    name_op: str | None = None
    #: Whether the whole name has to match, or a part of it. Default: the whole name.
    is_name_exact: bool | None = None
    cur_page: int = 1
    #: Users on a page; default: `search.default_page_size`.
    page_size: int | None = None
