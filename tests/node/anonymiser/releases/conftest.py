"""An enrolled node with a third quarter of 2026 in its records, and its hub."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection

import pytest

from node import disclosurekey
from node.anonymiser.releases import keeping, store
from node.anonymiser.releases.model import Release
from node.anonymiser.releases.publish import before_reports
from node.enquiries import store as enquiries
from node.enquiries.model import Outcome, Tally
from node.groups import store as groups
from node.groups.model import Group, Meeting
from node.instructors import store as instructors
from node.instructors.model import Instructor
from node.network import edit
from node.network import store as network
from node.network.model import NetworkRecord
from node.preview.compose import next_change
from node.push.sender import Sender
from node.push.worker import until_rest
from node.trainings import store as trainings
from node.trainings.model import Training
from node.work import store as work
from node.work.model import Participation
from shared.reference.lookup import Reference
from shared.runtime.database import Database
from shared.signing import SigningKey
from shared.wire.session import Owed
from tests.node.onekey import OneKey
from tests.node.push.conftest import HandClock
from tests.node.push.simulated_hub import HUB_URL, NODE, SimulatedHub

QUARTER = "2026-Q3"
COVERED = ("297", "749")
EARLY = datetime(2026, 10, 20, 5, 59, tzinfo=UTC)
"""A minute before the release instant: Helsinki is three hours ahead until the 25th."""

DUE = datetime(2026, 10, 20, 6, 0, tzinfo=UTC)
ASKED: dict[Outcome, int] = {"place": 13, "waiting": 7, "elsewhere": 4}
PARENTS = (5, 7, 6)


def group(number: int) -> Group:
    """Return a group that started in the quarter, confirmed."""
    first = date(2026, 8, number)
    return Group(
        id=f"ryhma-{number}",
        lifecycle="running",
        meets_in="297",
        serves=("297",),
        start_month="2026-08",
        meetings=(Meeting(number=1, day=first),),
        start_confirmed_on=first,
        instructors=("maija", "pekka"),
        parents=PARENTS[number - 1],
    )


def recorded(db: Connection) -> None:
    """Write what a quarter leaves in the records."""
    for name in ("maija", "pekka"):
        instructors.put(db, Instructor(id=name, name=f"Esimerkki {name}", role="professional"))
        done = Training(instructor=name, kind="other", day=date(2026, 9, 3), days=1)
        trainings.put(db, done)
    for number in (1, 2, 3):
        groups.put(db, group(number))
    met = (date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1))
    for number in (1, 2):  # two panels, each twice within the quarter
        panel = Participation(kind="parents_panel", name=f"Esimerkkiraati {number}", days=met)
        work.PARTICIPATIONS.put(db, panel)
    for outcome, count in ASKED.items():
        tally = Tally(quarter=QUARTER, municipality="297", outcome=outcome)
        for _ in range(count):
            enquiries.add_to(db, tally)
    enquiries.add_to(db, Tally(quarter=QUARTER, municipality="091", outcome="closed"))


@dataclass
class Quarterly:
    """The node, its hub, and what a test does with them."""

    database: Database
    data: Path
    clock: HandClock
    reference: Reference
    key: SigningKey
    hub: SimulatedHub
    sessions: list[str] = field(default_factory=list)

    def sender(self) -> Sender:
        """Start a process."""
        self.sessions.append(f"{len(self.sessions):032x}")
        change = partial(next_change, reference=self.reference)
        return Sender(
            database=self.database,
            clock=self.clock,
            keys=OneKey(self.key),
            session=self.sessions[-1],
            software="voikukkia-node test",
            line=lambda _url: self.hub,
            next_report=before_reports(
                partial(disclosurekey.find, self.data), self.reference, change
            ),
            chance=lambda: 0.5,
        )

    async def push(self) -> None:
        """Start a process and let it talk to the hub until it rests."""
        await until_rest(self.sender(), urgent=True)

    async def act(self, job: Callable[[Connection], object]) -> object:
        """Write what a person did."""
        return await self.database.write(job)

    async def ledger(self) -> tuple[Release, ...]:
        """Return the release ledger."""
        return await self.database.read(store.releases)


@pytest.fixture
async def quarterly(database: Database, tmp_path: Path, reference: Reference) -> Quarterly:
    clock, key = HandClock(datetime(2026, 7, 1, 9, tzinfo=UTC)), SigningKey.generate()
    hub = SimulatedHub(clock=clock, node_key=key)
    hub.owed = Owed(quarter=QUARTER, municipalities=COVERED)
    record = NetworkRecord(name_fi="Esimerkki", name_sv="Exempel", controller="Esimerkki ry")

    def job(db: Connection) -> None:
        edit.set_up(db, record, COVERED, clock.now())
        network.join(db, node=NODE, hub=HUB_URL, hub_key=hub.key.public)
        keeping.begin(db, tmp_path, clock.now())
        recorded(db)

    await database.write(job)
    clock.instant = DUE
    return Quarterly(database, tmp_path, clock, reference, key, hub)
