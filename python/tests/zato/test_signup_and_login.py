from __future__ import annotations

from typing import Any

import pytest

from vestibule.testing import create_test_sso
from vestibule.testing.server import serving
from vestibule.zato import (
    BadRequest,
    ServerError,
    SessionInfo,
    SignupCtx,
    TooManyAttempts,
    ValidationError,
    connect,
    status_code,
)

from .conftest import ADDRESS, AGENT, APP, CID, PASSWORD, Company


def sign_up(company: Company, username: str) -> str:
    ctx = SignupCtx(username, PASSWORD, f"{username}@example.com", app_list=[APP])
    return company.zato.user.signup(CID, ctx, APP, ADDRESS)


def log_in(company: Company, username: str, password: str = PASSWORD) -> SessionInfo:
    return company.zato.user.login(CID, username, password, APP, ADDRESS, AGENT)


def test_from_sign_up_to_logout(company: Company) -> None:
    user = company.zato.user
    user.confirm_signup(CID, sign_up(company, "ann"), APP, ADDRESS)
    ann = user.get_user_by_username(CID, "ann", company.boss.ust, APP, ADDRESS)
    with pytest.raises(ValidationError) as refused:
        log_in(company, "ann")
    assert refused.value.sub_status == [status_code.auth.invalid_signup_status]
    user.approve_user(CID, ann.user_id, company.boss.ust, APP, ADDRESS)
    session = log_in(company, "ann")
    assert (session.username, session.user_id) == ("ann", ann.user_id)
    assert session.creation_time.tzinfo is None and session.expiration_time.tzinfo is None
    assert not session.is_password_about_to_expire
    assert user.session.verify(CID, session.ust, company.boss.ust, APP, ADDRESS)
    user.logout(CID, session.ust, APP, ADDRESS)
    assert not user.session.verify(CID, session.ust, company.boss.ust, APP, ADDRESS)


def test_a_rejected_user_may_sign_up_again(company: Company) -> None:
    company.zato.user.confirm_signup(CID, sign_up(company, "ben"), APP, ADDRESS)
    boss = company.boss.ust
    ben = company.zato.user.get_user_by_username(CID, "ben", boss, APP, ADDRESS)
    company.zato.user.reject_user(CID, ben.user_id, boss, APP, ADDRESS, reason="Unknown here")
    with pytest.raises(ValidationError) as gone:
        company.zato.user.get_user_by_username(CID, "ben", boss, APP, ADDRESS)
    assert gone.value.sub_status == [status_code.user_id.invalid]
    sign_up(company, "ben")


def test_a_taken_username(company: Company) -> None:
    with pytest.raises(ValidationError) as refused:
        sign_up(company, "BOSS")
    assert refused.value.status == "error"
    assert refused.value.sub_status == [status_code.username.exists]
    assert refused.value.cid


def test_the_application_may_be_in_the_context(company: Company) -> None:
    ctx = SignupCtx("cem", PASSWORD, "cem@example.com", current_app=APP, app_list=[APP])
    assert company.zato.user.signup(CID, ctx, None, ADDRESS)


def test_a_wrong_password(company: Company) -> None:
    with pytest.raises(ValidationError) as refused:
        log_in(company, "boss", "wrong")
    assert refused.value.sub_status == [status_code.auth.not_allowed]
    assert "wrong" not in str(refused.value)


def test_an_unknown_application(company: Company) -> None:
    with pytest.raises(ValidationError) as refused:
        company.zato.user.login(CID, "boss", PASSWORD, "Unknown", ADDRESS, AGENT)
    assert refused.value.sub_status == [status_code.app_list.invalid]


def test_too_many_attempts(company: Company) -> None:
    for _ in range(10):
        with pytest.raises(ValidationError):
            log_in(company, "nobody", "wrong")
    with pytest.raises(TooManyAttempts) as refused:
        log_in(company, "nobody", "wrong")
    assert refused.value.retry_after == 60
    assert refused.value.sub_status == [status_code.auth.not_allowed]


