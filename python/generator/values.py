"""Writes the module that says how each type and function crosses the boundary."""

from __future__ import annotations

from . import names
from .types import HEADER, is_merged
from .wit import Contract, Function, Interface

PRIMITIVES = {"bool": "v.BOOL", "string": "v.TEXT"}


class Values:
    """The descriptions of all types and functions, each type before its use."""

    def __init__(self, contract: Contract, errors: set[int]) -> None:
        self.contract = contract
        self.errors = errors
        self.known: dict[int, str] = {}
        self.lines: list[str] = []

    def text(self) -> str:
        functions: list[str] = []
        for interface in self.contract.imports:
            functions += self._interface("IMPORTED", interface)
        for interface in self.contract.exports:
            functions += self._interface("EXPORTED", interface)
        imported = ", ".join(f"*{self._group('IMPORTED', i)}" for i in self.contract.imports)
        exported = ", ".join(f"*{self._group('EXPORTED', i)}" for i in self.contract.exports)
        functions += ["", f"IMPORTS = ({imported},)", f"EXPORTS = ({exported},)"]
        used = sorted(names.module(i.name) for i in self.contract.interfaces if i.is_ours)
        head = [HEADER, '"""How each type and function crosses the boundary of the component."""', ""]
        head += ["from __future__ import annotations", "", "from vestibule import _values as v", ""]
        head += [f"from . import {module}" for module in used]
        return "\n".join([*head, "", *self.lines, *functions]) + "\n"

    def _group(self, prefix: str, interface: Interface) -> str:
        return f"{prefix}_{names.constant(interface.name)}"

    def _interface(self, prefix: str, interface: Interface) -> list[str]:
        lines = []
        group = []
        for function in interface.functions:
            constant = f"{names.constant(interface.name)}_{names.constant(function.name)}"
            lines += [f"{constant} = {self._function(interface, function)}"]
            group.append(constant)
        contents = "".join(f"{each}, " for each in group)
        return ["", *lines, f"{self._group(prefix, interface)}: tuple[v.Function, ...] = ({contents})"]

    def _function(self, interface: Interface, function: Function) -> str:
        params = [(each.name, self.of(each.type)) for each in function.params if each.type]
        shown = "".join(f'("{name}", {value}), ' for name, value in params)
        result = self._result(function.result)
        full = interface.full_name
        return f'v.Function("{full}", "{function.name}", ({shown}), {result})'

    def _result(self, type_: int | str | None) -> str:
        if type_ is None:
            return "None"
        if isinstance(type_, int) and self.contract.kind(type_)[0] == "result":
            contents = self.contract.kind(type_)[1]
            ok = "None" if contents["ok"] is None else self.of(contents["ok"])
            return f"v.Result({ok}, {self.of(contents['err'])})"
        return self.of(type_)

    def of(self, type_: int | str) -> str:
        """The name of a type's description, or an expression for it."""
        type_ = self.contract.resolve(type_)
        if isinstance(type_, str):
            return PRIMITIVES.get(type_) or f"v.{type_.upper()}"
        if type_ not in self.known:
            self.known[type_] = self._describe(type_)
        return self.known[type_]

    def _describe(self, type_: int) -> str:
        kind, contents = self.contract.kind(type_)
        if self.contract.is_datetime(type_):
            return "v.DATETIME"
        if kind == "option":
            return f"v.Option({self.of(contents)})"
        if kind == "list":
            is_bytes = self.contract.resolve(contents) == "u8"
            return "v.BLOB" if is_bytes else f"v.List({self.of(contents)})"
        if kind == "tuple":
            parts = "".join(f"{self.of(each)}, " for each in contents["types"])
            return f"v.Tuple(({parts}))"
        return self._named(type_, kind)

    def _named(self, type_: int, kind: str) -> str:
        named = self.contract.named(type_)
        assert named is not None
        interface, name = named
        module = names.module(interface.name)
        constant = f"_{names.constant(interface.name)}_{names.constant(name)}"
        class_name = f"{module}.{names.class_name(name)}"
        rows = []
        for member in self.contract.members(type_):
            case = f"{module}.{names.class_name(member.name)}"
            payload = "None" if member.type is None else self.of(member.type)
            if kind == "record":
                rows.append(f'("{member.name}", "{names.attribute(member.name)}", {payload})')
            elif type_ in self.errors:
                rows.append(f'v.Case("{member.name}", {case}, {payload})')
            elif kind == "enum":
                rows.append(f'"{member.name}"')
            else:
                merged = ", is_payload=True" if is_merged(self.contract, member) else ""
                rows.append(f'v.Case("{member.name}", {case}, {payload}{merged})')
        kinds = {"record": "Record", "variant": "Variant", "enum": "Enumeration"}
        made = kinds[kind]
        if type_ in self.errors and kind == "enum":
            made = "EnumError"
        self.lines += [f'{constant} = v.{made}("{name}", {class_name}, (']
        self.lines += [f"    {row}," for row in rows]
        self.lines += ["))"]
        return constant
