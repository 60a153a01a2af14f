"""The errors of this host. Those of the calls are in `vestibule.contract.types` (`Failure`)."""

from __future__ import annotations


class SettingsError(Exception):
    """The settings, or the secret keys, cannot be used. The message has a line for each problem."""


class ComponentError(Exception):
    """The component, or what the host provides to it, failed: a defect.

    Nothing was changed, except by a commit before the failure.
    """


class DeadlineExceeded(ComponentError):
    """A call took longer than its deadline and was ended."""
