"""The care page in front of a lead, and what programs on the same computer may ask."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from node import keyfile, masterkey
from node.app import translator
from node.backup import letters, recovery
from node.backup.chore import chores
from node.backup.model import Keeping, Place
from node.care import pages, watching
from node.care.machine import Machine
from node.care.todo import source
from node.care.worker import ChoreWorker
from node.desk import Desk
from node.history import store as history
from node.mail.chore import Mailer, chore
from node.network import edit
from node.network.model import NetworkRecord
from shared.reference.lookup import Reference
from shared.runtime.accounts.model import Ended, Member
from shared.runtime.database import Database
from shared.runtime.mail import MailPlan
from shared.text import Text
from tests.node.conftest import ToldClock
from tests.node.web.conftest import COOKIES, ORIGIN, TOKENS, Browser, build

RECORD = NetworkRecord(name_fi="Savo & verkosto", name_sv="Savolax", controller="Esimerkki ry")


class Patient(ToldClock):
    """A clock whose sleeps last until a worker is woken."""

    async def sleep_until(self, _instant: datetime) -> None:
        """Sleep for good."""
        await asyncio.Event().wait()


@pytest.fixture
def clock() -> ToldClock:
    return Patient(datetime(2026, 9, 1, 9, 0, tzinfo=UTC))


@dataclass
class Stand:
    """A node with its chores at work, and its people in front of it."""

    desk: Desk
    machine: Machine
    place: Place
    app: Any
    people: dict[str, Browser]

    @property
    def lead(self) -> Browser:
        """Return the lead."""
        return self.people["lead"]


@pytest.fixture
async def stand(
    database: Database,
    clock: ToldClock,
    reference: Reference,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Stand]:
    monkeypatch.setattr(pages, "PATIENCE_S", 60.0)
    keyfile.create(tmp_path)
    masterkey.create(tmp_path)
    place = Place(
        data=tmp_path, keeping=Keeping(folder=tmp_path / "backups"), software="voikukkia-node 9"
    )
    plan = MailPlan()

    async def wake() -> None:
        """Wake nobody."""

    async def find(token: str, now: datetime) -> Member | Ended | None:
        for number, role in enumerate(TOKENS, start=1):
            if token == TOKENS[role]:
                return Member(
                    staff=number,
                    name=f"{role} Esimerkki",
                    role=role,
                    session=f"session-{role}",
                    signed_in_at=now,
                    stepped_up_at=now,
                )
        return None

    desk = Desk(
        database=database,
        clock=clock,
        reference=reference,
        translator=translator("fi"),
        wake=wake,
        data=tmp_path,
    )
    await database.write(partial(edit.set_up, network=RECORD, covers=("297",), now=clock.now()))
    mailer = Mailer(database, clock, desk.translator, plan)
    worker = ChoreWorker(
        [*chores(database, clock, place), chore(mailer, lambda _db: ())], database, clock
    )
    machine = Machine(place=place, mail=plan, mailer=mailer, chores=worker)
    made, app = build(desk, find, given={"machine": machine}, routes=list(pages.ROUTES))
    running = asyncio.create_task(worker.run())
    async with AsyncExitStack() as stack:
        people = {}
        for role in (*TOKENS, "nobody"):
            transport = ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
            client = await stack.enter_async_context(
                AsyncClient(transport=transport, base_url=ORIGIN)
            )
            token = TOKENS.get(role)
            if token is not None:
                client.cookies.set(COOKIES.name("session"), token)
            people[role] = Browser(
                client=client, known=made.csrf.token(token) if token is not None else ""
            )
        yield Stand(desk=desk, machine=machine, place=place, app=app, people=people)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_a_new_node_says_what_it_needs_in_every_language(stand: Stand, language: str) -> None:
    page = await stand.lead.open("/care", language)

    assert translator(language).say(Text.of("None yet.")) in page
    assert "voikukkia-node 9" in page
    assert "{" not in page
    assert "%(" not in page


async def test_a_backup_is_made_by_a_press_and_can_be_taken_along(stand: Stand) -> None:
    answer = await stand.lead.press("/care/backup")

    assert (answer.status_code, answer.headers["location"]) == (303, "/en/care")
    page = await stand.lead.open("/care")
    assert "The backup is made, and was opened once to check it." in page
    (file,) = stand.place.keeping.folder.glob("*.backup")
    taken = await stand.lead.get(f"/care/backups/{file.name}")
    assert taken.content == file.read_bytes()
    assert "attachment" in taken.headers["content-disposition"]
    entries = await stand.desk.read(partial(history.newest, before=None, kind="backup", limit=9))
    assert [(entry.record, entry.staff is not None) for entry in entries] == [
        (file.name, True),
        ("backup", True),
    ]


@pytest.mark.parametrize(
    "name",
    ["..%2Fnode.key", "recovery.key", "voikukkia-20200101T000000Z.backup", "%2Fetc%2Fpasswd"],
)
async def test_nothing_but_a_backup_can_be_taken(stand: Stand, name: str) -> None:
    await stand.lead.press("/care/backup")

    assert (await stand.lead.get(f"/care/backups/{name}")).status_code == 404


async def test_the_way_back_is_tried_by_a_press(stand: Stand) -> None:
    failed = await stand.lead.press("/care/drill")
    assert failed.status_code == 303
    page = await stand.lead.open("/care")
    assert "It failed. Below stands why." in page
    assert "There is no backup in" in page
    await stand.lead.press("/care/backup")

    await stand.lead.press("/care/drill")

    page = await stand.lead.open("/care")
    assert "The way back works" in page
    assert "was opened, checked and thrown away again" in page


async def test_long_work_shows_that_it_goes_on_and_looks_again(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PATIENCE_S", 0.05)
    free = asyncio.Event()
    real = asyncio.to_thread

    async def slow(*told: Any, **also: Any) -> Any:
        await free.wait()
        return await real(*told, **also)

    monkeypatch.setattr("node.backup.keep.asyncio.to_thread", slow)

    answer = await stand.lead.press("/care/backup")
    assert answer.headers["location"] == "/en/care/running/backup"
    page = await stand.lead.get("/care/running/backup")
    assert page.headers["refresh"] == "5"
    assert "The backup is being made" in page.text
    free.set()
    async with asyncio.timeout(60):
        while (await stand.lead.get("/care/running/backup")).status_code == 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert "The backup is made" in await stand.lead.open("/care")
    assert (await stand.lead.get("/care/running/other")).status_code == 404


async def test_the_recovery_key_is_shown_until_it_is_kept(stand: Stand) -> None:
    key = recovery.ensure(stand.place.data)
    await stand.lead.press("/care/backup")
    assert "Print the recovery key" in await stand.lead.open("/care")
    assert letters.lines_of(key)[0] in await stand.lead.open("/care/key")

    wrong = await stand.lead.press("/care/key", {"group": "AAAA"})
    right = await stand.lead.press("/care/key", {"group": letters.check_of(key).lower()})

    assert wrong.status_code == 422
    assert letters.lines_of(key)[0] in wrong.text
    assert right.headers["location"] == "/en/care"
    assert letters.lines_of(key)[0] not in await stand.lead.open("/care/key")
    assert "Print the recovery key" not in await stand.lead.open("/care")


async def test_a_new_recovery_key_has_to_be_kept_anew(stand: Stand) -> None:
    key = recovery.ensure(stand.place.data)
    await stand.lead.press("/care/key", {"group": letters.check_of(key)})
    (stand.place.data / "recovery.key").unlink()

    page = await stand.lead.open("/care/key")

    assert letters.lines_of(recovery.ensure(stand.place.data))[0] in page


async def test_a_test_mail_without_a_server_says_why(stand: Stand) -> None:
    await stand.lead.press("/care/mail")

    assert "No mail server is set" in await stand.lead.open("/care")


@pytest.mark.parametrize("path", ["/care", "/care/key", "/care/running/backup", "/care/backups/x"])
@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("assistant", 403), ("nobody", 401)])
async def test_only_a_lead_sees_the_machine(
    stand: Stand, path: str, role: str, status: int
) -> None:
    assert (await stand.people[role].get(path)).status_code == status


@pytest.mark.parametrize("path", ["/care/backup", "/care/drill", "/care/key", "/care/mail"])
@pytest.mark.parametrize("role", ["reader", "assistant", "nobody"])
async def test_only_a_lead_acts_on_the_machine(stand: Stand, path: str, role: str) -> None:
    assert (await stand.people[role].press(path)).status_code in {401, 403}
    assert not stand.place.keeping.folder.exists()


async def asked(stand: Stand, path: str, client: str = "127.0.0.1", **headers: str) -> Any:
    """Ask for a path without language, from an address."""
    transport = ASGITransport(app=stand.app, client=(client, 5), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url=ORIGIN) as plain:
        return await plain.get(path, headers=headers)


async def test_health_says_ok_and_nothing_else(stand: Stand) -> None:
    answer = await asked(stand, "/health")

    assert (answer.status_code, answer.text) == (200, "ok\n")


async def test_health_fails_when_nothing_can_be_written(stand: Stand) -> None:
    stand.desk.database._stopped = True

    answer = await asked(stand, "/health")

    assert (answer.status_code, answer.text) == (503, "failing\n")


async def test_metrics_hold_no_names_and_no_counts_of_people(stand: Stand) -> None:
    await stand.lead.press("/care/backup")

    answer = await asked(stand, "/metrics")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'voikukkia_node_chore_failures{chore="backup"} 0' in answer.text
    assert "voikukkia_node_backup_age_seconds 0" in answer.text
    words = ("group", "enquir", "instructor", "parent", "staff", "Savo")
    assert [word for word in words if word in answer.text] == []


@pytest.mark.parametrize("path", ["/health", "/metrics"])
@pytest.mark.parametrize(
    ("client", "headers"),
    [
        ("192.0.2.7", {}),
        ("2001:db8::1", {}),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}),
        ("127.0.0.1", {"X-Real-IP": "192.0.2.7"}),
    ],
)
async def test_from_elsewhere_there_is_no_such_page(
    stand: Stand, path: str, client: str, headers: dict[str, str]
) -> None:
    assert (await asked(stand, path, client, **headers)).status_code == 404


@pytest.mark.parametrize(
    ("address", "host", "near"),
    [
        ("127.0.0.1", "127.0.0.1:8460", True),
        ("::1", "localhost", True),
        ("127.0.0.1", "solmu.example", False),
        ("", "localhost", False),
        ("10.0.0.1", "localhost", False),
    ],
)
def test_who_is_near(address: str, host: str, near: bool) -> None:  # noqa: FBT001
    assert watching.is_near(address, {"host": host}) is near


async def test_today_is_told_what_the_machine_needs(stand: Stand, clock: ToldClock) -> None:
    await stand.lead.press("/care/drill")
    await stand.lead.press("/care/backup")
    asks = source(stand.place, MailPlan())

    found = await stand.desk.read(lambda db: list(asks(db, clock.now())))
    clock.instant += timedelta(days=20)
    later = await stand.desk.read(lambda db: list(asks(db, clock.now())))

    assert [(str(todo.text), todo.href, todo.may) for todo in found] == [
        ("The restore drill failed: the backups may be of no use.", "/care", "lead"),
        (
            "Print the recovery key and keep it: without it no backup can be opened.",
            "/care/key",
            "lead",
        ),
    ]
    assert "No backup has been made for 20 days." in {str(todo.text) for todo in later}
    assert all(todo.mail is not None and not todo.mail.values for todo in (*found, *later))
