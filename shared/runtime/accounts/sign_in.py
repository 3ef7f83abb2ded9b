"""Signing in: a password, then a code of the second factor or a recovery code.

An unknown login gets the same answer after the same time. An attempt is counted before it is
judged; every success makes a new session token.
"""

from datetime import datetime
from functools import partial
from sqlite3 import Connection

from msgspec import Struct

from shared.runtime.accounts import attempts, factor, journal, session, store, tokens
from shared.runtime.accounts.agent import device_words
from shared.runtime.accounts.devices import store as devices
from shared.runtime.accounts.forms import login_of
from shared.runtime.accounts.keys import Keys
from shared.runtime.accounts.model import DEVICE_LASTS, Secrets, SigningIn, Stage
from shared.runtime.accounts.porter import Porter
from shared.runtime.accounts.sessions import store as rows
from shared.text import Text

WRONG = Text.of("The login or the password is not right.")
WRONG_CODE = Text.of("The code is not right, or it was used already. Wait for the next one.")
TOO_LATE = Text.of("Signing in took too long. Begin again.")


class Visitor(Struct, frozen=True, kw_only=True):
    """Where a request came from: the cookies it brought, its address and its browser."""

    cookie: str = ""
    device: str = ""
    address: str = ""
    agent: str = ""


class Begun(Struct, frozen=True, kw_only=True):
    """The password was right. The token is the cookie's; the stage says what comes next.

    `failed` attempts at the account came before; told once somebody is fully signed in.
    """

    token: str
    stage: Stage
    failed: int = 0


class Passed(Struct, frozen=True, kw_only=True):
    """Fully signed in. `device` is a token for a trusted device, if that was asked for.

    `failed` attempts at the password or the code came before.
    """

    token: str
    device: str | None = None
    recovery_left: int | None = None
    failed: int = 0


async def give_password(
    porter: Porter, *, login: str, password: str, visitor: Visitor, now: datetime
) -> Begun | Text:
    """Judge login and password, and begin a session. Raises BusyError."""
    done = await _password(porter, login, password, visitor, now)
    journal.judged(porter.keys, "password", done, address=visitor.address, login=login_of(login))
    return done


async def _password(
    porter: Porter, login: str, password: str, visitor: Visitor, now: datetime
) -> Begun | Text:
    database, passwords = porter.database, porter.passwords
    ask = partial(_admit, keys=porter.keys, login=login_of(login), visitor=visitor, now=now)
    asked = await database.write(ask)
    if isinstance(asked, Text):
        return asked
    secrets = asked.secrets
    fits = await passwords.fits(secrets.password if secrets else None, password)
    if secrets is None or not fits:
        return WRONG
    newer = await passwords.hash(password) if passwords.outdated(secrets.password) else None
    begin = partial(_begin, keys=porter.keys, judged=asked, newer=newer, visitor=visitor, now=now)
    return await database.write(begin)


async def give_code(
    porter: Porter, *, code: str, trust: bool, visitor: Visitor, now: datetime
) -> Passed | Text:
    """Judge a code or a recovery code of whoever has given the password, and sign in."""
    who = await porter.database.read(partial(session.open_now, token=visitor.cookie, now=now))
    job = partial(_pass, porter=porter, code=code, trust=trust, visitor=visitor, now=now)
    done = await porter.database.write(job)
    login = who.login if isinstance(who, SigningIn) else ""
    new = tokens.digest(done.token) if isinstance(done, Passed) else ""
    journal.judged(porter.keys, "code", done, address=visitor.address, login=login, session=new)
    return done


class _Asked(Struct, frozen=True, kw_only=True):
    """An attempt that may be judged: whose account it is, and what was counted."""

    secrets: Secrets | None
    own: attempts.Brake
    trusted: bool


def _admit(
    db: Connection, *, keys: Keys, login: str, visitor: Visitor, now: datetime
) -> _Asked | Text:
    account = store.by_login(db, login)
    secrets = store.secrets(db, account.id) if account else None
    device = tokens.digest(visitor.device)
    trusted = account is not None and devices.trusted(db, device, account.id, now)
    own = attempts.of_device(keys, device) if trusted else attempts.of_login(keys, login)
    brakes = (own, attempts.of_address(keys, visitor.address))
    refused = attempts.charge(db, brakes, now)
    return refused or _Asked(secrets=secrets, own=own, trusted=trusted)


def _begin(
    db: Connection,
    *,
    keys: Keys,
    judged: _Asked,
    newer: str | None,
    visitor: Visitor,
    now: datetime,
) -> Begun | Text:
    """Begin the session, unless the account or its password changed while it was judged."""
    before = judged.secrets
    secrets = store.secrets(db, before.staff) if before else None
    if before is None or secrets is None or secrets.password != before.password:
        return WRONG
    address = attempts.of_address(keys, visitor.address)
    failed = attempts.failed(db, attempts.of_login(keys, secrets.login)) - (not judged.trusted)
    attempts.forgive(db, whole=judged.own, one=(address,), now=now)
    if newer is not None:
        store.rehash(db, secrets.staff, secrets.password, newer)
    stage: Stage = "factor" if secrets.totp is None else "full" if judged.trusted else "code"
    token = session.begin(
        db,
        staff=secrets.staff,
        stage=stage,
        agent=visitor.agent,
        now=now,
        brought=visitor.cookie,
        failed=failed,
    )
    return Begun(token=token, stage=stage, failed=failed)


def _pass(
    db: Connection, *, porter: Porter, code: str, trust: bool, visitor: Visitor, now: datetime
) -> Passed | Text:
    someone = session.open_now(db, token=visitor.cookie, now=now)
    if not isinstance(someone, SigningIn) or someone.stage != "code":
        return TOO_LATE
    keys = porter.keys
    own = attempts.of_code(keys, someone.staff)
    address = attempts.of_address(keys, visitor.address)
    if refused := attempts.charge(db, (own, address), now):
        return refused
    recovery = tokens.recovery_digest(code)
    if recovery is None:
        left, right = None, _use_code(db, keys, someone.staff, code, now)
    else:
        left = _use_recovery(db, porter, someone.staff, recovery, now)
        right = left is not None
    if not right:
        return WRONG_CODE
    failed = rows.failed(db, someone.session) + attempts.failed(db, own) - 1
    attempts.forgive(db, whole=own, one=(address,), now=now)
    return Passed(
        token=session.rotate(db, hash_=someone.session, now=now),
        device=_trust(db, someone.staff, visitor.agent, now) if trust else None,
        recovery_left=left,
        failed=failed,
    )


def _use_code(db: Connection, keys: Keys, staff: int, code: str, now: datetime) -> bool:
    secrets = store.secrets(db, staff)
    if secrets is None or secrets.totp is None:
        return False
    secret = factor.unseal_for(keys, staff, secrets.totp)
    step = factor.step_of(secret, code, now=now, after=secrets.totp_step)
    return step is not None and store.use_step(db, staff, step)


def _use_recovery(
    db: Connection, porter: Porter, staff: int, hash_: str, now: datetime
) -> int | None:
    """Use up a recovery code; return how many are left, None if it was none of them."""
    before = store.find(db, staff)
    if not store.use_recovery(db, staff, hash_):
        return None
    porter.diary(db, now, staff, before)
    after = store.find(db, staff)
    return after.recovery_left if after else 0


def _trust(db: Connection, staff: int, agent: str, now: datetime) -> str:
    token = tokens.draw()
    devices.trust(
        db,
        hash_=tokens.digest(token),
        staff=staff,
        device=device_words(agent),
        now=now,
        until=now + DEVICE_LASTS,
    )
    return token
