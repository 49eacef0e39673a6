"""Passwords under argon2, one at a time: 30 ms of a core each, which a save beside it must not feel.

A process hashes one password at a time and lets few requests wait for that, so that a storm of sign-ins takes
neither the cores nor the threads that saves need. Hash and verify outside transactions: SQLite has one writer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from quiz_app.core.errors import TooMany

MEMORY_KIB = 19 * 1024
PASSES = 2
PRESENT = 3  # one at work and two that wait, of the four threads of a web worker
PATIENCE_SECONDS = 2.0

_HASHER = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)
_present = BoundedSemaphore(PRESENT)
_at_work = BoundedSemaphore(1)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn to hash. When too many wait already, refuse at once: the caller comes back in seconds."""
    if not _present.acquire(blocking=False):
        raise _busy()
    try:
        if not _at_work.acquire(timeout=PATIENCE_SECONDS):
            raise _busy()
        try:
            yield
        finally:
            _at_work.release()
    finally:
        _present.release()


def hash_password(password: str) -> str:
    """A salted hash in the PHC format, 97 characters. Takes its 30 ms inside a `turn`."""
    return _HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether `password` is the one behind the hash `kept`; without a hash it takes as long and is False."""
    try:
        return _HASHER.verify(kept or _nobody(), password) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _HASHER.hash("the password of nobody")


def _busy() -> TooMany:
    return TooMany("现在登录的人较多，请过几秒再点一次。", retry_after=2, code="busy")
