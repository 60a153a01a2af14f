from __future__ import annotations

from datetime import datetime

import pytest

from vestibule.zato import SearchCtx, ValidationError, const, status_code

from .conftest import ADDRESS, AGENT, APP, CID, PASSWORD, Company


def test_an_account_from_creation_to_deletion(company: Company) -> None:
    user, boss = company.zato.user, company.boss.ust
    data = {"username": "ann", "password": PASSWORD, "first_name": "Ann", "last_name": "Lee"}
    ann = user.create_user(CID, data, boss, APP, ADDRESS, auto_approve=True)
    assert (ann.username, ann.display_name, ann.is_super_user) == ("ann", "Ann Lee", False)
    assert ann.approval_status_mod_by == company.boss.user_id
    assert isinstance(ann.sign_up_time, datetime) and ann.sign_up_time.tzinfo is None

    changes = {"display_name": None, "password_expiry": datetime(2345, 12, 27, 11, 22, 33)}
    user.update_user_by_id(CID, ann.user_id, changes, boss, APP, ADDRESS)
    changed = user.get_user_by_id(CID, ann.user_id, boss, APP, ADDRESS)
    assert changed.display_name is None
    assert changed.password_expiry == datetime(2345, 12, 27, 11, 22, 33)
    assert "display_name" not in changed.to_dict()

    user.lock_user(CID, ann.user_id, boss, APP, ADDRESS)
    with pytest.raises(ValidationError) as locked:
        user.login(CID, "ann", PASSWORD, APP, ADDRESS, AGENT)
    assert locked.value.sub_status == [status_code.auth.locked]
    user.unlock_user(CID, ann.user_id, boss, APP, ADDRESS)
    assert user.login(CID, "ann", PASSWORD, APP, ADDRESS, AGENT).user_id == ann.user_id

    user.delete_user_by_username(CID, "ann", boss, APP, ADDRESS)
    with pytest.raises(ValidationError) as gone:
        user.get_user_by_id(CID, ann.user_id, boss, APP, ADDRESS)
    assert gone.value.sub_status == [status_code.user_id.invalid]


def test_ones_own_account(company: Company) -> None:
    ann = company.real.user("ann")
    user = company.zato.user
    user.update_current_user(CID, {"display_name": "Ann"}, ann.ust, APP, ADDRESS)
    own = user.get_current_user(CID, ann.ust, APP, ADDRESS)
    assert (own.user_id, own.display_name) == (ann.user_id, "Ann")
    assert own.is_super_user is None
    with pytest.raises(ValidationError) as refused:
        user.get_user_by_id(CID, company.boss.user_id, ann.ust, APP, ADDRESS)
    assert refused.value.sub_status == [status_code.auth.not_allowed]


def test_nothing_to_change(company: Company) -> None:
    with pytest.raises(ValidationError) as refused:
        company.zato.user.update_current_user(CID, {}, company.boss.ust, APP, ADDRESS)
    assert refused.value.sub_status == [status_code.common.missing_input]


def test_a_search(company: Company) -> None:
    for name in ("one", "two", "three"):
        company.real.user(name, display_name=f"Shop {name}")
    boss = company.boss.ust
    ctx = SearchCtx(display_name="shop", is_name_exact=False, page_size=2)
    page = company.zato.user.search(CID, ctx, boss, APP, ADDRESS)
    assert (page.total, page.num_pages, page.has_next_page, page.next_page) == (3, 2, True, 2)
    assert [each.username for each in page.result] == ["one", "three"]
    either = SearchCtx(display_name="Shop two", first_name="x", name_op=const.search.or_)
    found = company.zato.user.search(CID, either, boss, APP, ADDRESS)
    assert [each.username for each in found.result] == ["two"]
    waiting = SearchCtx(approval_status=const.approval_status.before_decision)
    assert company.zato.user.search(CID, waiting, boss, APP, ADDRESS).total == 0


def test_ones_own_password(company: Company) -> None:
    ann = company.real.user("ann")
    data = {"old_password": PASSWORD, "new_password": "another long one"}
    company.zato.user.change_password(CID, data, ann.ust, APP, ADDRESS)
    assert company.zato.user.login(CID, "ann", "another long one", APP, ADDRESS, AGENT).ust
    with pytest.raises(ValidationError):
        company.zato.user.login(CID, "ann", PASSWORD, APP, ADDRESS, AGENT)


def test_a_totp_key(company: Company) -> None:
    ann = company.real.user("ann")
    user = company.zato.user
    given = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert user.reset_totp_key(CID, ann.ust, None, given, "Phone", APP, ADDRESS) == given
    user.update_current_user(CID, {"is_totp_enabled": True}, ann.ust, APP, ADDRESS)
    with pytest.raises(ValidationError) as missing:
        user.login(CID, "ann", PASSWORD, APP, ADDRESS, AGENT)
    assert missing.value.sub_status == [status_code.auth.totp_missing]
    # RFC 6238, Appendix B: the code of the second 1111111111 with this key ends in 050471.
    company.real.clock.now = datetime.fromisoformat("2005-03-18T01:58:31+00:00")
    assert user.login(CID, "ann", PASSWORD, APP, ADDRESS, AGENT, totp_code="050471").ust
    random_key = user.reset_totp_key(CID, company.boss.ust, ann.user_id, None, None, APP, ADDRESS)
    assert len(random_key) == 32


def test_a_forgotten_password(company: Company) -> None:
    company.real.user("ann", email="ann@example.com")
    reset = company.zato.password_reset
    reset.begin(CID, "ann", APP, ADDRESS)
    message = company.real.outbox()[-1]
    assert message.kind == "password-reset" and message.token
    key = reset.exchange(CID, message.token, APP, ADDRESS)
    reset.complete(CID, message.token, key, "a third long one", APP, ADDRESS)
    assert company.zato.user.login(CID, "ann", "a third long one", APP, ADDRESS, AGENT).ust
    with pytest.raises(ValidationError) as used:
        reset.exchange(CID, message.token, APP, ADDRESS)
    assert used.value.sub_status == [status_code.password_reset.could_not_access]
