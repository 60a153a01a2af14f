"""bcrypt, if the package `bcrypt` is installed (`pip install vestibule[bcrypt]`).

Only hashes that were made elsewhere need it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable

from vestibule.contract import password_hashing as contract

#: bcrypt's Base64 has another alphabet.
_STANDARD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_OWN = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_TO_OWN = bytes.maketrans(_STANDARD, _OWN)
_TO_STANDARD = bytes.maketrans(_OWN, _STANDARD)
#: Bytes of the password, with its final zero byte, that count.
_MAX_KEY = 72


def bcrypt(cost: int, salt: bytes, length: int) -> Callable[[bytes, bytes], bytes]:
    """What computes a hash; raises `InvalidParameters` or `Unsupported`."""
    if not (4 <= cost <= 18 and len(salt) == 16 and length in (23, 24)):
        raise contract.InvalidParameters
    # The package returns the text form, which lacks the last byte.
    if length == 24:
        raise contract.Unsupported
    try:
        import bcrypt as package
    except ImportError:
        raise contract.Unsupported from None
    encoded = base64.b64encode(salt).rstrip(b"=").translate(_TO_OWN)
    prefix = b"$2b$%02d$" % cost + encoded

    def compute(password: bytes, _salt: bytes) -> bytes:
        # The package ends the password at a zero byte, or refuses it; the contract does neither.
        if b"\0" in password[:_MAX_KEY]:
            raise contract.Unsupported
        text = package.hashpw(password[:_MAX_KEY], prefix)[len(prefix) :]
        return base64.b64decode(text.translate(_TO_STANDARD) + b"=")

    return compute
