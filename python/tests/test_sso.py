"""Starting: settings and keys. And what the host does beside the calls."""

from __future__ import annotations

import logging
import stat
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from vestibule import (
    Caller,
    Housekeeping,
    Operator,
    Rejected,
    SettingsError,
    SignupRequest,
    Sso,
    SubStatus,
    Unavailable,
    keys,
    new_key,
    read_toml,
)
from vestibule.contract.audit import Event, Outcome
from vestibule.contract.outbox import Message, SignupConfirm
from vestibule.storage import KeyRange, Memory
from vestibule.testing import SsoForTests, StorageForTests, create_test_sso

EVERYTHING = KeyRange(start="", end="\U0010ffff")
CALLER = Caller(current_app="CRM", remote_addr="192.0.2.1")


def refusal(settings: dict[str, Any], **more: Any) -> str:
    with pytest.raises(SettingsError) as refused:
        Sso(storage=Memory(), settings=settings, **{"keys": [new_key()], **more})
    return str(refused.value)


def test_each_problem_has_a_line() -> None:
    shown = refusal({"session": {"expiry": 0, "typo": 1}, "signup": {"enabled": "maybe"}})
    first, *lines = shown.splitlines()
    assert first == "the settings cannot be used:"
    assert [line.split(" ")[2:4] for line in sorted(lines)] == [
        ["[session]", "expiry"],
        ["[session]", "typo"],
        ["[signup]", "enabled"],
    ]


def test_an_unknown_stanza() -> None:
    assert refusal({"sesion": {}}) == "the settings cannot be used: unknown stanza [sesion]"


def test_a_setting_of_the_host() -> None:
    assert "[main] is_delivery_configured is an unknown key" in refusal(
        {"main": {"is_delivery_configured": True}}
    )


def test_keys_are_required() -> None:
    assert "[main] keys" in refusal({}, keys=None)
    assert "[main] keys" in refusal({}, keys=["too short"])
    secret = new_key()[:-4]
    assert secret not in refusal({}, keys=[secret])
    assert "twice" in refusal({"main": {"keys": [new_key()]}})


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), b"secret"])
def test_a_value_that_json_does_not_have(value: object) -> None:
    shown = refusal({"session": {"expiry": value}})
    assert "[session]" in shown and "secret" not in shown


def test_a_stanza_that_is_not_an_object() -> None:
    assert "[session] is not a stanza" in refusal({"session": 30})


def test_another_key_cannot_open_the_data() -> None:
    storage = Memory()
    first, second = new_key(), new_key()
    Sso(storage=storage, keys=[first])
    with pytest.raises(SettingsError, match=r"\[main\] keys"):
        Sso(storage=storage, keys=[second])
    Sso(storage=storage, keys=[second, first])


def test_a_store_that_is_not_there() -> None:
    storage = StorageForTests()
    storage.fail_next("unavailable", times=10)
    with pytest.raises(Unavailable):
        Sso(storage=storage, keys=[new_key()])


def test_settings_are_in_force() -> None:
    sso = Sso(storage=Memory(), keys=[new_key()], settings={"session": {"expiry": 30, "max_age": None}})
    effective = {(each.stanza, each.key): each.value for each in sso.configuration.effective()}
    assert effective["session", "expiry"] == "30"
    assert effective["session", "max_age"] == "0"


