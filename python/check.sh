#!/usr/bin/env bash
# All checks of the Python package: style, types, and its tests against the wheel as it is installed.
# Some tests need the server's binary (`cargo build -p vestibule`).
#
# The component has to be in `dist/` (`cargo xtask dist`), or where VESTIBULE_DIST says. Programs are installed
# into the virtual environment that VESTIBULE_VENV names, by default `python/.venv`. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")"

venv=${VESTIBULE_VENV:-$PWD/.venv}
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
export PATH="$venv/bin:$PATH"
python -m pip install --quiet --requirement requirements.txt

rm -rf dist
python -m build --no-isolation --wheel
python -m pip install --quiet --no-deps --force-reinstall dist/*.whl

ruff format --check
ruff check
mypy src generator hatch_build.py tests
python -m pytest "$@"
