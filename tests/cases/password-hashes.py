"""Makes `password-hashes.json`: hashes of one password, each by the library that writes them elsewhere.

    pip install passlib==1.7.4 bcrypt==4.0.1 argon2-cffi==25.1.0 django==5.2.19
    python tests/cases/password-hashes.py > tests/cases/password-hashes.json

The salts are random, so every run writes another table. The costs are low to keep the tests fast.
"""

import json
import os

import argon2
import bcrypt
import django
from argon2.low_level import Type, hash_secret
from django.conf import settings
from django.contrib.auth import hashers
from passlib import hash as passlib

PASSWORD = "CorrectHorse-ß-7"

settings.configure()
django.setup()


def cheap(hasher, **cost):
    """A hasher of Django with another cost."""
    made = hasher()
    for name, value in cost.items():
        setattr(made, name, value)
    return made.encode(PASSWORD, "saltOfDjango2026abcdef")


def argon(kind):
    return argon2.PasswordHasher(time_cost=2, memory_cost=64, parallelism=1, type=kind).hash(PASSWORD)


TABLE = {
    "zato": passlib.pbkdf2_sha512.using(rounds=2000, salt_size=64).hash(PASSWORD),
    "passlib pbkdf2_sha512": passlib.pbkdf2_sha512.using(rounds=1000).hash(PASSWORD),
    "passlib pbkdf2_sha256": passlib.pbkdf2_sha256.using(rounds=1000).hash(PASSWORD),
    "passlib pbkdf2_sha1": passlib.pbkdf2_sha1.using(rounds=1000).hash(PASSWORD),
    "passlib scrypt": passlib.scrypt.using(rounds=4).hash(PASSWORD),
    "django pbkdf2_sha256": cheap(hashers.PBKDF2PasswordHasher, iterations=1000),
    "django pbkdf2_sha1": cheap(hashers.PBKDF2SHA1PasswordHasher, iterations=1000),
    "django scrypt": cheap(hashers.ScryptPasswordHasher, work_factor=2**4),
    "django argon2": cheap(hashers.Argon2PasswordHasher, time_cost=2, memory_cost=64, parallelism=1),
    "bcrypt 2b": bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode(),
    "bcrypt 2a": bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4, prefix=b"2a")).decode(),
    "passlib bcrypt 2y": passlib.bcrypt.using(rounds=4, ident="2y").hash(PASSWORD),
    "django bcrypt": hashers.BCryptPasswordHasher().encode(PASSWORD, bcrypt.gensalt(4)),
    "argon2-cffi argon2id": argon(Type.ID),
    "argon2-cffi argon2i": argon(Type.I),
    "argon2-cffi argon2d": argon(Type.D),
    "argon2-cffi version 16": hash_secret(
        PASSWORD.encode(), os.urandom(16), time_cost=2, memory_cost=64, parallelism=1, hash_len=32, type=Type.I, version=16
    ).decode(),
}

print(json.dumps({"password": PASSWORD, "hashes": TABLE}, indent=2, ensure_ascii=False))
