"""The SSO: the component with everything it needs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypedDict, Unpack

from . import audit as audit_log
from . import keys as key_files
from . import runtime as runtimes
from ._values import Function
from .contract import outbox, registration, rest
from .contract.configuration import Problem
from .contract.imports import PasswordHashing as Hashing
from .contract.operations import Operations
from .contract.types import SubStatus
from .errors import SettingsError
from .hashing import PasswordHashing
from .platform import Clock, Random, Randomness, WallClock, system_clock, system_randomness
from .runtime import Runtime
from .settings import CANNOT_BE_USED, Passed, Stanzas
from .storage import Sqlite, Storage

_log = logging.getLogger("vestibule")

#: Validates a sign-up through an application: the codes to refuse it with, or none.
SignupValidator = Callable[[str, registration.SignupRequest], Sequence[SubStatus]]


class Options(TypedDict, total=False):
    """The arguments of `Sso` besides storage and settings."""

    keys: Sequence[str] | None
    hashing: Hashing | None
    clock: Clock
    randomness: Randomness
    audit: audit_log.AuditLog
    signup_validator: SignupValidator | None
    validator_replaces_built_in: bool
    delivers_messages: bool
    has_callback: bool
    deadline: float
    runtime: Runtime | None


class Sso(Operations):
    """Single sign-on in this process. Safe to use from any number of threads.

    The calls are grouped as in the contract: `sso.sessions.verify(…)`, `sso.users.create(…)`. They fail
    with a subclass of `vestibule.Failure`, or with `ComponentError`, which is a defect.
    """

    def __init__(
        self,
        *,
        storage: Storage,
        settings: Stanzas | None = None,
        keys: Sequence[str] | None = None,
        hashing: Hashing | None = None,
        clock: Clock = system_clock,
        randomness: Randomness = system_randomness,
        audit: audit_log.AuditLog = audit_log.log,
        signup_validator: SignupValidator | None = None,
        validator_replaces_built_in: bool = False,
        delivers_messages: bool = False,
        has_callback: bool = False,
        deadline: float = 30.0,
        runtime: Runtime | None = None,
    ) -> None:
        """Checks the settings and the secret keys.

        `settings`: stanzas by name, as `{"session": {"expiry": 30}}`. `keys`: the secret keys, 32 bytes
        each in Base64; the first encrypts, all decrypt. (They may also be in the settings, `main.keys`.)
        `delivers_messages`: whether you send the messages of the outbox; without it none is queued.
        `has_callback`: whether you take the callbacks about sign-ups that have no URL
        (`outbox.claim_callbacks`). `deadline`: seconds after which a call is ended.

        `SettingsError`: something is wrong with the settings or the keys; the message has a line for
        each problem. `Unavailable`: the store cannot be reached.
        """
        self._runtime = runtime or runtimes.default()
        self._deadline = deadline
        self._validator = signup_validator
        self._replaces_built_in = validator_replaces_built_in
        self._clock = clock
        self._closes: Sqlite | None = None
        self._random = Random(randomness)
        self.storage = storage
        self.passed = Passed(
            settings or {},
            keys,
            is_delivery_configured=delivers_messages,
            is_callback_configured=has_callback,
        )
        self._provided = {
            "storage": storage,
            "password-hashing": hashing or PasswordHashing(),
            "settings": self.passed,
            "audit": _Audit(audit),
            "wall-clock": WallClock(clock),
            "random": self._random,
        }
        super().__init__(self._call)
        self._check()

    @classmethod
    def open(
        cls, directory: str | Path, *, settings: Stanzas | None = None, **options: Unpack[Options]
    ) -> Self:
        """An SSO over a data directory, as `vestibule serve --data` has it: SQLite and a key file.

        Creates both if they do not exist. `options`: the other arguments of `Sso`. `FileNotFoundError`:
        there is data, but the key file is missing.
        """
        given = settings or {}
        if "keys" not in given.get("main", {}) and options.get("keys") is None:
            has_data = Sqlite.exists(directory)
            options["keys"] = key_files.read_or_make(directory, has_data=has_data)
        storage = Sqlite(directory)
        try:
            sso = cls(storage=storage, settings=given, **options)
        except BaseException:
            storage.close()
            raise
        sso._closes = storage
        return sso

    def close(self) -> None:
        """Closes the store, if `open` has opened it."""
        if self._closes is not None:
            self._closes.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.close()

    def _call(self, function: Function, given: tuple[object, ...]) -> Any:
        return self._runtime.call(function, given, self._provided, self._deadline)

    def _check(self) -> None:
        known = self.configuration.stanzas()
        unknown = [f"unknown stanza [{name}]" for name in self.passed.names if name not in known]
        if unknown:
            raise SettingsError(f"{CANNOT_BE_USED}: {', '.join(unknown)}")
        _refuse(self.configuration.check())
        _refuse(self.configuration.prepare())

    def handle(self, request: rest.Request) -> rest.Response:
        """Answers a request of the REST API, after the sign-up validator if there is one."""
        if self._validator is not None and request.signup_verdict is None:
            peeked = self.rest.peek_signup(request)
            if peeked is not None:
                verdict = self.verdict(peeked.current_app, peeked.request)
                members = {name: getattr(request, name) for name in rest.Request.__slots__}
                request = rest.Request(**{**members, "signup_verdict": verdict})
        return self.rest.handle(request)

    def verdict(
        self, current_app: str, request: registration.SignupRequest
    ) -> registration.SignupVerdict | None:
        """The verdict of the sign-up validator, for `registration.signup`; none without a validator."""
        if self._validator is None:
            return None
        refused = self._validator(current_app, request)
        return registration.SignupVerdict(refused=list(refused), replaces_built_in=self._replaces_built_in)

    def random_bytes(self, number: int) -> bytes:
        """Random bytes of the source that the component uses."""
        return self._random.get_random_bytes(number)

    def sweep(self) -> int:
        """Deletes expired documents; returns how many.

        An expired document is absent to every call even before; this frees its space. Call it every
        few minutes.
        """
        return self.storage.sweep(int(self._clock().timestamp()))

    def deliver(self, send: Callable[[outbox.Message], object], *, lease: int = 60) -> int:
        """Sends the messages that are due, until none is left; returns how many were sent.

        `send` sends one message, within `lease` seconds. If it raises, the message is due again later, and
        the next one is sent; the last of its exceptions is raised at the end.
        """
        sent = 0
        failed: Exception | None = None
        while messages := self.outbox.claim(1, lease):
            for message in messages:
                try:
                    send(message)
                except Exception as error:
                    failed = error
                    self.outbox.failed(message.id, message.claim)
                else:
                    self.outbox.done(message.id, message.claim)
                    sent += 1
        if failed is not None:
            raise failed
        return sent


class _Audit:
    """An audit log that fails must not end the call, which has been done."""

    def __init__(self, log: audit_log.AuditLog) -> None:
        self._log = log

    def emit(self, event: Any) -> None:
        try:
            self._log(event)
        except Exception as error:
            # Without the error's text, which could quote the event.
            _log.error("the audit log failed (%s)", type(error).__name__)


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        lines = [f"[{each.stanza}] {each.key} {each.message}" for each in problems]
        raise SettingsError(CANNOT_BE_USED + ":\n  " + "\n  ".join(lines))
