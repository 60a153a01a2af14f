"""The meaning of a filter, one for every store here.

A value that is not a JSON object matches no condition. Of several members with one name the first one
counts. Python compares texts by their code points, which is the order and the equality of their bytes
in UTF-8.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from vestibule.contract.storage import Clause, Condition, Test


def matches(filter_: Sequence[Clause], value: str) -> bool:
    """Whether a document's value matches all clauses."""
    if not filter_:
        return True
    texts = _texts(value)
    return all(any(_holds(each, texts) for each in clause.any_of) for clause in filter_)


def _holds(condition: Condition, texts: dict[str, object]) -> bool:
    found = texts.get(condition.field)
    if not isinstance(found, str):
        return False
    if condition.test is Test.EQUALS:
        return found == condition.text
    return condition.text in found


def _texts(value: str) -> dict[str, object]:
    try:
        parsed = _DECODER.decode(value)
    # A document that is nested too deeply for this parser is like one that is not JSON.
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _first(members: list[tuple[str, object]]) -> dict[str, object]:
    return dict(reversed(members))


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


#: Numbers are not converted: one may have more digits than Python converts.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_first,
    parse_int=lambda _: None,
    parse_float=lambda _: None,
    parse_constant=_refuse,
)
