"""Prove the ledger: every head, every column, every signature, the head table, the mirror.

One changed byte anywhere is found, because a head covers its whole row and all rows before it.
Findings are sentences for the operator; none means that everything fits.
"""

import re
from collections.abc import Callable, Iterator
from sqlite3 import Connection, Row

import msgspec
from msgspec import Struct, field

from hub.ingest import chain, ledger
from hub.ingest.chain import Tip
from hub.ingest.model import Acted, Counted, Entry, InChain, Reported, Rotated
from hub.registry import acts
from hub.registry import store as registry
from hub.registry.handover import mandate
from hub.registry.handover import store as mandates
from hub.registry.handover.mandate import Mandate
from hub.registry.keys import store as keys
from hub.registry.model import Network
from shared import possession, signing
from shared.keyring import Keyring
from shared.period import helsinki_day
from shared.text import Text
from shared.wire import codec
from shared.wire.rotation import Rotation
from shared.wire.session import Head
from shared.wire.words import Digest, NodeId

FINDINGS_LIMIT = 100
Found = Callable[[Text], None]
_HEAD = re.compile(r"^[0-9a-f]{64}$(?!\n)")


class Walk(Struct, kw_only=True):
    """What the entries walked so far come to."""

    tip: Tip = Tip()
    heads: dict[NodeId, Head] = field(default_factory=dict)
    rings: dict[NodeId, Keyring] = field(default_factory=dict)
    mandates: dict[NodeId, Mandate] = field(default_factory=dict)
    suspended: set[NodeId] = field(default_factory=set)


class Proof(Struct, frozen=True, kw_only=True):
    """How many entries were walked, and everything that does not fit."""

    entries: int
    head: Digest
    findings: tuple[Text, ...]


def prove(db: Connection, mirror: Iterator[bytes], *, growing: bool = False) -> Proof:
    """Walk the whole ledger beside the lines of its mirror.

    `growing`: somebody adds entries meanwhile, so that the mirror may have more of them.
    """
    findings: list[Text] = []
    walk, mirrored = Walk(), _Mirrored(mirror)
    for row in _rows(db):
        try:
            entry = ledger.entry_of(row)
        except (ValueError, TypeError):
            findings.append(Text.of("Entry {number} cannot be read.", number=walk.tip.entries))
            walk.tip = _after(walk.tip, row["head"], walk.tip.head)
            continue
        examine(entry, walk, findings.append)
        mirrored.compare(entry, findings.append)
        if len(findings) >= FINDINGS_LIMIT:
            break
    else:
        if not growing:
            mirrored.end(findings.append)
        _tables(db, walk, findings.append)
    return Proof(entries=walk.tip.entries, head=walk.tip.head, findings=tuple(findings))


def _rows(db: Connection) -> Iterator[Row]:
    after = -1
    while page := ledger.rows(db, after):
        yield from page
        after = page[-1]["entry"]


def examine(entry: Entry, walk: Walk, found: Found) -> None:
    """Check one entry against all before it."""
    number = walk.tip.entries
    if entry.number != number:
        found(Text.of("Entry {number} is missing.", number=number))
    expected = chain.next_head(walk.tip.head, chain.leaf(entry))
    if expected != entry.head:
        found(Text.of("Entry {number} does not fit its head: it was changed.", number=number))
    walk.tip = _after(Tip(entries=entry.number, head=walk.tip.head), entry.head, expected)
    try:
        event = chain.event_of(entry)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
        found(Text.of("The content of entry {number} cannot be read.", number=entry.number))
        return
    match event:
        case Reported(report=report) | Counted(report=report):
            _in_chain(entry, report, walk, found)
        case Rotated(rotation=rotation):
            _in_chain(entry, rotation, walk, found)
            _rotation(entry, rotation, walk, found)
        case Acted():
            _act(entry, event, walk, found)


def _after(tip: Tip, head: object, otherwise: Digest) -> Tip:
    """Return the tip to go on from: with the head that stands there, if it is one at all."""
    whole = isinstance(head, str) and _HEAD.match(head)
    return Tip(entries=tip.entries + 1, head=str(head) if whole else otherwise)


