"""Concurrent requests of several clients to a store: some order has to explain every answer.

Wrong stores show that the search detects errors.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from vestibule.storage import Storage

from . import order
from .clients import History
from .wrong import Fault, Wrong

HISTORIES = 100
#: Maximum number of histories until one cannot be explained.
UNTIL_FOUND = 2_000


@pytest.fixture(autouse=True)
def threads_that_alternate() -> Iterator[None]:
    """Python changes threads every 5 ms, in which a history would be over."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def test_some_order_explains_every_answer(store: Storage) -> None:
    overlaps = fruitful = 0
    for number in range(HISTORIES):
        history = History(store, number)
        assert order.exists(history.records), f"no order explains {history.records}"
        assert history.is_framed(), f"nothing was in the way: {history.records}"
        overlaps += history.overlaps()
        # Besides the first and the last.
        fruitful += history.commits() > 2
    assert overlaps > HISTORIES, "hardly anything happened at the same time"
    # A store that always answers "conflict" would pass.
    assert fruitful * 4 >= HISTORIES * 3


def found_out_after(fault: Fault, histories: int) -> int | None:
    """How many histories it takes to find a fault out."""
    store = Wrong(fault)
    for number in range(histories):
        history = History(store, number)
        store.join()
        if not order.exists(history.records):
            return number + 1
    return None


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.NONE], ids=str)
def test_a_wrong_store_is_found_out(fault: Fault) -> None:
    assert found_out_after(fault, UNTIL_FOUND) is not None


def test_a_merely_slow_store_passes() -> None:
    assert found_out_after(Fault.NONE, HISTORIES) is None
