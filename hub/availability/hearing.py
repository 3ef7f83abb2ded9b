"""Everything that is said about each municipality at one instant, by all networks.

Pure, and linear in what was said: one pass over the voices, then every row finds its own.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from hub.availability.division import Division, division
from hub.availability.model import Projection, counts
from hub.availability.voice import Heard, Saying, Voice, listen
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.wire.session import Policy
from shared.wire.words import MunicipalityCode


class Said(Struct, frozen=True, kw_only=True):
    """What is said about one municipality.

    `answers`: by the networks that answer for it. `local`: offers that count now; `remote`: those
    of them by wire only; `lapsed`: local ones that count no longer.
    """

    answers: list[Saying]
    local: list[Heard]
    remote: list[Heard]
    lapsed: list[Heard]

    @property
    def complete(self) -> bool:
        """Tell whether every network that answers is believed and knows: only then is 0 known."""
        return bool(self.answers) and all(
            s.belief.reason is None and s.says in {"groups", "none"} for s in self.answers
        )

    @property
    def checking(self) -> bool:
        """Tell whether a report of a network that speaks here is held (fault 38)."""
        spoken: Iterable[Saying | Heard] = (*self.answers, *self.local, *self.lapsed)
        return any(word.checking for word in spoken)


class Hearing(Struct, frozen=True, kw_only=True):
    """All voices of one instant, and what they say by municipality of the day's division."""

    now: datetime
    division: Division
    voices: tuple[Voice, ...]
    said: dict[MunicipalityCode, Said]


def hear(projection: Projection, reference: Reference, policy: Policy, now: datetime) -> Hearing:
    """Return what all networks say at `now`, in the order of their ids.

    One that has ended says nothing, and neither does one whose key was never confirmed.
    """
    today = division(reference, helsinki_day(now))
    known = (projection[node] for node in sorted(projection))
    voices = tuple(listen(one, today, policy, now) for one in known if counts(one, today.day))
    return together(voices, today, now)


def together(voices: tuple[Voice, ...], today: Division, now: datetime) -> Hearing:
    """Return what these voices say of every municipality of the day."""
    said = {m.code: Said(answers=[], local=[], remote=[], lapsed=[]) for m in today.municipalities}
    for voice in voices:
        for code, saying in voice.sayings.items():
            said[code].answers.append(saying)
        for heard in voice.heard:
            for code in heard.serves:
                _file(said[code], heard)
    return Hearing(now=now, division=today, voices=voices, said=said)


def _file(said: Said, heard: Heard) -> None:
    if not heard.remote:
        (said.local if heard.reason is None else said.lapsed).append(heard)
    elif heard.reason is None:
        said.remote.append(heard)
