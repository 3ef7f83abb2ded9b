"""What holds for sessions and attempts; pure, and the clock is an argument."""

from datetime import datetime, timedelta

from shared.runtime.accounts.model import (
    SESSION_IDLE,
    SESSION_LASTS,
    SIGNING_IN_LASTS,
    STEP_UP_LASTS,
    Member,
    Session,
)

CLOCK_SLACK = timedelta(minutes=5)


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
