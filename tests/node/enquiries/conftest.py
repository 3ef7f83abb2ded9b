"""Enquiries at a desk of their own: forms, keys beside the database, a told time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar

import pytest

from node.desk import Desk
from node.enquiries import edit, keyring, store
from node.enquiries.keyring import Keyring
from node.enquiries.model import Kept, State
from node.history.model import Doer
from shared.period import day_start
from shared.reference.lookup import Reference
from shared.runtime.database import Database
from shared.runtime.i18n import Translator
from tests.node.conftest import ToldClock

T = TypeVar("T")

FORM = {
    "contact": "040 555 0199",
    "ways": "call",
    "municipality": "Porvoo",
    "language": "suomi",
    "consent": "yes",
}


@dataclass
class Office:
    """A node where parents telephone."""

    database: Database
    clock: ToldClock
    reference: Reference
    data: Path

    @property
    def keys(self) -> Keyring:
        """Return the keys beside the database."""
        return keyring.load(self.data)

    @property
    def doer(self) -> Doer:
        """Return who acts now."""
        return Doer(at=self.clock.instant, staff=1, via="page")

    @property
    def desk(self) -> Desk:
        """Return the open node."""

        async def wake() -> None:
            raise AssertionError("an enquiry wakes nobody: nothing of it leaves")

        return Desk(
            database=self.database,
            clock=self.clock,
            reference=self.reference,
            translator=Translator("en"),
            wake=wake,
            data=self.data,
        )

    def at(self, day: date, *, hour: int = 12) -> None:
        """Let it be that hour of a Helsinki day."""
        self.clock.instant = day_start(day) + timedelta(hours=hour)

    async def do(self, job: Callable[[Connection], T]) -> T:
        """Run a job in a transaction."""
        return await self.database.write(job)

    async def record(self, **form: str) -> Kept:
        """Write an enquiry down."""
        done = await self.try_record(**form)
        assert isinstance(done, Kept), done
        return done

    async def try_record(self, **form: str) -> Kept | tuple[object, ...]:
        """Write an enquiry down, or be refused."""
        return await self.do(
            lambda db: edit.record(
                db,
                FORM | form,
                keys=self.keys,
                reference=self.reference,
                doer=self.doer,
                by="Liisa Lähde",
            )
        )

    async def step(self, reference: str, *states: State, corrected: bool = False) -> Kept:
        """Take steps that are allowed."""
        done: Kept | None = None
        for to in states:
            job = partial(
                edit.take_step,
                reference=reference,
                to=to,
                keys=self.keys,
                doer=self.doer,
                corrected=corrected,
            )
            taken = await self.do(job)
            assert isinstance(taken, Kept), taken
            done = taken
        assert done is not None
        return done

    async def counts(self) -> dict[tuple[str, str, str], int]:
        """Return what was counted."""
        found = await self.database.read(store.tallies)
        return {(c.tally.quarter, c.tally.municipality, c.tally.outcome): c.count for c in found}


@pytest.fixture
def office(database: Database, clock: ToldClock, reference: Reference, tmp_path: Path) -> Office:
    clock.instant = datetime.fromisoformat("2026-09-01T09:00:00+00:00")
    return Office(database, clock, reference, tmp_path)
