"""Values of the component model, as Python's.

A description of a type (`Record`, `Variant`, …) writes a Python value into wasmtime's memory and reads
one from there. The generated package `contract` has a description of each type of the contract.

wasmtime's own conversion (`wasmtime.component.Func`) is not used, for three reasons: it drops the tag of
a variant whose payloads have different Python classes, so that a missing token could become another
case; it keeps intermediate results in global variables, so that two threads disturb each other; and
it looks at every type again for each value.

Writing checks each value, so that a wrong one is an error before the component is called. Messages
name the place, never the value.
"""

from __future__ import annotations

import ctypes
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, Protocol

from wasmtime import _ffi as ffi

#: A `wasmtime_component_val_t`.
Slot = Any
Slots = ffi.wasmtime_component_val_t

#: Kinds of values.
_BOOL: int = ffi.WASMTIME_COMPONENT_BOOL.value
_ENUM: int = ffi.WASMTIME_COMPONENT_ENUM.value
_LIST: int = ffi.WASMTIME_COMPONENT_LIST.value
_OPTION: int = ffi.WASMTIME_COMPONENT_OPTION.value
_RECORD: int = ffi.WASMTIME_COMPONENT_RECORD.value
_RESULT: int = ffi.WASMTIME_COMPONENT_RESULT.value
_STRING: int = ffi.WASMTIME_COMPONENT_STRING.value
_TUPLE: int = ffi.WASMTIME_COMPONENT_TUPLE.value
_U8: int = ffi.WASMTIME_COMPONENT_U8.value
_VARIANT: int = ffi.WASMTIME_COMPONENT_VARIANT.value

_SIZE = ctypes.sizeof(Slots)
_UNION = Slots.of.offset


class Unexpected(Exception):
    """The component, or the code that calls this module, does not keep to the contract."""


class Value(Protocol):
    """The description of a type."""

    def write(self, value: Any, slot: Slot) -> None:
        """Writes a value into a slot that is zeroed. Whatever happens, the slot can be deleted then."""

    def read(self, slot: Slot) -> Any:
        """The value of a slot, which keeps it."""


def _expect(slot: Slot, kind: int) -> None:
    if slot.kind != kind:
        raise Unexpected(f"a value of kind {slot.kind} instead of {kind}")


def _wrong(expected: str, value: object) -> TypeError:
    return TypeError(f"expected {expected}, not {type(value).__name__}")


def _bytes(name: Any) -> bytes:
    return ctypes.string_at(name.data, name.size) if name.size else b""


def _set_bytes(name: Any, data: bytes) -> None:
    _new_bytes(ctypes.byref(name), len(data), data)


#: As in `_ffi`, but with an argument that takes `bytes` without a copy.
_new_bytes = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p)(
    ("wasm_byte_vec_new", ffi.dll)
)


def _boxed(description: Value, value: object) -> Any:
    """A value on wasmtime's heap."""
    slot = Slots()
    try:
        description.write(value, slot)
    except BaseException:
        ffi.wasmtime_component_val_delete(ctypes.byref(slot))
        raise
    return ffi.wasmtime_component_val_new(ctypes.byref(slot))


class _Bool:
    def write(self, value: Any, slot: Slot) -> None:
        if not isinstance(value, bool):
            raise _wrong("bool", value)
        slot.kind = _BOOL
        slot.of.boolean = value

    def read(self, slot: Slot) -> bool:
        _expect(slot, _BOOL)
        return bool(slot.of.boolean)


class _Number:
    def __init__(self, name: str) -> None:
        self.name = name
        self.kind: int = getattr(ffi, f"WASMTIME_COMPONENT_{name.upper()}").value
        bits = int(name[1:])
        self.least = 0 if name.startswith("u") else -(1 << bits - 1)
        self.most = self.least + (1 << bits) - 1

    def write(self, value: Any, slot: Slot) -> None:
        if isinstance(value, bool):
            raise _wrong("int", value)
        try:
            number = operator.index(value)
        except TypeError:
            raise _wrong("int", value) from None
        if not self.least <= number <= self.most:
            raise ValueError(f"expected a number from {self.least} to {self.most}")
        slot.kind = self.kind
        setattr(slot.of, self.name, number)

    def read(self, slot: Slot) -> int:
        _expect(slot, self.kind)
        return int(getattr(slot.of, self.name))


