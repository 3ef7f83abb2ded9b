"""Slowing down whoever guesses: by account and by address, in the database, never for good.

An attempt counts as failed before it is judged, so that many at once gain nothing; success takes it
back. A trusted device has a count of its own: a stranger who keeps guessing at an account cannot
keep its owner out. Keys are HMACs: what was typed as a login may be anything.
"""

import ipaddress
from datetime import datetime, timedelta
from sqlite3 import Connection

from msgspec import Struct

from shared.runtime.accounts.failures import store
from shared.runtime.accounts.keys import Keys, marked
from shared.runtime.accounts.rules import delay
from shared.text import Text

FORGOTTEN = timedelta(hours=24)
ACCOUNT_FREE, ACCOUNT_MOST = 5, timedelta(minutes=15)
ADDRESS_FREE, ADDRESS_MOST = 20, timedelta(minutes=5)
NOWHERE = "nowhere"


class Brake(Struct, frozen=True):
    """Something whose failures are counted: how many are free, and the longest delay."""

    key: str
    free: int
    most: timedelta


def of_login(keys: Keys, login: str) -> Brake:
    """Return the brake of an account that was named, whether or not there is one."""
    return Brake(marked(keys.attempts, f"login {login}"), ACCOUNT_FREE, ACCOUNT_MOST)


def of_device(keys: Keys, device: str) -> Brake:
    """Return the brake of a trusted device, named by its digest."""
    return Brake(marked(keys.attempts, f"device {device}"), ACCOUNT_FREE, ACCOUNT_MOST)


def of_session(keys: Keys, session: str) -> Brake:
    """Return the brake of giving the password again in a session, named by its digest."""
    return Brake(marked(keys.attempts, f"session {session}"), ACCOUNT_FREE, ACCOUNT_MOST)


def of_code(keys: Keys, staff: int) -> Brake:
    """Return the brake of a person's second factor."""
    return Brake(marked(keys.attempts, f"code {staff}"), ACCOUNT_FREE, ACCOUNT_MOST)


def of_address(keys: Keys, address: str) -> Brake:
    """Return the brake of a network address: the /24 or /56 it lies in."""
    return Brake(marked(keys.attempts, f"address {prefix(address)}"), ADDRESS_FREE, ADDRESS_MOST)


def prefix(address: str) -> str:
    """Return the neighbourhood of an address; one word for whatever is no address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return NOWHERE
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    bits = 24 if found.version == 4 else 56  # noqa: PLR2004 (the version's own number)
    return str(ipaddress.ip_network(f"{found}/{bits}", strict=False))


def charge(db: Connection, brakes: tuple[Brake, ...], now: datetime) -> Text | None:
    """Count an attempt against every brake, unless one of them still says to wait."""
    store.forget_attempts(db, now - FORGOTTEN)
    waits = [_wait(db, brake, now) for brake in brakes]
    if (longest := max(waits, default=timedelta())) > timedelta():
        return _wait_text(longest)
    for brake in brakes:
        failures, _ = store.failures(db, brake.key)
        store.count(db, brake.key, failures + 1, now)
    return None


def forgive(db: Connection, *, whole: Brake, one: tuple[Brake, ...], now: datetime) -> None:
    """After a success forget all failures of the first brake, and this attempt of the others."""
    store.forgive(db, whole.key)
    for brake in one:
        failures, _ = store.failures(db, brake.key)
        if failures <= 1:
            store.forgive(db, brake.key)
        else:
            store.count(db, brake.key, failures - 1, now)


def braked(done: object) -> bool:
    """Tell whether this is the refusal of somebody who has to wait."""
    return isinstance(done, Text) and done.msgid.startswith("Too many attempts.")


def failed(db: Connection, brake: Brake) -> int:
    """Return how many attempts count against the brake at this moment."""
    return store.failures(db, brake.key)[0]


def _wait(db: Connection, brake: Brake, now: datetime) -> timedelta:
    failures, last = store.failures(db, brake.key)
    if last is None:
        return timedelta()
    # A clock that was set back must not lock anybody out for longer than the delay itself.
    passed = max(now - last, timedelta())
    return max(delay(failures, free=brake.free, most=brake.most) - passed, timedelta())


def _wait_text(wait: timedelta) -> Text:
    seconds = int(wait.total_seconds())
    if seconds < 120:  # noqa: PLR2004 (below two minutes, seconds are clearer)
        return Text.of("Too many attempts. Try again in {n} s.", n=max(seconds, 1))
    return Text.of("Too many attempts. Try again in {n} minutes.", n=-(-seconds // 60))
