"""Using an invitation: one link makes one account, once. The first link makes the first lead."""

from datetime import datetime, timedelta
from functools import partial
from sqlite3 import Connection

from node.history.model import Doer
from node.network import store as network
from node.staff import attempts, diary, forms, session, store, tokens
from node.staff.forms import Newcomer
from node.staff.keys import Keys
from node.staff.model import INVITATION_LASTS, Invitation, Origin, Role
from node.staff.porter import Porter
from node.staff.sign_in import Begun, Visitor
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Invalid, Text

PATH = "/welcome/{token}"
GONE = Text.of("This link was used, withdrawn or is too old. Ask a lead for a new one.")


async def first_link(database: Database, clock: Clock) -> str | None:
    """Return the path of a new link for the first lead, None once somebody has an account.

    Earlier such links stop working.
    """
    return await database.write(partial(_first, now=clock.now()))


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
    if refused := await database.write(
        partial(_admit, keys=porter.keys, token=token, visitor=visitor, now=now)
    ):
        return refused
    about = await database.read(network_names)
    read = forms.newcomer(fields, about=about)
    if not isinstance(read, Newcomer):
        return read
    password = await porter.passwords.hash(read.password)
    job = partial(_accept, token=token, newcomer=read, password=password, visitor=visitor, now=now)
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


def network_names(db: Connection) -> tuple[str, ...]:
    """Return the names a guesser would try for a password here."""
    record = network.record(db)
    return (record.name_fi, record.name_sv, record.controller) if record else ()


def _first(db: Connection, now: datetime) -> str | None:
    store.withdraw_first(db)
    if store.anybody(db):
        return None
    return invite(db, role="lead", origin="first", made_by=None, now=now)


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
    diary.changed(db, Doer(at=now, staff=staff, via="page"), staff, None)
    token = session.begin(
        db, staff=staff, stage="factor", agent=visitor.agent, now=now, brought=visitor.cookie
    )
    return Begun(token=token, stage="factor")
