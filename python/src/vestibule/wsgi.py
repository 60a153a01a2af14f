"""The REST API as a WSGI application.

    application = vestibule.wsgi.App(sso)

Serve it at `/`, or mount it at `/zato/sso` in another application. The server's threads run the calls, so
give the server more threads than hashes may wait (32), such as `waitress-serve --threads 64`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from .contract.rest import Response
from .http.front import (
    MAX_BODY,
    MAX_READ,
    Front,
    Received,
    below_prefix,
    encoded_path,
    refusal,
    sent_headers,
)
from .sso import Sso

#: Digits of a length that is looked at; a longer one is too large, or has useless zeros.
_MAX_DIGITS = 18

StartResponse = Callable[..., Any]
Environ = Mapping[str, Any]


class App:
    """A WSGI application (PEP 3333) below `/zato/sso`; every other path gets a 404."""

    def __init__(
        self,
        sso: Sso,
        *,
        trusted_proxies: Iterable[str] = (),
        trusted_clients: Iterable[str] = (),
    ) -> None:
        """`trusted_proxies`: networks of proxies whose `X-Forwarded-For` is trusted. `trusted_clients`:
        networks of clients that may send login metadata on an end user's behalf. Default: none."""
        self._front = Front(sso, trusted_proxies, trusted_clients)

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        cid = self._front.new_cid()
        response = self._answer(cid, environ)
        start_response(_status_line(response.status), sent_headers(response))
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else response.body]

    def _answer(self, cid: str, environ: Environ) -> Response:
        body = _body(environ)
        if isinstance(body, int):
            return refusal(cid, body)
        return self._front.answer(cid, _received(environ), body)


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _body(environ: Environ) -> bytes | int:
    """The body, or the status of a refusal."""
    stated = environ.get("CONTENT_LENGTH") or ""
    if stated:
        if not (stated.isascii() and stated.isdigit()):
            return 400
        # Python does not convert a text of thousands of digits.
        length = int(stated) if len(stated) <= _MAX_DIGITS else MAX_READ
        body: bytes = environ["wsgi.input"].read(min(length, MAX_READ))
        if length > MAX_BODY:
            return 413
        # The client went away: half a request is not a request.
        return body if len(body) == length else 400
    if not environ.get("wsgi.input_terminated"):
        # Without a length there is no body, unless the server marks its end.
        return b""
    body = environ["wsgi.input"].read(MAX_READ)
    return 413 if len(body) > MAX_BODY else body


def _received(environ: Environ) -> Received:
    mounted_at = _text(environ.get("SCRIPT_NAME", ""))
    path = mounted_at + _text(environ.get("PATH_INFO", ""))
    return Received(
        method=environ["REQUEST_METHOD"],
        path=below_prefix(encoded_path(mounted_at), encoded_path(path)),
        query=_text(environ.get("QUERY_STRING", "")).encode("utf-8", "replace").decode(),
        headers=[
            (name[5:].lower().replace("_", "-"), value.encode("latin-1", "replace"))
            for name, value in environ.items()
            if name.startswith("HTTP_")
        ],
        peer=environ.get("REMOTE_ADDR"),
    )


def _text(value: str) -> str:
    """WSGI has the bytes of a text as characters (PEP 3333)."""
    return value.encode("latin-1", "replace").decode("utf-8", "surrogateescape")
