"""The two ways to the SSO: in this process, or over REST.

Both take the same requests, so the calls are the same code for both.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from vestibule.contract.rest import Request
from vestibule.contract.types import Caller, Failure
from vestibule.errors import ComponentError
from vestibule.sso import Sso

from .errors import BadRequest, ServerError, TooManyAttempts, ValidationError


@dataclass(frozen=True)
class Call:
    """A request of the REST API, and for whom it is made."""

    method: str
    #: Below `/zato/sso`.
    path: str
    input: Mapping[str, Any] = field(repr=False)
    cid: str
    remote_addr: str | None
    user_agent: str | None = None

    @property
    def body(self) -> bytes:
        return json.dumps(self.input).encode()


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Transport(Protocol):
    """A way to the SSO."""

    def send(self, call: Call) -> Reply:
        """Makes a request. `ServerError`: there is no answer."""
        ...


class InProcess:
    """An `Sso` in this process. A service is trusted to name the end user's address and agent."""

    def __init__(self, sso: Sso) -> None:
        self.sso = sso

    def send(self, call: Call) -> Reply:
        request = Request(
            method=call.method,
            path=f"/zato/sso{call.path}",
            headers=[],
            body=call.body,
            caller=Caller(
                cid=call.cid or None,
                remote_addr=call.remote_addr or None,
                user_agent=call.user_agent or None,
                is_trusted_client=True,
            ),
        )
        try:
            response = self.sso.handle(request)
        except (ComponentError, Failure) as error:
            raise ServerError(f"the SSO failed: {type(error).__name__}", call.cid) from error
        return Reply(response.status, dict(response.headers), response.body)


class OverRest:
    """A server.

    The end user's address goes in `X-Forwarded-For`, so the server has to have this machine among its
    `host.trusted_proxies`; otherwise every user has this machine's address. For logins with
    `has_remote_addr` or `has_user_agent` the user's address has to be in `host.trusted_clients`.
    """

    def __init__(self, url: str, timeout: float) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"expected a URL with http or https, not {url}")
        self._url = url.rstrip("/").removesuffix("/zato/sso")
        self._timeout = timeout
        # A redirect would send the token elsewhere.
        self._opener = urllib.request.build_opener(_NoRedirect)

    def send(self, call: Call) -> Reply:
        headers: dict[str, Any] = {"Content-Type": "application/json"}
        # As bytes: a text could only have the characters of Latin-1.
        if call.remote_addr:
            headers["X-Forwarded-For"] = call.remote_addr.encode("utf-8", "replace")
        if call.user_agent:
            headers["User-Agent"] = call.user_agent.encode("utf-8", "replace")
        request = urllib.request.Request(  # noqa: S310  # The URL is checked above.
            f"{self._url}/zato/sso{call.path}", call.body, headers, method=call.method
        )
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return _reply(response)
        except urllib.error.HTTPError as answer_:
            with answer_:
                return _reply(answer_)
        except (OSError, http.client.HTTPException) as error:
            raise ServerError(f"the SSO cannot be reached: {error}", call.cid) from error
        except ValueError:
            # An address or agent with a line break.
            raise BadRequest(call.cid) from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _reply(response: Any) -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status, headers, response.read())


def answer(reply: Reply) -> Any:
    """The JSON of a reply that is not a failure; others are raised."""
    body = _json(reply)
    if isinstance(body, list) or (reply.status == 200 and body is None):
        return body
    if not isinstance(body, dict):
        raise ServerError(f"status {reply.status}")
    cid = str(body.get("cid", ""))
    if body.get("status") in ("ok", "warning"):
        return body
    if body.get("status") != "error":
        if reply.status == 400:
            raise BadRequest(cid)
        raise ServerError(f"status {reply.status}", cid)
    codes = [str(each) for each in body.get("sub_status", [])]
    if reply.status == 429:
        raise TooManyAttempts(codes, cid, int(reply.headers.get("retry-after", "1")))
    if reply.status >= 500:
        raise ServerError(f"status {reply.status}", cid)
    raise ValidationError(codes, cid=cid)


def _json(reply: Reply) -> Any:
    if not reply.body:
        return None
    try:
        return json.loads(reply.body)
    except ValueError as error:
        raise ServerError(f"status {reply.status}, and not JSON") from error
