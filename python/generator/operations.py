"""Writes the calls: a class for each exported interface, a protocol for each imported one."""

from __future__ import annotations

from . import names
from .annotations import Annotations
from .types import HEADER
from .wit import Contract, Function, Interface

CALL = "Callable[[v.Function, tuple[object, ...]], Any]"


def exports(contract: Contract) -> str:
    """The module with the calls of the component."""
    annotations = Annotations(contract, None)
    body: list[str] = []
    offered = [each for each in contract.exports if each.functions]
    for interface in offered:
        body += _interface(annotations, interface)
    body += ["", "", "class Operations:", '    """All calls of the component."""', ""]
    body += [f"    def __init__(self, call: {CALL}) -> None:"]
    for interface in offered:
        attribute = names.module(interface.name)
        body += [f"        self.{attribute} = {names.class_name(interface.name)}(call)"]
        if interface.docs:
            body += names.docstring(interface.docs.split("\n\n")[0], "        ")
    imports = ["from collections.abc import Callable, Sequence"]
    imports += ["from datetime import datetime", "from typing import Any, List as _List", ""]
    imports += ["from vestibule import _values as v", "", "from . import _values"]
    title = '"""The calls of the component, interface by interface."""'
    return _module(title, imports, annotations, body)


def imports(contract: Contract) -> str:
    """The module with what a host provides."""
    annotations = Annotations(contract, None)
    body: list[str] = []
    for interface in contract.imports:
        if interface.is_ours:
            body += _protocol(annotations, interface)
    lines = ["from collections.abc import Sequence", "from datetime import datetime"]
    lines += ["from typing import List as _List, Protocol", ""]
    title = '"""What the host provides, interface by interface."""'
    return _module(title, lines, annotations, body)


def _module(title: str, lines: list[str], annotations: Annotations, body: list[str]) -> str:
    modules = [f"from . import {module}" for module in sorted(annotations.modules)]
    head = [HEADER, title, "", "from __future__ import annotations", "", *lines, *modules]
    return "\n".join(head + body) + "\n"


def _interface(annotations: Annotations, interface: Interface) -> list[str]:
    lines = ["", "", f"class {names.class_name(interface.name)}:"]
    lines += [*names.docstring(interface.docs, "    "), "", "    __slots__ = ('_call',)", ""]
    lines += [f"    def __init__(self, call: {CALL}) -> None:", "        self._call = call"]
    for function in interface.functions:
        returned = _returned(annotations, function)
        lines += ["", *_signature(annotations, function, "Sequence", returned)]
        lines += names.docstring(function.docs, "        ")
        constant = f"_values.{names.constant(interface.name)}_{names.constant(function.name)}"
        given = "".join(f"{names.attribute(each.name)}, " for each in function.params)
        call = f"self._call({constant}, ({given}))"
        if returned == "None":
            lines += [f"        {call}"]
        else:
            lines += [f"        result: {returned} = {call}", "        return result"]
    return lines


def _protocol(annotations: Annotations, interface: Interface) -> list[str]:
    lines = ["", "", f"class {names.class_name(interface.name)}(Protocol):"]
    lines += names.docstring(interface.docs, "    ")
    for function in interface.functions:
        returned = _returned(annotations, function, "Sequence")
        signature = _signature(annotations, function, "list", returned, has_defaults=False)
        lines += ["", *signature, *names.docstring(function.docs, "        "), "        ..."]
    return lines


def _returned(annotations: Annotations, function: Function, many: str = "list") -> str:
    result = function.result
    contract = annotations.contract
    if isinstance(result, int) and contract.kind(result)[0] == "result":
        result = contract.kind(result)[1]["ok"]
    # In a class with a method `list`, that name would be the method's.
    many = "_List" if many == "list" else many
    return "None" if result is None else annotations.of(result, many)


def _signature(
    annotations: Annotations,
    function: Function,
    many: str,
    returned: str,
    *,
    has_defaults: bool = True,
) -> list[str]:
    many = "_List" if many == "list" else many
    params = ["self"]
    optional = has_defaults
    shown = []
    for param in reversed(function.params):
        assert param.type is not None
        default = annotations.default("", param.type) if optional else None
        optional = default == "None"
        text = f"{names.attribute(param.name)}: {annotations.of(param.type, many)}"
        shown.append(f"{text} = None" if optional else text)
    params += reversed(shown)
    lines = [f"    def {names.attribute(function.name)}("]
    lines += [f"        {param}," for param in params]
    return [*lines, f"    ) -> {returned}:"]
