"""One published row for each municipality of the day's division.

Pure; the state comes from `judge`, the numbers from the believed offers that serve the place.
"""

from hub.availability.hearing import Hearing, Said
from hub.availability.judge import judge
from hub.availability.numbers import UNKNOWN, group_numbers, known
from hub.availability.voice import Heard
from shared.period import helsinki_day, month_of
from shared.reference.model import Municipality
from shared.wire.opendata import Row
from shared.wire.words import Month


def rows(hearing: Hearing) -> tuple[Row, ...]:
    """Return the rows of all municipalities, by code."""
    month = month_of(helsinki_day(hearing.now))
    found = hearing.division.municipalities
    return tuple(_row(place, hearing.said[place.code], month) for place in found)


def _row(place: Municipality, said: Said, month: Month) -> Row:
    judged = judge(said, place.majority_language)
    unknown = judged.state == "unknown"
    offers = [(heard, (place.majority_language,)) for heard in said.local]
    complete = said.complete
    named, other = (UNKNOWN, UNKNOWN) if unknown else group_numbers(offers, complete=complete)
    remote = sum(heard.offer.groups.open for heard in said.remote)
    return Row(
        municipality=place.code,
        name_fi=place.name_fi,
        name_sv=place.name_sv,
        area=place.area,
        state=judged.state,
        restrictions=judged.restrictions,
        reason=judged.reason,
        since=judged.since,
        confirmed_at=judged.confirmed_at,
        believed_until=judged.believed_until,
        checking=said.checking,
        groups=named,
        other_groups=other,
        next_start=_next_start(said.local, month),
        languages=tuple(sorted({lang for h in said.local for lang in h.offer.languages})),
        audiences=tuple(sorted({h.offer.audience for h in said.local})),
        remote=known(remote, complete=complete and not unknown),
        networks=tuple(saying.network for saying in said.answers),
        offers=tuple(sorted(heard.id for heard in (*said.local, *said.remote))),
    )


def _next_start(offers: list[Heard], month: Month) -> Month | None:
    """Return the first month, this one or later, in which a group that is not full starts."""
    months = (h.offer.start.month for h in offers if h.offer.groups.open or h.coming)
    return min((m for m in months if m and m >= month), default=None)
