"""What holds for accounts and sessions; pure, and the clock is an argument."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from node.staff.model import (
    SESSION_IDLE,
    SESSION_LASTS,
    SIGNING_IN_LASTS,
    STEP_UP_LASTS,
    Account,
    Member,
    Role,
    Session,
)
from shared.text import Text

CLOCK_SLACK = timedelta(minutes=5)
LAST_LEAD = Text.of("This is the only lead who can sign in. Invite another lead first.")


def over_since(session: Session, now: datetime) -> datetime | None:
    """Return when the session ended, None while it goes on.

    One that seems to begin in the future is over: a clock was wrong, and no limit would hold.
    """
    if session.ended_at is not None:
        return session.ended_at
    if session.begun_at > now + CLOCK_SLACK:
        return now
    if session.stage == "full":
        end = min(session.seen_at + SESSION_IDLE, session.begun_at + SESSION_LASTS)
    else:
        end = session.begun_at + SIGNING_IN_LASTS
    return end if end <= now else None


def fresh(member: Member, now: datetime) -> bool:
    """Tell whether the password was given lately enough for an act on secrets or on staff."""
    at = member.stepped_up_at
    return at is not None and at <= now + CLOCK_SLACK and now - at < STEP_UP_LASTS


def delay(failures: int, *, free: int, most: timedelta) -> timedelta:
    """Return how long to wait after so many failures: none at first, then doubling up to `most`."""
    if failures < free:
        return timedelta()
    doublings = min(failures - free, 20)
    return min(timedelta(seconds=2.0**doublings), most)


def can_lead(account: Account) -> bool:
    """Tell whether this is a lead who can sign in: the account is open, the second factor set."""
    return account.role == "lead" and account.ended_at is None and account.factor_since is not None


def leaves_a_lead(accounts: Iterable[Account], changed: int, role: Role | None) -> bool:
    """Tell whether a lead remains when the account gets the role, or (None) ends.

    Where nobody can lead yet, nothing is lost by a change.
    """
    accounts = tuple(accounts)
    leads = [account.id for account in accounts if can_lead(account)]
    return role == "lead" or leads != [changed]
