"""What signing in works with at the desk: keys from the desk's master key, the operators' words."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from hub.desk.routing import OPERATOR
from hub.desk.trail import store as trail
from hub.desk.trail.model import Hand
from shared.runtime import masterkey
from shared.runtime.accounts import store
from shared.runtime.accounts.keys import Keys
from shared.runtime.accounts.model import Account
from shared.runtime.accounts.passwords import Passwords
from shared.runtime.accounts.porter import Porter
from shared.runtime.database import Database
from shared.text import Text

FILE_NAME = "desk.master"
CREDENTIAL = "voikukkia-desk-master"
CONFIRMING = re.compile(r"^(account|second-factor|recovery-codes|operators(/invite)?)$(?!\n)")
"""Pages that ask for the password again; no other is led to."""

ROLE_NAMES: Mapping[str, Text] = {OPERATOR: Text.of("Operator")}
ROLE_WORDS: Mapping[str, Text] = {
    OPERATOR: Text.of(
        "You become an operator of the hub: networks, reporting, and other operators."
    )
}


def load(data: Path) -> bytes:
    """Return the desk's master key, drawn the first time. Raises MasterKeyError."""
    return masterkey.load(data / FILE_NAME, CREDENTIAL)


def porter(database: Database, passwords: Passwords, master: bytes) -> Porter:
    """Return what every use case is handed that judges a password or a code."""
    keys = Keys(
        totp=masterkey.purpose(master, "totp"),
        attempts=masterkey.purpose(master, "attempts"),
        takeover=masterkey.purpose(master, "takeover"),
    )
    return Porter(
        database=database,
        passwords=passwords,
        keys=keys,
        diary=own,
        known_names=known_names,
        role_names=ROLE_NAMES,
        role_words=ROLE_WORDS,
        confirming=CONFIRMING,
    )


def own(
    db: Connection,
    now: datetime,
    staff: int,
    before: Account | None,
    *,
    always: bool = False,
) -> None:
    """Write into the log of acts what an operator changed of the own account."""
    after = store.find(db, staff)
    if after is not None and (always or before != after):
        trail.add(db, Hand(operator=staff, via="desk"), _told(before, after), now)


def known_names(_db: Connection) -> tuple[str, ...]:
    """Return the names a guesser would try for a password here."""
    return ("voikukkia", "kasper", "sininauhaliitto", "maskrosor", "dandelion")


def _told(before: Account | None, after: Account) -> Text:
    if before is None:
        return Text.of("{name} made an account by an invitation.", name=after.name)
    if before.factor_since != after.factor_since:
        return Text.of("{name} set up a second factor.", name=after.name)
    if before.password_since != after.password_since:
        return Text.of("{name} changed the password.", name=after.name)
    if after.recovery_left < before.recovery_left:
        return Text.of("{name} signed in with a recovery code.", name=after.name)
    return Text.of("{name} drew new recovery codes.", name=after.name)
