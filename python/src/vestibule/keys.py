"""The secret keys: 32 random bytes each, in Base64. The first encrypts, all decrypt.

Without the key the data cannot be read: keep a copy of it apart from the data.
"""

from __future__ import annotations

import base64
import logging
import os
import secrets
from pathlib import Path

#: The name of the key file in a data directory, one key a line. `vestibule serve` has the same.
NAME = "vestibule.key"

_log = logging.getLogger("vestibule")


def new_key() -> str:
    """A new secret key."""
    return base64.b64encode(os.urandom(32)).decode()


def read_or_make(directory: str | Path, *, has_data: bool) -> list[str]:
    """Reads the keys of a data directory, or creates the first one if there is no data yet.

    The key file appears complete or not at all: it is written under another name, synced to disk, and then
    linked. If another process was faster, its key is used. `FileNotFoundError`: there is data but no key.
    """
    path = Path(directory) / NAME
    try:
        return _read(path)
    except FileNotFoundError:
        if has_data:
            raise FileNotFoundError(
                f"{path} is missing: the data in {path.parent} cannot be read without it. "
                "Put the copy of it back, or give the keys"
            ) from None
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make(path)
    return _read(path)


def _read(path: Path) -> list[str]:
    text = path.read_text()
    if hasattr(os, "geteuid") and path.stat().st_mode & 0o077:
        _log.warning("other users can read the secret key %s; run chmod 600", path)
    return [line.strip() for line in text.splitlines() if line.strip()]


def _make(path: Path) -> None:
    draft = path.with_name(f".{NAME}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w") as file:
            file.write(f"{new_key()}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
            _log.info("created the secret key %s; keep a copy of it apart from the data", path)
        except FileExistsError:
            pass
    finally:
        draft.unlink()
    if hasattr(os, "geteuid"):
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
