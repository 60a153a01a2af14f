"""Attributes of users and of sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .calls import By, Calls
from .info import Attribute
from .transport import Transport


class Attributes(Calls):
    """The attributes of one user, or of one session."""

    def __init__(self, transport: Transport, path: str, by: By, owner: Mapping[str, str | None]) -> None:
        super().__init__(transport)
        self._path = path
        self._by = by
        self._owner = owner

    def create(self, name: str, value: Any, expiration: int | None = None, encrypt: bool = False) -> None:
        """Creates an attribute; E009001 if it exists. `expiration`: seconds from now."""
        self._write("POST", name, value, expiration, encrypt)

    def create_many(
        self, data: Sequence[Mapping[str, Any]], expiration: int | None = None, encrypt: bool = False
    ) -> None:
        """Creates attributes, all or none. Elements: `name`, `value`, perhaps `expiration`, `encrypt`."""
        self._write_many("POST", data, expiration, encrypt)

    def update(
        self, name: str, value: Any, expiration: int | None = None, encrypt: bool | None = None
    ) -> None:
        """Changes an attribute; one that does not exist is skipped."""
        self._write("PATCH", name, value, expiration, encrypt)

    def update_many(
        self,
        data: Sequence[Mapping[str, Any]],
        expiration: int | None = None,
        encrypt: bool | None = None,
    ) -> None:
        """Changes attributes; those that do not exist are skipped."""
        self._write_many("PATCH", data, expiration, encrypt)

    def set(self, name: str, value: Any, expiration: int | None = None, encrypt: bool | None = None) -> None:
        """Creates an attribute, or changes it."""
        self._write("PUT", name, value, expiration, encrypt)

    def set_many(
        self,
        data: Sequence[Mapping[str, Any]],
        expiration: int | None = None,
        encrypt: bool | None = None,
    ) -> None:
        """Creates attributes, or changes them, all or none."""
        self._write_many("PUT", data, expiration, encrypt)

    def set_expiry(self, name: str, expiration: int) -> None:
        """Changes the time until an attribute expires, in seconds from now, and nothing else."""
        self._request("PATCH", "", {"name": name, "expiration": expiration})

    def set_expiry_many(self, data: Sequence[str], expiration: int) -> None:
        """Changes the time until attributes expire."""
        elements = [{"name": name} for name in data]
        self._request("PATCH", "", {"data": elements, "expiration": expiration})

    def get(self, name: str, decrypt: bool = True) -> Attribute | None:
        """An attribute; `None` if it does not exist."""
        found = self._request("GET", "", {"name": name, "decrypt": decrypt})
        return _attribute(found)

    def get_many(self, data: Sequence[str], decrypt: bool = True) -> dict[str, Attribute | None]:
        """Attributes by their names; `None` for those that do not exist."""
        found = self._request("GET", "", {"data": list(data), "decrypt": decrypt})
        return {name: _attribute(found["result"].get(name)) for name in data}

    def exists(self, name: str) -> bool:
        """Whether an attribute exists."""
        return bool(self._request("GET", "/exists", {"name": name})["result"])

    def exists_many(self, data: Sequence[str]) -> dict[str, bool]:
        """Whether attributes exist, by their names."""
        return dict(self._request("GET", "/exists", {"data": list(data)})["result"])

    def names(self) -> list[str]:
        """The names of all attributes."""
        return list(self._request("GET", "/names", {})["result"])

    def delete(self, name: str) -> None:
        """Removes an attribute; one that does not exist is skipped."""
        self._request("DELETE", "", {"name": name})

    def delete_many(self, data: Sequence[str]) -> None:
        """Removes attributes; those that do not exist are skipped."""
        self._request("DELETE", "", {"data": list(data)})

    def _write(
        self, method: str, name: str, value: Any, expiration: int | None, encrypt: bool | None
    ) -> None:
        given = {"name": name, "expiration": expiration, "encrypt": encrypt}
        # `None` is a value, which `_ask` would leave out: so it goes inside a list.
        self._write_many(method, [{**_given(given), "value": value}], None, None)

    def _write_many(
        self,
        method: str,
        data: Sequence[Mapping[str, Any]],
        expiration: int | None,
        encrypt: bool | None,
    ) -> None:
        elements = [dict(each) for each in data]
        self._request(method, "", {"data": elements, "expiration": expiration, "encrypt": encrypt})

    def _request(self, method: str, path: str, given: Mapping[str, Any]) -> Any:
        return self._ask(method, self._path + path, self._by, {**self._owner, **given})


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _attribute(found: Any) -> Attribute | None:
    if not found or not found.get("found", True):
        return None
    attribute = Attribute._of(found)
    if attribute.expiration_time and attribute.expiration_time.year == _NEVER:
        attribute.expiration_time = None
    return attribute


#: The year in which attributes expire that do not expire.
_NEVER = 9999
