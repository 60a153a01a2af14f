"""The applications inside other applications."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import pytest

from vestibule import asgi, wsgi
from vestibule.testing import SsoForTests


def ask_wsgi(sso: SsoForTests, script_name: str, path_info: str, **more: Any) -> int:
    statuses: list[int] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": script_name,
        "PATH_INFO": path_info,
        "QUERY_STRING": "current_app=CRM",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        **more,
    }
    body = wsgi.App(sso)(environ, lambda status, _: statuses.append(int(status.split()[0])))
    assert body
    return statuses[0]


def ask_asgi(sso: SsoForTests, root_path: str, path: str, **more: Any) -> int:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "root_path": root_path,
        "path": path,
        "query_string": b"current_app=CRM",
        "headers": [],
        "client": ("127.0.0.1", 1),
        **more,
    }
    asyncio.run(asgi.App(sso)(scope, receive, send))
    status: int = sent[0]["status"]
    return status


@pytest.fixture
def bearer(sso: SsoForTests) -> str:
    return f"Bearer {sso.user('ann').ust}"


@pytest.mark.parametrize(
    ("mounted_at", "below", "status"),
    [
        ("", "/zato/sso/user", 200),
        ("/zato/sso", "/user", 200),
        ("/zato", "/sso/user", 200),
        ("/auth", "/zato/sso/user", 200),
        ("/auth", "/user", 404),
        ("/zato/sso", "/zato/sso/user", 200),
        ("/zato/ssoo", "/user", 404),
    ],
)
def test_wherever_it_is_mounted(
    sso: SsoForTests, bearer: str, mounted_at: str, below: str, status: int
) -> None:
    assert ask_wsgi(sso, mounted_at, below, HTTP_AUTHORIZATION=bearer) == status
    headers = [(b"authorization", bearer.encode())]
    assert ask_asgi(sso, mounted_at, mounted_at + below, headers=headers) == status


def test_headers_that_are_not_of_the_list_are_left_out(sso: SsoForTests) -> None:
    seen: list[Any] = []
    sso.handle = lambda request: seen.append(request) or sso.rest.handle(request)  # type: ignore[method-assign,func-returns-value]
    names = ["x-b", "cookie", "X-Zato-SSO-Current-App", "cookie", "origin", "host", "user-agent"]
    headers = [(name.encode(), f"{place} caf\xe9".encode()) for place, name in enumerate(names)]
    ask_asgi(sso, "", "/zato/sso/user", headers=headers)
    (request,) = seen
    assert request.headers == [
        ("cookie", "1 café"),
        ("x-zato-sso-current-app", "2 café"),
        ("cookie", "3 café"),
        ("origin", "4 café"),
    ]
    assert request.caller.user_agent == "6 café"


@pytest.mark.sso(settings={"apps": {"http_header": "X-App"}})
def test_the_header_of_the_settings(sso: SsoForTests) -> None:
    seen: list[Any] = []
    sso.handle = lambda request: seen.append(request) or sso.rest.handle(request)  # type: ignore[method-assign,func-returns-value]
    ask_wsgi(sso, "", "/zato/sso/user", HTTP_X_APP="caf\xc3\xa9 \xff", HTTP_X_ZATO_SSO_CURRENT_APP="b")
    assert seen[0].headers == [("x-app", "café \ufffd")]


def test_other_scopes(sso: SsoForTests) -> None:
    async def talk(scope: dict[str, Any], *messages: str) -> list[str]:
        given, sent = iter(messages), []

        async def receive() -> dict[str, Any]:
            return {"type": next(given)}

        async def send(message: Any) -> None:
            sent.append(message["type"])

        await asgi.App(sso)(scope, receive, send)
        return sent

    assert asyncio.run(talk({"type": "lifespan"}, "lifespan.startup", "lifespan.shutdown")) == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    assert asyncio.run(talk({"type": "websocket"}, "websocket.connect")) == ["websocket.close"]
    with pytest.raises(ValueError, match="unknown scope"):
        asyncio.run(talk({"type": "future"}))


def test_a_client_that_goes_away_gets_no_answer(sso: SsoForTests) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/zato/sso/user/login", "headers": []}
    asyncio.run(asgi.App(sso)(scope, receive, send))
    assert sent == [] and sso.events == []


@pytest.mark.parametrize("length", ["x", "-1", "1.5"])
def test_a_length_that_is_no_number(sso: SsoForTests, length: str) -> None:
    assert ask_wsgi(sso, "", "/zato/sso/user", CONTENT_LENGTH=length) == 400


def test_a_body_that_ends_early(sso: SsoForTests) -> None:
    body = b'{"ust": "x", "current_app": "CRM"}'
    for missing, status in [(0, 200), (1, 400)]:
        more = {
            "REQUEST_METHOD": "POST",
            "CONTENT_LENGTH": str(len(body) + missing),
            "wsgi.input": io.BytesIO(body),
        }
        assert ask_wsgi(sso, "", "/zato/sso/user/logout", **more) == status
    assert len(sso.events) == 1


def test_a_length_of_thousands_of_digits_is_too_large(sso: SsoForTests) -> None:
    assert ask_wsgi(sso, "", "/zato/sso/user/login", CONTENT_LENGTH="9" * 5_000) == 413
