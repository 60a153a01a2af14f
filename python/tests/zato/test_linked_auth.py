from __future__ import annotations

import base64

import pytest

from vestibule.testing import create_test_sso
from vestibule.zato import BadRequest, connect

from .conftest import ADDRESS, APP, CID

PROGRAM = "billing"
PROGRAM_PASSWORD = "a password of a program"


def test_a_program_with_a_linked_credential() -> None:
    password_hash = create_test_sso().linked_auth.hash_password(PROGRAM_PASSWORD)
    definition = {"auth_type": "basic_auth", "username": PROGRAM, "password_hash": password_hash}
    sso = create_test_sso(settings={"linked_auth": {"definition": [definition]}})
    boss, ann = sso.user("boss", is_super_user=True), sso.user("ann")
    user = connect(sso).user
    user.create_linked_auth(CID, boss.ust, ann.user_id, "basic_auth", PROGRAM, True, APP, ADDRESS)
    (link,) = user.get_linked_auth_list(CID, ann.ust, None, APP, ADDRESS)
    assert (link.auth_type, link.auth_username, link.is_active) == ("basic_auth", PROGRAM, True)

    credential = base64.b64encode(f"{PROGRAM}:{PROGRAM_PASSWORD}".encode()).decode()
    headers = {"Authorization": f"Basic {credential}"}
    answer = sso.request("GET", "/user", {"current_app": APP}, headers=headers)
    assert answer.json["user_id"] == ann.user_id

    user.delete_linked_auth(CID, boss.ust, ann.user_id, "basic_auth", PROGRAM, APP, ADDRESS)
    assert user.get_linked_auth_list(CID, ann.ust, None, APP, ADDRESS) == []
    with pytest.raises(BadRequest):
        user.create_linked_auth(CID, boss.ust, ann.user_id, "basic_auth", "x", True, APP, ADDRESS)
