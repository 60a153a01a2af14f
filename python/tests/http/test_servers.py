"""The ASGI application under uvicorn, and the WSGI application under waitress."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from vestibule.testing import Person, SsoForTests, create_test_sso

from .servers import SERVERS, serving

BASE = "/zato/sso"


@dataclass
class Client:
    port: int

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Any, Mapping[str, str]]:
        """The status, the body as JSON, and the headers with lower-case names."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        data = json.dumps(body).encode() if isinstance(body, Mapping) else body
        connection.request(method, path, data, dict(headers or {}))
        response = connection.getresponse()
        content = response.read()
        connection.close()
        found = {name.lower(): value for name, value in response.getheaders()}
        return response.status, json.loads(content) if content else None, found


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def client(server: str, sso: SsoForTests) -> Iterator[Client]:
    with serving(server, sso) as port:
        yield Client(port)


def login(person: Person, **more: Any) -> dict[str, Any]:
    return {"username": person.username, "password": person.password, "current_app": "CRM", **more}


def test_from_login_to_logout(client: Client, sso: SsoForTests) -> None:
    ann = sso.user("ann")
    status, answer, headers = client.ask("POST", f"{BASE}/user/login", login(ann))
    assert (status, answer["status"], answer["user_id"]) == (200, "ok", ann.user_id)
    assert headers["content-type"] == "application/json"
    bearer = {"Authorization": f"Bearer {answer['ust']}"}
    query = f"{BASE}/user?current_app=CRM"
    assert client.ask("GET", query, headers=bearer)[1]["username"] == "ann"
    logout = {"ust": answer["ust"], "current_app": "CRM"}
    assert client.ask("POST", f"{BASE}/user/logout", logout)[0] == 200
    assert client.ask("GET", query, headers=bearer)[0] == 403


def test_the_audit_log_and_the_answer_have_one_cid(client: Client, sso: SsoForTests) -> None:
    _, answer, _ = client.ask("POST", f"{BASE}/user/login", login(sso.user()))
    assert sso.events[-1].cid == answer["cid"] and len(answer["cid"]) == 24


@pytest.mark.parametrize("path", ["/", "/nothing", "/zato", "/zato/ssox", "/zato/sso/nothing", "/zato/sso"])
def test_another_path_is_not_found(client: Client, path: str) -> None:
    status, answer, _ = client.ask("GET", path)
    assert (status, answer["result"], answer["details"]) == (404, "Error", "Not found")


@pytest.mark.parametrize("path", ["/zato/sso/user/../user", "/zato/sso//user"])
def test_a_path_is_not_resolved(client: Client, path: str) -> None:
    assert client.ask("GET", path)[0] == 404


def test_an_encoded_path_is_another_path_where_the_server_shows_it(server: str, client: Client) -> None:
    status, _, _ = client.ask("POST", "/zato/sso/user%2Flogin", {})
    # WSGI passes on the decoded path only.
    assert status == (404 if server == "uvicorn" else 400)


@pytest.mark.parametrize("size", [65_536, 65_537, 1 << 20, 5 << 20])
def test_a_body_has_at_most_64_kib(client: Client, sso: SsoForTests, size: int) -> None:
    body = json.dumps(login(sso.user())).encode()
    try:
        status, answer, _ = client.ask("POST", f"{BASE}/user/login", body + b" " * (size - len(body)))
    except (ConnectionResetError, BrokenPipeError):
        # Far above the limit a server may stop reading.
        assert size > 4 << 20
        return
    if size <= 65_536:
        assert (status, answer["status"]) == (200, "ok")
    else:
        assert (status, answer["result"], answer["details"]) == (413, "Error", "Payload too large")
        assert len(answer["cid"]) == 24


@pytest.mark.parametrize("size", [65_536, 65_537, 1 << 20])
def test_a_body_without_a_length_has_at_most_64_kib(client: Client, sso: SsoForTests, size: int) -> None:
    body = json.dumps(login(sso.user())).encode()
    padded = body + b" " * (size - len(body))
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=30)
    parts = (padded[start : start + 10_000] for start in range(0, size, 10_000))
    connection.request(
        "POST", f"{BASE}/user/login", parts, encode_chunked=True, headers={"Transfer-Encoding": "chunked"}
    )
    response = connection.getresponse()
    assert response.status == (200 if size <= 65_536 else 413)
    response.read()
    connection.close()


def test_a_get_may_have_a_body(client: Client, sso: SsoForTests) -> None:
    ann = sso.user()
    status, answer, _ = client.ask("GET", f"{BASE}/user", {"ust": ann.ust, "current_app": "CRM"})
    assert (status, answer["user_id"]) == (200, ann.user_id)


def test_a_query_string_is_passed_on_as_it_is(client: Client, sso: SsoForTests) -> None:
    ann = sso.user("zoë")
    query = f"username=zo%C3%AB&password={ann.password.replace(' ', '+')}&current_app=CRM"
    status, answer, _ = client.ask("POST", f"{BASE}/user/login?{query}")
    assert (status, answer["username"]) == (200, "zoë")