class _Text:
    def write(self, value: Any, slot: Slot) -> None:
        if not isinstance(value, str):
            raise _wrong("str", value)
        try:
            data = value.encode()
        except UnicodeEncodeError:
            # The original error would show the text.
            raise ValueError("expected a text without lone surrogates") from None
        _set_bytes(slot.of.string, data)
        slot.kind = _STRING

    def read(self, slot: Slot) -> str:
        _expect(slot, _STRING)
        return _bytes(slot.of.string).decode()


class _Blob:
    """`list<u8>`. A request has up to 65,536 elements, so they are written and read together."""

    def __init__(self) -> None:
        elements = []
        for byte in range(256):
            slot = Slots()
            slot.kind = _U8
            slot.of.u8 = byte
            elements.append(bytes(slot))
        self._element: Callable[[int], bytes] = elements.__getitem__

    def write(self, value: Any, slot: Slot) -> None:
        if not isinstance(value, (bytes, bytearray, memoryview)):
            raise _wrong("bytes", value)
        data = bytes(value)
        written = b"".join(map(self._element, data))
        ffi.wasmtime_component_vallist_new_uninit(ctypes.byref(slot.of.list), len(data))
        if data:
            ctypes.memmove(slot.of.list.data, written, len(written))
        slot.kind = _LIST

    def read(self, slot: Slot) -> bytes:
        _expect(slot, _LIST)
        size = slot.of.list.size
        if not size:
            return b""
        _expect(slot.of.list.data[0], _U8)
        return ctypes.string_at(slot.of.list.data, size * _SIZE)[_UNION::_SIZE]


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class _Datetime:
    """`wasi:clocks/wall-clock.datetime` as a `datetime` in UTC, in microseconds."""

    def write(self, value: Any, slot: Slot) -> None:
        if not isinstance(value, datetime):
            raise _wrong("datetime", value)
        if value.tzinfo is None:
            raise ValueError("expected a datetime with a time zone")
        seconds, microseconds = divmod((value - _EPOCH) // _MICROSECOND, 1_000_000)
        _DATETIME_RECORD.write(_Time(seconds, microseconds * 1_000), slot)

    def read(self, slot: Slot) -> datetime:
        time = _DATETIME_RECORD.read(slot)
        return _EPOCH + timedelta(seconds=time.seconds, microseconds=time.nanoseconds // 1_000)


@dataclass
class _Time:
    seconds: int
    nanoseconds: int


def _zeroed(data: Any, size: int) -> None:
    """Makes new elements deletable, even if they are never written."""
    if size:
        ctypes.memset(data, 0, size)


class List:
    """`list<…>`; any sequence but a text is written, a `list` is read."""

    def __init__(self, element: Value) -> None:
        self.element = element

    def write(self, value: Any, slot: Slot) -> None:
        if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
            raise _wrong("a sequence", value)
        elements = tuple(value)
        ffi.wasmtime_component_vallist_new_uninit(ctypes.byref(slot.of.list), len(elements))
        _zeroed(slot.of.list.data, len(elements) * _SIZE)
        slot.kind = _LIST
        data = slot.of.list.data
        for place, each in enumerate(elements):
            self.element.write(each, data[place])

    def read(self, slot: Slot) -> list[Any]:
        _expect(slot, _LIST)
        data = slot.of.list.data
        return [self.element.read(data[place]) for place in range(slot.of.list.size)]


class Tuple:
    """`tuple<…>`."""

    def __init__(self, elements: Sequence[Value]) -> None:
        self.elements = elements

    def write(self, value: Any, slot: Slot) -> None:
        if not isinstance(value, tuple) or len(value) != len(self.elements):
            raise _wrong(f"a tuple of {len(self.elements)}", value)
        ffi.wasmtime_component_valtuple_new_uninit(ctypes.byref(slot.of.tuple), len(value))
        _zeroed(slot.of.tuple.data, len(value) * _SIZE)
        slot.kind = _TUPLE
        for place, (element, each) in enumerate(zip(self.elements, value, strict=True)):
            element.write(each, slot.of.tuple.data[place])

    def read(self, slot: Slot) -> tuple[Any, ...]:
        _expect(slot, _TUPLE)
        _expect_size(slot.of.tuple.size, len(self.elements))
        data = slot.of.tuple.data
        return tuple(element.read(data[place]) for place, element in enumerate(self.elements))


def _expect_size(size: int, expected: int) -> None:
    if size != expected:
        raise Unexpected(f"{size} members instead of {expected}")


class Option:
    """`option<…>`: the value, or `None`. No option of the contract has an option inside."""

    def __init__(self, payload: Value) -> None:
        self.payload = payload

    def write(self, value: Any, slot: Slot) -> None:
        boxed = None if value is None else _boxed(self.payload, value)
        slot.kind = _OPTION
        slot.of.option = boxed

    def read(self, slot: Slot) -> Any:
        _expect(slot, _OPTION)
        boxed = slot.of.option
        return self.payload.read(boxed[0]) if boxed else None


class Record:
    """A record, as an instance of a class."""

    _ENTRY = ctypes.sizeof(ffi.wasmtime_component_valrecord_entry)

    def __init__(self, name: str, made: type[Any], fields: Sequence[tuple[str, str, Value]]) -> None:
        self.name = name
        self.made = made
        self.fields = [(each, each.encode(), python, value) for each, python, value in fields]

    def write(self, value: Any, slot: Slot) -> None:
        if not isinstance(value, self.made):
            raise _wrong(self.made.__name__, value)
        size = len(self.fields)
        ffi.wasmtime_component_valrecord_new_uninit(ctypes.byref(slot.of.record), size)
        _zeroed(slot.of.record.data, size * self._ENTRY)
        slot.kind = _RECORD
        data = slot.of.record.data
        for place, (name, encoded, attribute, description) in enumerate(self.fields):
            entry = data[place]
            _set_bytes(entry.name, encoded)
            try:
                description.write(getattr(value, attribute), entry.val)
            except (TypeError, ValueError) as error:
                raise _at(name, error) from None

    def read(self, slot: Slot) -> Any:
        _expect(slot, _RECORD)
        _expect_size(slot.of.record.size, len(self.fields))
        data = slot.of.record.data
        members = {}
        for place, (_, encoded, attribute, description) in enumerate(self.fields):
            entry = data[place]
            if _bytes(entry.name) != encoded:
                raise Unexpected(f"{self.name} has another member than {attribute}")
            members[attribute] = description.read(entry.val)
        return self.made(**members)


def _at(name: str, error: TypeError | ValueError) -> TypeError | ValueError:
    """An error about a value, with the name of the place."""
    name = name.replace("-", "_")
    separator = ": " if str(error).startswith("expected") else "."
    made = TypeError if isinstance(error, TypeError) else ValueError
    return made(f"{name}{separator}{error}")


class Enumeration:
    """An enum, as a Python enum whose values are the names of the cases."""

    def __init__(self, name: str, made: type[Enum], cases: Sequence[str]) -> None:
        self.name = name
        self.made = made
        self.cases = {case.encode(): made(case) for case in cases}

    def write(self, value: Any, slot: Slot) -> None:
        if not isinstance(value, self.made):
            raise _wrong(self.made.__name__, value)
        _set_bytes(slot.of.enumeration, value.value.encode())
        slot.kind = _ENUM

    def read(self, slot: Slot) -> Enum:
        _expect(slot, _ENUM)
        case = self.cases.get(_bytes(slot.of.enumeration))
        if case is None:
            raise Unexpected(f"an unknown case of {self.name}")
        return case


@dataclass(frozen=True)
class Case:
    """A case of a variant, as a class of its own."""

    name: str
    made: type[Any]
    payload: Value | None
    #: Whether an instance is its own payload.
    is_payload: bool = False


class Variant:
    """A variant, as a class with a subclass for each case."""

    def __init__(self, name: str, base: type[Any], cases: Sequence[Case]) -> None:
        self.name = name
        self.base = base
        self.by_class: dict[Any, Case] = {case.made: case for case in cases}
        self.by_name = {case.name.encode(): case for case in cases}

    def write(self, value: Any, slot: Slot) -> None:
        case = self.by_class.get(type(value))
        if case is None:
            raise _wrong(self.base.__name__, value)
        boxed = None
        if case.payload is not None:
            try:
                boxed = _boxed(case.payload, value if case.is_payload else value.value)
            except (TypeError, ValueError) as error:
                raise _at(case.name, error) from None
        slot.of.variant.val = boxed
        _set_bytes(slot.of.variant.discriminant, case.name.encode())
        slot.kind = _VARIANT

    def read(self, slot: Slot) -> Any:
        _expect(slot, _VARIANT)
        case = self.by_name.get(_bytes(slot.of.variant.discriminant))
        if case is None:
            raise Unexpected(f"an unknown case of {self.name}")
        if case.payload is None:
            return case.made()
        payload = case.payload.read(slot.of.variant.val[0])
        return payload if case.is_payload else case.made(payload)


class EnumError:
    """An enum that functions fail with, as an exception class with a subclass for each case."""

    def __init__(self, name: str, base: type[Any], cases: Sequence[Case]) -> None:
        self.name = name
        self.base = base
        self.by_class: dict[Any, bytes] = {case.made: case.name.encode() for case in cases}
        self.by_name = {case.name.encode(): case.made for case in cases}

    def write(self, value: Any, slot: Slot) -> None:
        name = self.by_class.get(type(value))
        if name is None:
            raise _wrong(self.base.__name__, value)
        _set_bytes(slot.of.enumeration, name)
        slot.kind = _ENUM

    def read(self, slot: Slot) -> Any:
        _expect(slot, _ENUM)
        made = self.by_name.get(_bytes(slot.of.enumeration))
        if made is None:
            raise Unexpected(f"an unknown case of {self.name}")
        return made()


class Result:
    """`result<…>` of a function: a value, or an exception of the error's class."""

    def __init__(self, ok: Value | None, error: Variant | EnumError) -> None:
        self.ok = ok
        self.error = error

    def write(self, value: Any, slot: Slot) -> None:
        is_error = isinstance(value, self.error.base)
        description = self.error if is_error else self.ok
        if description is None and value is not None:
            raise _wrong("None", value)
        boxed = None if description is None else _boxed(description, value)
        slot.kind = _RESULT
        slot.of.result.is_ok = not is_error
        slot.of.result.val = boxed

    def read(self, slot: Slot) -> Any:
        """The value, or an instance of the error."""
        _expect(slot, _RESULT)
        description = self.ok if slot.of.result.is_ok else self.error
        return None if description is None else description.read(slot.of.result.val[0])


@dataclass(frozen=True, eq=False)
class Function:
    """A function of the contract."""

    #: With the version: `vestibule:sso/users@0.2.0`.
    interface: str
    name: str
    params: Sequence[tuple[str, Value]]
    result: Value | None

    def write_params(self, given: Sequence[object], slots: Sequence[Slot]) -> None:
        """Writes the parameters into zeroed slots."""
        for (name, description), value, slot in zip(self.params, given, slots, strict=True):
            try:
                description.write(value, slot)
            except (TypeError, ValueError) as error:
                raise _at(name, error) from None

    def read_params(self, slots: Any) -> list[Any]:
        """The arguments of a call by the component."""
        return [value.read(slots[place]) for place, (_, value) in enumerate(self.params)]


BOOL = _Bool()
U8, U16, U32, U64 = (_Number(name) for name in ("u8", "u16", "u32", "u64"))
S8, S16, S32, S64 = (_Number(name) for name in ("s8", "s16", "s32", "s64"))
TEXT = _Text()
BLOB = _Blob()
DATETIME = _Datetime()
_DATETIME_RECORD = Record(
    "datetime", _Time, (("seconds", "seconds", U64), ("nanoseconds", "nanoseconds", U32))
)
