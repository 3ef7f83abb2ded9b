"""What signing in works with: the thread that checks passwords, and the keys of this feature."""

from dataclasses import dataclass

from node.staff.keys import Keys
from node.staff.passwords import Passwords
from shared.runtime.database import Database


@dataclass(frozen=True, kw_only=True)
class Porter:
    """Handed to every use case that judges a password, a code or a request."""

    database: Database
    passwords: Passwords
    keys: Keys
