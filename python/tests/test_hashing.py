"""Password hashing: the vectors of the standards and of other implementations, and the bounds."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from vestibule import Busy, Caller, LoginRequest, Sso, new_key
from vestibule.contract import password_hashing as c
from vestibule.hashing import PasswordHashing, derive
from vestibule.hashing.algorithms import Job
from vestibule.storage import Memory
from vestibule.testing import create_test_sso

V0X10, V0X13 = c.Argon2Version.V0X10, c.Argon2Version.V0X13


def argon2(memory: int, iterations: int, lanes: int, version: c.Argon2Version = V0X13) -> c.Argon2Parameters:
    return c.Argon2Parameters(memory_kib=memory, iterations=iterations, parallelism=lanes, version=version)


def scrypt(log_n: int, r: int, p: int) -> c.Algorithm:
    return c.Scrypt(c.ScryptParameters(log_n=log_n, r=r, p=p))


#: The salt of bcrypt's vectors.
SALT = bytes.fromhex("144b3d691a7b4ecf39cf735c7fa7a79c")


@pytest.mark.parametrize(
    ("made", "version", "lanes", "expected"),
    [
        (c.Argon2d, V0X10, 1, "bd404868ff00c52e7543c8332e6a772a5724892d7e328d5cf253bbc8e726b371"),
        (c.Argon2d, V0X13, 2, "7b69c92d7c3889aad1281dbc8baefc12cc37c80f1c75e33ef2c2d40c28ebc573"),
        (c.Argon2i, V0X10, 1, "fd4dd83d762c49bdeaf57c47bdcd0c2f1babf863fdeb490df63ede9975fccf06"),
        (c.Argon2i, V0X13, 2, "4ff5ce2769a1d7f4c8a491df09d41a9fbe90e5eb02155a13e4c01e20cd4eab61"),
        (c.Argon2id, V0X10, 1, "da070e576e50f2f38a3c897cbddc6c7fb4028e870971ff9eae7b4e1879295e6e"),
        (c.Argon2id, V0X13, 1, "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"),
        (c.Argon2id, V0X13, 2, "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"),
    ],
)
def test_argon2(made: type[c.Argon2id], version: c.Argon2Version, lanes: int, expected: str) -> None:
    algorithm = made(argon2(256, 2, lanes, version))
    assert derive(b"password", b"somesalt", algorithm, 32).hex() == expected


def test_scrypt() -> None:
    """RFC 7914, section 12."""
    assert derive(b"", b"", scrypt(4, 1, 1), 64).hex() == (
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
        "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
    )
    assert derive(b"password", b"NaCl", scrypt(10, 8, 16), 64).hex() == (
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
        "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
    )


@pytest.mark.parametrize(
    ("algorithm", "password", "salt", "expected"),
    [
        (c.Pbkdf2HmacSha1(1), b"password", b"salt", "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
        (c.Pbkdf2HmacSha1(4_096), b"pass\0word", b"sa\0lt", "56fa6aa75548099dcc37d7f03425e0c3"),
        (
            c.Pbkdf2HmacSha256(1),
            b"passwd",
            b"salt",
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
            "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
        ),
        (
            c.Pbkdf2HmacSha512(4_096),
            b"passwordPASSWORDpassword",
            b"saltSALTsaltSALTsaltSALTsaltSALTsalt",
            "8c0511f4c6e597c6ac6315d8f0362e225f3c501495ba23b868c005174dc4ee71"
            "115b59f9e60cd9532fa33e0f75aefe30225c583a186cd82bd4daea9724a3d3b8",
        ),
    ],
)
def test_pbkdf2(algorithm: c.Algorithm, password: bytes, salt: bytes, expected: str) -> None:
    """RFC 6070; RFC 7914, section 11; for SHA-512 what other implementations compute."""
    assert derive(password, salt, algorithm, len(expected) // 2).hex() == expected


@pytest.mark.parametrize(
    ("cost", "password", "expected"),
    [
        (6, b"", "557e94f34bf286e8719a26be94ac1e16d95ef9f819dee0"),
        (4, "£".encode(), "d206372ab7f7763d1015320773d7f19115a5c1b0519e92"),
        (6, b"a" * 71, "0f669e6e12b64f9d6dc5864639ba2c40545e05d7587104"),
        (6, b"a" * 72, "a4d6cecde3582f9abc621ad72d4ce942b1f9f463786a9f"),
        (6, b"a" * 80, "a4d6cecde3582f9abc621ad72d4ce942b1f9f463786a9f"),
    ],
)
def test_bcrypt(cost: int, password: bytes, expected: str) -> None:
    assert derive(password, SALT, c.Bcrypt(cost), 23).hex() == expected


def test_bcrypt_that_the_package_does_not_have(monkeypatch: pytest.MonkeyPatch) -> None:
    for password, length in [(b"some\0thing", 23), (b"password", 24)]:
        with pytest.raises(c.Unsupported):
            derive(password, SALT, c.Bcrypt(4), length)
    monkeypatch.setitem(sys.modules, "bcrypt", None)
    with pytest.raises(c.Unsupported):
        derive(b"password", SALT, c.Bcrypt(4), 23)


REFUSED = [
    *(
        (c.Argon2id(argon2(*each)), b"somesalt", 32)
        for each in [
            (7, 1, 1),
            (15, 1, 2),
            ((1 << 20) + 1, 1, 1),
            (8, 0, 1),
            (8, 101, 1),
            (8, 1, 0),
            (136, 1, 17),
        ]
    ),
    (c.Argon2i(argon2(8, 1, 1)), b"7 bytes", 32),
    (c.Argon2d(argon2(8, 1, 1)), bytes(1_025), 32),
    (c.Argon2id(argon2(8, 1, 1)), b"somesalt", 15),
    (c.Argon2id(argon2(8, 1, 1)), b"somesalt", 65),
    *(
        (scrypt(*each), b"", 32)
        for each in [
            (16, 1, 1),
            (0, 1, 1),
            (21, 8, 1),
            (24, 1, 1),
            (18, 64, 1),
            (1, 0, 1),
            (1, 65, 1),
            (1, 1, 0),
            (1, 1, 17),
        ]
    ),
    *((c.Pbkdf2HmacSha256(rounds), b"", 32) for rounds in (0, 10_000_001)),
    (c.Pbkdf2HmacSha1(1), b"", 15),
    *((c.Bcrypt(cost), SALT, 23) for cost in (3, 19)),
    (c.Bcrypt(4), SALT[1:], 23),
    (c.Bcrypt(4), SALT, 25),
]


@pytest.mark.parametrize(("algorithm", "salt", "length"), REFUSED, ids=str)
def test_parameters_out_of_bounds_are_refused(algorithm: c.Algorithm, salt: bytes, length: int) -> None:
    with pytest.raises(c.InvalidParameters):
        derive(b"password", salt, algorithm, length)


@pytest.mark.parametrize(
    ("algorithm", "salt", "length"),
    [
        (c.Argon2id(argon2(1 << 20, 100, 16)), b"somesalt", 64),
        (scrypt(20, 8, 16), b"", 16),
        (scrypt(17, 64, 1), bytes(1_024), 16),
        (c.Pbkdf2HmacSha512(10_000_000), b"", 64),
        (c.Bcrypt(18), SALT, 23),
    ],
)
def test_parameters_at_the_bounds_are_accepted(algorithm: c.Algorithm, salt: bytes, length: int) -> None:
    Job(algorithm, salt, length)


def test_a_storm_of_hashes_is_refused() -> None:
    """One is computed, two wait, and the others are told to come again."""
    hashing = PasswordHashing(at_a_time=1, max_waiting=2)
    begun, go_on = threading.Event(), threading.Event()

    class Slow:
        def run(self, password: bytes) -> bytes:
            begun.set()
            go_on.wait()
            return password

    def derive_one(_: int) -> bytes:
        return hashing.compute(Slow(), b"x")

    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(derive_one, 0)
        begun.wait()
        waiting = [threads.submit(derive_one, number) for number in (1, 2)]
        while hashing.waiting < 2:
            pass
        try:
            refused = threads.submit(derive_one, 3).exception(timeout=30)
        finally:
            go_on.set()
        assert isinstance(refused, c.Busy)
        assert [each.result() for each in [first, *waiting]] == [b"x"] * 3
    assert hashing.waiting == 0
    assert len(hashing.derive(b"password", b"somesalt", c.Argon2id(argon2(8, 1, 1)), 32)) == 32


def test_a_login_during_a_storm_is_busy() -> None:
    class Full:
        is_full = False

        def derive(self, password: bytes, salt: bytes, algorithm: c.Algorithm, length: int) -> bytes:
            if self.is_full:
                raise c.Busy
            return derive(password, salt, algorithm, length)

    hashing = Full()
    sso = Sso(storage=Memory(), keys=[new_key()], hashing=hashing)
    hashing.is_full = True
    with pytest.raises(Busy):
        sso.authentication.login(
            Caller(current_app="CRM", remote_addr="192.0.2.1"), LoginRequest(username="x", password="y")
        )


def test_the_usual_cost_is_used() -> None:
    """Cheap hashes are those of `vestibule.testing` alone."""
    costs: list[c.Algorithm] = []

    class Seen:
        def derive(self, password: bytes, salt: bytes, algorithm: c.Algorithm, length: int) -> bytes:
            costs.append(algorithm)
            return derive(password, salt, c.Argon2id(argon2(8, 1, 1)), length)

    sso = Sso(storage=Memory(), keys=[new_key()], hashing=Seen())
    sso.linked_auth.hash_password("password of a program")
    assert costs == [c.Argon2id(argon2(19_456, 2, 1))]
    assert create_test_sso().linked_auth.hash_password("x").startswith("$argon2id$v=19$m=8,t=1,p=1$")
