"""Password hashes: argon2id in one thread of its own, so that pages go on and memory stays small.

Parameters: 12 MiB, four passes, one lane, which is one pass more than OWASP asks for at this size.
19 MiB and two passes take as long, but the allocator never gives those 19 MiB back, and a node is
small. One hash is computed at a time, and only so many may wait.
"""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from shared.runtime.fault import Fault
from shared.text import Text

T = TypeVar("T")
MOST_CHARACTERS = 128
MOST_WAITING = 32
NOBODYS = (
    "$argon2id$v=19$m=12288,t=4,p=1$+K+2Mc1Oh8N7QQ3BYNOcSQ"
    "$RESQYHxnjatB6UvPXJIMisSPCD3O4j+3NFlZwfRfV2w"
)
"""Checked where there is no such account, so that the answer takes as long; it fits no password."""

_HASHER = PasswordHasher(time_cost=4, memory_cost=12_288, parallelism=1, hash_len=32, salt_len=16)


class BusyError(Fault):
    """Too many passwords wait to be checked."""


class Passwords:
    """Hashes and checks passwords, one at a time."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="password")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Return the hash of a new password. Raises BusyError."""
        return await self._run(_HASHER.hash, normal(password))

    async def fits(self, hash_: str | None, password: str) -> bool:
        """Tell whether the password fits; without a hash it never does, in the same time.

        Raises BusyError.
        """
        if len(password) > MOST_CHARACTERS:
            hash_, password = None, ""
        fitted = await self._run(_fits, hash_ or NOBODYS, normal(password))
        return fitted and hash_ is not None

    def outdated(self, hash_: str) -> bool:
        """Tell whether the hash was made with parameters of an earlier version."""
        return _HASHER.check_needs_rehash(hash_)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[..., T], *values: str) -> T:
        if self._waiting >= MOST_WAITING:
            raise BusyError(
                Text.of("Many people are signing in at this moment. Try again in a minute.")
            )
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, *values)
        finally:
            self._waiting -= 1


def normal(password: str) -> str:
    """Return the one spelling of a password: keyboards write the same letter in several ways."""
    return unicodedata.normalize("NFKC", password)


def _fits(hash_: str, password: str) -> bool:
    try:
        return _HASHER.verify(hash_, password)
    except (Argon2Error, InvalidHashError):
        return False