def test_a_wrong_method_is_answered_with_the_allowed_ones(client: Client) -> None:
    status, _, headers = client.ask("DELETE", f"{BASE}/user/login")
    assert (status, headers["allow"]) == (405, "POST")


def test_the_answer_to_head_has_no_body(client: Client) -> None:
    status, answer, headers = client.ask("HEAD", f"{BASE}/user/login")
    assert (status, answer, headers["allow"]) == (405, None, "POST")


def remote_addr(client: Client, person: Person, **headers: str) -> str | None:
    """The address that a session has which begins with these headers."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    ust = client.ask("POST", f"{BASE}/user/login", login(person), given)[1]["ust"]
    about = {"current_ust": ust, "target_ust": ust, "current_app": "CRM"}
    found = client.ask("GET", f"{BASE}/user/session", about)[1]
    address: str | None = found["remote_addr"]
    return address


def test_the_address_is_that_of_the_connection(client: Client, sso: SsoForTests) -> None:
    assert remote_addr(client, sso.user(), X_Forwarded_For="203.0.113.9") == "127.0.0.1"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.8, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.8, 203.0.113.9, 127.0.0.1", "203.0.113.9"),
        ("[2001:db8::1]:99", "2001:db8::1"),
        ("203.0.113.9:99", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_a_trusted_proxy_names_the_address(server: str, forwarded: str, expected: str) -> None:
    sso = create_test_sso()
    with serving(server, sso, trusted_proxies=["127.0.0.0/8"]) as port:
        assert remote_addr(Client(port), sso.user(), X_Forwarded_For=forwarded) == expected


def test_a_hop_that_is_not_an_address_leaves_it_unknown(server: str) -> None:
    sso = create_test_sso()
    with serving(server, sso, trusted_proxies=["127.0.0.1"]) as port:
        body = login(sso.user())
        client, headers = Client(port), {"X-Forwarded-For": "203.0.113.9, unknown"}
        assert client.ask("POST", f"{BASE}/user/login", body, headers)[0] == 200
        assert sso.events[-1].remote_addr is None


def test_login_metadata_needs_a_trusted_client(server: str) -> None:
    sso = create_test_sso(settings={"apps": {"login_metadata_allowed": ["CRM"]}})
    body = login(sso.user(), remote_addr="203.0.113.9")
    with serving(server, sso) as port:
        assert Client(port).ask("POST", f"{BASE}/user/login", body)[1]["sub_status"] == ["E006001"]
    with serving(server, sso, trusted_clients=["127.0.0.1"]) as port:
        assert Client(port).ask("POST", f"{BASE}/user/login", body)[0] == 200


def test_networks_that_are_none(sso: SsoForTests, server: str) -> None:
    make = SERVERS[server][1]
    with pytest.raises(ValueError, match="does not appear to be"):
        make(sso, trusted_proxies=["proxy.example.com"])
    with pytest.raises(TypeError, match="expected a list"):
        make(sso, trusted_clients="10.0.0.1")


def test_a_defect_is_a_fault_of_the_server(
    client: Client, sso: SsoForTests, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("a defect with a secret")

    monkeypatch.setattr(sso.storage, "get", broken)
    status, answer, _ = client.ask("POST", f"{BASE}/user/login", login(Person("", "x", "", "y", {})))
    assert (status, answer["status"], answer["sub_status"]) == (500, "error", ["E008004"])
    assert "secret" not in str(answer)
    assert answer["cid"] in caplog.text


def test_a_call_that_takes_too_long(
    client: Client, sso: SsoForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vestibule.runtime._FUEL_PER_SECOND", 10)
    status, answer, headers = client.ask("POST", f"{BASE}/user/logout", {"ust": "x", "current_app": "CRM"})
    assert (status, answer["sub_status"], headers["retry-after"]) == (503, ["E008004"], "1")


def test_half_a_request_harms_nobody(client: Client, sso: SsoForTests) -> None:
    head = f"POST {BASE}/user/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{{"
    for _ in range(10):
        with socket.create_connection(("127.0.0.1", client.port)) as connection:
            connection.sendall(head.encode())
    assert client.ask("POST", f"{BASE}/user/login", login(sso.user()))[0] == 200
    assert [event.operation for event in sso.events].count("user.login") == 2


def test_a_body_that_does_not_arrive_is_not_waited_for(
    sso: SsoForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vestibule.asgi._BODY_DEADLINE", 0.0, raising=False)
    head = f"POST {BASE}/user/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{{"
    with (
        serving("uvicorn", sso) as port,
        socket.create_connection(("127.0.0.1", port), timeout=10) as connection,
    ):
        connection.sendall(head.encode())
        assert connection.recv(64).startswith(b"HTTP/1.1 408 ")
