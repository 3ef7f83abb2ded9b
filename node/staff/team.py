"""A lead's acts on the staff: invite, change a role, end an account. One lead always remains."""

from functools import partial
from sqlite3 import Connection

from node.history import record as history
from node.history.model import Doer
from node.staff import diary
from node.staff.model import MOST_INVITATIONS, MOST_STAFF, Role
from node.staff.rules import LAST_LEAD, leaves_a_lead
from shared.runtime.accounts import session, store
from shared.runtime.accounts.model import Account
from shared.runtime.accounts.welcome import invite as write_invitation
from shared.runtime.database import Database
from shared.text import Text

NOBODY = Text.of("There is no such account any more.")


async def invite(database: Database, role: Role, doer: Doer) -> str | Text:
    """Return the path of a link that makes one account of this role within seven days."""
    return await database.write(partial(_invite, role=role, doer=doer))


async def withdraw(database: Database, number: int, doer: Doer) -> bool:
    """Make an invitation's link useless; False if it was used or withdrawn already."""

    def job(db: Connection) -> bool:
        gone = store.withdraw(db, number)
        if gone:
            history.note(db, doer, "staff", "invitation", "removed")
        return gone

    return await database.write(job)


async def change_role(database: Database, staff: int, role: Role, doer: Doer) -> Text | None:
    """Give an account another role, which holds from its next page; a Text refuses."""
    return await database.write(partial(_change_role, staff=staff, role=role, doer=doer))


async def end(database: Database, staff: int, doer: Doer) -> Text | None:
    """End an account with its sessions, devices and codes; a Text refuses."""
    return await database.write(partial(_end, staff=staff, doer=doer))


async def sign_out(database: Database, staff: int, doer: Doer) -> Text | None:
    """End every session of an account, for whoever may not do it themselves."""

    def job(db: Connection) -> Text | None:
        if _open(db, staff) is None:
            return NOBODY
        session.close_all(db, staff=staff, now=doer.at)
        history.note(db, doer, "staff", str(staff), "noted")
        return None

    return await database.write(job)


def _invite(db: Connection, *, role: Role, doer: Doer) -> str | Text:
    if len(store.accounts(db)) >= MOST_STAFF:
        return Text.of("There are 100 accounts already. End those that nobody needs.")
    if len(store.invitations(db, doer.at)) >= MOST_INVITATIONS:
        return Text.of("There are 50 unused invitations already. Withdraw some of them.")
    path = write_invitation(db, role=role, origin="invited", made_by=doer.staff, now=doer.at)
    history.note(db, doer, "staff", "invitation", "added")
    return path


def _change_role(db: Connection, *, staff: int, role: Role, doer: Doer) -> Text | None:
    before = _open(db, staff)
    if before is None:
        return NOBODY
    if not leaves_a_lead(store.accounts(db), staff, role):
        return LAST_LEAD
    store.set_role(db, staff, role)
    diary.changed(db, doer, staff, before)
    return None


def _end(db: Connection, *, staff: int, doer: Doer) -> Text | None:
    before = _open(db, staff)
    if before is None:
        return NOBODY
    if not leaves_a_lead(store.accounts(db), staff, None):
        return LAST_LEAD
    session.close_all(db, staff=staff, now=doer.at)
    store.set_recovery(db, staff, ())
    store.end(db, staff, doer.at)
    diary.changed(db, doer, staff, before)
    return None


def _open(db: Connection, staff: int) -> Account | None:
    found = store.find(db, staff)
    return found if found is not None and found.ended_at is None else None
