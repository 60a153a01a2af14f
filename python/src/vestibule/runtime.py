"""The component: compiled once, instantiated for every call.

No call sees the memory of another one: each has a new instance, which takes some 0.05 ms. So a call
that fails cannot disturb later ones.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from wasmtime import Config, Engine, Store, WasmtimeError
from wasmtime import _ffi as ffi
from wasmtime.component import ExportIndex, Func, Instance, Linker

from . import compiled
from ._values import Function, Result, Slots, Unexpected
from .contract import _values
from .errors import ComponentError, DeadlineExceeded

#: Maximum memory of one instance, in bytes.
_MAX_MEMORY = 16 << 20
#: Units of fuel for a second: an instance executes about this many instructions in it.
_FUEL_PER_SECOND = 1_000_000_000
#: Names the settings of the engine below, for the cache of compiled code.
_SETTINGS = "fuel"

#: What a call is provided with: an object for each imported interface, by the interface's name
#: without package and version, such as `storage`.
Provided = Mapping[str, object]


class _Call:
    """One call that is running."""

    def __init__(self, provided: Provided, deadline: float) -> None:
        self.provided = provided
        self.ends = time.monotonic() + deadline
        self.error: BaseException | None = None


class Runtime:
    """A compiled component. Several `Sso` may share one, in any number of threads."""

    def __init__(self, component: bytes | None = None, *, cache: Path | bool | None = True) -> None:
        """Compiles a component, or loads what was compiled before.

        `component`: the bytes of another component of contract 0.2; default: the one of this package.
        `cache`: the directory of compiled code; `True`: `~/.cache/vestibule` or its like on this
        system; `False`: nothing is kept.
        """
        config = Config()
        config.consume_fuel = True
        self._engine = Engine(config)
        directory = compiled.default_directory() if cache is True else cache or None
        wasm = component if component is not None else packaged()
        self._component = compiled.load(self._engine, wasm, directory, _SETTINGS)
        self._running = threading.local()
        self._indices: dict[Function, ExportIndex] = {}
        self._linker = self._link()

    def call(self, function: Function, given: Sequence[object], provided: Provided, deadline: float) -> Any:
        """Calls an exported function in a new instance, within a number of seconds.

        A failure of the component's function is raised. `TypeError` and `ValueError`: an argument
        does not have its type; the component was not called.
        """
        slots = (Slots * max(len(function.params), 1))()
        result = Slots()
        try:
            function.write_params(given, [slots[place] for place in range(len(function.params))])
            self._run(function, slots, result, _Call(provided, deadline))
            value = None if function.result is None else function.result.read(result)
        except Unexpected as error:
            raise ComponentError(str(error)) from error
        finally:
            for slot in slots:
                ffi.wasmtime_component_val_delete(ctypes.byref(slot))
            ffi.wasmtime_component_val_delete(ctypes.byref(result))
        if isinstance(function.result, Result) and isinstance(value, function.result.error.base):
            raise value
        return value

    def _run(self, function: Function, slots: Any, result: Any, call: _Call) -> None:
        with Store(self._engine) as store:
            store.set_limits(memory_size=_MAX_MEMORY)
            seconds = max(call.ends - time.monotonic(), 0.001)
            store.set_fuel(int(seconds * _FUEL_PER_SECOND))
            before = getattr(self._running, "call", None)
            self._running.call = call
            try:
                found = self._find(self._linker.instantiate(store, self._component), store, function)
                failed = ffi.wasmtime_component_func_call(
                    ctypes.byref(found._func),
                    store._context(),
                    slots,
                    len(function.params),
                    ctypes.byref(result) if function.result is not None else None,
                    0 if function.result is None else 1,
                )
                if failed:
                    raise WasmtimeError._from_ptr(failed)
            except WasmtimeError as error:
                if call.error is not None and not isinstance(call.error, Exception):
                    raise call.error from None
                raise _failure(function, call, store) from (call.error or error)
            finally:
                self._running.call = before

    def _find(self, instance: Instance, store: Store, function: Function) -> Func:
        index = self._indices.get(function)
        if index is None:
            interface = self._component.get_export_index(function.interface)
            index = interface and self._component.get_export_index(function.name, interface)
            if index is None:
                raise ComponentError(f"the component lacks {function.interface} {function.name}")
            self._indices[function] = index
        found = instance.get_func(store, index)
        if found is None:
            raise ComponentError(f"{function.interface} {function.name} is not a function")
        return found

    def _link(self) -> Linker:
        linker = Linker(self._engine)
        #: Kept as long as the linker, which calls them.
        self._callbacks: list[Any] = []
        with linker.root() as root:
            for interface in dict.fromkeys(each.interface for each in _values.IMPORTS):
                with root.add_instance(interface) as instance:
                    for function in _values.IMPORTS:
                        if function.interface == interface:
                            self._add(instance, function)
        return linker

    def _add(self, instance: Any, function: Function) -> None:
        provider = function.interface.partition("/")[2].partition("@")[0]
        method = function.name.replace("-", "_")

        def callback(
            _data: Any, _context: Any, _type: Any, slots: Any, _n: int, results: Any, _m: int
        ) -> int:
            call: _Call = self._running.call
            try:
                if time.monotonic() > call.ends:
                    raise DeadlineExceeded(function.name)
                provided = getattr(call.provided[provider], method)
                answer = _answer(function, provided, function.read_params(slots))
                if function.result is not None:
                    function.result.write(answer, results[0])
                return 0
            # Also an interrupt from the keyboard: it ends the call and is raised again there.
            except BaseException as error:
                call.error = error
                return _trap(f"{function.interface} {function.name} failed")

        pointer = ffi.wasmtime_component_func_callback_t(callback)
        self._callbacks.append(pointer)
        name = function.name.encode()
        failed = ffi.wasmtime_component_linker_instance_add_func(
            instance.ptr(),
            ctypes.create_string_buffer(name),
            len(name),
            pointer,
            None,
            _NOTHING_TO_FREE,
        )
        if failed:
            raise WasmtimeError._from_ptr(failed)


_NOTHING_TO_FREE = ctypes.CFUNCTYPE(None, ctypes.c_void_p)()


def _answer(function: Function, provided: Any, arguments: list[Any]) -> object:
    """What a function of the host returns; an error of the contract is an answer, too."""
    if not isinstance(function.result, Result):
        return provided(*arguments)
    try:
        return provided(*arguments)
    except function.result.error.base as error:
        return error


def _trap(text: str) -> int:
    error: Any = WasmtimeError(text)
    return ctypes.cast(error._consume(), ctypes.c_void_p).value or 0


def _failure(function: Function, call: _Call, store: Store) -> ComponentError:
    """The exception for a call that did not return."""
    if isinstance(call.error, DeadlineExceeded) or not store.get_fuel():
        return DeadlineExceeded(f"{function.interface} {function.name} took too long")
    return ComponentError(f"{function.interface} {function.name} failed")


def packaged() -> bytes:
    """The component of this package."""
    return (resources.files(__package__) / "vestibule.wasm").read_bytes()


_default: Runtime | None = None
_default_lock = threading.Lock()


def default() -> Runtime:
    """The component of this package, compiled once in a process."""
    global _default
    with _default_lock:
        if _default is None:
            _default = Runtime()
        return _default
