"""The Python type of a WIT type, as it is written in an annotation."""

from __future__ import annotations

from . import names
from .wit import Contract

PRIMITIVES = {"bool": "bool", "string": "str", "char": "str"}


class Annotations:
    """Writes annotations for one module, and remembers the modules that they name."""

    def __init__(self, contract: Contract, module: str | None) -> None:
        self.contract = contract
        #: The module that is written, whose own types need no prefix.
        self.module = module
        self.modules: set[str] = set()

    def of(self, type_: int | str, many: str = "Sequence") -> str:
        """`many` is the type of a list: what a caller may pass, or what a call returns."""
        type_ = self.contract.resolve(type_)
        if isinstance(type_, str):
            return PRIMITIVES.get(type_, "int")
        if self.contract.is_datetime(type_):
            return "datetime"
        named = self.contract.named(type_)
        if named is not None:
            interface, name = named
            module = names.module(interface.name)
            if module == self.module:
                return names.class_name(name)
            self.modules.add(module)
            return f"{module}.{names.class_name(name)}"
        return self._anonymous(type_, many)

    def _anonymous(self, type_: int, many: str) -> str:
        kind, contents = self.contract.kind(type_)
        if kind == "option":
            return f"{self.of(contents, many)} | None"
        if kind == "list":
            if self.contract.resolve(contents) == "u8":
                return "bytes"
            return f"{many}[{self.of(contents, many)}]"
        if kind == "tuple":
            parts = ", ".join(self.of(each, many) for each in contents["types"])
            return f"tuple[{parts}]"
        raise ValueError(f"a {kind} without a name is not known here")

    def default(self, name: str, type_: int | str) -> str | None:
        """The default of a field; none if it has to be given."""
        type_ = self.contract.resolve(type_)
        if type_ == "bool":
            return "False"
        if isinstance(type_, int) and self.contract.kind(type_)[0] == "option":
            return "None"
        if name in names.ZERO_IS_DEFAULT:
            return "0"
        return None
