"""The loop that looks at the networks and tells operators what is new, by mail and webhook.

A letter is written down before it is sent and sent until it has arrived: after a crash between the
two it comes twice, under the same name. Many alerts at once are one letter. Networks get a letter
each: one whose mailbox is dead holds nobody else's up and is given up in the end, while a mail
server that is away ends the pass, and costs no letter a try.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from sqlite3 import Connection

from hub.notices.alerts import looking, store
from hub.notices.alerts.model import (
    GIVEN_UP_AFTER,
    Channel,
    Found,
    Letter,
    Pause,
    Refused,
    backoff,
    due,
    pause,
)
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Text
from shared.wire.session import Policy

LOOK_EVERY = timedelta(minutes=5)
FIRST_LOOK = timedelta(minutes=30)
"""A hub that was down itself first gives the networks time to come back."""

SHORTEST_REST = timedelta(seconds=1)
BEFORE_THE_FIRST = timedelta(days=1)
"""How old an alert may be that the first letter of a channel tells."""

PASS_MAX = timedelta(minutes=1)
"""After so long the other channels have their turn: a slow mail server holds no webhook up."""

Send = Callable[[Letter, tuple[Found, ...]], Awaitable[Text | Refused | None]]
"""Sends a letter; returns what went wrong, apart if it is this one mailbox alone."""


class AlertWorker:
    """Looks and tells; give `run` to the supervisor."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        policy: Policy,
        channels: Mapping[Channel, Send],
        apart: timedelta,
    ) -> None:
        """Take the collaborators; `apart` is how far two letters of a channel lie apart."""
        self._database = database
        self._clock = clock
        self._policy = policy
        self._channels = channels
        self._apart = apart
        self._pauses: dict[Channel, Pause] = {}

    async def run(self) -> None:
        """Look and tell, until cancelled."""
        look_at = self._clock.now() + FIRST_LOOK
        while True:
            again = [look_at]
            if self._clock.now() >= look_at:
                await self.look()
                look_at = self._clock.now() + LOOK_EVERY
                again = [look_at]
            again += [at for at in [await self.tell(one) for one in self._channels] if at]
            await self._rest(min(again))

    async def look(self) -> int:
        """Look at the networks once; return how much is new."""
        now = self._clock.now()
        seen = await self._database.read(lambda db: looking.look(db, self._policy, now))
        if seen.changed:
            await self._database.write(lambda db: looking.note(db, seen, now))
        if seen.alerts:
            log.logger().info("alerts.found", entries=len(seen.alerts))
        return len(seen.alerts)

    async def tell(self, channel: Channel) -> datetime | None:
        """Send what is due on a channel; return when to try again, if something waits."""
        begun = self._clock.now()
        paused = self._pauses.get(channel)
        if paused is not None and begun < paused.until:
            return paused.until
        while True:
            now = self._clock.now()
            if now - begun >= PASS_MAX:
                return now
            letter = await self._database.write(partial(self._next, channel=channel, now=now))
            if letter is None or (letter.next_attempt_at and letter.next_attempt_at > now):
                return letter.next_attempt_at if letter else None
            if (until := await self._send(letter)) is not None:
                return until

    async def _send(self, letter: Letter) -> datetime | None:
        """Send a letter; return when to try again if nothing more can be sent until then."""
        channel = letter.channel
        alerts = await self._database.read(lambda db: store.between(db, letter.first, letter.last))
        trouble = await self._channels[channel](letter, alerts)
        if channel == "networks" and isinstance(trouble, Text):
            paused = pause(self._pauses.get(channel), self._clock.now())
            self._pauses[channel] = paused
            await self._missed(letter, trouble, paused.until, counted=False)
            return paused.until
        self._pauses.pop(channel, None)
        if trouble is None or (channel == "networks" and _is_given_up(letter, trouble)):
            await self._settle(letter, trouble, len(alerts))
            return None
        until = self._clock.now() + backoff(letter.attempts + 1)
        await self._missed(letter, _text(trouble), until, counted=True)
        return until if channel != "networks" else None

    async def _settle(self, letter: Letter, trouble: Text | Refused | None, entries: int) -> None:
        ended, why = self._clock.now(), _text(trouble) if trouble else None
        await self._database.write(lambda db: store.settle(db, letter.number, ended, why))
        if why is None:
            log.logger().info("alerts.sent", kind=letter.channel, entries=entries)
        else:
            log.logger().warning("alerts.given_up", kind=letter.channel, entries=entries)

    async def _missed(self, letter: Letter, why: Text, until: datetime, *, counted: bool) -> None:
        await self._database.write(
            lambda db: store.missed(db, letter.number, until, why, counted=counted)
        )
        attempts = letter.attempts + int(counted)
        log.logger().warning("alerts.missed", kind=letter.channel, attempts=attempts, at=until)

    def _next(self, db: Connection, channel: Channel, now: datetime) -> Letter | None:
        """Return the letter that waits, or make one of what is new if it is time for it.

        Networks that were not written to yet come first: a letter that was missed waits for them.
        """
        first = store.unsettled(db, channel)
        if first and (channel != "networks" or first.next_attempt_at is None):
            return first
        last = next(iter(store.letters(db, channel, 1)), None)
        begins, since = (last.last, None) if last else (0, now - BEFORE_THE_FIRST)
        if channel == "networks":
            waiting = store.after(db, begins, since, limit=1)  # One network, one letter.
        else:
            waiting = store.after(db, begins, since)
            if not due(waiting, last.settled_at if last else None, now, self._apart):
                return None
        if not waiting:
            return first
        store.make(db, channel, waiting[0].number, waiting[-1].number, now)
        return store.letters(db, channel, 1)[0]

    async def _rest(self, until: datetime) -> None:
        """Sleep until the instant, and not much longer by a clock that is put back."""
        until = max(until, self._clock.now() + SHORTEST_REST)
        timer = asyncio.create_task(self._clock.sleep_until(until))
        try:
            await asyncio.wait({timer}, timeout=LOOK_EVERY.total_seconds())
        finally:
            timer.cancel()


def _is_given_up(letter: Letter, trouble: Text | Refused) -> bool:
    """Tell whether the mailbox of a network has been refused for good, and often enough."""
    for_good = isinstance(trouble, Refused) and trouble.for_good
    return for_good and letter.attempts + 1 >= GIVEN_UP_AFTER


def _text(trouble: Text | Refused) -> Text:
    return trouble.text if isinstance(trouble, Refused) else trouble
