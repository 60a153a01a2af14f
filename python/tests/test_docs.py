"""The code of the documentation is run, with its commands, in the order of the page."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PYTHON = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: What stands for any text in an expected output.
ANYTHING = "…"


@dataclass
class Page:
    """A page whose blocks are run in a directory."""

    text: str
    directory: Path
    server: subprocess.Popen[str] | None = None
    port: str = ""

    def blocks(self) -> list[tuple[str, str]]:
        return BLOCK.findall(self.text)

    def play(self) -> None:
        for language, block in self.blocks():
            if language == "python":
                self.write(block)
            elif language == "console":
                self.run(block)
            else:
                raise ValueError(f"a block of {language}")

    def write(self, block: str) -> None:
        name = block.splitlines()[0].removeprefix("# ")
        assert name.endswith(".py"), "the first line of a block names its file"
        (self.directory / name).write_text(block)

    def run(self, block: str) -> None:
        for text in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, expected = split(text)
            program = shlex.split(command)[0]
            if program == "pip":
                for package in shlex.split(command)[2:]:
                    assert importlib.metadata.version(package)
            elif program == "uvicorn":
                self.serve(command)
            else:
                self.check(command, expected)

    def serve(self, command: str) -> None:
        self.server = subprocess.Popen(
            shlex.split(command.replace("17010", "0")),
            cwd=self.directory,
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.server.stderr is not None
        for line in self.server.stderr:
            running = re.search(r"running on http://127\.0\.0\.1:(\d+)", line)
            if running:
                self.port = running.group(1)
                return
        raise AssertionError("the server does not run")

    def check(self, command: str, expected: str) -> None:
        done = subprocess.run(
            ["sh", "-c", command.replace("17010", self.port)],
            cwd=self.directory,
            env=environment(),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        if expected:
            pattern = ".*".join(map(re.escape, expected.strip().split(ANYTHING)))
            assert re.fullmatch(pattern, done.stdout.strip()), done.stdout

    def end(self) -> None:
        if self.server is not None:
            self.server.terminate()
            self.server.communicate()


def split(text: str) -> tuple[str, str]:
    """A command, which ends where its quotes are closed, and the output that is expected."""
    lines = text.splitlines(keepends=True)
    for end in range(1, len(lines) + 1):
        command = "".join(lines[:end])
        try:
            shlex.split(command)
        except ValueError:
            continue
        return command.strip(), "".join(lines[end:])
    raise ValueError(f"an open quote: {text}")


def environment() -> dict[str, str]:
    """The programs of this environment come first."""
    programs = Path(sys.executable).parent
    return {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Page]:
    page = Page(Path(request.param).read_text(), tmp_path)
    yield page
    page.end()


@pytest.mark.parametrize("page", [PYTHON.parent / "docs/hosts/python.md"], indirect=True)
def test_the_page(page: Page) -> None:
    page.play()
    check_greeting(page.directory)


def check_greeting(directory: Path) -> None:
    """The application of the page, which it does not start."""
    program = """
from greeting import application
from vestibule import Caller, LoginRequest
import greeting, io

caller = Caller(current_app="CRM", remote_addr="127.0.0.1")
request = LoginRequest(username="boss", password="correct horse battery staple")
ust = greeting.sso.authentication.login(caller, request).ust
for path, bearer in [("/", f"Bearer {ust}"), ("/", "Bearer x"), ("/zato/sso/user", f"Bearer {ust}")]:
    environ = {"PATH_INFO": path, "REMOTE_ADDR": "127.0.0.1", "REQUEST_METHOD": "GET",
               "QUERY_STRING": "current_app=CRM", "HTTP_AUTHORIZATION": bearer, "wsgi.input": io.BytesIO()}
    print(application(environ, lambda status, headers: print(status))[0].decode()[:30])
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=directory, capture_output=True, text=True)
    assert done.stdout.splitlines()[:5] == [
        "200 OK",
        "Hello, boss!",
        "401 Unauthorized",
        "Please log in.",
        "200 OK",
    ], done.stderr


@pytest.mark.parametrize("page", [PYTHON / "README.md"], indirect=True)
def test_the_readme(page: Page) -> None:
    # Without the commands that build this package, which a test of its own does.
    page.text = page.text.partition("## Building")[0]
    page.play()
    page.check(f"{sys.executable} -c 'import app; app.sso.close()'", "")
    page.check("pytest -q test_sessions.py", "")
