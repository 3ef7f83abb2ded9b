"""Sessions: a random token in a cookie, its digest in the database, and an end to each of them.

A token is drawn here and nowhere else; what a browser brings is only ever looked up. Signing in and
giving the password again both make a new token, and the one before is worth nothing.
"""

from datetime import datetime
from functools import partial
from sqlite3 import Connection

from shared.runtime.accounts import store as accounts
from shared.runtime.accounts import tokens
from shared.runtime.accounts.agent import device_words
from shared.runtime.accounts.devices import store as devices
from shared.runtime.accounts.model import (
    MOST_SESSIONS,
    SEEN_EVERY,
    SESSION_REMEMBERED,
    Ended,
    Member,
    Session,
    SigningIn,
    Stage,
)
from shared.runtime.accounts.rules import over_since
from shared.runtime.accounts.sessions import store
from shared.runtime.database import Database


async def find(database: Database, token: str, now: datetime) -> Member | SigningIn | Ended | None:
    """Return who comes with this token; `Ended` for two days after the end of a full session.

    The session counts as used; that is written once a minute at most.
    """
    found = await database.read(partial(known, token=token))
    if found is None:
        return None
    session, someone = found
    ended = over_since(session, now)
    if ended is None:
        if now - session.seen_at >= SEEN_EVERY:
            await database.write(partial(store.touch, hash_=session.hash, now=now))
        return someone
    if session.stage == "full" and now - ended < SESSION_REMEMBERED:
        return Ended(staff=session.staff)
    return None


async def sessions(database: Database, staff: int, now: datetime) -> tuple[Session, ...]:
    """Return the person's open sessions, newest first."""
    every = await database.read(partial(store.of_staff, staff=staff))
    return tuple(one for one in every if one.stage == "full" and over_since(one, now) is None)


async def end(database: Database, token: str, now: datetime) -> None:
    """Sign out."""
    await database.write(partial(store.end, hash_=tokens.digest(token), now=now))


async def end_one(database: Database, staff: int, number: int, now: datetime) -> bool:
    """End one session of the person; False if the person has none of this number."""
    return await database.write(partial(store.end_one, staff=staff, number=number, now=now))


async def end_all(database: Database, staff: int, now: datetime) -> None:
    """Sign the person out everywhere; devices are trusted no longer."""
    await database.write(partial(close_all, staff=staff, now=now))


def begin(
    db: Connection,
    *,
    staff: int,
    stage: Stage,
    agent: str,
    now: datetime,
    brought: str = "",
    failed: int = 0,
) -> str:
    """Return the token of a new session; the one the browser brought along is dropped.

    The job of a transaction that has judged the password. The oldest sessions over the limit end.
    `failed` attempts at the account came before it.
    """
    token = tokens.draw()
    store.prune(db, now - SESSION_REMEMBERED)
    store.drop(db, tokens.digest(brought))
    store.add(
        db,
        hash_=tokens.digest(token),
        staff=staff,
        stage=stage,
        device=device_words(agent),
        now=now,
        failed=failed,
    )
    store.keep_newest(db, staff, MOST_SESSIONS)
    return token


def rotate(db: Connection, *, hash_: str, now: datetime) -> str:
    """Return a new token for a session that is fully signed in from now; the old one is void.

    The absolute limit goes on from where it began, except where signing in is completed here. The
    token of a session that ended meanwhile opens nothing.
    """
    token = tokens.draw()
    store.rotate(db, hash_=hash_, new=tokens.digest(token), stage="full", now=now)
    return token


def open_now(db: Connection, *, token: str, now: datetime) -> Member | SigningIn | None:
    """Return who comes with this token, inside the caller's transaction."""
    found = known(db, token)
    if found is None or over_since(found[0], now) is not None:
        return None
    return found[1]


def known(db: Connection, token: str) -> tuple[Session, Member | SigningIn] | None:
    """Return the session of a token and whose it is; never of an ended account."""
    hash_ = tokens.digest(token)
    return store.find(db, hash_) if hash_ else None


def close_all(db: Connection, *, staff: int, now: datetime, but: str = "") -> None:
    """End every session of the person but one, and every trusted device."""
    store.end_all(db, staff=staff, but=but, now=now)
    devices.forget_devices(db, staff)


def close_everything(db: Connection, now: datetime) -> None:
    """End every session and every trusted device of everybody, as after a restore."""
    for account in accounts.accounts(db):
        close_all(db, staff=account.id, now=now)
