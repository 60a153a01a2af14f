"""The component's compiled code, kept between starts.

Compiling takes about a second. The result is kept in the user's cache directory, under a name that has
the version of wasmtime and the hash of the component.

Whoever can write such a file can run any code in this process. So the directory has to belong to this
user, with access for nobody else, and the file too; otherwise the component is compiled anew and
nothing is kept. A digest at the beginning of the file detects damage.
"""

from __future__ import annotations

import hashlib
import os
import platform
import stat
import sys
import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import platformdirs
from wasmtime import Engine, WasmtimeError
from wasmtime.component import Component

#: Bytes of the digest at the beginning of a file.
_DIGEST = hashlib.sha256().digest_size


def default_directory() -> Path:
    """The directory of compiled code in this user's cache, such as `~/.cache/vestibule`."""
    return Path(platformdirs.user_cache_dir("vestibule", appauthor=False))


def load(engine: Engine, wasm: bytes, directory: Path | None, settings: str) -> Component:
    """Compiles a component, or loads what was compiled before.

    Without a directory nothing is kept. `settings` names the engine's settings, on which the compiled
    code depends. The first start says on standard error that it compiles.
    """
    if directory is None:
        return Component(engine, wasm)
    file = directory / _name(wasm, settings)
    encoded = _read(file)
    if encoded is not None:
        try:
            return Component.deserialize(engine, encoded)
        except WasmtimeError:
            pass  # Made for another processor, for example: compiled anew below.
    _say(f"compiling the component; later starts use {file}")
    component = Component(engine, wasm)
    _keep(file, bytes(component.serialize()))
    return component


def _say(text: str) -> None:
    print(f"vestibule: {text}", file=sys.stderr, flush=True)


def _name(wasm: bytes, settings: str) -> str:
    version = metadata.version("wasmtime")
    machine = platform.machine().lower()
    digest = hashlib.sha256(wasm).hexdigest()[:32]
    return f"{digest}-wasmtime-{version}-{machine}-{settings}.cwasm"


def _read(file: Path) -> bytes | None:
    """The compiled code of a file; none if it is absent, damaged or could be somebody else's."""
    try:
        if not _is_private(os.lstat(file.parent), stat.S_ISDIR):
            return None
        with open(os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as opened:
            if not _is_private(os.fstat(opened.fileno()), stat.S_ISREG):
                return None
            digest = opened.read(_DIGEST)
            encoded = opened.read()
    except OSError:
        return None
    return encoded if hashlib.sha256(encoded).digest() == digest else None


def _is_private(found: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Whether a file or directory is this user's alone. Windows' profiles are so by default."""
    if not is_kind(found.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & 0o077


def _keep(file: Path, encoded: bytes) -> None:
    """Writes a file, complete or not at all. A cache that cannot be written is not an error."""
    try:
        file.parent.parent.mkdir(parents=True, exist_ok=True)
        file.parent.mkdir(mode=0o700, exist_ok=True)
        if not _is_private(os.lstat(file.parent), stat.S_ISDIR):
            _say(f"{file.parent} is not this user's alone (mode 0700): nothing is kept there")
            return
        # `mkstemp` creates the file for this user alone.
        descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=".draft-")
        try:
            with open(descriptor, "wb") as opened:
                opened.write(hashlib.sha256(encoded).digest() + encoded)
            os.replace(draft, file)
        except OSError:
            os.unlink(draft)
            raise
    except OSError as error:
        _say(f"the compiled component cannot be kept: {error}")
