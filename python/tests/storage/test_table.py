"""The requirements of every store, which all languages share (`tests/cases/storage.json`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vestibule.storage import (
    Check,
    Clause,
    Condition,
    Delete,
    DeleteRange,
    Document,
    KeyRange,
    Page,
    Put,
    Storage,
    StoreError,
    Test,
    TooLarge,
    Write,
)
from vestibule.storage import Conflict as ConflictError

from .texts import Scene, expand_list, expand_text, expand_time, is_many, scenes

CASES = json.loads((Path(__file__).parents[3] / "tests/cases/storage.json").read_text())["cases"]
EVERYTHING = KeyRange(start="", end="\U0010ffff\U0010ffff")
ERRORS = {"conflict": ConflictError, "too-large": TooLarge}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(store: Storage, case: dict[str, Any]) -> None:
    player = Player(store)
    for step in case["steps"]:
        player.play(step, player.scene)


class Player:
    """Does the steps of a case."""

    def __init__(self, store: Storage) -> None:
        self.store = store
        self.scene = Scene()

    def play(self, step: dict[str, Any], scene: Scene) -> None:
        if is_many(step):
            for each in scenes(step, scene):
                self.play(step["each"], each)
            return
        # The first member names the operation.
        operation = getattr(self, "do_" + next(iter(step)).replace("-", "_"))
        if "fails" not in step:
            operation(step, scene)
            return
        with pytest.raises(StoreError) as caught:
            operation(step, scene)
        assert type(caught.value) is ERRORS[step["fails"]]

    def do_get(self, step: dict[str, Any], scene: Scene) -> None:
        found = self.store.get(expand_list(step["get"], scene, expand_text))
        if "gives" in step:
            values = [None if entry is None else entry.value for entry in found]
            assert values == expand_list(step["gives"], scene, expand_text)

    def do_scan(self, step: dict[str, Any], scene: Scene) -> None:
        asked = step["scan"]
        page = Page(
            limit=asked["limit"],
            offset=asked.get("offset", 0),
            reverse=asked.get("reverse", False),
            live_at=expand_time(asked.get("live-at"), scene),
        )
        found = self.store.scan(range_of(asked["range"], scene), filter_of(asked, scene), page)
        if "keys" in step:
            keys = [entry.key for entry in found]
            assert keys == expand_list(step["keys"], scene, expand_text)
        if "entries" in step:
            entries = [[entry.key, entry.value] for entry in found]
            assert entries == expand_list(step["entries"], scene, texts_of)
        for name, entry in zip(step.get("captures", []), found, strict="captures" in step):
            self.capture(name, entry.version)

    def do_count(self, step: dict[str, Any], scene: Scene) -> None:
        asked = step["count"]
        live_at = expand_time(asked.get("live-at"), scene)
        number = self.store.count(range_of(asked["range"], scene), filter_of(asked, scene), live_at)
        if "gives" in step:
            assert number == step["gives"]

    def do_commit(self, step: dict[str, Any], scene: Scene) -> None:
        asked = step["commit"]
        checks = expand_list(asked["checks"], scene, check_of)
        self.store.commit(checks, expand_list(asked["writes"], scene, write_of))

    def do_sweep(self, step: dict[str, Any], scene: Scene) -> None:
        removed = self.store.sweep(int(step["sweep"]))
        if "gives" in step:
            assert removed == step["gives"]

    def do_capture(self, step: dict[str, Any], scene: Scene) -> None:
        (entry,) = self.store.get([expand_text(step["version-of"], scene)])
        assert entry is not None
        self.capture(step["capture"], entry.version)

    def capture(self, name: str, version: str) -> None:
        assert 1 <= len(version.encode()) <= 64
        self.scene.captured[name] = version

    def do_same(self, step: dict[str, Any], scene: Scene) -> None:
        assert len({scene.captured[name] for name in step["same"]}) == 1

    def do_distinct(self, step: dict[str, Any], scene: Scene) -> None:
        assert len({scene.captured[name] for name in step["distinct"]}) == len(step["distinct"])

    def do_documents(self, step: dict[str, Any], scene: Scene) -> None:
        values = expand_list(step["documents"], scene, expand_text)
        writes: list[Write] = [DeleteRange(EVERYTHING)]
        writes += [Put(Document(key=f"{place:03}", value=each)) for place, each in enumerate(values)]
        self.store.commit([], writes)

    def do_matching(self, step: dict[str, Any], scene: Scene) -> None:
        filter_ = filter_of({"filter": step["matching"]}, scene)
        found = self.store.scan(EVERYTHING, filter_, Page(limit=1_000))
        assert [int(entry.key) for entry in found] == step["gives"]
        assert self.store.count(EVERYTHING, filter_, None) == len(step["gives"])


def texts_of(items: list[Any], scene: Scene) -> list[Any]:
    return [expand_text(each, scene) for each in items]


def range_of(bounds: list[Any], scene: Scene) -> KeyRange:
    start, end = texts_of(bounds, scene)
    return KeyRange(start=start, end=end)


def filter_of(asked: dict[str, Any], scene: Scene) -> list[Clause]:
    def clause(conditions: list[Any], scene: Scene) -> Clause:
        return Clause(any_of=expand_list(conditions, scene, condition_of))

    return expand_list(asked.get("filter", []), scene, clause)


def condition_of(given: dict[str, Any], scene: Scene) -> Condition:
    test = Test.EQUALS if "equals" in given else Test.CONTAINS
    text = expand_text(given[test.value], scene)
    return Condition(field=expand_text(given["field"], scene), test=test, text=text)


def check_of(given: dict[str, Any], scene: Scene) -> Check:
    return Check(key=expand_text(given["key"], scene), version=expand_text(given["version"], scene))


def write_of(given: dict[str, Any], scene: Scene) -> Write:
    if "put" in given:
        key, value, *time = given["put"]
        expires_at = expand_time(time[0], scene) if time else None
        texts = texts_of([key, value], scene)
        return Put(Document(key=texts[0], value=texts[1], expires_at=expires_at))
    if "delete" in given:
        return Delete(expand_text(given["delete"], scene))
    return DeleteRange(range_of(given["delete-range"], scene))
