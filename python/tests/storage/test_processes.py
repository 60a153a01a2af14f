"""Several processes on one file, and processes that are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vestibule import Caller, CreateRequest, Operator, SearchRequest, Sso
from vestibule.storage import KeyRange, Page, Sqlite

#: Signs up each of the names it is given as arguments; prints a line for each: the token, or the code.
SIGN_UP = """
import sys
from vestibule import Caller, Rejected, SignupRequest, Sso

sso = Sso.open(sys.argv[1])
caller = Caller(current_app="CRM", remote_addr="127.0.0.1")
print("ready", flush=True)
sys.stdin.readline()
for username in sys.argv[2:]:
    request = SignupRequest(
        username=username, password="correct horse", email=f"{username}@example.com", app_list=["CRM"]
    )
    try:
        print("token", sso.registration.signup(caller, request), flush=True)
    except Rejected as rejected:
        print(*(code.code for code in rejected.value), flush=True)
"""

#: Commits pairs of documents, and says each time that it has.
COMMIT = """
import sys
from vestibule.storage import Document, Put, Sqlite

store = Sqlite(sys.argv[1])
number = int(sys.argv[2])
while True:
    value = str(number)
    store.commit([], [Put(Document(key=f"{side}/{number:09}", value=value)) for side in "ab"])
    print(number, flush=True)
    number += 1
"""

#: Forks while another thread writes and a third one hashes; the new process does both as well.
FORK = """
import os, signal, sys, threading
from vestibule.hashing import PasswordHashing
from vestibule.storage import Document, Put, Sqlite

begun = threading.Semaphore(0)
end = threading.Event()

class Held:
    def run(self, password):
        begun.release()
        end.wait()
        return b""

store = Sqlite(sys.argv[1])
hashing = PasswordHashing(at_a_time=1, max_waiting=0)

def write():
    with store._writing:
        Held().run(b"")

threads = [
    threading.Thread(target=write),
    threading.Thread(target=hashing.compute, args=[Held(), b""]),
]
for thread in threads:
    thread.start()
    begun.acquire()
process = os.fork()
if process == 0:
    # Ends the process if it hangs.
    signal.alarm(20)
    end.set()
    store.commit([], [Put(Document(key="forked", value="{}"))])
    hashing.compute(Held(), b"")
    os._exit(0)
status = os.waitpid(process, 0)[1]
end.set()
for thread in threads:
    thread.join()
print(status, store.get(["forked"])[0] is not None)
"""


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def at_once(processes: list[subprocess.Popen[str]]) -> list[list[str]]:
    """Lets processes begin together; returns what each prints."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    printed = [process.communicate()[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return printed


def test_one_of_40_sign_ups_of_one_name_is_done(tmp_path: Path) -> None:
    Sso.open(tmp_path).close()
    names = ["ann", "Ann"] * 5
    printed = at_once([start(SIGN_UP, tmp_path, *names) for _ in range(4)])
    lines = [line.split()[0] for lines in printed for line in lines]
    assert sorted(lines) == ["E005001"] * 39 + ["token"]


def test_distinct_sign_ups_are_all_done(tmp_path: Path) -> None:
    Sso.open(tmp_path).close()
    names = [[f"user{process}x{number}" for number in range(10)] for process in range(4)]
    printed = at_once([start(SIGN_UP, tmp_path, *each) for each in names])
    assert [line.split()[0] for lines in printed for line in lines] == ["token"] * 40
    with Sso.open(tmp_path) as sso:
        assert len(usernames(sso)) == 40


def test_processes_that_open_a_new_store_together(tmp_path: Path) -> None:
    processes = [
        start(
            "import sys; print('ready', flush=True); sys.stdin.readline()\n"
            "from vestibule import Sso; Sso.open(sys.argv[1]).close(); print('open')",
            tmp_path,
        )
        for _ in range(4)
    ]
    assert at_once(processes) == [["open"]] * 4
    assert len((tmp_path / "vestibule.key").read_text().split()) == 1


@pytest.mark.parametrize("acknowledged", range(1, 21, 4))
def test_a_killed_process_loses_no_acknowledged_commit(tmp_path: Path, acknowledged: int) -> None:
    last = -1
    for _ in range(4):
        process = start(COMMIT, tmp_path, last + 1)
        assert process.stdout is not None
        for _ in range(acknowledged):
            last = int(process.stdout.readline())
        # Somewhere in the next commit.
        process.send_signal(signal.SIGKILL)
        last = int(([str(last), *process.stdout.read().split()])[-1])
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        last = check_pairs(tmp_path, last)


def check_pairs(directory: Path, last: int) -> int:
    """Every commit is there as a whole, up to the last acknowledged one or the next."""
    with Sqlite(directory) as store:
        sides: list[list[str]] = []
        for side in "ab":
            page = Page(limit=1_000)
            found = store.scan(KeyRange(start=f"{side}/", end=f"{side}0"), [], page)
            sides.append([entry.value for entry in found])
    a, b = sides
    assert a == b
    assert a == [str(number) for number in range(len(a))]
    assert len(a) in (last + 1, last + 2)
    return len(a) - 1


def test_a_killed_process_leaves_whole_accounts(tmp_path: Path) -> None:
    done: set[str] = set()
    for round_ in range(5):
        names = [f"user{round_}x{number}" for number in range(50)]
        process = start(SIGN_UP, tmp_path, *names)
        assert process.stdout is not None and process.stdin is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("\n")
        process.stdin.flush()
        for name in names[: round_ + 1]:
            assert process.stdout.readline().startswith("token ")
            done.add(name)
        process.send_signal(signal.SIGKILL)
        rest = process.communicate()[0].split("\n")[:-1]
        done.update(names[round_ + 1 :][: len(rest)])
    with Sso.open(tmp_path) as sso:
        assert done <= usernames(sso)
        assert inspected(sso) > len(done)


def inspected(sso: Sso) -> int:
    """Requires that no document has a defect; returns how many there are."""
    after, documents = None, 0
    while True:
        page = sso.maintenance.inspect(after)
        assert page.defects == []
        documents += page.documents
        after = page.next
        if after is None:
            return documents


def usernames(sso: Sso) -> set[str]:
    request = SearchRequest(page_size=100)
    found = sso.users.search(Caller(current_app="CRM"), Operator("test"), request)
    return {user.username for user in found.users if user.username}


def test_the_operators_accounts_are_seen_by_another_process(tmp_path: Path) -> None:
    request = CreateRequest(username="boss", password="correct horse", is_super_user=True)
    with Sso.open(tmp_path) as first, Sso.open(tmp_path) as second:
        assert not second.users.has_super_user()
        first.users.create(Caller(), Operator("test"), request)
        assert second.users.has_super_user()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_process_that_is_forked_does_not_wait_for_threads_of_the_other(tmp_path: Path) -> None:
    assert start(FORK, tmp_path).communicate()[0] == "0 True\n"
