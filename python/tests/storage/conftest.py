from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from vestibule.storage import Sqlite, Storage

from .stores import STORES


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """Each of the stores, empty."""
    made = STORES[request.param](tmp_path)
    yield made
    if isinstance(made, Sqlite):
        made.close()
