"""The wheel: what is in it, and that it works in an empty place."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

PYTHON = Path(__file__).parents[1]
DIST = Path(os.environ.get("VESTIBULE_DIST", PYTHON.parent / "dist"))

FLOW = """
import vestibule
from vestibule.testing import create_test_sso
from vestibule.zato import SignupCtx, connect

sso = create_test_sso(settings={"signup": {"is_approval_needed": False}})
user = connect(sso).user
ctx = SignupCtx("ann", "correct horse", "ann@example.com", "CRM", ["CRM"])
token = user.signup("cid", ctx, "CRM", "127.0.0.1")
user.confirm_signup("cid", token, "CRM", "127.0.0.1")
ust = user.login("cid", "ann", "correct horse", "CRM", "127.0.0.1", "agent").ust
with vestibule.Sso.open("data") as kept:
    assert kept.sessions.verify(sso.caller, ust) is None
print(sso.sessions.verify(sso.caller, ust).username)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source, in which a build writes."""
    copy = tmp_path_factory.mktemp("source") / "python"
    ignored = shutil.ignore_patterns("contract", "*.wasm", ".venv", "dist", "__pycache__", ".*_cache")
    shutil.copytree(PYTHON, copy, ignore=ignored)
    return copy


def build(source: Path, dist: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", "built", "."],
        cwd=source,
        env={**os.environ, "VESTIBULE_DIST": str(dist)},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    done = build(source, DIST)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (source / "built").iterdir()
    return wheel


def test_the_wheel_has_the_component_and_no_more(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
        assert opened.read("vestibule/vestibule.wasm") == (DIST / "vestibule.wasm").read_bytes()
    assert {"vestibule/py.typed", "vestibule/contract/users.py", "pytest_vestibule.py"} <= set(names)
    assert not [name for name in names if name.startswith(("tests", "generator"))]


def test_the_wheel_is_small(wheel: Path) -> None:
    table = "tests/cases/sizes.json"
    ceiling = json.loads((PYTHON.parent / table).read_text())["wheel"]
    size = wheel.stat().st_size
    assert size <= ceiling, f"{wheel.name} has {size} bytes; its ceiling in {table} is {ceiling}"


def test_two_builds_are_the_same(source: Path, wheel: Path) -> None:
    before = wheel.read_bytes()
    assert build(source, DIST).returncode == 0
    assert wheel.read_bytes() == before


def test_a_build_without_the_component_says_what_is_missing(source: Path, tmp_path: Path) -> None:
    done = build(source, tmp_path)
    assert done.returncode != 0
    assert "vestibule.wasm is missing: run `cargo xtask dist` first" in done.stdout + done.stderr


def test_the_wheel_works_in_an_empty_place(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
    home = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    for is_first in (True, False):
        done = subprocess.run([python, "-c", FLOW], cwd=tmp_path, env=home, capture_output=True, text=True)
        assert done.stdout == "ann\n", done.stderr
        assert ("compiling the component" in done.stderr) == is_first
