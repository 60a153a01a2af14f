"""The headers of a request that the component gets."""

from __future__ import annotations

import json
from pathlib import Path

from vestibule.http import headers

TABLE = Path(__file__).parents[3] / "tests" / "cases" / "headers.json"


def test_the_list_is_that_of_every_host() -> None:
    table = json.loads(TABLE.read_text())
    assert sorted(headers._PASSED_ON) == sorted(table["passed-on"])
    assert table["current-app"] == headers._CURRENT_APP
