"""The cache of compiled code."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vestibule import Runtime, compiled


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "caches" / "vestibule"


#: The smallest component, which is compiled at once.
EMPTY = b"\0asm\x0d\0\x01\0"


def compiles(cache: Path, capfd: pytest.CaptureFixture[str]) -> bool:
    """Starts; returns whether it said that it compiled."""
    assert Runtime(EMPTY, cache=cache)
    said = capfd.readouterr()
    assert said.out == ""
    return "compiling the component" in said.err


def only_file(cache: Path) -> Path:
    (file,) = cache.iterdir()
    return file


def test_the_first_start_says_that_it_compiles(cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert compiles(cache, capfd)
    assert not compiles(cache, capfd)
    for path in (cache, only_file(cache)):
        assert not path.stat().st_mode & 0o077
    assert "wasmtime-" in only_file(cache).name


@pytest.mark.parametrize("damage", ["short", "flipped", "empty", "foreign"])
def test_a_damaged_file_is_compiled_anew(cache: Path, damage: str, capfd: pytest.CaptureFixture[str]) -> None:
    compiles(cache, capfd)
    file = only_file(cache)
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(
        {
            "short": whole[:-1],
            "flipped": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
            "empty": b"",
            "foreign": b"\x7fELF" + b"x" * 10_000,
        }[damage]
    )
    assert compiles(cache, capfd)
    assert file.read_bytes() == whole
    assert not compiles(cache, capfd)


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o602])
def test_a_file_that_others_may_access_is_not_loaded(
    cache: Path, mode: int, capfd: pytest.CaptureFixture[str]
) -> None:
    compiles(cache, capfd)
    only_file(cache).chmod(mode)
    assert compiles(cache, capfd)
    assert not compiles(cache, capfd)


def test_a_directory_that_others_may_access_is_not_used(
    cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    compiles(cache, capfd)
    cache.chmod(0o755)
    Runtime(EMPTY, cache=cache)
    said = capfd.readouterr().err
    assert "compiling" in said and "nothing is kept" in said


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("what", ["file", "directory"])
def test_what_belongs_to_another_user_is_not_loaded(
    cache: Path, what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    compiles(cache, capfd)
    os.chown(only_file(cache) if what == "file" else cache, 65_534, 65_534)
    assert compiles(cache, capfd)


def test_a_link_is_not_followed(cache: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    compiles(cache, capfd)
    file = only_file(cache)
    os.rename(file, tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert compiles(cache, capfd)
    assert not file.is_symlink()


def test_a_cache_that_cannot_be_written(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    Runtime(EMPTY, cache=tmp_path / "file" / "cache")
    assert "cannot be kept" in capfd.readouterr().err


def test_without_a_cache_nothing_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    Runtime(EMPTY, cache=False)
    assert capfd.readouterr().err == ""


def test_the_usual_directory_is_in_the_users_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert compiled.default_directory().name == "vestibule"
