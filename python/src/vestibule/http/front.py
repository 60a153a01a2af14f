"""From an HTTP request, as any kind of server has it, to the response."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from vestibule.contract.rest import Request, Response
from vestibule.contract.types import Caller
from vestibule.errors import ComponentError, DeadlineExceeded
from vestibule.sso import Sso

from .address import TrustedNetworks, client
from .headers import decoded, passed_on

#: Maximum size of a request's body, in bytes.
MAX_BODY = 65_536
#: Bytes of a body that are read at most. A client that still sends would not see the refusal.
MAX_READ = 4 << 20
#: The beginning of every path of the REST API.
PREFIX = "/zato/sso"

_DETAILS = {400: "Bad request", 408: "Request timeout", 413: "Payload too large"}
_log = logging.getLogger("vestibule")


@dataclass(frozen=True, slots=True)
class Received:
    """A request, as a server has it."""

    method: str
    #: As it was sent: with `%2F` and the like.
    path: str
    query: str
    #: The names in lower case.
    headers: Sequence[tuple[str, bytes]]
    #: The address of the other end of the connection, if it has one.
    peer: str | None

    def values(self, name: str) -> list[str]:
        return [decoded(value) for each, value in self.headers if each == name]


class Front:
    """Answers requests with one SSO."""

    def __init__(
        self, sso: Sso, trusted_proxies: Iterable[str] = (), trusted_clients: Iterable[str] = ()
    ) -> None:
        self._sso = sso
        self._proxies = TrustedNetworks(trusted_proxies)
        self._clients = TrustedNetworks(trusted_clients)

    def new_cid(self) -> str:
        """A correlation ID like those the component makes. It is made here, so that a response of this host
        can be found in the log, too."""
        return self._sso.random_bytes(12).hex()

    def answer(self, cid: str, received: Received, body: bytes) -> Response:
        """Answers a request. Never raises."""
        try:
            return self._sso.handle(self._request(cid, received, body))
        except DeadlineExceeded:
            _log.warning("request %s took too long", cid)
            return fault(cid, 503)
        except ComponentError:
            _log.exception("request %s: the component failed", cid)
            return fault(cid, 500)
        except Exception:
            _log.exception("request %s failed", cid)
            return fault(cid, 500)

    def _request(self, cid: str, received: Received, body: bytes) -> Request:
        return Request(
            method=received.method,
            path=received.path,
            query=received.query or None,
            headers=passed_on(received.headers, self._sso.passed.http_header),
            body=body,
            caller=self._caller(cid, received),
        )

    def _caller(self, cid: str, received: Received) -> Caller:
        forwarded = received.values("x-forwarded-for")
        address = client(received.peer, forwarded, self._proxies)
        agents = received.values("user-agent")
        return Caller(
            cid=cid,
            remote_addr=None if address is None else str(address),
            user_agent=agents[0] if agents else None,
            is_trusted_client=self._clients.contains(address),
        )


def refusal(cid: str, status: int) -> Response:
    """A request that was refused before it reached the component."""
    details = _DETAILS.get(status, "Error")
    return _json(status, {"result": "Error", "cid": cid, "details": details})


def fault(cid: str, status: int) -> Response:
    """A fault of the server."""
    return _json(status, {"status": "error", "sub_status": ["E008004"], "cid": cid})


def _json(status: int, body: dict[str, object]) -> Response:
    headers = [("content-type", "application/json"), ("cache-control", "no-store")]
    if status == 503:
        headers.append(("retry-after", "1"))
    return Response(status=status, headers=headers, body=json.dumps(body).encode())


def sent_headers(response: Response) -> list[tuple[str, str]]:
    """The headers of a response, with its length."""
    own = [(name, value) for name, value in response.headers if name != "content-length"]
    return [*own, ("content-length", str(len(response.body)))]


def encoded_path(path: str) -> str:
    """A path that a server has decoded, as it is sent."""
    return quote(path.encode("utf-8", "surrogateescape"), safe=_SAFE)


#: The characters that a path may have as they are (RFC 3986).
_SAFE = "/:@!$&'()*+,;=~"


def below_prefix(mounted_at: str, path: str) -> str:
    """The path of the REST API, whichever part of it an application is mounted at.

    `path` is the whole path of the request. So an application at `/` or at `/zato/sso` sees the same path,
    and one at `/auth` serves `/auth/zato/sso/…`.
    """
    inner = path.removeprefix(mounted_at) if mounted_at else path
    return next((each for each in (inner, path) if _IS_BELOW.match(each)), inner)


_IS_BELOW = re.compile(re.escape(PREFIX) + "(/|$)")
