"""A colleague who forgot the password or lost the telephone: a lead's link sets both anew, once.

The link is made by a lead who knows whom they give it to, as an invitation is. From then on nothing
else opens the account: its sessions and trusted devices end, the password and the second factor
until now sign nobody in. Nobody resets the only lead; for that there is the takeover.
"""

from datetime import datetime
from functools import partial
from sqlite3 import Connection

from msgspec import Struct

from node.history.model import Doer
from node.staff import diary
from node.staff.porter import network_names
from node.staff.rules import LAST_LEAD, leaves_a_lead
from node.staff.team import NOBODY
from shared.runtime.accounts import attempts, forms, journal, session, store, tokens
from shared.runtime.accounts.keys import Keys
from shared.runtime.accounts.model import RESET_LASTS, Account, Reset
from shared.runtime.accounts.porter import Porter
from shared.runtime.accounts.resets import store as resets
from shared.runtime.accounts.sign_in import Begun, Visitor
from shared.runtime.accounts.welcome import GONE
from shared.runtime.database import Database
from shared.text import Invalid, Text

PATH = "/reset/{token}"
OWN = Text.of("This is your own account. Change the password under “My account”.")


class Waiting(Struct, frozen=True, kw_only=True):
    """Whose link it is, and until when it works."""

    name: str
    login: str
    until: datetime


async def make(database: Database, staff: int, doer: Doer) -> str | Text:
    """Return the path of a link for somebody else's account; a Text refuses.

    The account is out at once, everywhere. An earlier link of it stops working.
    """
    return await database.write(partial(_make, staff=staff, doer=doer))


async def withdraw(database: Database, staff: int, doer: Doer) -> bool:
    """Make the link useless: what the account signed in with until now is good again."""

    def job(db: Connection) -> bool:
        before = store.find(db, staff)
        gone = resets.remove(db, staff)
        if gone:
            diary.changed(db, doer, staff, before)
        return gone

    return await database.write(job)


async def look(database: Database, token: str, now: datetime) -> Waiting | None:
    """Return whose link it is, while it can be used."""

    def job(db: Connection) -> Waiting | None:
        found = _look(db, token, now)
        if found is None:
            return None
        account, until = found
        return Waiting(name=account.name, login=account.login or "", until=until)

    return await database.read(job)


async def accept(
    porter: Porter, *, token: str, fields: dict[str, str], visitor: Visitor, now: datetime
) -> Begun | tuple[Invalid, ...] | Text:
    """Set the new password and begin a session that goes on to the new second factor.

    A Text says why the link is good for nothing. Raises BusyError.
    """
    database = porter.database
    admit = partial(_admit, keys=porter.keys, token=token, visitor=visitor, now=now)
    account = await database.write(admit)
    journal.judged(porter.keys, "link", account, address=visitor.address)
    if isinstance(account, Text):
        return account
    about = (*await database.read(network_names), account.name, account.login or "")
    if wrong := forms.new_password(fields, about=about):
        return wrong
    password = await porter.passwords.hash(fields["password"])
    return await database.write(
        partial(_accept, token=token, password=password, visitor=visitor, now=now)
    )


def _make(db: Connection, *, staff: int, doer: Doer) -> str | Text:
    before = store.find(db, staff)
    if before is None or before.ended_at is not None:
        return NOBODY
    if staff == doer.staff:
        return OWN
    if not leaves_a_lead(store.accounts(db), staff, None):
        return LAST_LEAD
    token, now = tokens.draw(), doer.at
    made = Reset(staff=staff, made_at=now, until=now + RESET_LASTS, made_by=doer.staff)
    resets.put(db, tokens.digest(token), made)
    session.close_all(db, staff=staff, now=now)
    diary.changed(db, doer, staff, before, always=True)
    return PATH.format(token=token)


def _look(db: Connection, token: str, now: datetime) -> tuple[Account, datetime] | None:
    hash_ = tokens.digest(token)
    found = resets.find(db, hash_, now) if hash_ else None
    account = store.find(db, found.staff) if found else None
    return (account, found.until) if found and account else None


def _admit(
    db: Connection, *, keys: Keys, token: str, visitor: Visitor, now: datetime
) -> Account | Text:
    """Return whose link it is, or why it cannot be used; whoever tries many of them waits."""
    if found := _look(db, token, now):
        return found[0]
    return attempts.charge(db, (attempts.of_address(keys, visitor.address),), now) or GONE


def _accept(
    db: Connection, *, token: str, password: str, visitor: Visitor, now: datetime
) -> Begun | Text:
    found = _look(db, token, now)
    if found is None:
        return GONE
    before = found[0]
    resets.remove(db, before.id)
    store.set_password(db, before.id, password, now)
    store.clear_factor(db, before.id)
    store.set_recovery(db, before.id, ())
    diary.changed(db, Doer(at=now, staff=before.id, via="page"), before.id, before)
    session.close_all(db, staff=before.id, now=now)
    token = session.begin(
        db, staff=before.id, stage="factor", agent=visitor.agent, now=now, brought=visitor.cookie
    )
    return Begun(token=token, stage="factor")
