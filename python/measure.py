"""Prints the figures of `docs/hosts/python.md`: `python measure.py`, with the package installed.

Each is the best of several runs, because other programs on the machine only make it slower.
"""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import uvicorn

import vestibule
from vestibule.asgi import App
from vestibule.contract.rest import Request

CALLER = vestibule.Caller(current_app="CRM", remote_addr="127.0.0.1")
PASSWORD = "correct horse battery staple"  # noqa: S105  # Of a measurement.
STARTS = """
import sys, time
import vestibule
from pathlib import Path
from vestibule.storage import Memory

begun = time.perf_counter()
runtime = vestibule.Runtime(cache=Path(sys.argv[1]))
vestibule.Sso(storage=Memory(), keys=[vestibule.new_key()], runtime=runtime)
print(time.perf_counter() - begun)
"""


def best(runs: int, work: Callable[[], object]) -> float:
    """Milliseconds."""
    work()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times) * 1_000


def start(cache: Path) -> float:
    """Milliseconds until an SSO is there, without Python's own start and the import."""
    command = [sys.executable, "-c", STARTS, str(cache)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return float(done.stdout) * 1_000


def starts() -> tuple[float, float]:
    first, later = [], []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as directory:
            cache = Path(directory) / "cache"
            first.append(start(cache))
            later += [start(cache) for _ in range(3)]
    return min(first), min(later)


def imports() -> float:
    command = [sys.executable, "-c", "import vestibule"]
    bare = [sys.executable, "-c", ""]
    whole = best(5, lambda: subprocess.run(command, check=True))  # noqa: S603
    return whole - best(5, lambda: subprocess.run(bare, check=True))  # noqa: S603


def main() -> None:
    first, later = starts()
    rows = [("import", imports()), ("first start", first), ("later start", later)]
    with tempfile.TemporaryDirectory() as directory, vestibule.Sso.open(directory) as sso:
        operator = vestibule.Operator("measure")
        request = vestibule.CreateRequest(username="boss", password=PASSWORD, is_super_user=True)
        sso.users.create(CALLER, operator, request)
        login = vestibule.LoginRequest(username="boss", password=PASSWORD)
        ust = sso.authentication.login(CALLER, login).ust
        body = json.dumps({"current_ust": ust, "target_ust": ust, "current_app": "CRM"}).encode()
        verify = Request(method="POST", path="/zato/sso/user/session", headers=[], body=body, caller=CALLER)
        rows += [
            ("login", best(20, lambda: sso.authentication.login(CALLER, login))),
            ("verify, typed", best(1_000, lambda: sso.sessions.verify(CALLER, ust))),
            ("verify, REST in process", best(1_000, lambda: sso.handle(verify))),
            ("verify, uvicorn", over_http(sso, body)),
        ]
    for name, milliseconds in rows:
        print(f"{name:26}{milliseconds:10.2f} ms")


def over_http(sso: vestibule.Sso, body: bytes) -> float:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(App(sso), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1])

    def ask() -> None:
        connection.request("POST", "/zato/sso/user/session", body)
        connection.getresponse().read()

    try:
        return best(500, ask)
    finally:
        connection.close()
        server.should_exit = True
        thread.join()


main()
