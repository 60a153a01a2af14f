"""The directory and the file of a store, readable by their owner alone.

SQLite creates its files with the mode that the umask allows, and the log with the mode of the database.
So the database file is created here first, empty and with mode 0600. The mode of a file that exists is
not changed: that is its owner's decision.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

#: The name of the file.
NAME = "vestibule.db"


def prepare(directory: Path) -> Path:
    """Creates directory and file unless they exist, and returns the path of the file."""
    is_new = not directory.exists()
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Connections are also opened later, when the working directory may be another one.
    directory = directory.resolve(strict=True)
    file = directory / NAME
    with contextlib.suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if is_new:
        _sync(directory.parent)
    return file


def _sync(directory: Path) -> None:
    """Otherwise a crash could lose the new directory with all commits in it.

    An error is ignored: one may be allowed to create in a directory without being allowed to read it.
    """
    try:
        opened = os.open(directory, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(opened)
    except OSError:
        pass
    finally:
        os.close(opened)
