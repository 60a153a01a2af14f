"""The pytest plugin: the fixture `sso`, an SSO in memory for each test.

The mark `sso` passes arguments to `vestibule.testing.create_test_sso`:

    @pytest.mark.sso(apps=["Intranet"], settings={"session": {"expiry": 30}})
    def test_a_session_lasts_half_an_hour(sso): ...

This module is not inside the package, so that pytest starts without loading the component.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from vestibule.testing import SsoForTests


def pytest_configure(config: pytest.Config) -> None:
    """Makes the mark known."""
    config.addinivalue_line("markers", "sso(**arguments): arguments of create_test_sso for the fixture")


@pytest.fixture
def sso(request: pytest.FixtureRequest) -> SsoForTests:
    """A real SSO in memory (`vestibule.testing.SsoForTests`)."""
    from vestibule.testing import create_test_sso

    mark = request.node.get_closest_marker("sso")
    return create_test_sso(**(mark.kwargs if mark else {}))
