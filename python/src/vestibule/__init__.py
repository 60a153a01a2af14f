"""Vestibule: single sign-on as one WebAssembly component, in Python.

`Sso` is the place to start. The contract's types are in `vestibule.contract`, stores in
`vestibule.storage`, the applications for web servers in `vestibule.asgi` and `vestibule.wsgi`, Zato's
Python API in `vestibule.zato`, and what tests need in `vestibule.testing`.
"""

from .contract.attributes import AttributeInput
from .contract.authentication import LoginMetadata, LoginRequest, LoginResponse
from .contract.registration import ListPage, SignupRequest
from .contract.types import (
    Authority,
    BadRequest,
    Busy,
    Caller,
    Failure,
    Operator,
    Rejected,
    Session,
    SubStatus,
    Throttled,
    Unavailable,
)
from .contract.users import CreateRequest, PasswordRequest, SearchRequest, UpdateRequest
from .errors import ComponentError, DeadlineExceeded, SettingsError
from .housekeeping import Housekeeping
from .keys import new_key
from .runtime import Runtime
from .settings import read_toml
from .sso import SignupValidator, Sso

__all__ = [
    "AttributeInput",
    "Authority",
    "BadRequest",
    "Busy",
    "Caller",
    "ComponentError",
    "CreateRequest",
    "DeadlineExceeded",
    "Failure",
    "Housekeeping",
    "ListPage",
    "LoginMetadata",
    "LoginRequest",
    "LoginResponse",
    "Operator",
    "PasswordRequest",
    "Rejected",
    "Runtime",
    "SearchRequest",
    "Session",
    "SettingsError",
    "SignupRequest",
    "SignupValidator",
    "Sso",
    "SubStatus",
    "Throttled",
    "Unavailable",
    "UpdateRequest",
    "new_key",
    "read_toml",
]
