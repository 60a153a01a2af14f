from __future__ import annotations

from datetime import timedelta

import pytest

from vestibule.zato import ValidationError, status_code

from .conftest import ADDRESS, AGENT, APP, CID, PASSWORD, Company


def test_a_session_is_renewed(company: Company) -> None:
    ann = company.real.user("ann")
    now = company.real.clock.advance("30m").replace(tzinfo=None)
    ends = company.zato.user.session.renew(CID, ann.ust, APP, ADDRESS, AGENT)
    assert ends == now + timedelta(hours=1)
    (session,) = company.zato.user.session.get_list(CID, ann.ust, None, None, APP, ADDRESS)
    assert session.is_current and session.auth_principal == "ann"
    assert [each.ctx_source for each in session.session_state_change_list] == ["login", "renew"]
    assert session.session_state_change_list[1].timestamp_utc == now


def test_an_expired_session(company: Company) -> None:
    ann = company.real.user("ann")
    company.real.clock.advance("61m")
    with pytest.raises(ValidationError) as refused:
        company.zato.user.session.renew(CID, ann.ust, APP, ADDRESS)
    assert refused.value.sub_status == [status_code.session.no_such_session]


def test_the_sessions_of_another_user(company: Company) -> None:
    ann = company.real.user("ann")
    company.zato.user.login(CID, "ann", PASSWORD, APP, ADDRESS, AGENT)
    session = company.zato.user.session
    listed = session.get_list(CID, None, ann.ust, company.boss.ust, APP, ADDRESS)
    assert len(listed) == 2
    shown = session.get(CID, ann.ust, company.boss.ust, APP, ADDRESS)
    assert shown.creation_time.tzinfo is None
    with pytest.raises(ValidationError):
        session.get_list(CID, None, company.boss.ust, ann.ust, APP, ADDRESS)


def test_sessions_are_ended(company: Company) -> None:
    ann = company.real.user("ann")
    other = company.zato.user.login(CID, "ann", PASSWORD, APP, ADDRESS, AGENT).ust
    session = company.zato.user.session
    session.end_others(CID, ann.ust, APP, ADDRESS)
    assert not session.verify(CID, other, company.boss.ust, APP, ADDRESS)
    (own,) = session.get_list(CID, ann.ust, None, None, APP, ADDRESS)
    assert own.session_id
    session.end(CID, company.boss.ust, own.session_id, APP, ADDRESS, user_id=ann.user_id)
    assert not session.verify(CID, ann.ust, company.boss.ust, APP, ADDRESS)


@pytest.mark.parametrize("of", ["user", "session"])
def test_attributes(company: Company, of: str) -> None:
    ann = company.real.user("ann")
    if of == "user":
        attr = company.zato.user.attr(CID, ann.ust, APP, ADDRESS)
    else:
        attr = company.zato.user.session.attr(CID, ann.ust, ann.ust, APP, ADDRESS)
    attr.create("colour", {"name": "blue", "rgb": [0, 0, 255]}, expiration=3_000, encrypt=True)
    colour = attr.get("colour")
    assert colour is not None and colour.value == {"name": "blue", "rgb": [0, 0, 255]}
    assert colour.is_encrypted and colour.expiration_time is not None
    assert colour.expiration_time - colour.creation_time == timedelta(seconds=3_000)
    with pytest.raises(ValidationError) as refused:
        attr.create("colour", 1)
    assert refused.value.sub_status == [status_code.attr.already_exists]
    attr.create_many([{"name": "a", "value": 1}, {"name": "b", "value": "two"}])
    attr.update("a", 5)
    attr.update_many([{"name": "b", "value": "three"}, {"name": "absent", "value": 1}])
    attr.set("c", None)
    attr.set_many([{"name": "a", "value": 6}, {"name": "d", "value": True}])
    found = attr.get_many(["a", "b", "absent"])
    assert found["absent"] is None
    assert [each.value for each in found.values() if each] == [6, "three"]
    assert attr.names() == ["a", "b", "c", "colour", "d"]
    assert attr.exists("c") and not attr.exists("absent")
    assert attr.exists_many(["d", "absent"]) == {"d": True, "absent": False}
    attr.set_expiry("a", 60)
    attr.set_expiry_many(["b", "d"], 60)
    company.real.clock.advance("61s")
    assert attr.names() == ["c", "colour"]
    attr.delete("c")
    attr.delete_many(["colour", "absent"])
    assert attr.names() == []


def test_the_attributes_of_another_user(company: Company) -> None:
    ann = company.real.user("ann")
    of_ann = company.zato.user.attr(CID, company.boss.ust, APP, ADDRESS, user_id=ann.user_id)
    of_ann.set("note", "seen by the boss")
    assert company.zato.user.attr(CID, ann.ust, APP, ADDRESS).names() == ["note"]
    with pytest.raises(ValidationError):
        company.zato.user.attr(CID, ann.ust, APP, ADDRESS, user_id=company.boss.user_id).names()
