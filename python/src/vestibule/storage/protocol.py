"""What a store offers to this host."""

from __future__ import annotations

from typing import Protocol

from vestibule.contract import imports


class Storage(imports.Storage, Protocol):
    """A store, used by any number of threads at once.

    Its operations fail with a subclass of `StoreError`. Any other exception is a defect, and ends the
    call with `ComponentError`.
    """

    def sweep(self, now: int) -> int:
        """Removes the documents whose `expires_at` is at or before `now` (seconds since 1970).

        Returns how many.
        """
        ...
