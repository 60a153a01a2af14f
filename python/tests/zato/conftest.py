"""Every test of this directory runs in process, and over REST to a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from vestibule.testing import Person, SsoForTests, create_test_sso
from vestibule.zato import SSO, connect

CID = "cid-of-the-test"
APP = "CRM"
ADDRESS = "127.0.0.1"
AGENT = "Firefox 139.0"
PASSWORD = "correct horse battery staple"


@dataclass
class Company:
    """An SSO, Zato's API to it, and a super-user."""

    real: SsoForTests
    zato: SSO
    boss: Person


@pytest.fixture(params=["in process", "over REST"])
def company(request: pytest.FixtureRequest) -> Iterator[Company]:
    settings: dict[str, dict[str, Any]] = {
        "apps": {"login_metadata_allowed": [APP]},
        "signup": {"inform_if_user_exists": True},
        "session": {"recent_login": 1_440},
    }
    real = create_test_sso(settings=settings)
    boss = real.user("boss", is_super_user=True)
    if request.param == "in process":
        yield Company(real, connect(real), boss)
        return
    networks = [ADDRESS]
    with real.serve(trusted_proxies=networks, trusted_clients=networks) as url:
        yield Company(real, connect(url), boss)
