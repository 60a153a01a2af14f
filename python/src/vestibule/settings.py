"""The settings as the component gets them: JSON texts, made once and not for each call.

What they may contain, what is checked and what the defaults are is known to the component alone; the
project's page "Settings" lists all of them.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import SettingsError

#: Stanzas by name, each with its keys: `{"session": {"expiry": 30}}`.
Stanzas = Mapping[str, Mapping[str, Any]]

#: The keys of stanza `main` that the host itself sets.
_SET_BY_HOST = ("is_delivery_configured", "is_callback_configured")
#: The stanzas of `vestibule serve` that the component does not know.
_OF_THE_SERVER = ("host", "storage", "callbacks")

CANNOT_BE_USED = "the settings cannot be used"


def read_toml(file: str | Path) -> dict[str, dict[str, Any]]:
    """The stanzas of a settings file of `vestibule serve`, without those of the server itself.

    `SettingsError`: it is not TOML in UTF-8, or has something outside of a stanza.
    """
    try:
        # Not `read_text`, which decodes as the machine's locale says.
        tables = tomllib.loads(Path(file).read_bytes().decode())
    except UnicodeDecodeError:
        raise SettingsError(f"{file}: it is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: {error}") from None
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise SettingsError(f"{file}: {name} must be a stanza: [{name}]")
    return {name: table for name, table in tables.items() if name not in _OF_THE_SERVER}


class Passed:
    """The texts of all stanzas, and of their entries (`wit/settings.wit`)."""

    def __init__(
        self,
        stanzas: Stanzas,
        keys: Sequence[str] | None,
        *,
        is_delivery_configured: bool,
        is_callback_configured: bool,
    ) -> None:
        """`SettingsError`: a stanza is not an object, or not of JSON's types."""
        given = {name: _object(name, stanza) for name, stanza in stanzas.items()}
        main = given.setdefault("main", {})
        for key in _SET_BY_HOST:
            if key in main:
                raise SettingsError(f"{CANNOT_BE_USED}:\n  [main] {key} is an unknown key")
        if keys is not None:
            if "keys" in main:
                raise SettingsError(f"{CANNOT_BE_USED}:\n  [main] keys are given twice")
            main["keys"] = list(keys)
        main["is_delivery_configured"] = is_delivery_configured
        main["is_callback_configured"] = is_callback_configured
        self.names = list(given)
        self._stanzas = {name: _json(name, stanza) for name, stanza in given.items()}
        self._entries = {name: _entries(name, stanza) for name, stanza in given.items()}
        http_header = given.get("apps", {}).get("http_header")
        #: `apps.http_header`, if it is set.
        self.http_header = http_header if isinstance(http_header, str) else None

    def stanza(self, name: str) -> str | None:
        return self._stanzas.get(name)

    def entry(self, stanza: str, key: str) -> str | None:
        return self._entries.get(stanza, {}).get(key)


def _object(name: str, stanza: object) -> dict[str, Any]:
    if not isinstance(stanza, Mapping):
        raise SettingsError(f"{CANNOT_BE_USED}:\n  [{name}] is not a stanza with keys")
    # A key that is `None` is not set.
    return {str(key): value for key, value in stanza.items() if value is not None}


def _json(name: str, value: object) -> str:
    try:
        return json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        # The original message could show a value.
        raise SettingsError(f"{CANNOT_BE_USED}:\n  [{name}] has a value that JSON cannot represent") from None


def _entries(name: str, stanza: Mapping[str, Any]) -> dict[str, str]:
    if name == "linked_auth":
        return _definitions(stanza.get("definition"))
    return {key: _json(name, value) for key, value in stanza.items()}


def _definitions(definitions: object) -> dict[str, str]:
    """`[[linked_auth.definition]]` by type and username. The first of several is the one that counts."""
    entries: dict[str, str] = {}
    for each in definitions if isinstance(definitions, (list, tuple)) else ():
        if isinstance(each, Mapping):
            auth_type, username = each.get("auth_type"), each.get("username")
            if isinstance(auth_type, str) and isinstance(username, str):
                entries.setdefault(f"{auth_type}/{username}", _json("linked_auth", dict(each)))
    return entries
