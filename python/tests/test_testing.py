"""What `vestibule.testing` offers to other people's tests."""

from __future__ import annotations

import json
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from vestibule import Rejected, SubStatus, Unavailable
from vestibule.testing import Person, SsoForTests, create_test_sso


def is_valid(sso: SsoForTests, person: Person) -> bool:
    return sso.sessions.verify(sso.caller, person.ust) is not None


def test_a_user_is_logged_in(sso: SsoForTests) -> None:
    ann = sso.user("ann", display_name="Ann")
    answer = sso.request("GET", "/user", {"current_app": "CRM"}, headers=ann.headers)
    assert answer.status == 200
    assert answer.json["username"] == "ann" and answer.json["display_name"] == "Ann"
    assert answer.headers["content-type"] == "application/json"
    assert ann.ust not in repr(ann) and ann.password not in repr(ann)


def test_users_without_names(sso: SsoForTests) -> None:
    assert [sso.user().username for _ in range(3)] == ["user1", "user2", "user3"]


def test_the_clock_ends_sessions(sso: SsoForTests) -> None:
    ann = sso.user()
    sso.clock.advance("59m")
    assert is_valid(sso, ann)
    sso.clock.advance(timedelta(minutes=2))
    assert not is_valid(sso, ann)


@pytest.mark.parametrize("by", ["", "5", "m", "1.5h", "-1m", "1 m", "5w"])
def test_a_duration_that_is_not_one(sso: SsoForTests, by: str) -> None:
    with pytest.raises(ValueError, match="expected a duration"):
        sso.clock.advance(by)
    with pytest.raises(ValueError, match="cannot go back"):
        sso.clock.advance(timedelta(seconds=-1))


def test_the_outbox_has_the_messages(sso: SsoForTests) -> None:
    body = {"username": "ann", "password": "correct horse", "email": "ann@example.com", "app_list": ["CRM"]}
    assert sso.request("POST", "/user/signup", {**body, "current_app": "CRM"}).status == 200
    (message,) = sso.outbox()
    assert (message.to, message.username, message.kind) == ("ann@example.com", "ann", "signup-confirm")
    assert message.token and message.token not in repr(message)
    sso.registration.confirm(sso.caller, message.token)
    assert sso.outbox() == [message]
    assert sso.fork().outbox() == [message]
    sso.reset()
    assert sso.outbox() == []


def test_every_run_makes_the_same_ids_and_tokens() -> None:
    one, two, other = (create_test_sso(seed=seed).user() for seed in (1, 1, 2))
    assert one == two
    assert other.user_id != one.user_id and other.ust != one.ust


def test_a_fork_changes_on_its_own(sso: SsoForTests) -> None:
    ann = sso.user("ann")
    fork = sso.fork()
    assert fork.user("ben") == sso.user("ben")
    assert is_valid(fork, ann)
    fork.clock.advance("2h")
    assert not is_valid(fork, ann) and is_valid(sso, ann)
    with pytest.raises(Rejected):
        sso.user("ben")
    assert [fork.user().username, sso.user().username] == ["user1", "user1"]


def test_a_reset_goes_back_to_the_beginning(sso: SsoForTests) -> None:
    before = sso.user()
    sso.user("ann")
    sso.clock.advance("1d")
    sso.storage.fail_next("unavailable")
    sso.reset()
    assert sso.clock.now == datetime(2030, 1, 1, tzinfo=UTC)
    assert sso.user() == before
    assert is_valid(sso, before)


def test_an_outage_on_demand(sso: SsoForTests) -> None:
    ann = sso.user()
    sso.storage.fail_next("unavailable")
    with pytest.raises(Unavailable):
        is_valid(sso, ann)
    assert is_valid(sso, ann)
    sso.storage.fail_next("unavailable")
    answer = sso.request("GET", "/user", {"current_app": "CRM"}, headers=ann.headers)
    assert answer.status == 503 and answer.headers["retry-after"]


def test_a_conflict_is_tried_again(sso: SsoForTests) -> None:
    sso.storage.fail_next("conflict", times=2)
    assert sso.users.create(sso.caller, sso.operator, sso.new_account("ann"))


@pytest.mark.parametrize("is_done", [True, False])
def test_a_lost_reply(sso: SsoForTests, is_done: bool) -> None:
    sso.storage.fail_next("unknown", is_done=is_done)
    with pytest.raises(Unavailable):
        sso.users.create(sso.caller, sso.operator, sso.new_account("ann"))
    if is_done:
        with pytest.raises(Rejected) as refused:
            sso.users.create(sso.caller, sso.operator, sso.new_account("ann"))
        assert refused.value.value == [SubStatus.USERNAME_EXISTS]
    else:
        assert sso.users.create(sso.caller, sso.operator, sso.new_account("ann"))


def test_an_outage_after_some_operations(sso: SsoForTests) -> None:
    ann = sso.user()
    sso.storage.fail_next("unavailable", after=2, times=2)
    answers = []
    for _ in range(5):
        try:
            answers.append(is_valid(sso, ann))
        except Unavailable:
            answers.append(False)
    assert answers == [True, True, False, False, True]


def test_a_failure_of_no_kind(sso: SsoForTests) -> None:
    with pytest.raises(ValueError, match="expected"):
        sso.storage.fail_next("slow")  # type: ignore[arg-type]


def test_a_server(sso: SsoForTests) -> None:
    ann = sso.user("ann")
    with sso.serve() as url:
        request = urllib.request.Request(f"{url}/zato/sso/user?current_app=CRM", headers=ann.headers)  # noqa: S310
        with urllib.request.urlopen(request) as response:  # noqa: S310
            assert json.load(response)["user_id"] == ann.user_id


@pytest.mark.sso(apps=["Intranet"], settings={"session": {"expiry": 30}}, seed=7)
def test_the_mark_has_arguments(sso: SsoForTests) -> None:
    ann = sso.user(apps=["Intranet"])
    assert list(ann.usts) == ["Intranet"]
    assert sso.caller.current_app == "Intranet"
    sso.clock.advance("31m")
    assert not is_valid(sso, ann)


def test_rules_are_those_of_the_server(sso: SsoForTests) -> None:
    body = {"username": "x", "password": "y", "current_app": "CRM"}
    statuses = [sso.request("POST", "/user/login", body).status for _ in range(11)]
    assert statuses == [403] * 10 + [429]


def test_a_time_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        create_test_sso(now=datetime(2030, 1, 1))
    with pytest.raises(ValueError, match="time zone"):
        create_test_sso().clock.set(datetime(2030, 1, 1))


def test_the_clock_is_set(sso: SsoForTests) -> None:
    ann = sso.user()
    sso.clock.set(datetime(2031, 1, 1, tzinfo=UTC))
    assert not is_valid(sso, ann)


def test_a_user_of_several_applications(sso: SsoForTests) -> None:
    ann = sso.user(apps=["ERP", "CRM"])
    assert list(ann.usts) == ["ERP", "CRM"]
    assert ann.ust == ann.usts["ERP"] != ann.usts["CRM"]


@pytest.mark.sso(settings={"password": {"argon2_memory_kib": 19_456, "min_length": 4}})
def test_hashes_are_cheap_whatever_the_settings_say(sso: SsoForTests) -> None:
    assert sso.linked_auth.hash_password("x").startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert sso.user(password="four")
