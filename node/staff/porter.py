"""What signing in works with on a node."""

import re
from sqlite3 import Connection

from node.network import store as network
from node.staff import diary
from node.staff.fields import ROLE_NAMES, ROLE_WORDS
from shared.runtime.accounts import porter as accounts
from shared.runtime.accounts.keys import Keys
from shared.runtime.accounts.passwords import Passwords
from shared.runtime.database import Database

CONFIRMING = re.compile(
    r"^(account|second-factor|recovery-codes|staff/invite|staff/[0-9]{1,9})$(?!\n)"
)
"""Pages that ask for the password again; no other is led to."""


def porter(*, database: Database, passwords: Passwords, keys: Keys) -> accounts.Porter:
    """Return what every use case is handed that judges a password, a code or a request."""
    return accounts.Porter(
        database=database,
        passwords=passwords,
        keys=keys,
        diary=diary.own,
        known_names=network_names,
        role_names=ROLE_NAMES,
        role_words=ROLE_WORDS,
        confirming=CONFIRMING,
    )


def network_names(db: Connection) -> tuple[str, ...]:
    """Return the names a guesser would try for a password here."""
    record = network.record(db)
    return (record.name_fi, record.name_sv, record.controller) if record else ()
