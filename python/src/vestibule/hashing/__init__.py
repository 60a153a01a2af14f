"""Password hashing: a bounded number at a time, a bounded queue, then `Busy`.

A storm of logins can neither starve session checks nor exhaust memory. The functions that compute
release Python's lock, so other threads go on.
"""

from .algorithms import derive
from .queue import PasswordHashing

__all__ = ["PasswordHashing", "derive"]
