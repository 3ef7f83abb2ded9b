"""From what somebody asks about back to the signed reports: which entries a word rests on. Pure.

A second pass over the entries, so that the first one needs no memory for questions.
"""

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from hub.availability.chronicle import Chronicle
from hub.ingest import chain
from hub.ingest.model import Acted, Entry
from hub.log import tiles
from hub.log.audit.entries import read_entries
from hub.log.audit.model import Notebook, Question, Read
from hub.log.tiles import WIDTH
from hub.registry.acts import Word
from hub.registry.handover.mandate import parties
from shared.period import instant_text
from shared.text import Text
from shared.wire.opendata import AvailabilityDocument, Row
from shared.wire.words import NodeId


class Basis(Struct, frozen=True, kw_only=True):
    """The entries on which the word of one network rests."""

    node: NodeId
    report: Entry | None
    acts: tuple[Entry, ...]
    contact: Entry | None


def trace(
    read: Read, question: Question, document: AvailabilityDocument, past: Chronicle
) -> tuple[Text, ...]:
    """Return, in sentences, what a row or a network's word rests on."""
    found: list[Text] = []
    nodes = [] if question.node is None else [question.node]
    row = next((r for r in document.municipalities if r.municipality == question.place), None)
    if row is not None:
        found.append(_row(row))
        offers = {offer.id: offer.network for offer in document.offers}
        nodes += [*row.networks, *(offers[one] for one in row.offers if one in offers)]
    for node in dict.fromkeys(nodes):
        found += _basis(_of(read, node, document.ledger_entries, past))
    return tuple(found)


def _of(read: Read, node: NodeId, size: int, past: Chronicle) -> Basis:
    known = past.projection.get(node)
    wanted = known.effective.digest if known and known.effective else None
    report = contact = None
    acts = []
    for first in range(0, size, WIDTH):
        for entry in read_entries(read, first, size, Notebook()):
            if entry.digest is not None and entry.digest == wanted:
                report = entry
            if entry.node == node and (entry.digest is not None or _is_word(entry)):
                contact = entry
            elif entry.digest is None and node in _about(entry):
                acts.append(entry)
    return Basis(node=node, report=report, acts=tuple(acts), contact=contact)


def _is_word(entry: Entry) -> bool:
    return entry.kind == Word.__struct_config__.tag


def _about(entry: Entry) -> tuple[NodeId, ...]:
    """Return the networks an act is about, none if it cannot be read."""
    try:
        event = chain.event_of(entry)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        return ()
    return parties(event.act) if isinstance(event, Acted) else ()


def _row(row: Row) -> Text:
    return Text.of(
        "{name} ({code}): {state}. Networks that answer for it: {networks}.",
        name=row.name_fi,
        code=row.municipality,
        state=row.state,
        networks=", ".join(row.networks) or "-",
    )


def _basis(basis: Basis) -> Iterator[Text]:
    report = basis.report
    if report is None:
        yield Text.of("{node}: no report of this network counts.", node=basis.node)
    else:
        envelope = chain.envelope_of(report)
        yield Text.of(
            "{node}: report {sequence}, received {at}, digest {digest}, signed by the key {key}: "
            "{where}.",
            node=basis.node,
            sequence=report.sequence or 0,
            at=instant_text(report.at),
            digest=report.digest or "",
            key=envelope.signatures[0].keyid,
            where=_where(report),
        )
        yield Text.of("What was signed: {payload}", payload=envelope.payload.decode())
    if basis.contact is not None:
        yield Text.of(
            "Last contact: {at}, {where}.",
            at=instant_text(basis.contact.at),
            where=_where(basis.contact),
        )
    for act in basis.acts:
        yield Text.of(
            "{at}, act of the operator: {act}, {where}.",
            at=instant_text(act.at),
            act=msgspec.json.encode(msgspec.json.decode(act.body)).decode(),
            where=_where(act),
        )


def _where(entry: Entry) -> str:
    """Return where the entry stands: its number, file and line."""
    first = entry.number - entry.number % WIDTH
    return f"#{entry.number} ({tiles.entries_path(first)}:{entry.number - first + 1})"
