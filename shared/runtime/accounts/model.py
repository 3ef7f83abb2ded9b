"""People who may sign in, how they do it, and for how long each door stays open: on either side.

Nothing here holds a secret: of tokens and codes there are digests, of passwords there are hashes.
"""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

Role = str
"""What somebody may; each side has a closed list of its own."""

Stage = Literal["code", "factor", "full"]
Origin = Literal["first", "invited", "takeover"]

SESSION_IDLE = timedelta(minutes=60)
SESSION_LASTS = timedelta(hours=12)
SIGNING_IN_LASTS = timedelta(minutes=15)
SESSION_REMEMBERED = timedelta(days=2)
SEEN_EVERY = timedelta(minutes=1)
STEP_UP_LASTS = timedelta(minutes=10)
DEVICE_LASTS = timedelta(days=30)
INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(hours=24)
RECOVERY_CODES = 10
MOST_SESSIONS = 50


class Member(Struct, frozen=True, kw_only=True):
    """Who is signed in. `session` is the digest of the cookie's token, never the token."""

    staff: int
    name: str
    role: Role
    session: str
    signed_in_at: datetime
    stepped_up_at: datetime | None


class Ended(Struct, frozen=True, kw_only=True):
    """A session that is over: good for nothing but giving typed text back to the same person."""

    staff: int


class SigningIn(Struct, frozen=True, kw_only=True):
    """Someone whose password was right: a code is missing, or the second factor's set-up."""

    staff: int
    login: str
    name: str
    stage: Stage
    session: str


class Account(Struct, frozen=True, kw_only=True):
    """A person's account, without its secrets. `login` is casefolded; None once it has ended.

    From `reset_at` on the account waits for a new password and a new second factor; until its link
    is used or withdrawn, nothing opens it.
    """

    id: int
    name: str
    login: str | None
    role: Role
    made_at: datetime
    password_since: datetime | None = None
    factor_since: datetime | None = None
    recovery_left: int = 0
    reset_at: datetime | None = None
    ended_at: datetime | None = None


class Secrets(Struct, frozen=True, kw_only=True):
    """What is compared at sign-in: the password's hash, the sealed TOTP secret, its last step."""

    staff: int
    login: str
    name: str
    password: str
    totp: bytes | None
    totp_step: int

    def __repr__(self) -> str:
        return f"Secrets({self.staff})"


class Session(Struct, frozen=True, kw_only=True):
    """One row of the sessions; `device` is coarse words such as "Firefox, Windows"."""

    number: int
    hash: str
    staff: int
    stage: Stage
    begun_at: datetime
    seen_at: datetime
    stepped_up_at: datetime | None
    device: str
    ended_at: datetime | None = None


class Device(Struct, frozen=True, kw_only=True):
    """A device that need not show the second factor until `until`."""

    number: int
    staff: int
    device: str
    made_at: datetime
    until: datetime


class Invitation(Struct, frozen=True, kw_only=True):
    """A link that makes one account. The link holds the token, the row its digest."""

    number: int
    role: Role
    origin: Origin
    made_at: datetime
    until: datetime
    made_by: int | None


class Reset(Struct, frozen=True, kw_only=True):
    """A link by which somebody sets a new password and a new second factor, once."""

    staff: int
    made_at: datetime
    until: datetime
    made_by: int | None
