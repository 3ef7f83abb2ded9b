"""Put the running node together: pages, sender, chores. Used by `app.serve`, loaded by it alone."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from sqlite3 import Connection

from node import faces, keyfile, masterkey
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
from node.mail import chore as mail
from node.mail.chore import Mailer
from node.mail.model import MailPlan
from node.network.enrol import Door
from node.network.joining import Joining
from node.persons import chore as persons
from node.push.worker import PushWorker
from node.records import KEEPERS
from node.staff import session
from node.staff.keys import keys_of
from node.staff.pages import sign_in_page
from node.staff.passwords import Passwords
from node.staff.porter import Porter
from node.staff.store import names
from node.today.model import Register, Source, waits
from node.web import site
from node.web.cookies import Cookies
from node.web.csrf import Csrf
from node.web.guards import Gate
from node.web.house import House, environment
from shared.runtime.i18n import Translator
from shared.text import Text

ASK_S = 20.0
Line = Callable[[str], AbstractAsyncContextManager[Door]]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the settings say, as values: backups, mail, the address that browsers use."""

    place: Place
    mail: MailPlan
    origin: str
    software: str
    line: Line
    languages: dict[str, Translator]
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
            "enquiries",
            enquiries.EVERY,
            erase_enquiries,
            Text.of("Erasing enquiries whose time is over"),
        ),
        *backups.chores(desk.database, desk.clock, plan.place),
        mail.chore(mailer, waiting),
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
        languages={code: environment(words) for code, words in plan.languages.items()},
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
    )
    given = {
        "house": house,
        "porter": Porter(database=desk.database, passwords=Passwords(), keys=keys_of(master)),
        "register": Register(plan.sources),
        "machine": Machine(place=plan.place, mail=plan.mail, mailer=mailer, chores=care),
        "joining": Joining(
            key=keyfile.load(desk.data),
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
