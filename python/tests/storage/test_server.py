"""One data directory of this package and of `vestibule serve`.

The binary is `target/debug/vestibule` (`cargo build -p vestibule`), or the one that VESTIBULE_BINARY names.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vestibule import Caller, CreateRequest, LoginRequest, Operator, Sso, new_key
from vestibule.zato import connect

PASSWORD = "correct horse battery staple"
BINARY = os.environ.get("VESTIBULE_BINARY", str(Path(__file__).parents[3] / "target" / "debug" / "vestibule"))


def run(*arguments: object) -> str:
    """What a command of the server prints."""
    # To the binary, other variables `VESTIBULE_…` are settings.
    done = subprocess.run(
        [BINARY, *map(str, arguments)], env={"RUST_LOG": "warn"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def server(directory: Path) -> Iterator[str]:
    """The URL of `vestibule serve`, which trusts this machine as a proxy."""
    config = directory.with_suffix(".toml")
    config.write_text('[host]\ntrusted_proxies = ["127.0.0.1"]\n')
    process = subprocess.Popen(
        [BINARY, "serve", "--data", directory, "--config", config, "--listen", "127.0.0.1:0"],
        env={"RUST_LOG": "warn"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        found = (re.match(r"Listening on (.*)", line) for line in process.stderr)
        yield next(each.group(1) for each in found if each)
    finally:
        process.terminate()
        process.communicate()


def log_in(sso: Sso, username: str) -> str:
    caller = Caller(current_app="CRM", remote_addr="127.0.0.1")
    return sso.authentication.login(caller, LoginRequest(username=username, password=PASSWORD)).ust


def new_super_user(username: str) -> CreateRequest:
    return CreateRequest(username=username, password=PASSWORD, is_super_user=True)


def test_python_begins_and_the_server_goes_on(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Sso.open(data) as sso:
        sso.users.create(Caller(), Operator("test"), new_super_user("ann"))
        assert "0 defects" in run("storage", "check", "--data", data)
        ben = run("user", "create-super-user", "ben", "--password", PASSWORD, "--data", data)
        ust = log_in(sso, "ben")
        with server(data) as url:
            user = connect(url).user
            assert user.get_current_user("cid", ust, "CRM", "127.0.0.1").user_id == ben
            there = user.login("cid", "ann", PASSWORD, "CRM", "192.0.2.7", "agent").ust
            session = sso.sessions.verify(Caller(current_app="CRM"), there)
            assert session is not None
            assert (session.username, session.remote_addr) == ("ann", "192.0.2.7")


def test_the_server_begins_and_python_goes_on(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run("user", "create-super-user", "ann", "--password", PASSWORD, "--data", data)
    with Sso.open(data) as sso:
        assert log_in(sso, "ann")


def test_a_key_is_changed_while_python_runs(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Sso.open(data) as sso:
        sso.users.create(Caller(), Operator("test"), new_super_user("ann"))
    keys = data / "vestibule.key"
    old = keys.read_text()
    keys.write_text(f"{new_key()}\n{old}")
    with Sso.open(data) as sso:
        run("storage", "rekey", "--data", data)
        assert log_in(sso, "ann")
    keys.write_text(keys.read_text().splitlines()[0])
    with Sso.open(data) as sso:
        assert log_in(sso, "ann")


def test_a_backup_is_made_while_python_runs(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    with Sso.open(data) as sso:
        sso.users.create(Caller(), Operator("test"), new_super_user("ann"))
        copy.mkdir()
        run("storage", "backup", copy / "vestibule.db", "--data", data)
    with pytest.raises(FileNotFoundError):
        Sso.open(copy)
    (copy / "vestibule.key").write_text((data / "vestibule.key").read_text())
    with Sso.open(copy) as sso:
        assert log_in(sso, "ann")
