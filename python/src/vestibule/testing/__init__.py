"""A real SSO for tests, in memory: all rules, with a clock that you set and hashes that cost nothing.

    sso = vestibule.testing.create_test_sso()
    ann = sso.user()
    sso.clock.advance("61m")  # Ann's session has expired.

With pytest, the fixture `sso` is one for each test.
"""

from .clock import ClockForTests
from .outbox import OutboxForTests, Sent
from .people import Person
from .requests import Answer
from .sso import SsoForTests, create_test_sso
from .storage import StorageForTests

__all__ = [
    "Answer",
    "ClockForTests",
    "OutboxForTests",
    "Person",
    "Sent",
    "SsoForTests",
    "StorageForTests",
    "create_test_sso",
]
