"""The care page: everything a lead must know about the machine, and the few buttons it needs."""

import asyncio
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.backup import folder, letters, recovery
from node.backup import store as backups
from node.backup.chore import BACKUP, DRILL
from node.care import watching, words
from node.care.alarms import alarms
from node.care.gather import findings, look
from node.care.machine import Machine
from node.care.model import ChoreRun
from node.history import record as history
from node.history.model import Doer
from node.push.status import gather
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.mail import MailError
from shared.runtime.web.form import Field, View, filled
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

PATIENCE_S = 8.0
LOOK_AGAIN_S = 5
SHOWN_BACKUPS = 5
MEDIA_TYPE = "application/octet-stream"
GROUP = Field(
    name="group",
    label=Text.of("The last group on your paper"),
    help=Text.of("Four letters. Capitals or not does not matter."),
    required=True,
    longest=20,
)
WORKING = {
    BACKUP: Text.of("The backup is being made"),
    DRILL: Text.of("The way back is being tried"),
}


@page("/care", may="lead")
async def show(visit: NamedDependency[Visit], machine: NamedDependency[Machine]) -> Page:
    """Show how the machine is."""
    place, now = machine.place, visit.desk.now()
    seen = await asyncio.to_thread(look, place, now)
    job = partial(findings, now=now, place=place, plan=machine.mail, seen=seen)
    found = await visit.read(job)
    status = await visit.read(partial(gather, phase=visit.house.phase()))
    return visit.page(
        "care/index.html",
        found=found,
        alarms=alarms(found),
        sections=words.sections(found, visit.language),
        chores=_chores(machine, found.chores, visit.language),
        notices=status.notices,
        kept=found.kept[:SHOWN_BACKUPS],
        size=partial(words.size_words, language=visit.language),
    )


@act("/care/backup", may="lead")
async def back_up(visit: NamedDependency[Visit], machine: NamedDependency[Machine]) -> Page:
    """Make a backup now."""
    await visit.write(partial(_note, doer=visit.doer, record="backup"))
    return await _press(visit, machine, BACKUP)


@act("/care/drill", may="lead")
async def drill(visit: NamedDependency[Visit], machine: NamedDependency[Machine]) -> Page:
    """Try the way back now."""
    return await _press(visit, machine, DRILL)


@page("/care/running/{name:str}", may="lead")
async def running(
    visit: NamedDependency[Visit], machine: NamedDependency[Machine], name: FromPath[str]
) -> Page:
    """Show that something is being done; the page looks again by itself."""
    if name not in WORKING:
        visit.missing()
    if not machine.chores.is_busy(name):
        return visit.go("/care", await _result(visit, name))
    response = visit.page("care/running.html", words=WORKING[name], every=LOOK_AGAIN_S)
    response.headers["refresh"] = str(LOOK_AGAIN_S)
    return response


@page("/care/backups/{name:str}", may="lead")
async def download(
    visit: NamedDependency[Visit], machine: NamedDependency[Machine], name: FromPath[str]
) -> Page:
    """Hand a sealed backup over, to be kept elsewhere."""
    place, now = machine.place.keeping.folder, visit.desk.now()
    kept = await asyncio.to_thread(folder.listing, place, now)
    if name not in {one.name for one in kept}:
        visit.missing()
    content = await asyncio.to_thread((place / name).read_bytes)
    await visit.write(partial(_note, doer=visit.doer, record=name))
    return visit.download(content, name, MEDIA_TYPE)


@page("/care/key", may="lead")
async def key(visit: NamedDependency[Visit], machine: NamedDependency[Machine]) -> Page:
    """Show the recovery key until somebody has it on paper."""
    return await _key_page(visit, machine.place.data, filled((GROUP,), {}))


@act("/care/key", may="lead")
async def keep_key(
    visit: NamedDependency[Visit],
    machine: NamedDependency[Machine],
    posted: NamedDependency[Posted],
) -> Page:
    """Note that the key is on paper, once its last group was typed from there."""
    data = machine.place.data
    secret = await asyncio.to_thread(recovery.ensure, data)
    if not letters.is_check(posted.fields.get("group", ""), secret):
        wrong = Invalid("group", Text.of("This is not the last group. Look at your paper again."))
        form = filled((GROUP,), posted.fields, invalid=(wrong,))
        return await _key_page(visit, data, form, status=422)
    await visit.write(partial(_keep, doer=visit.doer, fingerprint=recovery.fingerprint(secret)))
    return visit.go("/care", Text.of("The recovery key counts as kept. Look after the paper."))


@act("/care/mail", may="lead")
async def test_mail(visit: NamedDependency[Visit], machine: NamedDependency[Machine]) -> Page:
    """Send a mail that only shows that mail arrives."""
    try:
        await machine.mailer.test()
    except MailError as error:
        return visit.go("/care", error.text)
    return visit.go("/care", Text.of("The test mail was handed to the mail server."))


async def _press(visit: Visit, machine: Machine, name: str) -> Page:
    """Have a chore run; wait a little for its end, then show that it goes on."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            await machine.chores.press(name)
    except TimeoutError:
        return visit.go(f"/care/running/{name}")
    return visit.go("/care", await _result(visit, name))


async def _result(visit: Visit, name: str) -> Text:
    """Return what came of the newest backup or drill."""
    run = await visit.read(lambda db: backups.newest(db, name))
    if run is None or run.state == "failed":
        return Text.of("It failed. Below stands why.")
    if name == DRILL:
        return Text.of("The way back works: the newest backup was opened and is whole.")
    return Text.of("The backup is made, and was opened once to check it.")


async def _key_page(visit: Visit, data: Path, form: View, status: int = 200) -> Page:
    secret = await asyncio.to_thread(recovery.ensure, data)
    kept = await visit.read(backups.kept_key)
    is_kept = kept is not None and kept[0] == recovery.fingerprint(secret)
    return visit.page(
        "care/key.html",
        status=status,
        form=form,
        kept_at=kept[1] if kept is not None and is_kept else None,
        lines=() if is_kept else letters.lines_of(secret),
    )


def _chores(
    machine: Machine, runs: tuple[ChoreRun, ...], language: str
) -> list[tuple[Text, words.Value]]:
    known = {run.name: run for run in runs}
    return [
        (
            due.chore.title or Text(due.chore.name),
            words.chore_state(
                known.get(due.chore.name, ChoreRun(name=due.chore.name)), due, language
            ),
        )
        for due in machine.chores.next_runs(runs)
    ]


def _note(db: Connection, doer: Doer, record: str) -> None:
    history.note(db, doer, "backup", record)


def _keep(db: Connection, doer: Doer, fingerprint: str) -> None:
    backups.keep_key(db, fingerprint, doer.at)
    history.note(db, doer, "backup", "recovery key", "confirmed")


ROUTES = [
    *(show, back_up, drill, running, download, key, keep_key, test_mail),
    *watching.ROUTES,
]
