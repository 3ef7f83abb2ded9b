"""Using an invitation: one link makes one account, once. The first link makes the first one."""

from datetime import datetime, timedelta
from functools import partial
from sqlite3 import Connection

from shared.runtime.accounts import attempts, forms, journal, session, store, tokens
from shared.runtime.accounts.forms import Newcomer
from shared.runtime.accounts.keys import Keys
from shared.runtime.accounts.model import INVITATION_LASTS, Invitation, Origin, Role
from shared.runtime.accounts.porter import Porter
from shared.runtime.accounts.sign_in import Begun, Visitor
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Invalid, Text

PATH = "/welcome/{token}"
GONE = Text.of("This link was used, withdrawn or is too old. Ask for a new one.")


async def first_link(database: Database, clock: Clock, role: Role = "lead") -> str | None:
    """Return the path of a new link for the first account, None once somebody has an account.

    Earlier such links stop working.
    """
    return await database.write(partial(_first, role=role, now=clock.now()))


async def look(database: Database, token: str, now: datetime) -> Invitation | None:
    """Return the invitation of a link while it can be used."""
    return await database.read(partial(_look, token=token, now=now))


async def accept(
    porter: Porter, *, token: str, fields: dict[str, str], visitor: Visitor, now: datetime
) -> Begun | tuple[Invalid, ...] | Text:
    """Make the account and begin a session that goes on to the second factor.

    A Text says why the link is good for nothing. Raises BusyError.
    """
    database = porter.database
    admit = partial(_admit, keys=porter.keys, token=token, visitor=visitor, now=now)
    refused = await database.write(admit)
    journal.judged(porter.keys, "link", refused, address=visitor.address)
    if refused:
        return refused
    about = await database.read(porter.known_names)
    read = forms.newcomer(fields, about=about)
    if not isinstance(read, Newcomer):
        return read
    password = await porter.passwords.hash(read.password)
    job = partial(
        _accept,
        porter=porter,
        token=token,
        newcomer=read,
        password=password,
        visitor=visitor,
        now=now,
    )
    return await database.write(job)


def invite(
    db: Connection,
    *,
    role: Role,
    origin: Origin,
    made_by: int | None,
    now: datetime,
    lasts: timedelta = INVITATION_LASTS,
) -> str:
    """Return the path of a new invitation; the job of a transaction that has judged who asks."""
    token = tokens.draw()
    made = Invitation(
        number=0, role=role, origin=origin, made_at=now, until=now + lasts, made_by=made_by
    )
    store.invite(db, tokens.digest(token), made)
    return PATH.format(token=token)


def _first(db: Connection, role: Role, now: datetime) -> str | None:
    store.withdraw_first(db)
    if store.anybody(db):
        return None
    return invite(db, role=role, origin="first", made_by=None, now=now)


def _look(db: Connection, token: str, now: datetime) -> Invitation | None:
    hash_ = tokens.digest(token)
    found = store.invitation(db, hash_, now) if hash_ else None
    if found is not None and found.origin == "first" and store.anybody(db):
        return None
    return found


def _admit(
    db: Connection, *, keys: Keys, token: str, visitor: Visitor, now: datetime
) -> Text | None:
    """Say why the link cannot be used; whoever tries many of them waits."""
    if _look(db, token, now) is not None:
        return None
    return attempts.charge(db, (attempts.of_address(keys, visitor.address),), now) or GONE


def _accept(
    db: Connection,
    *,
    porter: Porter,
    token: str,
    newcomer: Newcomer,
    password: str,
    visitor: Visitor,
    now: datetime,
) -> Begun | tuple[Invalid, ...] | Text:
    invitation = _look(db, token, now)
    if invitation is None:
        return GONE
    if store.by_login(db, newcomer.login) is not None:
        taken = Text.of("Somebody here has this login already. Choose another.")
        return (Invalid("login", taken),)
    store.withdraw(db, invitation.number)
    staff = store.add(
        db,
        name=newcomer.name,
        login=newcomer.login,
        role=invitation.role,
        password=password,
        now=now,
    )
    porter.diary(db, now, staff, None)
    token = session.begin(
        db, staff=staff, stage="factor", agent=visitor.agent, now=now, brought=visitor.cookie
    )
    return Begun(token=token, stage="factor")
