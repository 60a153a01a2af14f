"""Writes all modules."""

from __future__ import annotations

import shutil
from pathlib import Path

from . import names, operations
from .types import HEADER, Module, errors
from .values import Values
from .wit import Contract

PACKAGE = f'''{HEADER}
"""The contract between the component and this host: types, calls, and what the host provides."""
'''


def write(resolved: Path, directory: Path) -> None:
    """Replaces a directory by the package that is generated from a resolved WIT."""
    contract = Contract(resolved)
    fails = errors(contract)
    modules = {"__init__": PACKAGE}
    for interface in contract.interfaces:
        if interface.is_ours:
            module = Module(contract, interface, fails)
            module.text()  # Collects the modules that the head names.
            modules[names.module(interface.name)] = module.text()
    modules["_values"] = Values(contract, fails).text()
    modules["operations"] = operations.exports(contract)
    modules["imports"] = operations.imports(contract)
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    for name, text in modules.items():
        (directory / f"{name}.py").write_text(text)
