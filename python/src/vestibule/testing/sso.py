"""The SSO of a test."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from vestibule.contract.audit import Event
from vestibule.contract.authentication import LoginRequest
from vestibule.contract.rest import Request
from vestibule.contract.types import Caller, Operator
from vestibule.contract.users import CreateRequest
from vestibule.settings import Stanzas
from vestibule.sso import Sso
from vestibule.wsgi import App

from .clock import ClockForTests
from .outbox import OutboxForTests
from .people import Person
from .randomness import SeededRandomness
from .requests import Answer, answer
from .server import serving
from .storage import StorageForTests

#: The smallest cost of a hash: a login takes about a millisecond.
_CHEAP = {"argon2_memory_kib": 8, "argon2_iterations": 1, "argon2_parallelism": 1}
#: The address of all requests that a test makes without a server.
ADDRESS = "127.0.0.1"


class SsoForTests(Sso):
    """An SSO with all rules and all calls of `Sso`, and what tests need besides."""

    clock: ClockForTests
    storage: StorageForTests

    def __init__(
        self,
        *,
        stanzas: Stanzas,
        seed: int,
        clock: ClockForTests,
        storage: StorageForTests,
        randomness: SeededRandomness,
    ) -> None:
        """Use `create_test_sso`."""
        self.clock = clock
        #: The audit events, oldest first.
        self.events: list[Event] = []
        self._stanzas = stanzas
        self._seed = seed
        self._randomness = randomness
        #: How many users without a given name there were.
        self._unnamed = 0
        super().__init__(
            storage=storage,
            settings=stanzas,
            clock=clock,
            randomness=randomness,
            audit=self.events.append,
            delivers_messages=True,
        )
        self.outbox: OutboxForTests = OutboxForTests(self._call)
        self._apps: Sequence[str] = stanzas["apps"]["all"]
        #: A caller for the typed calls: the first of the applications, from 127.0.0.1.
        self.caller = Caller(current_app=self._apps[0], remote_addr=ADDRESS)
        #: The operator, for the typed calls.
        self.operator = Operator("test")
        self._start = (clock.now, storage.fork(), randomness.number)

    def user(
        self,
        username: str | None = None,
        *,
        password: str = "correct horse battery staple",  # noqa: S107  # Of a test.
        email: str | None = None,
        apps: Sequence[str] | None = None,
        is_super_user: bool = False,
        **fields: Any,
    ) -> Person:
        """Creates a user and logs the user in. Names of users without a given one are `user1`, `user2`, …

        `apps`: the applications to log in to; default: the first. `fields`: further members of
        `CreateRequest`, such as `display_name`.
        """
        if username is None:
            self._unnamed += 1
            username = f"user{self._unnamed}"
        email = email or f"{username}@example.com"
        request = self.new_account(
            username, password=password, email=email, is_super_user=is_super_user, **fields
        )
        user_id = self.users.create(self.caller, self.operator, request)
        usts = {app: self._log_in(app, username, password) for app in apps or self._apps[:1]}
        return Person(user_id, username, email, password, usts)

    def _log_in(self, app: str, username: str, password: str) -> str:
        caller = Caller(current_app=app, remote_addr=ADDRESS)
        return self.authentication.login(caller, LoginRequest(username=username, password=password)).ust

    def new_account(self, username: str, **fields: Any) -> CreateRequest:
        """The input of `users.create` for a user who may log in. `fields`: its further members."""
        return CreateRequest(**{"username": username, "auto_approve": True, **fields})

    def request(
        self,
        method: str,
        path: str,
        json_body: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        query: str | None = None,
    ) -> Answer:
        """Makes a request of the REST API, without a server.

        `path` with or without `/zato/sso`: `sso.request("POST", "/user/login", {…})`.
        """
        path = path if path.startswith("/zato/sso") else f"/zato/sso{path}"
        given = {name.lower(): value for name, value in (headers or {}).items()}
        request = Request(
            method=method,
            path=path,
            query=query,
            headers=list(given.items()),
            body=b"" if json_body is None else json.dumps(json_body).encode(),
            caller=Caller(remote_addr=ADDRESS, user_agent=given.get("user-agent")),
        )
        return answer(self.handle(request))

    @contextmanager
    def serve(
        self, *, trusted_proxies: Sequence[str] = (), trusted_clients: Sequence[str] = ()
    ) -> Iterator[str]:
        """Serves the REST API on a free port for the time of a `with` statement; the value is the URL.

        `trusted_proxies`, `trusted_clients`: as for `vestibule.wsgi.App`.
        """
        app = App(self, trusted_proxies=trusted_proxies, trusted_clients=trusted_clients)
        with serving(app) as url:
            yield url

    def fork(self) -> SsoForTests:
        """An SSO in the same state, which from now on changes on its own.

        It makes the same IDs and tokens next as this one.
        """
        forked = SsoForTests(
            stanzas=self._stanzas,
            seed=self._seed,
            clock=ClockForTests(self.clock.now),
            storage=self.storage.fork(),
            randomness=SeededRandomness(self._seed),
        )
        forked._randomness.go_to(self._randomness.number)
        forked._unnamed = self._unnamed
        forked.outbox.sent = list(self.outbox.sent)
        forked._start = self._start
        return forked

    def reset(self) -> None:
        """Goes back to the state of the beginning: no users, the same time, the same IDs and tokens next."""
        now, storage, randomness = self._start
        self.clock.now = now
        self.storage.replace(storage)
        self._randomness.go_to(randomness)
        self._unnamed = 0
        self.events.clear()
        self.outbox.sent.clear()


def create_test_sso(
    *,
    apps: Sequence[str] = ("CRM", "ERP"),
    settings: Stanzas | None = None,
    seed: int = 1,
    now: datetime = datetime(2030, 1, 1, tzinfo=UTC),
) -> SsoForTests:
    """An SSO in memory, in which every application of `apps` may be used to sign up and to log in.

    `settings` are those of `Sso`, and win over what is set here, except for the cost of hashes. IDs and
    tokens follow from `seed`: they are the same in every run. `now`: the time at which it begins.
    """
    if now.tzinfo is None:
        raise ValueError("expected a time with a time zone")
    listed = list(apps)
    stanzas: dict[str, dict[str, Any]] = {
        "main": {"keys": [base64.b64encode(bytes(32)).decode()]},
        "apps": {
            "all": listed,
            "default": listed[0],
            "signup_allowed": listed,
            "login_allowed": listed,
        },
    }
    for name, stanza in (settings or {}).items():
        stanzas[name] = {**stanzas.get(name, {}), **stanza}
    stanzas["password"] = {**stanzas.get("password", {}), **_CHEAP}
    return SsoForTests(
        stanzas=stanzas,
        seed=seed,
        clock=ClockForTests(now),
        storage=StorageForTests(),
        randomness=SeededRandomness(seed),
    )
