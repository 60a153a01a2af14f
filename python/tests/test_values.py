"""Values at the boundary of the component."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
import wasmtime.component as wc
from wasmtime import Engine
from wasmtime.component import Component

from vestibule import AttributeInput, Caller, CreateRequest, LoginRequest, Session, UpdateRequest, runtime
from vestibule import _values as v
from vestibule.contract import _values as contract
from vestibule.contract.attributes import User
from vestibule.contract.types import Authority
from vestibule.contract.users import Set
from vestibule.testing import SsoForTests


@pytest.mark.parametrize(
    "authority", [None, "", "operator", True, 0, b"", {}, Authority(), Caller(), Session, object()]
)
def test_nothing_but_an_authority_is_an_authority(sso: SsoForTests, authority: Any) -> None:
    before = list(sso.events)
    with pytest.raises(TypeError, match=r"^authority: expected Authority, not "):
        sso.users.create(sso.caller, authority, sso.new_account("ann"))
    assert sso.events == before


@pytest.mark.parametrize("ust", [None, 1, True, b"ust"])
def test_a_missing_token_is_not_a_session(sso: SsoForTests, ust: Any) -> None:
    with pytest.raises(TypeError, match=r"^authority.session: expected str, not "):
        sso.users.get(sso.caller, Session(ust))
    with pytest.raises(TypeError, match=r"^ust: expected str, not "):
        sso.sessions.verify(sso.caller, ust)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (LoginRequest(username=b"ann", password="x"), "request.username: expected str, not bytes"),  # type: ignore[arg-type]
        (LoginRequest(username="ann", password=None), "request.password: expected str, not NoneType"),  # type: ignore[arg-type]
        (LoginRequest(username="ann", password="x", totp_code=1), "request.totp_code: expected str, not int"),  # type: ignore[arg-type]
        (Caller(), "request: expected LoginRequest, not Caller"),
        ({"username": "ann"}, "request: expected LoginRequest, not dict"),
    ],
)
def test_a_wrong_type_is_named_by_its_place(sso: SsoForTests, request_: Any, message: str) -> None:
    with pytest.raises(TypeError) as wrong:
        sso.authentication.login(sso.caller, request_)
    assert str(wrong.value) == message


@pytest.mark.parametrize("text", ["\ud800", "a\udfff"])
def test_a_text_that_is_not_unicode_is_refused_without_showing_it(sso: SsoForTests, text: str) -> None:
    request = LoginRequest(username="ann", password=f"secret{text}")
    with pytest.raises(ValueError, match=r"request\.password: expected a text without lone") as wrong:
        sso.authentication.login(sso.caller, request)
    assert "secret" not in "".join(traceback.format_exception(wrong.value))


@pytest.mark.parametrize("number", [-1, 2**32])
def test_a_number_out_of_range_is_refused(sso: SsoForTests, number: int) -> None:
    with pytest.raises(ValueError, match="limit: expected a number from 0 to 4294967295"):
        sso.outbox.claim(number, 60)


def test_a_list_is_not_a_text(sso: SsoForTests) -> None:
    with pytest.raises(TypeError, match="names: expected a sequence, not str"):
        sso.attributes.get(sso.caller, sso.operator, User(None), "abc", True)


def test_a_time_needs_a_time_zone(sso: SsoForTests) -> None:
    request = UpdateRequest(password_expiry=sso.clock.now.replace(tzinfo=None))
    with pytest.raises(ValueError, match=r"request\.password_expiry: expected a datetime with a time zone"):
        sso.users.update(sso.caller, sso.operator, "id", request)


@pytest.mark.parametrize("text", ["", "plain", "e\u0301é😀\U0010ffff\ufeff\x01", "x" * 20_000, 'a\nb\tc"\\'])
def test_texts_come_back_as_they_were(sso: SsoForTests, text: str) -> None:
    value = json.dumps(text, ensure_ascii=False)
    ann = sso.user("ann")
    given = AttributeInput(name="a", value_json=value, encrypt=True)
    session = Session(ann.ust)
    sso.attributes.create(sso.caller, session, User(None), [given])
    (found,) = sso.attributes.get(sso.caller, session, User(None), ["a"], True)
    assert found is not None and found.value_json == value


def test_a_change_is_told_from_none(sso: SsoForTests) -> None:
    ann = sso.user("ann", display_name="Ann")
    sso.users.update(sso.caller, sso.operator, ann.user_id, UpdateRequest(first_name=Set("A")))
    user = sso.users.get(sso.caller, sso.operator, ann.user_id)
    assert (user.display_name, user.first_name) == ("Ann", "A")


def test_secrets_are_not_shown() -> None:
    shown = repr(LoginRequest(username="ann", password="secret", new_password="secret"))
    shown += repr(Session("secret")) + repr(CreateRequest(username="ann", password="secret"))
    assert "secret" not in shown and "ann" in shown


def test_blobs_of_every_byte() -> None:
    slot = v.Slots()
    for data in (b"", bytes(range(256)), b"\0" * 65_536, b"x"):
        v.BLOB.write(data, slot)
        assert v.BLOB.read(slot) == data


def test_a_value_of_another_kind_is_refused() -> None:
    slot = v.Slots()
    v.TEXT.write("a", slot)
    for description in (v.BOOL, v.U32, v.BLOB, v.DATETIME, v.List(v.TEXT), v.Option(v.TEXT)):
        with pytest.raises(v.Unexpected):
            description.read(slot)


def test_the_descriptions_are_those_of_the_component() -> None:
    """Reading relies on the names and the order of members."""
    engine = Engine()
    component = Component(engine, runtime.packaged())
    functions = dict(functions_of(component.type.exports(engine), engine))
    functions |= dict(functions_of(component.type.imports(engine), engine))
    described = {(each.interface, each.name): each for each in (*contract.IMPORTS, *contract.EXPORTS)}
    # A host may provide more than the component imports.
    assert functions.keys() <= described.keys()
    assert {(each.interface, each.name) for each in contract.EXPORTS} <= functions.keys()
    for key, found in functions.items():
        function = described[key]
        assert [name for name, _ in found.params] == [name for name, _ in function.params]
        for (_, type_), (_, description) in zip(found.params, function.params, strict=True):
            assert shape(type_) == described_shape(description)
        assert shape(found.result) == described_shape(function.result)


def functions_of(items: Any, engine: Engine) -> Iterator[tuple[tuple[str, str], wc.FuncType]]:
    for interface, item in items.items():
        for name, member in item.ty.exports(engine).items():
            if isinstance(member.ty, wc.FuncType):
                yield (interface, name), member.ty


def shape(type_: Any) -> Any:
    """A type as wasmtime shows it, in a form to compare."""
    match type_:
        case None:
            return None
        case wc.ListType():
            return ("list", shape(type_.element))
        case wc.OptionType():
            return ("option", shape(type_.payload))
        case wc.TupleType():
            return ("tuple", [shape(each) for each in type_.elements])
        case wc.RecordType():
            return ("record", [(name, shape(each)) for name, each in type_.fields])
        case wc.VariantType():
            return ("variant", [(name, shape(each)) for name, each in type_.cases])
        case wc.EnumType():
            return ("enum", type_.names)
        case wc.ResultType():
            return ("result", shape(type_.ok), shape(type_.err))
        case _:
            return type(type_).__name__.lower()


def described_shape(value: Any) -> Any:
    """A description in the same form."""
    match value:
        case None:
            return None
        case v.List():
            return ("list", described_shape(value.element))
        case v.Option():
            return ("option", described_shape(value.payload))
        case v.Tuple():
            return ("tuple", [described_shape(each) for each in value.elements])
        case v.Record():
            return ("record", [(name, described_shape(each)) for name, _, _, each in value.fields])
        case v.Variant():
            cases = value.by_name.values()
            return ("variant", [(case.name, described_shape(case.payload)) for case in cases])
        case v.Enumeration():
            return ("enum", [name.decode() for name in value.cases])
        case v.EnumError():
            return ("enum", [name.decode() for name in value.by_name])
        case v.Result():
            return ("result", described_shape(value.ok), described_shape(value.error))
        case _ if value is v.BLOB:
            return ("list", "u8")
        case _ if value is v.DATETIME:
            return described_shape(v._DATETIME_RECORD)
        case _ if value is v.TEXT:
            return "string"
        case _ if value is v.BOOL:
            return "bool"
        case _:
            return value.name
