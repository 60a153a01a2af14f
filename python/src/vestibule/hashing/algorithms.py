"""The algorithms, with the bounds of `wit/password-hashing.wit`.

Bounds are checked before a hash gets a place in the queue. They keep the memory of one hash at 1 GiB.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import argon2.exceptions
from argon2.low_level import Type, hash_secret_raw

from vestibule.contract import password_hashing as contract

from .bcrypt import bcrypt

#: What computes a hash from a password and a salt.
_Compute = Callable[[bytes, bytes], bytes]

_LENGTHS = range(16, 65)
_MAX_SALT = 1_024
_MAX_MEMORY = 1 << 30


def derive(password: bytes, salt: bytes, algorithm: contract.Algorithm, length: int) -> bytes:
    """Computes a hash at once, in this thread. Errors: those of the contract but `Busy`."""
    return Job(algorithm, salt, length).run(password)


class Job:
    """A computation that is known to be within the bounds."""

    def __init__(self, algorithm: contract.Algorithm, salt: bytes, length: int) -> None:
        """`InvalidParameters` or `Unsupported` if it cannot be computed."""
        _require(len(salt) <= _MAX_SALT)
        self._salt = salt
        self._compute = _method(algorithm, salt, length)

    def run(self, password: bytes) -> bytes:
        return self._compute(password, self._salt)


def _require(is_within: bool) -> None:
    if not is_within:
        raise contract.InvalidParameters


def _method(algorithm: contract.Algorithm, salt: bytes, length: int) -> _Compute:
    if isinstance(algorithm, contract.Bcrypt):
        return bcrypt(algorithm.value, salt, length)
    _require(length in _LENGTHS)
    match algorithm:
        case contract.Argon2id(parameters):
            return _argon2(Type.ID, parameters, salt, length)
        case contract.Argon2i(parameters):
            return _argon2(Type.I, parameters, salt, length)
        case contract.Argon2d(parameters):
            return _argon2(Type.D, parameters, salt, length)
        case contract.Pbkdf2HmacSha1(rounds):
            return _pbkdf2("sha1", rounds, length)
        case contract.Pbkdf2HmacSha256(rounds):
            return _pbkdf2("sha256", rounds, length)
        case contract.Pbkdf2HmacSha512(rounds):
            return _pbkdf2("sha512", rounds, length)
        case contract.Scrypt(parameters):
            return _scrypt(parameters, length)
    raise contract.Unsupported


_ARGON2_VERSIONS = {contract.Argon2Version.V0X10: 0x10, contract.Argon2Version.V0X13: 0x13}


def _argon2(kind: Type, given: contract.Argon2Parameters, salt: bytes, length: int) -> _Compute:
    lanes = given.parallelism
    _require(
        1 <= lanes <= 16
        and 8 * lanes <= given.memory_kib <= _MAX_MEMORY >> 10
        and 1 <= given.iterations <= 100
        and len(salt) >= 8
    )
    version = _ARGON2_VERSIONS[given.version]

    def compute(password: bytes, salt: bytes) -> bytes:
        try:
            return hash_secret_raw(
                password, salt, given.iterations, given.memory_kib, lanes, length, kind, version
            )
        except argon2.exceptions.HashingError as error:
            raise MemoryError("Argon2 could not be computed") from error

    return compute


def _pbkdf2(name: str, rounds: int, length: int) -> _Compute:
    _require(1 <= rounds <= 10_000_000)
    return lambda password, salt: hashlib.pbkdf2_hmac(name, password, salt, rounds, length)


def _scrypt(given: contract.ScryptParameters, length: int) -> _Compute:
    log_n, r, p = given.log_n, given.r, given.p
    _require(
        1 <= log_n <= 23
        and log_n < 16 * r
        and 1 <= r <= 64
        and 1 <= p <= 16
        and (128 * r) << log_n <= _MAX_MEMORY
    )
    # OpenSSL's limit counts the p blocks and two more, too.
    memory = 128 * r * ((1 << log_n) + p + 2)
    return lambda password, salt: hashlib.scrypt(
        password, salt=salt, n=1 << log_n, r=r, p=p, maxmem=memory, dklen=length
    )
