"""Names of WIT as names of Python, and the rows that WIT does not decide."""

from __future__ import annotations

import keyword
import re

#: Members whose values no log and no traceback may show.
SECRETS = {
    "ust",
    "password",
    "old-password",
    "new-password",
    "password-hash",
    "totp-code",
    "totp-key",
    "confirm-token",
    "token",
    "reset-key",
    "target-ust",
    "salt",
    "body",
    "headers",
    "query",
    "value",
}

#: Cases of variants whose payload is a secret.
SECRET_CASES = {("authority", "session"), ("attribute-owner", "session")}

#: Numbers for which the contract says that 0 is the usual value.
ZERO_IS_DEFAULT = {"cur-page", "page-size", "offset"}

CODE = re.compile(r"^([EW]\d{6}): ")


def module(interface: str) -> str:
    """`linked-auth` becomes `linked_auth`."""
    return interface.replace("-", "_")


def attribute(name: str) -> str:
    """`user-id` becomes `user_id`."""
    name = name.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def constant(name: str) -> str:
    """`username-invalid` becomes `USERNAME_INVALID`."""
    return name.replace("-", "_").upper()


def class_name(name: str) -> str:
    """`login-request` becomes `LoginRequest`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("-"))


def docstring(text: str, indent: str) -> list[str]:
    """A docstring's lines."""
    text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    lines = text.splitlines() or ["(Not documented.)"]
    if len(lines) == 1 and not lines[0].endswith('"'):
        return [f'{indent}"""{lines[0]}"""']
    body = [f"{indent}{line}".rstrip() for line in lines[1:]]
    return [f'{indent}"""{lines[0]}', *body, f'{indent}"""']