def _in_chain(entry: Entry, report: InChain, walk: Walk, found: Found) -> None:
    """Check what stands in a node's chain, by the key that spoke for the node at that number."""
    envelope = chain.envelope_of(entry)
    ring = walk.rings.get(entry.node, Keyring())
    key = ring.find(envelope.signatures[0].keyid, report.sequence)
    columns = (entry.node, entry.sequence, entry.digest)
    if columns != (report.node, report.sequence, signing.envelope_digest(envelope)):
        found(Text.of("Entry {number} and its report differ.", number=entry.number))
    canonical = codec.encode(report) == envelope.payload
    if not canonical or signing.encode_envelope(envelope) != entry.body:
        found(Text.of("The report in entry {number} was changed.", number=entry.number))
    if key is None or not signing.signature_ok(envelope, key.public):
        found(Text.of("The signature of entry {number} is wrong.", number=entry.number))
    before = walk.heads.get(entry.node)
    if (None if before is None else before.digest) != report.previous or report.sequence != (
        1 if before is None else before.sequence + 1
    ):
        found(Text.of("Entry {number} does not follow its node's last.", number=entry.number))
    walk.heads[entry.node] = Head(sequence=report.sequence, digest=entry.digest or "")


def _rotation(entry: Entry, rotation: Rotation, walk: Walk, found: Found) -> None:
    signer = chain.envelope_of(entry).signatures[0].keyid
    if rotation.retires != signer or not possession.proved(rotation):
        found(Text.of("The new key in entry {number} is not proved.", number=entry.number))
    ring = walk.rings.get(entry.node, Keyring())
    walk.rings[entry.node] = ring.rotated(rotation.public_key, rotation.sequence)


def _act(entry: Entry, event: Acted, walk: Walk, found: Found) -> None:
    act = event.act
    if (entry.kind, entry.node, entry.body) != (chain.kind_of(act), act.node, acts.encode(act)):
        found(Text.of("Entry {number} and its act differ.", number=entry.number))
    for node in mandate.parties(act):
        before = walk.mandates.get(node, Mandate())
        walk.mandates[node] = mandate.after(before, node, act, helsinki_day(entry.at))
    match act:
        case acts.Keyed():
            ring = walk.rings.get(act.node, Keyring())
            walk.rings[act.node] = ring.keyed(act.public_key, act.first_sequence)
        case acts.Revoked():
            ring = walk.rings.get(act.node, Keyring())
            walk.rings[act.node] = ring.revoked(act.key_id, entry.at)
        case acts.Suspended():
            walk.suspended.add(act.node)
        case acts.Resumed():
            walk.suspended.discard(act.node)


def _tables(db: Connection, walk: Walk, found: Found) -> None:
    """Compare the tables that follow from the ledger with it."""
    kept = ledger.heads(db)
    for node in sorted(kept.keys() | walk.heads.keys()):
        head, mine = kept.get(node), walk.heads.get(node)
        if (
            head is None
            or mine is None
            or (head.sequence, head.digest)
            != (
                mine.sequence,
                mine.digest,
            )
        ):
            found(Text.of("The head kept of {node} is not its last report.", node=node))
    kept_mandates = mandates.every(db)
    for network in registry.networks(db):
        said = walk.mandates.get(network.node, Mandate())
        same = _same(network, walk) and kept_mandates[network.node] == said
        if not same or keys.ring(db, network.node) != walk.rings.get(network.node, Keyring()):
            found(
                Text.of("The registry's row of {node} is not what its acts say.", node=network.node)
            )


def _same(network: Network, walk: Walk) -> bool:
    key = walk.rings.get(network.node, Keyring()).current
    return (
        (network.standing == "suspended") == (network.node in walk.suspended)
        and (network.standing in {"active", "suspended"}) == (key is not None)
        and (key is None or network.public_key == key.public)
    )


class _Mirrored:
    """The mirror's lines beside the ledger's entries; the first difference is told, once."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._told = False

    def compare(self, entry: Entry, found: Found) -> None:
        """Compare the next line with an entry."""
        if not self._told and next(self._lines, b"") != chain.line(entry):
            self._told = True
            found(Text.of("The mirror differs from entry {number} on.", number=entry.number))

    def end(self, found: Found) -> None:
        """Require that no line is left."""
        if not self._told and next(self._lines, None) is not None:
            found(Text.of("The mirror has entries that the ledger lacks."))
