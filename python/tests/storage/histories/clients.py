"""Concurrent clients, whose operations come from a seed; their timing is that of threads."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from vestibule.storage import (
    Check,
    Conflict,
    Delete,
    DeleteRange,
    Document,
    KeyRange,
    Page,
    Put,
    Storage,
    Write,
)

from .record import Asked, Commit, Count, End, Get, Record, Scan, Sweep

CLIENTS = 4
#: Keys that byte order tells from every other order: that of UTF-16 has the emoji before U+FFFF,
#: languages have "é" before "z" and take no notice of U+0001.
NAMES = ("a", "a\x01", "z", "z\uffffé", "z😀")
#: The constant part of every value, beside its number.
AWKWARD = "e\u0301é\ufeff\uffff😀\U0010ffff\\u00e9'\\\"%_\u2028 \x7f"
#: Seconds since 1970: documents that have expired at a sweep, and ones that have not.
TIMES = (None, None, 10, 20)
SWEEP = 15


@dataclass
class Scene:
    """A store, a place in it, and a clock."""

    store: Storage
    prefix: str
    clock: Iterator[int] = field(default_factory=itertools.count)
    values: Iterator[int] = field(default_factory=itertools.count)
    start: threading.Barrier = field(default_factory=lambda: threading.Barrier(CLIENTS))

    def all(self) -> KeyRange:
        return KeyRange(start=self.prefix, end=self.prefix.replace("/", "0"))

    def ask(self, asked: Asked) -> object:
        store = self.store
        match asked:
            case Get(keys):
                return store.get(keys)
            case Scan(range_, page):
                return store.scan(range_, [], page)
            case Count(range_, live_at):
                return store.count(range_, [], live_at)
            case Sweep(now):
                return store.sweep(now)
            case Commit(checks, writes):
                try:
                    store.commit(checks, writes)
                except Conflict:
                    return End.CONFLICT
                return End.DONE


class History:
    """What several clients asked one store, and what it answered."""

    def __init__(self, store: Storage, number: int) -> None:
        """Runs clients on a store in which only their own documents expire."""
        scene = Scene(store, f"{number:06}/")
        first = _Client(scene, number * 10)
        first.begins()
        workers = [_Client(scene, number * 10 + client) for client in range(1, CLIENTS + 1)]
        with ThreadPoolExecutor(CLIENTS) as threads:
            for done in [threads.submit(worker.works) for worker in workers]:
                done.result()
        first.ends()
        records = [record for client in [first, *workers] for record in client.records]
        self.records = sorted(records, key=lambda record: record.began)

    def is_framed(self) -> bool:
        """Whether the first and the last commit were done, in whose way nothing was."""
        ends = [record.answer for record in self.records if isinstance(record.asked, Commit)]
        return ends[0] is End.DONE and ends[-1] is End.DONE

    def overlaps(self) -> int:
        """How many pairs of operations there were at the same time."""
        pairs = itertools.permutations(self.records, 2)
        return sum(one.began < other.began < one.ended for one, other in pairs)

    def commits(self) -> int:
        """How many commits were done."""
        return sum(record.answer is End.DONE for record in self.records)


class _Client:
    def __init__(self, scene: Scene, seed: int) -> None:
        self._scene = scene
        self._dice = random.Random(seed)  # noqa: S311  # Operations of a test.
        #: The versions it saw last.
        self._known: dict[str, str | None] = {scene.prefix + name: None for name in NAMES}
        self.records: list[Record] = []

    def begins(self) -> None:
        """Before the others, so nothing can be in the way."""
        checks = [Check(key=key) for key in self._known]
        self._ask(Commit(checks, [self._put(), self._put()]))

    def works(self) -> None:
        self._scene.start.wait()
        for _ in range(3 + self._dice.randrange(2)):
            self._ask(self._decide())

    def ends(self) -> None:
        """After the other clients: reads all data, and changes it with the versions read."""
        self._ask(Get(list(self._known)))
        self._ask(Scan(self._scene.all(), Page(limit=1_000)))
        checks = [Check(key=key, version=version) for key, version in self._known.items()]
        self._ask(Commit(checks, [DeleteRange(self._scene.all())]))

    def _ask(self, asked: Asked) -> None:
        began = next(self._scene.clock)
        answer = self._scene.ask(asked)
        record = Record(asked, answer, began, next(self._scene.clock))
        self.records.append(record)
        if isinstance(asked, Get):
            self._known.update(dict.fromkeys(asked.keys))
        self._known.update({entry.key: entry.version for entry in record.seen()})

    def _decide(self) -> Asked:
        choice = self._dice.randrange(20)
        if choice < 5:
            return Get([self._key() for _ in range(1 + self._dice.randrange(3))])
        if choice < 8:
            page = Page(
                limit=1 + self._dice.randrange(6),
                offset=self._dice.randrange(2),
                reverse=self._dice.randrange(2) == 0,
                live_at=self._live_at(),
            )
            return Scan(self._range(), page)
        if choice < 10:
            return Count(self._range(), self._live_at())
        if choice < 11:
            return Sweep(SWEEP)
        checks = [self._check() for _ in range(self._dice.randrange(3))]
        return Commit(checks, [self._write() for _ in range(1 + self._dice.randrange(3))])

    def _key(self) -> str:
        return self._scene.prefix + self._dice.choice(NAMES)

    def _live_at(self) -> int | None:
        """Everything, or what lives on at the time of a sweep."""
        return SWEEP if self._dice.randrange(2) == 0 else None

    def _range(self) -> KeyRange:
        """All keys, or those between two of them."""
        if self._dice.randrange(2) == 0:
            return self._scene.all()
        return KeyRange(start=self._key(), end=self._key())

    def _check(self) -> Check:
        """As it was seen last."""
        key = self._key()
        return Check(key=key, version=self._known[key])

    def _write(self) -> Write:
        choice = self._dice.randrange(8)
        if choice == 0:
            return Delete(self._key())
        return DeleteRange(self._range()) if choice == 1 else self._put()

    def _put(self) -> Write:
        """No value is written twice."""
        value = f'{{"number":{next(self._scene.values)},"text":"{AWKWARD}"}}'
        time = self._dice.choice(TIMES)
        return Put(Document(key=self._key(), value=value, expires_at=time))
