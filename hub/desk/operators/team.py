"""Who may sign in at the desk: invite, withdraw, end. Each act stands in the log of acts.

The command line and the pages call these; at the hub's own computer there is always a way in.
"""

from datetime import datetime
from functools import partial
from sqlite3 import Connection

from hub.desk.routing import OPERATOR
from hub.desk.trail import store as trail
from hub.desk.trail.model import Hand
from shared.runtime.accounts import session, store
from shared.runtime.accounts import welcome as links
from shared.runtime.accounts.model import Account
from shared.runtime.database import Database
from shared.text import Text

MOST_OPERATORS = 30
MOST_INVITATIONS = 20
NOBODY = Text.of("There is no such account any more.")
LAST = Text.of("This is the only operator who can sign in. Invite another one first.")


async def invite(database: Database, hand: Hand, now: datetime) -> str | Text:
    """Return the path of a link that makes one account within seven days."""
    return await database.write(partial(_invite, hand=hand, now=now))


async def withdraw(database: Database, number: int, hand: Hand, now: datetime) -> bool:
    """Make a link useless; False if it was used or withdrawn already."""

    def job(db: Connection) -> bool:
        gone = store.withdraw(db, number)
        if gone:
            trail.add(db, hand, Text.of("An invitation of an operator was withdrawn."), now)
        return gone

    return await database.write(job)


async def end(database: Database, staff: int, hand: Hand, now: datetime) -> Text | None:
    """End an account with its sessions, devices and codes; a Text refuses.

    At the desk the last one who can sign in stays; at the hub's own computer every account ends.
    """
    return await database.write(partial(_end, staff=staff, hand=hand, now=now))


def can_sign_in(account: Account) -> bool:
    """Tell whether the account is whole: its second factor is set up."""
    return account.factor_since is not None and account.ended_at is None


def _invite(db: Connection, *, hand: Hand, now: datetime) -> str | Text:
    if len(store.accounts(db)) >= MOST_OPERATORS:
        return Text.of("There are 30 accounts already. End those that nobody needs.")
    if len(store.invitations(db, now)) >= MOST_INVITATIONS:
        return Text.of("There are 20 unused invitations already. Withdraw some of them.")
    path = links.invite(db, role=OPERATOR, origin="invited", made_by=hand.operator, now=now)
    trail.add(db, hand, Text.of("An operator was invited."), now)
    return path


def _end(db: Connection, *, staff: int, hand: Hand, now: datetime) -> Text | None:
    found = store.find(db, staff)
    if found is None or found.ended_at is not None:
        return NOBODY
    left = [one for one in store.accounts(db) if can_sign_in(one) and one.id != staff]
    if hand.via == "desk" and not left:
        return LAST
    session.close_all(db, staff=staff, now=now)
    store.set_recovery(db, staff, ())
    store.end(db, staff, now)
    trail.add(db, hand, Text.of("The account of {name} has ended.", name=found.name), now)
    return None
