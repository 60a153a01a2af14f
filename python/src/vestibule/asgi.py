"""The REST API as an ASGI application.

    app = vestibule.asgi.App(sso)

Serve it at `/`, or mount it at `/zato/sso` in another application. Calls run in threads of their own, so
the event loop is never blocked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .contract.rest import Response
from .http.front import (
    MAX_BODY,
    MAX_READ,
    Front,
    Received,
    below_prefix,
    encoded_path,
    fault,
    refusal,
    sent_headers,
)
from .sso import Sso

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

#: Calls at the same time: more than hashes may wait, so that session checks always get a thread.
_THREADS = 64
#: Calls that may wait for a thread; further ones are refused with 503.
_MAX_WAITING = 1_024
#: Seconds in which the body of a request has to arrive. Servers of ASGI have no limit of their own.
_BODY_DEADLINE = 30.0


class App:
    """An ASGI 3 application below `/zato/sso`; every other path gets a 404."""

    def __init__(
        self,
        sso: Sso,
        *,
        trusted_proxies: Iterable[str] = (),
        trusted_clients: Iterable[str] = (),
    ) -> None:
        """`trusted_proxies`: networks of proxies whose `X-Forwarded-For` is trusted. `trusted_clients`:
        networks of clients that may send login metadata on an end user's behalf. Default: none.

        Some servers read `X-Forwarded-For` themselves, such as uvicorn (`--forwarded-allow-ips`): then the
        scope has the client's address already.
        """
        self._front = Front(sso, trusted_proxies, trusted_clients)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="vestibule")
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})
        else:
            raise ValueError(f"unknown scope {scope['type']}")

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        cid = self._front.new_cid()
        try:
            async with asyncio.timeout(_BODY_DEADLINE):
                body = await _body(receive)
        except TimeoutError:
            body = 408
        if body is None:
            return  # The client went away before it had sent its request.
        if isinstance(body, int):
            response = refusal(cid, body)
        else:
            response = await self._answer(cid, _received(scope), body)
        headers = [(name.encode("latin-1"), _bytes(value)) for name, value in sent_headers(response)]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        shown = b"" if scope["method"] == "HEAD" else response.body
        await send({"type": "http.response.body", "body": shown})

    async def _answer(self, cid: str, received: Received, body: bytes) -> Response:
        if self._in_flight >= _THREADS + _MAX_WAITING:
            return fault(cid, 503)
        self._in_flight += 1
        try:
            loop = asyncio.get_running_loop()
            answer = self._front.answer
            return await loop.run_in_executor(self._threads, answer, cid, received, body)
        finally:
            self._in_flight -= 1


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "replace")


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _body(receive: Receive) -> bytes | int | None:
    """The body, or the status of a refusal, or none if the client went away."""
    body = bytearray()
    size = 0
    while size <= MAX_READ:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size <= MAX_BODY:
            body += part
        if not message.get("more_body", False):
            break
    return bytes(body) if size <= MAX_BODY else 413


def _received(scope: Scope) -> Received:
    mounted_at = encoded_path(scope.get("root_path", ""))
    raw: bytes | None = scope.get("raw_path")
    path = encoded_path(scope["path"]) if raw is None else _ascii(raw.partition(b"?")[0])
    peer = scope.get("client")
    return Received(
        method=scope["method"],
        path=below_prefix(mounted_at, path),
        query=scope.get("query_string", b"").decode("utf-8", "replace"),
        headers=[(_ascii(name).lower(), bytes(value)) for name, value in scope["headers"]],
        peer=peer[0] if peer else None,
    )


def _ascii(text: bytes) -> str:
    return text.decode("ascii", "replace")
