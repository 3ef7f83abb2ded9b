"""What signing in works with: the thread that checks passwords, keys, a side's own words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import Protocol

from shared.runtime.accounts.keys import Keys
from shared.runtime.accounts.model import Account
from shared.runtime.accounts.passwords import Passwords
from shared.runtime.database import Database
from shared.text import Text


class Diary(Protocol):
    """Writes into a side's history what became of an account by its owner's own act at a page."""

    def __call__(
        self,
        db: Connection,
        now: datetime,
        staff: int,
        before: Account | None,
        *,
        always: bool = False,
    ) -> None:
        """Write what is different from `before`; `always`: even if no field shows it."""


@dataclass(frozen=True, kw_only=True)
class Porter:
    """Handed to every use case that judges a password, a code or a request.

    `known_names`: those that a guesser would try for a password here. `confirming`: the pages that
    ask for the password again; the page that asks leads to no other. `role_words` say what each
    role may.
    """

    database: Database
    passwords: Passwords
    keys: Keys
    diary: Diary
    known_names: Callable[[Connection], tuple[str, ...]]
    role_names: Mapping[str, Text]
    role_words: Mapping[str, Text]
    confirming: re.Pattern[str]
