"""What waits in memory during an import: files whose columns are not matched yet, checks at work.

A file stays for an hour, one for each session; nothing of it is stored. The rows are checked in a
thread, so that pages go on answering however long the list is.
"""

import asyncio
from collections import OrderedDict
from datetime import date, datetime, timedelta
from functools import partial
from sqlite3 import Connection
from weakref import WeakKeyDictionary

from node.desk import Desk
from node.importing import run as imports
from node.importing.model import Grid, Kept, Kind, Plan, Run, Sheet
from node.importing.plan import plan
from node.importing.read import grid_of
from shared.runtime.database import Database
from shared.text import Text

READING_S = 30.0
HELD_FOR = timedelta(hours=1)
HELD_LIMIT, CHECKS_LIMIT = 4, 4
TOO_SLOW = Text.of(
    "The file took too long to read. Copy the list alone into a new workbook and choose that one."
)


class Check:
    """The rows of one import on their way to a plan; `judged` of `total` are done."""

    def __init__(self, run: Run, sheet: Sheet, kept: Kept, today: date, at: datetime) -> None:
        self.at = at
        self.run = run
        self.sheet = sheet
        self.kept = kept
        self.today = today
        self.judged = 0
        self.task: asyncio.Task[Plan] | None = None

    @property
    def total(self) -> int:
        """Return how many rows there are."""
        return len(self.sheet.rows)

    @property
    def plan(self) -> Plan | None:
        """Return what the import would do, None while rows are still being checked."""
        return self.task.result() if self.task is not None and self.task.done() else None

    def step(self, judged: int) -> None:
        """Note how far the check is."""
        self.judged = judged


class Held:
    """A file whose columns a person is matching."""

    def __init__(self, kind: Kind, grid: Grid, at: datetime) -> None:
        self.kind = kind
        self.grid = grid
        self.at = at


class Waiting:
    """The files and checks of one open node."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._checks: OrderedDict[tuple[int, str], Check] = OrderedDict()
        self._reading = asyncio.Semaphore(1)

    async def read(self, data: bytes, kind: Kind) -> Grid | Text:
        """Read a file in a thread, one at a time; a Text says why it cannot be."""
        async with self._reading:
            work = asyncio.to_thread(grid_of, data, kind)
            try:
                return await asyncio.wait_for(work, READING_S)
            except TimeoutError:
                return TOO_SLOW

    def hold(self, session: str, kind: Kind, grid: Grid, now: datetime) -> None:
        """Keep a file for the session that sent it, in place of an older one."""
        self._held.pop(session, None)
        self._held[session] = Held(kind, grid, now)
        while len(self._held) > HELD_LIMIT:
            self._held.popitem(last=False)

    def held(self, session: str, now: datetime) -> Held | None:
        """Return the file that waits for a session."""
        self.purge(now)
        return self._held.get(session)

    def drop(self, session: str) -> None:
        """Forget the file of a session."""
        self._held.pop(session, None)

    def purge(self, now: datetime) -> None:
        """Drop the files and checks of more than an hour ago."""
        for session in [one for one, held in self._held.items() if now - held.at > HELD_FOR]:
            del self._held[session]
        for key in [one for one, check in self._checks.items() if now - check.at > HELD_FOR]:
            del self._checks[key]

    async def check(self, desk: Desk, run: int, language: str) -> Check | None:
        """Return the check of an import's rows, begun if it is not; None if none waits."""
        known = self._checks.get((run, language))
        if known is not None and known.today == desk.today():
            return known
        found = await desk.read(partial(_loaded, run=run))
        if found is None:
            return None
        check = Check(*found, desk.today(), desk.now())
        judge = partial(
            plan,
            check.sheet,
            check.kept,
            reference=desk.reference,
            today=check.today,
            language=language,
            step=check.step,
        )
        check.task = asyncio.create_task(asyncio.to_thread(judge))
        self._checks[run, language] = check
        while len(self._checks) > CHECKS_LIMIT:
            self._checks.popitem(last=False)
        return check

    def forget(self, run: int) -> None:
        """Forget the checks of an import whose rows or records changed."""
        for key in [key for key in self._checks if key[0] == run]:
            del self._checks[key]


def _loaded(db: Connection, *, run: int) -> tuple[Run, Sheet, Kept] | None:
    """Return an import that waits, and what its rows are compared with, in one view of both."""
    found = imports.staged(db, run)
    return None if found is None else (*found, imports.load(db))


_open: WeakKeyDictionary[Database, Waiting] = WeakKeyDictionary()


def waiting(desk: Desk) -> Waiting:
    """Return what waits at an open node."""
    return _open.setdefault(desk.database, Waiting())
