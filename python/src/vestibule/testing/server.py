"""A server for the time of a test, on a free port of this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # The base's name.
        """Says nothing."""


@contextmanager
def serving(app: Callable[[Any, Any], Iterable[bytes]]) -> Iterator[str]:
    """Serves a WSGI application; the value is the URL, without a slash at its end."""
    server = make_server("127.0.0.1", 0, app, server_class=_Server, handler_class=_Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