def test_the_settings_file_of_the_server(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[session]\nexpiry = 30\n[host]\nlisten = "127.0.0.1:1"\n')
    assert read_toml(file) == {"session": {"expiry": 30}}
    file.write_text("expiry = 30\n")
    with pytest.raises(SettingsError, match="expiry must be a stanza"):
        read_toml(file)
    file.write_text("[session\n")
    with pytest.raises(SettingsError, match=r"settings\.toml"):
        read_toml(file)
    file.write_bytes(b'[apps]\nall = ["caf\xe9"]\n')
    with pytest.raises(SettingsError, match="it is not UTF-8"):
        read_toml(file)


def test_a_data_directory(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    with Sso.open(directory) as sso:
        sso.users.create(CALLER, Operator("test"), create_test_sso().new_account("ann"))
    key = directory / "vestibule.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with Sso.open(directory) as sso:
        assert not sso.users.has_super_user()
    key.rename(tmp_path / "a copy")
    with pytest.raises(FileNotFoundError, match="Put the copy of it back"):
        Sso.open(directory)
    assert not key.exists()


def test_a_key_that_others_can_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (made,) = keys.read_or_make(tmp_path, has_data=False)
    (tmp_path / "vestibule.key").chmod(0o644)
    assert keys.read_or_make(tmp_path, has_data=True) == [made]
    assert "other users can read" in caplog.text and made not in caplog.text


def test_expired_documents_are_swept(sso: SsoForTests) -> None:
    sso.user("ann")
    assert sso.sweep() == 0
    sso.clock.advance("400d")
    assert sso.sweep() > 0


def sign_up(sso: Sso, username: str = "ann") -> str:
    request = SignupRequest(
        username=username, password="correct horse", email="ann@example.com", app_list=["CRM"]
    )
    return sso.registration.signup(CALLER, request, sso.verdict("CRM", request))


def test_messages_are_delivered(sso: SsoForTests) -> None:
    token = sign_up(sso)
    sent: list[Message] = []
    assert sso.deliver(sent.append) == 1
    (message,) = sent
    assert (message.to, message.username) == ("ann@example.com", "ann")
    assert isinstance(message.content, SignupConfirm)
    assert message.content.confirm_token != token
    assert sso.deliver(sent.append) == 0


def test_a_message_that_cannot_be_sent_is_due_again(sso: SsoForTests) -> None:
    def fail(_: Message) -> None:
        raise ConnectionError("no mail server")

    sign_up(sso)
    with pytest.raises(ConnectionError):
        sso.deliver(fail)
    sent: list[Message] = []
    assert sso.deliver(sent.append) == 0
    sso.clock.advance("61s")
    assert sso.deliver(sent.append) == 1
    assert sent[0].attempts == 1


def test_housekeeping_sweeps_and_sends(sso: SsoForTests, caplog: pytest.LogCaptureFixture) -> None:
    sent: list[str] = []
    is_sent = threading.Event()

    def send(message: Message) -> None:
        if not sent:
            sent.append("failed")
            raise ConnectionError("a text that may quote the mail")
        sent.append(message.to)
        is_sent.set()

    sign_up(sso)
    sso.user("expires")
    with Housekeeping(sso, send=send, every=0.001):
        # Said after the failure is noted.
        while "a message was not sent" not in caplog.text:
            pass
        sso.clock.advance("61s")
        assert is_sent.wait(60)
    assert sent == ["failed", "ann@example.com"]
    assert "quote" not in caplog.text
    sso.clock.advance("400d")
    before = sso.storage.count(EVERYTHING, [], None)
    with Housekeeping(sso):
        pass
    assert sso.storage.count(EVERYTHING, [], None) < before


def test_without_delivery_no_message_is_queued() -> None:
    sso = Sso(storage=Memory(), keys=[new_key()])
    sign_up(sso)
    assert sso.outbox.claim(50, 60) == []


@pytest.mark.parametrize("replaces", [False, True])
def test_a_validator_of_sign_ups(replaces: bool) -> None:
    seen: list[tuple[str, str]] = []

    def validate(current_app: str, request: SignupRequest) -> Sequence[SubStatus]:
        seen.append((current_app, request.username))
        return [SubStatus.PASSWORD_NOT_COMPLEX_ENOUGH] if request.username == "ann" else []

    base = create_test_sso()
    sso = Sso(
        storage=Memory(),
        keys=[new_key()],
        signup_validator=validate,
        validator_replaces_built_in=replaces,
        settings={"signup": {"inform_if_user_invalid": True}},
    )
    with pytest.raises(Rejected) as refused:
        sign_up(sso)
    assert refused.value.value == [SubStatus.PASSWORD_NOT_COMPLEX_ENOUGH]
    if replaces:
        assert sign_up(sso, "my admin")
    else:
        with pytest.raises(Rejected):
            sign_up(sso, "my admin")
    body = {"username": "ann", "password": "correct horse", "email": "ann@example.com", "app_list": ["CRM"]}
    answer = SsoForTests.request(sso, "POST", "/user/signup", {**body, "current_app": "CRM"})  # type: ignore[arg-type]
    assert answer.json["sub_status"] == ["E003008"]
    assert seen == [("CRM", "ann"), ("CRM", "my admin"), ("CRM", "ann")]
    assert base.verdict("CRM", SignupRequest(username="x", password="y", app_list=[])) is None


def test_the_audit_log(caplog: pytest.LogCaptureFixture) -> None:
    sso = Sso(storage=Memory(), keys=[new_key()])
    with caplog.at_level(logging.DEBUG, "vestibule.audit"):
        user_id = sso.users.create(
            CALLER, Operator("page:bob smith"), create_test_sso().new_account("ann", password="correct horse")
        )
        with pytest.raises(Rejected):
            sso.users.create(CALLER, Operator("x"), create_test_sso().new_account("ann"))
        sso.sessions.verify(CALLER, "no token")
    created, refused, checked = (record for record in caplog.records if record.name == "vestibule.audit")
    assert (created.levelname, refused.levelname, checked.levelname) == ("INFO", "INFO", "DEBUG")
    assert "operation=user.create_user outcome=ok changed=true" in created.getMessage()
    assert 'actor="page:bob smith"' in created.getMessage()
    assert created.__dict__["sso_target"] == user_id
    assert "sub_status=E001002" in refused.getMessage()
    assert "ann" not in caplog.text and "horse" not in caplog.text


def test_an_event_has_what_the_contract_says(sso: SsoForTests) -> None:
    sso.user("ann")
    event = sso.events[-1]
    assert isinstance(event, Event)
    assert (event.operation, event.outcome, event.changed) == ("user.login", Outcome.OK, True)
    assert event.remote_addr == "127.0.0.1"
