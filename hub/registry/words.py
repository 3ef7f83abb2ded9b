"""The operator's view in words: a network's line, a contact's lines."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from hub.ingest.store import KeptContact
from hub.registry.overview import Line
from shared.period import instant_text
from shared.text import Text

Words = Callable[[Text], str]
STANDING: Mapping[str, Text] = MappingProxyType(
    {
        "invited": Text.of("invited"),
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
    return Text.of(
        "{node}: {standing}; {freshness}; reports: {reports}; last contact: {last}{notes}",
        node=line.node,
        standing=words(STANDING[line.standing]),
        freshness=words(FRESHNESS[line.freshness]),
        reports=line.reports,
        last="-" if last is None else instant_text(last),
        notes="".join(f"; {words(note)}" for note in notes(line)),
    )


def notes(line: Line) -> tuple[Text, ...]:
    """Return what a person should look at."""
    found = []
    if line.standing == "pending" and line.fingerprint is not None:
        found.append(Text.of("fingerprint {fingerprint}", fingerprint=line.fingerprint))
    if line.silent_since is not None:
        found.append(Text.of("silent since {day}", day=line.silent_since.isoformat()))
    if line.held is not None:
        found.append(Text.of("report {sequence} is held", sequence=line.held))
    if line.contact_waits:
        found.append(Text.of("a contact waits to be seen"))
    if line.forked:
        found.append(Text.of("TWO DIFFERENT REPORTS WITH ONE NUMBER: its key may be stolen"))
    return tuple(found)


def contact_lines(kept: Iterable[KeptContact]) -> tuple[Text, ...]:
    """Return a line for every contact."""
    return tuple(_contact_line(one) for one in kept)


def _contact_line(kept: KeptContact) -> Text:
    contact = kept.contact
    ways = (contact.email, contact.telephone, contact.web)
    values = {
        "node": contact.node,
        "organisation": contact.organisation,
        "ways": ", ".join(way for way in ways if way),
    }
    if kept.standing == "held":
        return Text.of("{node} (waits to be seen): {organisation}, {ways}", **values)
    return Text.of("{node}: {organisation}, {ways}", **values)