def test_a_missing_value_is_a_bad_request(company: Company) -> None:
    with pytest.raises(BadRequest):
        company.zato.user.login(CID, "boss", None, APP, ADDRESS, AGENT)  # type: ignore[arg-type]


def test_an_outage(company: Company) -> None:
    company.real.storage.fail_next("unavailable", times=1)
    with pytest.raises(ServerError):
        log_in(company, "boss")
    assert log_in(company, "boss").ust


def test_a_server_that_is_not_there() -> None:
    zato = connect("http://127.0.0.1:9", timeout=5)
    with pytest.raises(ServerError):
        zato.user.logout(CID, "ust", APP, ADDRESS)


def test_a_url_without_a_scheme() -> None:
    with pytest.raises(ValueError, match="expected a URL"):
        connect("sso.example.com")


def test_the_address_and_the_agent_are_the_users(company: Company) -> None:
    ust = company.zato.user.login(CID, "boss", PASSWORD, APP, "192.0.2.7", AGENT).ust
    session = company.zato.user.session.get_current_session(CID, ust, APP, ADDRESS)
    assert (session.remote_addr, session.user_agent) == ("192.0.2.7", AGENT)


def test_an_agent_may_have_any_character(company: Company) -> None:
    agent = "Zoë's 李 🦊"
    ust = company.zato.user.login(CID, "boss", PASSWORD, APP, ADDRESS, agent).ust
    session = company.zato.user.session.get_current_session(CID, ust, APP, ADDRESS)
    assert session.user_agent == agent


def test_an_address_cannot_bring_a_header_along() -> None:
    sso = create_test_sso()
    with sso.serve() as url, pytest.raises(BadRequest):
        connect(url).user.logout(CID, "ust", APP, "192.0.2.1\r\nX-Other: 1")
    assert sso.events == []


def test_a_redirect_is_not_followed() -> None:
    def redirect(_: object, start_response: Any) -> list[bytes]:
        start_response("307 Temporary Redirect", [("Location", "http://127.0.0.1:9/")])
        return [b""]

    with serving(redirect) as url, pytest.raises(ServerError, match="status 307"):
        connect(url).user.logout(CID, "ust", APP, ADDRESS)


def test_login_metadata_of_the_user(company: Company) -> None:
    login = company.zato.user.login
    ust = login(CID, "boss", PASSWORD, APP, ADDRESS, "Lynx", has_remote_addr=True, has_user_agent=True).ust
    session = company.zato.user.session.get_current_session(CID, ust, APP, ADDRESS)
    assert session.user_agent == "Lynx"
    explicits: list[dict[str, Any]] = [{"has_remote_addr": True}, {"has_user_agent": True}]
    for explicit in explicits:
        with pytest.raises(ValidationError) as refused:
            login(CID, "boss", PASSWORD, "ERP", ADDRESS, "Lynx", **explicit)
        assert refused.value.sub_status == [status_code.metadata.not_allowed]
    assert login(CID, "boss", PASSWORD, "ERP", ADDRESS, "Lynx").ust


def test_a_password_that_has_to_be_changed(company: Company) -> None:
    company.real.users.create(
        company.real.caller,
        company.real.operator,
        company.real.new_account("dora", password=PASSWORD, password_must_change=True),
    )
    with pytest.raises(ValidationError) as refused:
        log_in(company, "dora")
    assert refused.value.sub_status == [status_code.password.must_send_new]
    login = company.zato.user.login
    assert login(CID, "dora", PASSWORD, APP, ADDRESS, AGENT, new_password="a new long one").ust
    assert log_in(company, "dora", "a new long one").ust


def test_a_password_that_expires_soon(company: Company) -> None:
    company.real.clock.advance("710d")
    session = log_in(company, "boss")
    assert session.is_password_about_to_expire
