"""Calls of the component: deadlines, failures, threads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from vestibule import (
    Caller,
    ComponentError,
    DeadlineExceeded,
    LoginRequest,
    Operator,
    Rejected,
    Runtime,
    Sso,
    new_key,
)
from vestibule.contract.audit import Event
from vestibule.storage import Entry, Memory
from vestibule.testing import SsoForTests, create_test_sso


class Broken(Memory):
    """A store with a defect."""

    error: BaseException | None = None

    def get(self, keys: Sequence[str]) -> list[Entry | None]:
        if self.error is not None:
            raise self.error
        return super().get(keys)


def new_sso(storage: Memory, deadline: float = 30.0) -> Sso:
    return Sso(storage=storage, keys=[new_key()], deadline=deadline)


def test_a_defect_of_the_host_ends_the_call_alone() -> None:
    storage = Broken()
    sso = new_sso(storage)
    storage.error = ZeroDivisionError("a defect")
    with pytest.raises(ComponentError, match="prepare failed") as failed:
        sso.configuration.prepare()
    assert failed.value.__cause__ is storage.error
    storage.error = None
    assert sso.configuration.prepare() == []


def test_a_result_of_a_wrong_type_ends_the_call_alone() -> None:
    class Wrong(Memory):
        is_wrong = False

        def get(self, keys: Sequence[str]) -> list[Entry | None]:
            return ["not an entry"] if self.is_wrong else super().get(keys)  # type: ignore[list-item]

    storage = Wrong()
    sso = new_sso(storage)
    storage.is_wrong = True
    with pytest.raises(ComponentError) as failed:
        sso.configuration.prepare()
    assert isinstance(failed.value.__cause__, TypeError)
    storage.is_wrong = False
    assert sso.configuration.prepare() == []


def test_an_interrupt_is_passed_on() -> None:
    storage = Broken()
    sso = new_sso(storage)
    storage.error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        sso.configuration.prepare()


def test_a_call_whose_time_is_over_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    sso = new_sso(Memory(), deadline=30)
    # Each look at the clock finds it 20 seconds later.
    seconds = iter(range(0, 1_000, 20))
    monkeypatch.setattr("vestibule.runtime.time.monotonic", lambda: next(seconds))
    with pytest.raises(DeadlineExceeded):
        sso.maintenance.inspect(None)


def test_a_component_that_never_returns_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    sso = new_sso(Memory())
    assert not sso.users.has_super_user()
    # A thousandth of the fuel that the call needs.
    monkeypatch.setattr("vestibule.runtime._FUEL_PER_SECOND", 10)
    with pytest.raises(DeadlineExceeded):
        sso.users.has_super_user()


def test_a_component_of_another_contract_is_refused() -> None:
    with pytest.raises(Exception, match=r"failed to parse|expected|magic"):
        Runtime(b"not a component", cache=False)


def test_an_audit_log_may_make_calls() -> None:
    seen: list[tuple[str, bool]] = []
    made: list[Sso] = []

    def audit(event: Event) -> None:
        if made and event.operation == "user.login":
            seen.append((event.operation, made[0].users.has_super_user()))

    sso = Sso(storage=Memory(), keys=[new_key()], audit=audit)
    made.append(sso)
    with pytest.raises(Rejected):
        sso.authentication.login(
            Caller(current_app="CRM", remote_addr="192.0.2.1"), LoginRequest(username="x", password="y")
        )
    assert seen == [("user.login", False)]


def test_an_audit_log_that_fails_does_not_end_the_call(caplog: pytest.LogCaptureFixture) -> None:
    def audit(event: Event) -> None:
        raise OSError(f"cannot write {event.target}")

    sso = Sso(storage=Memory(), keys=[new_key()], audit=audit)
    account = create_test_sso().new_account("ann")
    user_id = sso.users.create(Caller(), Operator("test"), account)
    assert user_id
    assert "the audit log failed (OSError)" in caplog.text
    assert user_id not in caplog.text


def test_threads_do_not_disturb_each_other(sso: SsoForTests) -> None:
    people = [sso.user() for _ in range(8)]
    start = threading.Barrier(8)

    def work(number: int) -> None:
        start.wait()
        for round_ in range(40):
            person = people[number]
            session = sso.sessions.verify(sso.caller, person.ust)
            assert session is not None and session.username == person.username
            with pytest.raises(Rejected):
                sso.users.create(sso.caller, sso.operator, sso.new_account(person.username))
            if round_ % 10 == 0:
                with pytest.raises(TypeError):
                    sso.users.get(sso.caller, None)  # type: ignore[arg-type]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))


def test_calls_leave_nothing_behind(sso: SsoForTests) -> None:
    """Memory of wasmtime is freed by hand: a call that forgot some would show here."""
    ann = sso.user("ann")

    def calls(number: int) -> int:
        for _ in range(number):
            sso.sessions.verify(sso.caller, ann.ust)
            sso.configuration.effective()
            sso.request("POST", "/user/login", {"padding": "x" * 20_000})
            with pytest.raises(TypeError):
                sso.users.search(sso.caller, sso.operator, None)  # type: ignore[arg-type]
        sso.events.clear()
        return resident()

    calls(30)
    before = calls(30)
    # Each round would leave megabytes.
    assert calls(300) - before < 8 << 20


def resident() -> int:
    """Bytes of memory of this process."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4_096
