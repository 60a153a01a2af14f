"""`python -m generator WIT.json DIRECTORY` writes the package `contract` there."""

from __future__ import annotations

import sys
from pathlib import Path

from .write import write

write(Path(sys.argv[1]), Path(sys.argv[2]))
