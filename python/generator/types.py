"""Writes one module for each interface: its records, enums, variants and errors."""

from __future__ import annotations

from . import names
from .annotations import Annotations
from .wit import Contract, Interface, Member

HEADER = "# Generated from the component's WIT. Do not edit."


def errors(contract: Contract) -> set[int]:
    """The types that functions fail with: they become exceptions."""
    found = set()
    for interface in contract.imports + contract.exports:
        for function in interface.functions:
            result = function.result
            if isinstance(result, int) and contract.kind(result)[0] == "result":
                error = contract.kind(result)[1].get("err")
                if error is not None:
                    found.add(contract.resolve(error))
    return {each for each in found if isinstance(each, int)}


class Module:
    """The module of one interface."""

    def __init__(self, contract: Contract, interface: Interface, errors: set[int]) -> None:
        self.contract = contract
        self.interface = interface
        self.errors = errors
        self.annotations = Annotations(contract, names.module(interface.name))
        self.bases = self._bases()

    def _own(self) -> dict[str, int]:
        """The types that are defined here: no other names for types."""
        types = self.interface.types.items()
        return {name: type_ for name, type_ in types if self.contract.named(type_)}

    def _bases(self) -> dict[str, str]:
        """The records that are a case of a variant: case and payload have one name."""
        bases = {}
        for name, type_ in self._own().items():
            if self.contract.kind(type_)[0] == "variant":
                for case in self.contract.members(type_):
                    if is_merged(self.contract, case):
                        bases[case.name] = names.class_name(name)
        return bases

    def text(self) -> str:
        first: list[str] = []
        then: list[str] = []
        for name, type_ in self._own().items():
            if self.contract.is_datetime(type_):
                continue
            kind = self.contract.kind(type_)[0]
            if type_ in self.errors:
                first += self._error(name, type_)
            elif kind == "enum":
                first += self._enum(name, type_)
            elif kind == "variant":
                first += self._base(name, type_)
                then += self._cases(name, type_)
            elif kind == "record":
                then += self._record(name, type_)
            else:
                raise ValueError(f"{name} is a {kind}, which is not known here")
        return "\n".join(self._head() + first + then) + "\n"

    def _head(self) -> list[str]:
        lines = [HEADER, *names.docstring(self.interface.docs, ""), ""]
        lines += ["from __future__ import annotations", ""]
        lines += ["from collections.abc import Sequence"]
        lines += ["from dataclasses import dataclass, field"]
        lines += ["from datetime import datetime"]
        lines += ["from enum import Enum", ""]
        lines += [f"from . import {module}" for module in sorted(self.annotations.modules)]
        public = [names.class_name(name) for name in self._own()]
        return [*lines, "", f"# Defines {', '.join(public)}."]

    def _error(self, name: str, type_: int) -> list[str]:
        class_name = names.class_name(name)
        lines = ["", "", f"class {class_name}(Exception):"]
        lines += [*names.docstring(self.contract.docs(type_), "    "), ""]
        lines += [f'    _case = "{name}"', "", "    def __str__(self) -> str:"]
        lines += ['        return ": ".join([self._case, *map(_shown, self.args)])']
        for case in self.contract.members(type_):
            lines += ["", "", f"class {names.class_name(case.name)}({class_name}):"]
            lines += [*names.docstring(case.docs, "    "), "", f'    _case = "{case.name}"']
            if case.type is not None:
                annotation = self.annotations.of(case.type)
                lines += ["", f"    def __init__(self, value: {annotation}) -> None:"]
                lines += ["        super().__init__(value)", "        self.value = value"]
        lines += ["", "", "def _shown(value: object) -> str:"]
        lines += ['    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)']
        return lines

    def _enum(self, name: str, type_: int) -> list[str]:
        lines = ["", "", f"class {names.class_name(name)}(Enum):"]
        lines += [*names.docstring(self.contract.docs(type_), "    "), ""]
        if name.startswith("test"):
            lines += ["    # pytest takes no notice of this class.", "    __test__ = False"]
        codes = {}
        for case in self.contract.members(type_):
            lines.append(f'    {names.constant(case.name)} = "{case.name}"')
            if case.docs:
                lines += names.docstring(case.docs, "    ")
            code = names.CODE.match(case.docs)
            if code:
                codes[case.name] = code.group(1)
        return lines + (self._code(name, codes) if codes else [])

    def _code(self, name: str, codes: dict[str, str]) -> list[str]:
        class_name = names.class_name(name)
        lines = ["", "    def __str__(self) -> str:", "        return self.code"]
        lines += ["", "    @property", "    def code(self) -> str:"]
        lines += ['        """The documented code, such as `E005001`."""']
        lines += [f"        return _CODES_OF_{names.constant(name)}[self]", "", "    @classmethod"]
        lines += [f"    def of_code(cls, code: str) -> {class_name}:"]
        lines += ['        """The case of a code. Raises `KeyError` if the code is unknown."""']
        lines += [f"        return _BY_CODE_OF_{names.constant(name)}[code]", "", ""]
        lines += [f"_CODES_OF_{names.constant(name)} = {{"]
        rows = codes.items()
        lines += [f'    {class_name}.{names.constant(case)}: "{code}",' for case, code in rows]
        lines += ["}"]
        constant = names.constant(name)
        reverse = f"{{code: case for case, code in _CODES_OF_{constant}.items()}}"
        return [*lines, f"_BY_CODE_OF_{constant} = {reverse}"]

    def _base(self, name: str, type_: int) -> list[str]:
        class_name = names.class_name(name)
        cases = [names.class_name(case.name) for case in self.contract.members(type_)]
        lines = ["", "", f"class {class_name}:"]
        docs = self.contract.docs(type_) + f"\n\nOne of {', '.join(cases)}."
        return [*lines, *names.docstring(docs, "    "), "", "    __slots__ = ()"]

    def _cases(self, name: str, type_: int) -> list[str]:
        lines = []
        for case in self.contract.members(type_):
            if is_merged(self.contract, case):
                continue
            lines += ["", "", "@dataclass(frozen=True, slots=True)"]
            lines += [f"class {names.class_name(case.name)}({names.class_name(name)}):"]
            lines += names.docstring(case.docs, "    ")
            if case.type is not None:
                annotation = self.annotations.of(case.type)
                default = self.annotations.default(case.name, case.type)
                hidden = (name, case.name) in names.SECRET_CASES
                lines += ["", f"    value: {annotation}{self._field(default, hidden)}"]
        return lines

    def _record(self, name: str, type_: int) -> list[str]:
        base = self.bases.get(name)
        lines = ["", "", "@dataclass(frozen=True, slots=True, kw_only=True)"]
        lines += [f"class {names.class_name(name)}{f'({base})' if base else ''}:"]
        lines += [*names.docstring(self.contract.docs(type_), "    "), ""]
        for member in self.contract.members(type_):
            assert member.type is not None
            annotation = self.annotations.of(member.type)
            default = self.annotations.default(member.name, member.type)
            hidden = member.name in names.SECRETS
            attribute = names.attribute(member.name)
            lines += [f"    {attribute}: {annotation}{self._field(default, hidden)}"]
            if member.docs:
                lines += names.docstring(member.docs, "    ")
        return lines

    def _field(self, default: str | None, is_hidden: bool) -> str:
        if is_hidden:
            given = f"default={default}, " if default else ""
            return f" = field({given}repr=False)"
        return f" = {default}" if default else ""


def is_merged(contract: Contract, case: Member) -> bool:
    """Whether a case is its payload: a record of the case's own name."""
    if case.type is None:
        return False
    type_ = contract.resolve(case.type)
    if isinstance(type_, str) or contract.is_datetime(type_):
        return False
    named = contract.named(type_)
    return named is not None and named[1] == case.name and contract.kind(type_)[0] == "record"
