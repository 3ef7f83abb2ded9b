"""Compute again what is published, from the entries alone, and name every difference. Pure.

Contacts are no part of the log (they can be erased): they are taken as published.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import msgspec
from msgspec import Struct

from hub.availability import assemble, chronicle, history
from hub.availability.chronicle import EMPTY, Chronicle, Folded
from hub.availability.snapshot import Snapshot
from hub.log.audit import differing
from hub.log.audit.model import Notebook, Read
from hub.opendata import render
from hub.statistics.document import document as statistics
from hub.statistics.gathering import Gathered, Gatherer
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.opendata import AvailabilityDocument, NetworksDocument

AVAILABILITY = render.FOLDER + "availability.json"
NETWORKS = render.FOLDER + "networks.json"
COMPARED: Mapping[str, Callable[[str, bytes, bytes], Iterator[Text]]] = {
    AVAILABILITY: differing.json_files,
    NETWORKS: differing.json_files,
    render.FOLDER + "availability.geojson": differing.json_files,
    render.FOLDER + "find.json": differing.json_files,
    render.FOLDER + "availability.csv": partial(differing.csv_files, keys=1),
    render.FOLDER + "statistics.json": differing.json_files,
    render.FOLDER + "statistics.csv": partial(differing.csv_files, keys=5),
    render.FOLDER + "history.csv": partial(differing.csv_files, keys=2),
}
"""Every file of data that says something about the world."""


class Published(Struct, frozen=True, kw_only=True):
    """The two documents from which the rest is computed: instant, policy, and the contacts."""

    availability: AvailabilityDocument
    networks: NetworksDocument


def published(read: Read, book: Notebook) -> Published | None:
    """Return the published documents, None if they cannot be read."""
    try:
        return Published(
            availability=msgspec.json.decode(read(AVAILABILITY) or b"", type=AvailabilityDocument),
            networks=msgspec.json.decode(read(NETWORKS) or b"", type=NetworksDocument),
        )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        book.found(Text.of("{one} or {other} cannot be read.", one=AVAILABILITY, other=NETWORKS))
        return None


class Past(Struct, frozen=True, kw_only=True):
    """What the entries come to: availability with its history, and the counts of quarters."""

    chronicle: Chronicle
    gathered: Gathered


def folded(said: Published, entries: Iterable[Folded], reference: Reference) -> Past:
    """Return what the entries make, with every day before the snapshot's closed."""
    document, gatherer = said.availability, Gatherer()

    def each() -> Iterator[Folded]:
        for entry in entries:
            gatherer.take(entry.number, entry.head, entry.event)
            yield entry

    day = helsinki_day(document.made_at)
    past = chronicle.advance(EMPTY, each(), reference, document.policy, day)
    return Past(chronicle=past, gathered=gatherer.gathered())


def computed(said: Published, all_of_it: Past, reference: Reference) -> Snapshot:
    """Return the snapshot as the entries make it at the published instant."""
    past, made_at = all_of_it.chronicle, said.availability.made_at
    contacts = {row.node: row.contact for row in said.networks.networks if row.contact}
    return assemble.snapshot(
        past.mark,
        past.projection,
        history.runs(past.history),
        contacts,
        reference=reference,
        policy=said.availability.policy,
        made_at=made_at,
        statistics=statistics(all_of_it.gathered, reference, helsinki_day(made_at)),
    )


def compare(read: Read, made: Snapshot, book: Notebook) -> None:
    """Name every difference between the published data and what was computed."""
    for text in _differences(read, made):
        book.found(text)


def _differences(read: Read, made: Snapshot) -> Iterator[Text]:
    rendered = render.render(made)
    for path, differences in COMPARED.items():
        body = read(path)
        if body is None:
            yield Text.of("{file} is missing or damaged.", file=path)
        elif body != rendered[path]:
            yield from differences(path, body, rendered[path])
