"""The place of the Python package: uvicorn over SQLite. `README.md` of the suite has the protocol."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from typing import Any

import uvicorn

import vestibule
from vestibule.asgi import App
from vestibule.contract.outbox import Message
from vestibule.storage import Sqlite


def main() -> None:
    with open(os.environ["VESTIBULE_PLACE_SETTINGS"]) as file:
        settings = json.load(file)
    sso = vestibule.Sso(
        storage=Sqlite(os.environ["VESTIBULE_PLACE_DATA"]), settings=settings, delivers_messages=True
    )
    # Without the protocol asyncio does not switch off Nagle's algorithm, and each answer waits for 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(1_024)
    server = uvicorn.Server(
        uvicorn.Config(App(sso), log_level="warning", proxy_headers=False, timeout_graceful_shutdown=5)
    )
    threading.Thread(target=obey, args=(sso, server), daemon=True).start()
    say({"url": f"http://127.0.0.1:{listener.getsockname()[1]}"})
    server.run(sockets=[listener])


def say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def obey(sso: vestibule.Sso, server: uvicorn.Server) -> None:
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = {"ok": perform(sso, command)}
        except NotImplementedError:
            answer = {"error": "unsupported"}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        say({"id": command["id"], **answer})
    server.should_exit = True


def perform(sso: vestibule.Sso, command: dict[str, Any]) -> object:
    match command["do"]:
        case "create-super-user":
            return create_super_user(sso, command["username"], command["password"])
        case "messages":
            messages: list[dict[str, str]] = []
            sso.deliver(lambda message: messages.append(shown(message)))
            return messages
        case "sweep":
            sso.sweep()
            return None
    raise NotImplementedError


def create_super_user(sso: vestibule.Sso, username: str, password: str) -> str:
    request = vestibule.CreateRequest(
        username=username, password=password, auto_approve=True, is_super_user=True
    )
    return sso.users.create(vestibule.Caller(), vestibule.Operator("place"), request)


def shown(message: Message) -> dict[str, str]:
    """A message as the suite reads it. The kind is the case's name in the contract."""
    content = message.content
    name = type(content).__name__
    kind = "".join(f"-{each.lower()}" if each.isupper() else each for each in name).lstrip("-")
    found = {"to": message.to, "username": message.username, "kind": kind}
    token = getattr(content, "confirm_token", None) or getattr(content, "token", None)
    return {**found, "token": token} if token else found


main()
