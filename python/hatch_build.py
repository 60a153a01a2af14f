"""The build: copies the component into the package and generates the package `contract`.

Both come from `dist/` of the repository (`cargo xtask dist`), or from the directory that `VESTIBULE_DIST`
names. A source distribution has them already.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_COMPONENT = "vestibule.wasm"
_WIT = "vestibule.wit.json"


class BuildHook(BuildHookInterface[Any]):
    """Runs before each build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        package = root / "src" / "vestibule"
        given = os.environ.get("VESTIBULE_DIST")
        dist = Path(given) if given else root.parent / "dist"
        is_source = (root / "PKG-INFO").exists() and (package / _COMPONENT).exists()
        if is_source and not given:
            return
        for name in (_COMPONENT, _WIT):
            if not (dist / name).is_file():
                raise FileNotFoundError(
                    f"{dist / name} is missing: run `cargo xtask dist` first, or set VESTIBULE_DIST"
                )
        # The generator is beside this file and not a dependency.
        sys.path.insert(0, str(root))
        from generator.write import write

        shutil.copyfile(dist / _COMPONENT, package / _COMPONENT)
        write(dist / _WIT, package / "contract")
