"""The headers of a request that the component gets: the list of `wit/rest.wit`, and no other."""

from __future__ import annotations

from collections.abc import Iterable

_CURRENT_APP = "x-zato-sso-current-app"

# `tests/cases/headers.json` has the same list for every host.
_PASSED_ON = frozenset(
    {
        "authorization",
        "cookie",
        "accept",
        "accept-language",
        "origin",
        "sec-fetch-site",
        "sec-fetch-mode",
        "sec-fetch-dest",
        "sec-fetch-user",
        "x-forwarded-for",
        "x-forwarded-proto",
        "x-forwarded-host",
        "x-forwarded-port",
        "x-forwarded-method",
        "x-forwarded-uri",
        "x-original-url",
        "x-original-uri",
        "x-original-method",
    }
)


def passed_on(headers: Iterable[tuple[str, bytes]], http_header: str | None) -> list[tuple[str, str]]:
    """The headers of the list and the one that `apps.http_header` names, in their order.

    Names are in lower case. Bytes that are not UTF-8 become U+FFFD.
    """
    current_app = (http_header or _CURRENT_APP).lower()
    return [(name, decoded(value)) for name, value in headers if name in _PASSED_ON or name == current_app]


def decoded(value: bytes) -> str:
    """A header's value as a text."""
    return value.decode("utf-8", "replace")
