"""Real servers, each in threads of this process, on a free port."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
import waitress.server
from waitress import wasyncore

from vestibule import Sso, asgi, wsgi


@contextmanager
def uvicorn_serving(app: Any) -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", proxy_headers=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


#: waitress keeps `X-Forwarded-For`, although it does not trust the proxy itself.
OPTIONS: dict[str, Any] = {
    "host": "127.0.0.1",
    "port": 0,
    "threads": 8,
    "clear_untrusted_proxy_headers": False,
}


@contextmanager
def waitress_serving(app: Any) -> Iterator[int]:
    # waitress keeps its sockets in this map; each server has one of its own.
    channels: dict[int, Any] = {}
    server: Any = waitress.server.create_server(app, map=channels, **OPTIONS)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.task_dispatcher.shutdown()
        # In the thread of the loop, which ends when nothing is left.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(channels))
        thread.join()


#: By name: what serves an application, and what makes the application.
SERVERS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    "uvicorn": (uvicorn_serving, asgi.App),
    "waitress": (waitress_serving, wsgi.App),
}


@contextmanager
def serving(
    name: str, sso: Sso, mount: Callable[[Any], Any] = lambda app: app, **options: Any
) -> Iterator[int]:
    """The port of a server of this kind. `mount` puts the application into another one."""
    serve, make = SERVERS[name]
    with serve(mount(make(sso, **options))) as port:
        yield port
