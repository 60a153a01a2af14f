"""The component's resolved WIT, as `wit-parser` writes it in JSON, in the form the emitters need."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]

#: The record of WASI that becomes `datetime.datetime`.
DATETIME = ("wall-clock", "datetime")


@dataclass(frozen=True)
class Member:
    """A field of a record, a case of a variant or enum, or a parameter."""

    name: str
    #: A type of the table; none for a case without payload.
    type: int | str | None
    docs: str


@dataclass(frozen=True)
class Function:
    """A function of an interface."""

    name: str
    params: list[Member]
    result: int | str | None
    docs: str


class Interface:
    """An interface and the types that it defines."""

    def __init__(self, contract: Contract, raw: Json, package: str) -> None:
        self.name: str = raw["name"]
        self.docs = docs(raw)
        self.types: dict[str, int] = raw["types"]
        self.functions = [function(each) for each in raw["functions"].values()]
        package, _, version = package.partition("@")
        #: As the component's imports and exports name it, such as `vestibule:sso/users@0.2.0`.
        self.full_name = f"{package}/{self.name}@{version}"
        self.is_ours = package == "vestibule:sso"
        self.contract = contract


class Contract:
    """Everything that the component imports and exports."""

    def __init__(self, path: Path) -> None:
        raw = json.loads(path.read_text())
        self._types: list[Json] = raw["types"]
        packages = [package["name"] for package in raw["packages"]]
        self.interfaces = [Interface(self, each, packages[each["package"]]) for each in raw["interfaces"]]
        world = _world(raw)
        self.imports = self._of_world(world["imports"])
        self.exports = self._of_world(world["exports"])

    def _of_world(self, items: Json) -> list[Interface]:
        ids = [item["interface"]["id"] for item in items.values() if "interface" in item]
        return [self.interfaces[each] for each in ids]

    def resolve(self, type_: int | str) -> int | str:
        """The type that an alias stands for."""
        while isinstance(type_, int):
            kind = self._types[type_]["kind"]
            if not (isinstance(kind, dict) and "type" in kind):
                break
            type_ = kind["type"]
        return type_

    def kind(self, type_: int) -> tuple[str, Any]:
        """The kind of a type, such as `record`, and its contents."""
        ((name, contents),) = self._types[type_]["kind"].items()
        return name, contents

    def named(self, type_: int) -> tuple[Interface, str] | None:
        """The interface and the name of a type; none for one like `list<string>`, named or not."""
        raw = self._types[type_]
        if raw["name"] is None or self.kind(type_)[0] not in ("record", "variant", "enum"):
            return None
        return self.interfaces[raw["owner"]["interface"]], raw["name"]

    def is_datetime(self, type_: int) -> bool:
        named = self.named(type_)
        return named is not None and (named[0].name, named[1]) == DATETIME

    def docs(self, type_: int) -> str:
        return docs(self._types[type_])

    def members(self, type_: int) -> list[Member]:
        """The fields of a record, or the cases of a variant or an enum."""
        name, contents = self.kind(type_)
        rows = contents["fields" if name == "record" else "cases"]
        return [Member(row["name"], row.get("type"), docs(row)) for row in rows]


def docs(raw: Json) -> str:
    contents = (raw.get("docs") or {}).get("contents") or ""
    return str(contents).strip()


def function(raw: Json) -> Function:
    params = [Member(each["name"], each["type"], "") for each in raw["params"]]
    return Function(raw["name"], params, raw.get("result"), docs(raw))


def _world(raw: Json) -> Json:
    """The world of a component's own WIT, or the world `sso` of the package."""
    worlds: list[Json] = raw["worlds"]
    matching = [world for world in worlds if world["name"] == "sso"] or worlds
    if len(matching) != 1:
        raise ValueError(f"expected one world, found {[world['name'] for world in worlds]}")
    return matching[0]
