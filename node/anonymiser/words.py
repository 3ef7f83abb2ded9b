"""A report told in words, for whoever wants to know what leaves the node and what never does.

`leaves` reads the very report that will be signed; nothing else is asked.
"""

from collections.abc import Iterator, Mapping

from babel import Locale
from msgspec import Struct

from node.anonymiser.plan import Facts
from node.groups.fields import day_text
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.availability import Activity, Availability, Offer, Statement
from shared.wire.words import AreaCode, Language, Month, MunicipalityCode

_KIND: Mapping[str, Text] = {
    "cafe": Text.of("An open peer café."),
    "support_person": Text.of("Support persons."),
    "weekend": Text.of("A weekend for parents and children."),
}
_FIELDS: Mapping[tuple[str, object], Text] = {
    ("audience", "fathers"): Text.of("For fathers."),
    ("audience", "mothers"): Text.of("For mothers."),
    ("audience", "all"): Text.of("For mothers and fathers."),
    ("catchment", "own_clients"): Text.of("Only for the organiser's own clients."),
    ("format", "in_person"): Text.of("Meets in person."),
    ("format", "hybrid"): Text.of("Meets in person, taking part remotely is possible."),
    ("format", "remote"): Text.of("Meets remotely."),
    ("time_of_day", "daytime"): Text.of("Meets in the daytime."),
    ("time_of_day", "evening"): Text.of("Meets in the evening."),
    ("interpreter", "yes"): Text.of("An interpreter can be had."),
    ("interpreter", "no"): Text.of("No interpreter."),
    ("other_mother_tongue", "yes"): Text.of("Other mother tongues are welcome."),
    ("other_mother_tongue", "no"): Text.of("Other mother tongues cannot be used."),
    ("named", True): Text.of("Carries the name VOIKUKKIA."),
    ("named", False): Text.of("Listed without the name VOIKUKKIA."),
    ("social_worker", "yes"): Text.of("A social worker takes part."),
    ("social_worker", "no"): Text.of("No social worker takes part."),
    ("peer_instructor", "yes"): Text.of("A peer instructor takes part."),
    ("peer_instructor", "no"): Text.of("No peer instructor takes part."),
    ("peer_instructor", "not_said"): Text.of("Whether a peer instructor takes part is not told."),
    ("travel_costs", "paid"): Text.of("Travel costs are paid."),
    ("travel_costs", "not_paid"): Text.of("Travel costs are not paid."),
    ("travel_costs", "ask"): Text.of("Travel costs: ask."),
}
PEER = tuple(text for (field, _), text in _FIELDS.items() if field == "peer_instructor")
"""What is told of a peer instructor; beside the names of the instructors it would name the peer."""
_ORGANISERS: Mapping[str, Text] = {
    "municipality": Text.of("Organised by a municipality."),
    "municipalities": Text.of("Organised by municipalities together."),
    "joint_authority": Text.of("Organised by a joint municipal authority."),
    "county": Text.of("Organised by a wellbeing services county."),
    "ngo": Text.of("Organised by an association."),
    "parish": Text.of("Organised by a parish."),
    "private": Text.of("Organised by a private provider."),
}
_STARTS: Mapping[str, Text] = {
    "when_found": Text.of("Starts when four parents are found."),
    "on_request": Text.of("Starts on request."),
    "all_year": Text.of("Takes parents all year round."),
}


class Line(Struct, frozen=True):
    """One sentence; `level` 1 stands below the line before it."""

    text: Text
    level: int = 0


def leaves(report: Availability, reference: Reference, language: str) -> tuple[Line, ...]:
    """Tell a report line by line, with the names of places in that language."""
    return tuple(_told(report, _Names(reference, language)))


def stays(facts: Facts) -> tuple[Line, ...]:
    """Tell what stays on the node, with how much of it there is."""
    meetings = sum(len(group.meetings) for group in facts.groups)
    texts = (
        Text.of(
            "Names, telephones and e-mail of {n} instructors. Once a quarter a rounded count "
            "of the active ones leaves.",
            n=len(facts.instructors),
        ),
        Text.of(
            "Days, hours, themes and attendance of {n} meetings. Only how many were held "
            "leaves, once a quarter.",
            n=meetings,
        ),
        Text.of(
            "Exact places, notes and costs of the groups, and how many parents each has. Once "
            "a quarter a rounded count of the parents of all groups together may leave."
        ),
        Text.of(
            "Who did which of the {n} trainings. Once a quarter leaves how many were held, and"
            " a rounded count of the people trained.",
            n=len(facts.trainings),
        ),
        Text.of("Names of the {n} organisers; only their kinds leave.", n=len(facts.organisers)),
        Text.of("Who changed what, and who answers for personal data."),
    )
    return tuple(Line(text) for text in texts)


