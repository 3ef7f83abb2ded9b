"""Hear all networks day after day, listening to each anew only when its word may be another.

What a network says changes by an event, which makes another `Known` of it, or at an instant that
its `turn` names; between two such it says the same on every day, and is remembered.
"""

from datetime import datetime

from msgspec import Struct

from hub.availability.division import division
from hub.availability.hearing import Hearing, together
from hub.availability.horizon import turn
from hub.availability.model import Known, Projection, counts
from hub.availability.voice import Voice, listen
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.wire.session import Policy
from shared.wire.words import NodeId


class _Remembered(Struct, frozen=True):
    """What a network said while known as this, good until an instant; null if it does not count."""

    known: Known
    until: datetime
    voice: Voice | None


class Listener:
    """Remembers what every network says; to be asked for instants in order."""

    def __init__(self, reference: Reference, policy: Policy) -> None:
        self._reference = reference
        self._policy = policy
        self._remembered: dict[NodeId, _Remembered] = {}

    def hear(self, projection: Projection, now: datetime) -> tuple[Hearing, datetime]:
        """Return what all networks say, as `hearing.hear` does, and until when they say the same.

        Freshness apart, which no municipality's state rests on.
        """
        found = [self._one(projection[node], now) for node in sorted(projection)]
        today = division(self._reference, helsinki_day(now))
        voices = tuple(one.voice for one in found if one.voice is not None)
        ends = (one.until for one in found)
        return together(voices, today, now), min((turn(None, self._policy, now), *ends))

    def _one(self, known: Known, now: datetime) -> _Remembered:
        kept = self._remembered.get(known.node)
        if kept is None or kept.known is not known or now >= kept.until:
            today = division(self._reference, helsinki_day(now))
            heard = counts(known, today.day)
            voice = listen(known, today, self._policy, now) if heard else None
            kept = _Remembered(known, turn(known, self._policy, now), voice)
            self._remembered[known.node] = kept
        return kept
