"""Put the running node together: pages, sender, chores. Used by `app.serve`, loaded by it alone."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from sqlite3 import Connection
from typing import Protocol

from node import faces, masterkey
from node.anonymiser.releases import chore as releases
from node.backup import chore as backups
from node.backup import folder, keep, recovery
from node.backup.model import Place
from node.care.machine import Machine
from node.care.model import Chore
from node.care.worker import ChoreWorker
from node.desk import Desk
from node.enquiries import chore as enquiries
from node.history import chore as history
from node.history.model import Doer
from node.importing import chore as importing
from node.keys.files import KeyFiles
from node.mail import chore as mail
from node.mail.chore import Mailer
from node.network.enrol import Door
from node.network.joining import Joining
from node.notices import fetch as material
from node.notices.fetch import Shelf
from node.persons import chore as persons
from node.push.worker import PushWorker
from node.records import KEEPERS
from node.staff.keys import keys_of
from node.staff.porter import porter
from node.start import progress
from node.today.model import Register, Source, waits
from node.web import site
from node.web.house import House, SetUp, environment
from shared.runtime.accounts import session
from shared.runtime.accounts.pages import sign_in_page
from shared.runtime.accounts.passwords import Passwords
from shared.runtime.accounts.store import names
from shared.runtime.i18n import Translator
from shared.runtime.mail import MailPlan
from shared.runtime.web.cookies import Cookies
from shared.runtime.web.csrf import Csrf
from shared.runtime.web.guards import Gate
from shared.runtime.web.house import Languages
from shared.text import Text

ASK_S = 20.0


class HubLine(Door, Shelf, Protocol):
    """A line to a hub, for joining it and for its documents."""


Line = Callable[[str], AbstractAsyncContextManager[HubLine]]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the settings say, as values: backups, mail, the address that browsers use."""

    place: Place
    mail: MailPlan
    origin: str
    software: str
    line: Line
    languages: Mapping[str, Callable[[], Translator]]
    sources: tuple[Source, ...]


def chores(desk: Desk, plan: Plan, mailer: Mailer) -> tuple[Chore, ...]:
    """Return everything that runs by itself."""

    def by_itself() -> Doer:
        return Doer(at=desk.now(), via="chore")

    async def erase_enquiries() -> None:
        await enquiries.run(
            desk, by_itself(), keep=partial(_keep_enquiry_keys, plan.place, desk.now())
        )

    async def clear_imports() -> None:
        await importing.run(desk, by_itself())

    async def sweep_persons() -> None:
        await persons.run(desk, by_itself())

    waiting = partial(_waits, desk=desk, sources=plan.sources)
    return (
        Chore(
            enquiries.NAME,
            enquiries.EVERY,
            erase_enquiries,
            Text.of("Erasing enquiries whose time is over"),
        ),
        Chore(releases.NAME, releases.EVERY, partial(releases.run, desk), releases.TITLE),
        *backups.chores(desk.database, desk.clock, plan.place),
        mail.chore(mailer, waiting),
        material.chore(material.Fetcher(desk.database, desk.clock, desk.data, plan.line)),
        Chore("imports", importing.EVERY, clear_imports, Text.of("Clearing unfinished imports")),
        Chore("persons", persons.EVERY, sweep_persons, Text.of("Finishing erasures of persons")),
        Chore("history", history.EVERY, partial(history.run, desk), Text.of("Ending old undo")),
    )


async def application(desk: Desk, plan: Plan, worker: PushWorker) -> tuple[Gate, ChoreWorker]:
    """Return the pages of an open node, and its chores."""
    master = masterkey.load(desk.data)
    mailer = Mailer(desk.database, desk.clock, desk.translator, plan.mail)
    care = ChoreWorker(chores(desk, plan, mailer), desk.database, desk.clock)
    house = House(
        desk=desk,
        languages=Languages(plan.languages, environment),
        phase=lambda: worker.sender.phase,
        find=partial(session.find, desk.database),
        cookies=Cookies(
            instance=masterkey.purpose(master, "instance").hex()[:8], secure=bool(plan.origin)
        ),
        csrf=Csrf(masterkey.purpose(master, "csrf")),
        resume_key=masterkey.purpose(master, "resume"),
        keepers=KEEPERS,
        origin=plan.origin,
        names=await desk.read(names),
        set_up=SetUp(progress.upcoming),
    )
    given = {
        "house": house,
        "porter": porter(database=desk.database, passwords=Passwords(), keys=keys_of(master)),
        "register": Register(plan.sources),
        "machine": Machine(place=plan.place, mail=plan.mail, mailer=mailer, chores=care),
        "joining": Joining(
            files=KeyFiles(desk.data),
            software=plan.software,
            line=plan.line,
            ask=partial(_ask, worker),
        ),
    }
    gate = site.build(house, routes=faces.routes(), sign_in=sign_in_page, given=given)
    return gate, care


async def _ask(worker: PushWorker) -> None:
    """Have the sender talk to the hub now; nobody waits longer than a page may take."""
    try:
        async with asyncio.timeout(ASK_S):
            await worker.press()
    except TimeoutError:
        return


def _keep_enquiry_keys(place: Place, now: datetime) -> None:
    """Replace the copy of the newest keys, so that what was erased is in no copy."""
    folder.prepare(place.keeping.folder, now)
    keep.seal_enquiry_keys(place, place.keeping.folder, recovery.ensure(place.data))


def _waits(db: Connection, *, desk: Desk, sources: Iterable[Source]) -> tuple[Text, ...]:
    return waits(db, desk.now(), sources)