class _Names:
    """Names of places in one language; a code stands for what the tables do not know."""

    def __init__(self, reference: Reference, language: str) -> None:
        self._reference = reference
        self._language = language

    def place(self, code: MunicipalityCode) -> str:
        found = self._reference.municipality(code)
        return found.name(self._language) if found else code

    def places(self, codes: tuple[MunicipalityCode, ...]) -> str:
        return ", ".join(sorted(self.place(code) for code in codes))

    def area(self, code: AreaCode) -> str:
        found = self._reference.area(code)
        return found.short_name(self._language) if found else code

    def languages(self, codes: tuple[Language, ...]) -> str:
        known = Locale(self._language).languages
        return ", ".join(str(known.get(code, code)) for code in codes)

    def month(self, month: Month) -> str:
        year, number = month.split("-")
        named = Locale(self._language).months["stand-alone"]["wide"][int(number)]
        return f"{named} {year}"


def _told(report: Availability, names: _Names) -> Iterator[Line]:
    for text in _network(report):
        yield Line(text)
    for statement in report.municipalities:
        yield Line(_statement(statement, names))
    for offer in report.offers:
        yield from _offer(offer, names)
    for activity in report.activities:
        yield from _activity(activity, names)
    gone = report.gone
    if gone.ended + gone.cancelled + gone.withdrawn:
        left = Text.of(
            "Left the list since the last report: {ended} ended, {cancelled} cancelled,"
            " {withdrawn} withdrawn.",
            ended=gone.ended,
            cancelled=gone.cancelled,
            withdrawn=gone.withdrawn,
        )
        yield Line(left)


def _network(report: Availability) -> Iterator[Text]:
    yield Text.of("Network: {fi} / {sv}", fi=report.network.fi, sv=report.network.sv)
    if report.confirmed_at is None:
        yield Text.of("Nobody has confirmed yet that everything is right.")
    else:
        day = day_text(helsinki_day(report.confirmed_at))
        yield Text.of("Last confirmed by a person: {day}", day=day)
    if report.pause is not None:
        since, until = day_text(report.pause.starts), day_text(report.pause.until)
        yield Text.of("On break from {since} to {until}.", since=since, until=until)


def _statement(statement: Statement, names: _Names) -> Text:
    place = names.place(statement.municipality)
    since = day_text(statement.since) if statement.since else ""
    match statement.says:
        case "groups":
            return Text.of("{place}: there are groups.", place=place)
        case "none":
            return Text.of("{place}: no group, said on {since}.", place=place, since=since)
        case "not_known" if since:
            return Text.of("{place}: not known since {since}.", place=place, since=since)
        case "not_known":
            return Text.of("{place}: not known.", place=place)


def _offer(offer: Offer, names: _Names) -> Iterator[Line]:
    if offer.place is None:
        where = Text.of("Groups somewhere in {area}:", area=names.area(offer.area))
    else:
        where = Text.of("Groups in {place}:", place=names.place(offer.place))
    yield Line(where)
    for text in _offered(offer, names):
        yield Line(text, 1)


def _offered(offer: Offer, names: _Names) -> Iterator[Text]:
    yield Text.of(
        "{open} open, {coming} coming, {full} full or running.",
        open=offer.groups.open,
        coming=offer.groups.coming,
        full=offer.groups.full,
    )
    yield _serves(offer.serves, names)
    if offer.start.month is not None:
        yield Text.of("Starts in {month}.", month=names.month(offer.start.month))
    elif offer.start.kind in _STARTS:
        yield _STARTS[offer.start.kind]
    yield Text.of("Languages: {languages}.", languages=names.languages(offer.languages))
    yield from _facts(offer)
    for kind in offer.organisers:
        yield _ORGANISERS[kind]


def _activity(activity: Activity, names: _Names) -> Iterator[Line]:
    yield Line(_KIND[activity.kind])
    if activity.place is None:
        yield Line(Text.of("Somewhere in {area}.", area=names.area(activity.area)), 1)
    else:
        yield Line(Text.of("In {place}.", place=names.place(activity.place)), 1)
    yield Line(_serves(activity.serves, names), 1)
    yield Line(Text.of("Languages: {languages}.", languages=names.languages(activity.languages)), 1)
    for text in _facts(activity):
        yield Line(text, 1)
    yield Line(Text.of("Page: {link}", link=activity.link), 1)


def _facts(told: Offer | Activity) -> Iterator[Text]:
    """Yield what the closed words of an offer or activity mean; what is not said is not told."""
    for field in told.__struct_fields__:
        value = getattr(told, field)
        if isinstance(value, str | bool) and (text := _FIELDS.get((field, value))):
            yield text


def _serves(codes: tuple[MunicipalityCode, ...], names: _Names) -> Text:
    if not codes:
        return Text.of("Open to parents from anywhere.")
    return Text.of("Open to parents from {places}.", places=names.places(codes))
