"""What must never happen, checked from outside: at every commit, at every snapshot, at the end.

It reads the databases as they are committed and the snapshots as they are published, and compares
them with what the leads entered (`memory.Book`) and with what really happened in the run.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from sqlite3 import Connection

import msgspec

from hub.availability.snapshot import Snapshot
from shared.signing import decode_envelope
from shared.wire.availability import Availability
from tests.simulation.memory import LINK, Book, Facts, mark_of
from tests.simulation.readings import Published, published

Now = Callable[[], datetime]


@dataclass
class Network:
    """What the oracle knows of one network."""

    contact: timedelta
    places: frozenset[str]
    last_contact_at: datetime | None = None
    sessions: list[str] = field(default_factory=list)
    cloned: bool = False
    alarmed: bool = False
    shown: Published | None = None
    lineages: dict[int, int] = field(default_factory=dict)
    released_at: datetime | None = None
    confirmed_at: datetime | None = None
    revoked: set[str] = field(default_factory=set)
    revived: set[tuple[int, str]] = field(default_factory=set)
    reported_at: dict[int, datetime] = field(default_factory=dict)
    newest: Availability | None = None
    acknowledged: dict[int, str] = field(default_factory=dict)


@dataclass
class Oracle:
    """The judge of one run. `violations` is empty as long as everything holds."""

    book: Book
    now: Now
    say: Callable[[str], None]
    networks: dict[str, Network] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    signed: dict[str, str] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    chains: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    seen: int = 0
    snapshot: Snapshot | None = None
    shown: int = 0
    reports: int = 0
    broken: asyncio.Event = field(default_factory=asyncio.Event)

    def found(self, what: str) -> None:
        """Write a violation down."""
        self.violations.append(what)
        self.broken.set()
        self.say(f"VIOLATION: {what}")

    def node_committed(self, node: str, machine: str, db: Connection) -> None:
        """Look at a node's outbox: what it signed, and what it believes acknowledged."""
        rows = db.execute(
            "SELECT sequence, digest, state, receipt FROM outbox_entry ORDER BY entry DESC LIMIT 4"
        ).fetchall()
        for row in rows:
            if row["state"] == "queued" and row["digest"] not in self.signed:
                self.signed[row["digest"]] = machine
            if row["receipt"] is not None:
                self._acknowledged(node, row["sequence"], row["digest"])
        stopped = db.execute("SELECT stopped FROM push_state").fetchone()
        if stopped is not None and stopped["stopped"] in LOG_STOPS:
            self.found(f"false alarm: {machine} stopped, {stopped['stopped']}; no hub forked a log")

    def _acknowledged(self, node: str, sequence: int, digest: str) -> None:
        kept = self.networks[node].acknowledged
        if kept.setdefault(sequence, digest) != digest:
            self.found(f"{node} holds receipts for two reports {sequence}")
        chain = self.chains[node]
        if len(chain) < sequence or chain[sequence - 1] != digest:
            self.found(
                f"lost: {node} holds a receipt for {sequence}, the ledger has no such report"
            )

    def hub_committed(self, db: Connection) -> None:
        """Look at what a commit of the hub added to the ledger, and who said hello."""
        rows = db.execute(
            "SELECT entry, kind, node, sequence, digest, body FROM ledger WHERE entry >= :seen"
            " ORDER BY entry",
            {"seen": self.seen},
        ).fetchall()
        for row in rows:
            self.seen = row["entry"] + 1
            if row["sequence"] is not None:
                self._signed_by(row["node"], row["sequence"], row["body"])
                self._entered(row["node"], row["sequence"], row["digest"], row["kind"], row["body"])
            else:
                self._acted(row["node"], row["kind"], row["body"])
        for row in db.execute("SELECT node, session, lease_hash FROM session ORDER BY node"):
            self._greeted(row["node"], row["session"], row["lease_hash"])

    def _entered(self, node: str, sequence: int, digest: str, kind: str, body: bytes) -> None:
        chain, network = self.chains[node], self.networks[node]
        network.last_contact_at = self.now()
        if sequence != len(chain) + 1:
            self.found(f"doubled or skipped: {node} has {len(chain)} reports, then {sequence}")
        if digest in chain:
            self.found(f"doubled: one report of {node} stands in the ledger twice")
        if digest not in self.signed:
            self.found(f"forged: {node} never signed the report {sequence} in the ledger")
        chain.append(digest)
        self.reports += 1
        if kind == "report":
            report = msgspec.json.decode(decode_envelope(body).payload, type=Availability)
            self._as_entered(node, digest, report)

    def _signed_by(self, node: str, sequence: int, body: bytes) -> None:
        key_id = decode_envelope(body).signatures[0].keyid
        if key_id in self.networks[node].revoked:
            self.found(f"forged: report {sequence} of {node} is signed by a key taken back")

    def _as_entered(self, node: str, digest: str, report: Availability) -> None:
        """Hold a report against what the lead entered."""
        marks = [mark_of(a.link) for a in report.activities if a.link.startswith(LINK)]
        if not marks:
            return
        network = self.networks[node]
        network.reported_at.setdefault(marks[0], self.now())
        self.marks[digest] = marks[0]
        if network.newest is None or network.newest.confirmed_at != report.confirmed_at:
            network.confirmed_at = self.now()
        network.newest = report
        facts = self.book.of(node, marks[0])
        if facts is None or marks[0] not in self.book.entered.get(node, set()):
            self.found(f"{node} reports act {marks[0]}, which nobody entered")
            return
        groups = [offer.groups for offer in report.offers]
        told = tuple(sum(getattr(g, name) for g in groups) for name in ("open", "coming", "full"))
        if told != facts.totals():
            self.found(f"{node} reports {told} groups as of act {marks[0]}: {facts.totals()}")
        says = {s.municipality: s.says for s in report.municipalities}
        for place, word in facts.word.items():
            if says.get(place) == "none" and word != "none":
                self.found(f"{node} reports none of {place}, which nobody said")

    def _acted(self, node: str, kind: str, body: bytes) -> None:
        network = self.networks.get(node)
        if network is None:
            return
        if kind == "suspended":
            why = msgspec.json.decode(body).get("why", "operator")
            self.say(f"hub: {node} is suspended ({why})")
            alarm = why in {"clone", "fork"}
            network.alarmed |= alarm
            if alarm and not network.cloned and not (why == "fork" and self._revived(node)):
                self.found(f"false alarm: {node} was suspended for a {why} that never was")
        if kind == "revoked":
            network.revoked.add(msgspec.json.decode(body)["key_id"])
        if kind == "resumed":
            network.sessions.clear()
        if kind == "released":
            network.released_at = self.now()

    def _revived(self, node: str) -> bool:
        """Tell whether a restore brought back a report whose number another one has since.

        Two reports then carry one number: the alarm is as it should be (rule 5).
        """
        chain = self.chains[node]
        return any(
            number <= len(chain) and chain[number - 1] != digest
            for number, digest in self.networks[node].revived
        )

    def _greeted(self, node: str, session: str, lease: str) -> None:
        network = self.networks.get(node)
        if network is None or (network.sessions and network.sessions[-1] == f"{session} {lease}"):
            return
        network.last_contact_at = self.now()
        before = [known.split()[0] for known in network.sessions]
        if session in before and before[-1] != session:
            self.found(f"a clone got in: a retired session of {node} is current again")
        network.sessions.append(f"{session} {lease}")

    def hub_restored(self) -> None:
        """Forget who said hello: the hub has forgotten it, too."""
        for network in self.networks.values():
            network.sessions.clear()

    def hub_opened(self, db: Connection) -> None:
        """Look at the whole ledger when the hub has started; it may have been restored."""
        rows = db.execute(
            "SELECT node, digest FROM ledger WHERE sequence IS NOT NULL ORDER BY entry"
        ).fetchall()
        entries = db.execute("SELECT count(*) FROM ledger").fetchone()[0]
        chains: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            chains[row["node"]].append(row["digest"])
        for node, network in self.networks.items():
            for sequence, digest in network.acknowledged.items():
                if digest not in chains[node]:
                    self.found(f"lost: report {sequence} of {node} was acknowledged and is gone")
        self.chains, self.seen = chains, entries

    def published(self, snapshot: Snapshot) -> None:
        """Judge what parents read from now on."""
        self.snapshot = snapshot
        self.shown += 1
        for node in self.networks:
            new = published(snapshot, node, self.now())
            if new is not None:
                self._shown(node, new)
        self.read()

    def _shown(self, node: str, new: Published) -> None:
        network = self.networks[node]
        facts = self.book.of(node, new.mark)
        if facts is None:
            self.found(f"published: act {new.mark} of {node}, which nobody entered")
            return
        if new.totals != facts.totals():
            self.found(f"published: {new.totals} groups of {node}, act {new.mark} made others")
        before = network.shown
        if before is not None and before.mark == new.mark:
            return
        network.shown = new
        if before is None:
            return
        self.say(f"parents: see act {new.mark} of {node}")
        old = self.book.of(node, before.mark)
        if old is not None:
            self._in_order(node, network, old, facts)
            self._guarded(node, network, old, facts, before)

    def _in_order(self, node: str, network: Network, old: Facts, new: Facts) -> None:
        """A parent sees nothing older than before, unless a machine was restored in between."""
        if new.mark > old.mark:
            return
        base = [mark for lineage, mark in network.lineages.items() if lineage > old.lineage]
        if new.mark not in base and not network.cloned:
            self.found(f"regressed: parents saw act {old.mark} of {node}, then {new.mark}")

    def _guarded(
        self, node: str, network: Network, old: Facts, new: Facts, before: Published
    ) -> None:
        """A loss that no act explains is shown only after a person has looked."""
        loss = sum(old.totals()) - sum(new.totals())
        if loss <= self._told(node, old, new):
            return
        looked = network.released_at is not None and network.released_at >= before.since
        held = [at for mark, at in network.reported_at.items() if mark > old.mark]
        since = min(held, default=self.now())
        confirmed = network.confirmed_at is not None and network.confirmed_at >= since + DAY
        if not looked and not confirmed:
            self.found(f"unguarded: {loss} groups of {node} vanished from the pages")

    def _told(self, node: str, old: Facts, new: Facts) -> int:
        """Return how many groups the reports between two shown ones may have said to be gone.

        Each of them can say no more than the acts that stand behind it and behind no earlier one.
        """
        marks = [self.marks[digest] for digest in self.chains[node] if digest in self.marks]
        end = _last(marks, new.mark, len(marks))
        facts = [self.book.of(node, mark) for mark in marks[_last(marks, old.mark, end) : end + 1]]
        acts = [one.explained for one in (old, *facts, new) if one is not None]
        return sum(max(0, after - before) for before, after in pairwise(acts))

    def read(self) -> None:
        """Read the pages as a parent does now: nothing is known of who has long been silent."""
        if self.snapshot is None:
            return
        now = self.now()
        for row in self.snapshot.availability.municipalities:
            if row.state == "unknown" or (row.believed_until and row.believed_until <= now):
                continue
            owners = [n for n in self.networks.values() if row.municipality in n.places]
            heard = [n.last_contact_at + n.contact for n in owners if n.last_contact_at]
            if not heard or max(heard) + GRACE < now:
                self.found(f"silently stale: {row.name_fi} is {row.state}, nobody was heard of")


LOG_STOPS = frozenset({"log_forked", "log_rolled_back"})
DAY = timedelta(hours=23)
GRACE = timedelta(minutes=5)


def _last(marks: list[int], mark: int, end: int) -> int:
    """Return the last place of a mark before `end`; 0 if it has none."""
    return max((at for at in range(end) if marks[at] == mark), default=0)
