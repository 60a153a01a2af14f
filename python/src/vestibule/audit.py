"""The audit log: one event at the end of every operation."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from vestibule.contract.audit import Event, Outcome

#: Receives events. It must not block. An exception that it raises is logged, and the call goes on.
AuditLog = Callable[[Event], object]

_log = logging.getLogger("vestibule.audit")


def log(event: Event) -> None:
    """Writes an event to the logger `vestibule.audit`.

    What went well and changed nothing has the level `DEBUG`, because there is one for every session check;
    failures have `WARNING`, all others `INFO`. The members of the event are in the record's `__dict__`, too,
    with the prefix `sso_`.
    """
    level = logging.INFO
    if event.outcome is Outcome.FAILED:
        level = logging.WARNING
    elif event.outcome is Outcome.OK and not event.changed:
        level = logging.DEBUG
    if _log.isEnabledFor(level):
        facts = _facts(event)
        shown = " ".join(f"{name}={_one_word(text)}" for name, text in facts.items())
        _log.log(level, "%s", shown, extra={f"sso_{name}": text for name, text in facts.items()})


def _facts(event: Event) -> dict[str, str]:
    facts = {
        "cid": event.cid,
        "operation": event.operation,
        "outcome": event.outcome.value,
        "changed": str(event.changed).lower(),
        "sub_status": ",".join(event.sub_status),
        "actor": event.actor,
        "target": event.target,
        "current_app": event.current_app,
        "remote_addr": event.remote_addr,
        **dict(event.details),
    }
    return {name: text for name, text in facts.items() if text}


def _one_word(text: str) -> str:
    """No text can look like another fact, or like another line of the log."""
    is_plain = text.isprintable() and not any(each in text for each in ' ="')
    return text if is_plain else json.dumps(text)
