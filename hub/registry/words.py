"""The operator's view in words: a network's line, a contact's lines."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from hub.ingest.store import KeptContact
from hub.registry.handover.forms import finnish
from hub.registry.overview import Line
from shared.period import instant_text
from shared.text import Text
from shared.wire.availability import NetworkName
from shared.wire.contact import Contact

Words = Callable[[Text], str]
STANDING: Mapping[str, Text] = MappingProxyType(
    {
        "invited": Text.of("invited"),
        "withdrawn": Text.of("invitation withdrawn"),
        "pending": Text.of("waits for its key to be confirmed"),
        "active": Text.of("active"),
        "suspended": Text.of("suspended"),
    }
)
FRESHNESS: Mapping[str, Text] = MappingProxyType(
    {
        "never_seen": Text.of("has never reported"),
        "fresh": Text.of("reports"),
        "late": Text.of("is late"),
        "silent": Text.of("is silent"),
    }
)


def network_line(line: Line, words: Words) -> Text:
    """Return a network's line: standing, freshness, last contact, and what needs a person."""
    last = line.last_contact_at
    standing = [words(STANDING["withdrawn" if line.withdrawn else line.standing])]
    if line.standing == "active":  # Of any other no report is taken: how fresh it is says nothing.
        standing.append(words(FRESHNESS[line.freshness]))
    return Text.of(
        "{node}: {standing}; reports: {reports}; last contact: {last}{notes}",
        node=line.node,
        standing="; ".join(standing),
        reports=line.reports,
        last="-" if last is None else instant_text(last),
        notes="".join(f"; {words(note)}" for note in notes(line)),
    )


def notes(line: Line) -> tuple[Text, ...]:
    """Return what a person should look at."""
    found = []
    if line.standing == "pending" and line.fingerprint is not None:
        found.append(Text.of("fingerprint {fingerprint}", fingerprint=line.fingerprint))
    if line.ends_on is not None:
        day = finnish(line.ends_on)
        said = (
            Text.of("ended on {day}", day=day) if line.ended else Text.of("ends on {day}", day=day)
        )
        found.append(said)
    if line.silent_since is not None:
        found.append(Text.of("silent since {day}", day=line.silent_since.isoformat()))
    if line.held is not None:
        found.append(Text.of("report {sequence} is held", sequence=line.held))
    if line.called is not None and line.name_waits:
        found.append(_called(line, line.called))
    if line.contact_waits:
        found.append(Text.of("a contact waits to be seen"))
    if line.alarm:
        found.append(Text.of("ALARM: two machines or two reports with one key (alarms)"))
    return tuple(found)


def _called(line: Line, own: NetworkName) -> Text:
    """Say what is to be published, in both languages: the two may differ in one alone."""
    return Text.of(
        "calls itself {fi} in Finnish and {sv} in Swedish; parents read {old_fi} and {old_sv} "
        "(rename)",
        fi=own.fi,
        sv=own.sv,
        old_fi=line.name,
        old_sv=line.name_sv,
    )


def contact_lines(kept: Iterable[KeptContact]) -> tuple[Text, ...]:
    """Return a line for every contact."""
    return tuple(_contact_line(one) for one in kept)


def _contact_line(kept: KeptContact) -> Text:
    contact = kept.contact
    ways = (contact.email, contact.telephone, contact.web)
    values = {
        "node": contact.node,
        "organisation": contact.organisation,
        "ways": ", ".join((*(way for way in ways if way), *_hours(contact))),
    }
    if kept.standing == "held":
        return Text.of(
            "{node} (waits to be seen, revision {revision}): {organisation}, {ways}",
            revision=contact.revision,
            **values,
        )
    return Text.of("{node}: {organisation}, {ways}", **values)


def _hours(contact: Contact) -> tuple[str, ...]:
    """Return the telephone hours in each language they are written in: parents read them all."""
    said = contact.hours
    if said is None:
        return ()
    written = (("fi", said.fi), ("sv", said.sv), ("en", said.en))
    return tuple(f"{language}: {hours}" for language, hours in written if hours)
