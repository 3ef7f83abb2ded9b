"""What operators are told of by mail or webhook, and what of it is new. Pure.

Told is a change: late, silent, heard again, two machines, two reports, a report that is held.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal, get_args

from msgspec import Struct

from shared.text import Text
from shared.wire.words import Freshness, NodeId

What = Literal["late", "silent", "heard", "clone", "fork", "held"]
Channel = Literal["mail", "webhook", "networks"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
PRESSING = frozenset({"clone", "fork"})
"""What does not wait for the next letter."""

GIVEN_UP_AFTER = 10
"""So many times, some nine hours, a network's mailbox may be refused; then its mail is given up."""

BACKOFF_FIRST = timedelta(minutes=1)
BACKOFF_CAP = timedelta(hours=6)
PAUSE_CAP = timedelta(hours=1)
"""A mail server that is back is noticed within so long, however long it was away."""


class Seen(Struct, frozen=True, kw_only=True):
    """How one network is; `last_contact_at` is no part of what is remembered.

    `alarm`: it is suspended because of it since `alarm_at`. `held_since`: a report of it waits.
    """

    freshness: Freshness
    last_contact_at: datetime | None = None
    alarm: Literal["clone", "fork"] | None = None
    alarm_at: datetime | None = None
    held_since: datetime | None = None


class Alert(Struct, frozen=True, kw_only=True):
    """One thing that operators are told, once; `since` is when it began."""

    node: NodeId
    what: What
    since: datetime


class Found(Struct, frozen=True, kw_only=True):
    """An alert that was written down."""

    number: int
    alert: Alert
    found_at: datetime


class Letter(Struct, frozen=True, kw_only=True):
    """One mail or one call about the alerts from `first` to `last`.

    Settled with a `trouble` it was given up.
    """

    number: int
    channel: Channel
    first: int
    last: int
    made_at: datetime
    attempts: int = 0
    next_attempt_at: datetime | None = None
    settled_at: datetime | None = None
    trouble: Text | None = None


class Refused(Struct, frozen=True, kw_only=True):
    """A letter did not arrive because of its mailbox alone; others may be written to meanwhile.

    Not `for_good`: the server asked to try again later, as it does while a mailbox is full.
    """

    text: Text
    for_good: bool


class Pause(Struct, frozen=True, kw_only=True):
    """A channel is left alone until then: so many tries in a row failed, whatever the letter."""

    tries: int
    until: datetime


FRESH = Seen(freshness="fresh")
"""A network that was never looked at counts as one that is in time: its silence is news."""


def news(before: Mapping[NodeId, Seen], now: Mapping[NodeId, Seen]) -> tuple[Alert, ...]:
    """Return what has changed since the last look."""
    return tuple(
        alert for node in sorted(now) for alert in _news(node, before.get(node, FRESH), now[node])
    )


def _news(node: NodeId, before: Seen, now: Seen) -> Iterator[Alert]:
    if now.alarm is not None and now.alarm_at is not None:
        if (now.alarm, now.alarm_at) != (before.alarm, before.alarm_at):
            yield Alert(node=node, what=now.alarm, since=now.alarm_at)
        return
    if now.held_since is not None and now.held_since != before.held_since:
        yield Alert(node=node, what="held", since=now.held_since)
    what = _turned(before.freshness, now.freshness)
    if what is not None and now.last_contact_at is not None:
        yield Alert(node=node, what=what, since=now.last_contact_at)


def _turned(before: Freshness, now: Freshness) -> Literal["late", "silent", "heard"] | None:
    match now:
        case "silent" if before != "silent":
            return "silent"
        case "late" if before in {"fresh", "never_seen"}:
            return "late"
        case "fresh" if before in {"late", "silent"}:
            return "heard"
    return None


def due(
    waiting: tuple[Found, ...], last_settled_at: datetime | None, now: datetime, apart: timedelta
) -> bool:
    """Tell whether a letter is made of what waits: not too soon after the last, alarms at once."""
    if not waiting:
        return False
    pressing = any(found.alert.what in PRESSING for found in waiting)
    return (
        pressing or last_settled_at is None or not last_settled_at <= now < last_settled_at + apart
    )


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many failures: a minute, then twice as long each time."""
    return min(BACKOFF_FIRST * (1 << min(attempts - 1, 20)), BACKOFF_CAP)


def pause(before: Pause | None, now: datetime) -> Pause:
    """Return how long a channel is left alone after one more try failed."""
    tries = before.tries + 1 if before else 1
    return Pause(tries=tries, until=now + min(backoff(tries), PAUSE_CAP))
