"""The two services of Zato's documentation, with one import changed."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

# Instead of `from zato.sso import const, SignupCtx`.
from vestibule.zato import SignupCtx, const

from .conftest import ADDRESS, APP, CID, PASSWORD, Company


class Service:
    """What a service inherits from Zato, as far as these use it."""

    sso: Any
    cid = CID
    logger = logging.getLogger("service")


class SignupService(Service):
    def handle(self) -> None:
        ctx = SignupCtx()
        ctx.username = "my.username"
        ctx.email = "my.username@example.com"
        ctx.password = uuid4().hex
        ctx.app_list = ["CRM"]
        confirm_token = self.sso.user.signup(self.cid, ctx, "CRM", "127.0.0.1")
        self.logger.info("Token: %s", confirm_token)


class Login(Service):
    def handle(self) -> None:
        session_info = self.sso.user.login(
            self.cid, "regular1", PASSWORD, "CRM", "127.0.0.1", "Firefox 139.0"
        )
        self.logger.info("UST %s", session_info.ust)
        self.logger.info("Created %s", session_info.creation_time.isoformat())
        self.logger.info("Expires %s", session_info.expiration_time.isoformat())


def run(service: type[Service], company: Company, caplog: pytest.LogCaptureFixture) -> list[str]:
    service.sso = company.zato
    with caplog.at_level(logging.INFO, "service"):
        service().handle()  # type: ignore[attr-defined]  # Zato's class has it.
    return [record.getMessage() for record in caplog.records if record.name == "service"]


def test_the_service_that_signs_up(company: Company, caplog: pytest.LogCaptureFixture) -> None:
    (line,) = run(SignupService, company, caplog)
    token = line.removeprefix("Token: ")
    assert len(token) == 32
    company.zato.user.confirm_signup(CID, token, APP, ADDRESS)
    user = company.zato.user.get_user_by_username(CID, "my.username", company.boss.ust, APP, ADDRESS)
    assert user.sign_up_status == const.signup_status.final
    assert user.approval_status == const.approval_status.before_decision


def test_the_service_that_logs_in(company: Company, caplog: pytest.LogCaptureFixture) -> None:
    company.real.user("regular1")
    ust, created, expires = run(Login, company, caplog)
    assert company.zato.user.session.verify(CID, ust.removeprefix("UST "), company.boss.ust, APP, ADDRESS)
    now = company.real.clock.now.replace(tzinfo=None)
    assert created == f"Created {now.isoformat()}"
    assert expires == f"Expires {(now + timedelta(hours=1)).isoformat()}"
