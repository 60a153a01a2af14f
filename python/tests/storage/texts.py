"""Expands the made texts and lists of `tests/cases/storage.json`, which explains them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

_SURROGATES = range(0xD800, 0xE000)
_LAST = 0x10FFFF


@dataclass
class Scene:
    """What a case knows so far."""

    captured: dict[str, str] = field(default_factory=dict)
    number: int | None = None


def expand_list(items: list[Any], scene: Scene, expand: Callable[[Any, Scene], Any]) -> list[Any]:
    """A list with every `many` replaced by its elements."""
    expanded: list[Any] = []
    for item in items:
        if is_many(item):
            for each in scenes(item, scene):
                expanded += expand_list([item["each"]], each, expand)
        else:
            expanded.append(expand(item, scene))
    return expanded


def is_many(item: Any) -> bool:
    return isinstance(item, dict) and "many" in item


def scenes(item: Any, scene: Scene) -> Iterator[Scene]:
    """The scene for each number of a `many`."""
    for number in range(*item["many"]):
        yield replace(scene, number=number)


def expand_text(text: Any, scene: Scene) -> Any:
    """A text, or none."""
    if text is None or isinstance(text, str):
        return text
    if "repeat" in text:
        return expand_text(text["repeat"][0], scene) * text["repeat"][1]
    if "join" in text:
        return "".join(expand_text(each, scene) for each in text["join"])
    if "captured" in text:
        return scene.captured[text["captured"]]
    if "number" in text:
        return str(scene.number).zfill(text["number"])
    if "characters" in text:
        return _characters(text["characters"], text.get("without", ""), scene.number)
    raise ValueError(f"unknown text {text}")


def expand_time(time: Any, scene: Scene) -> int | None:
    """Seconds, or none."""
    if isinstance(time, dict):
        return scene.number
    return None if time is None else int(time)


def _characters(size: int, without: str, part: int | None) -> str:
    assert part is not None
    first = 1 + size * part
    points = (_scalar(place) for place in range(first, first + size))
    return "".join(chr(point) for point in points if point <= _LAST and chr(point) not in without)


def _scalar(place: int) -> int:
    """The Unicode scalar value at a place, from U+0000."""
    return place if place < _SURROGATES.start else place + len(_SURROGATES)
