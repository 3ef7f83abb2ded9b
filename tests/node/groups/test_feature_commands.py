"""The commands from words to words: what a lead types, what stands in the database afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType

import cyclopts
import pytest

import node.activities.commands
import node.groups.commands
import node.groups.meeting_commands
import node.instructors.commands
import node.organisers.commands
import node.trainings.commands
from node.counter import CommandError, Context
from node.desk import Desk
from node.groups import store
from node.groups.model import Group
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.i18n import Translator

FEATURES: tuple[ModuleType, ...] = (
    node.groups.commands,
    node.groups.meeting_commands,
    node.organisers.commands,
    node.instructors.commands,
    node.trainings.commands,
    node.activities.commands,
)


class Counter:
    """The node's command line with every feature, over one open database."""

    def __init__(self, database: Database, clock: Clock, reference: Reference) -> None:
        self.woken = 0
        translator = Translator("en")
        desk = Desk(
            database=database,
            clock=clock,
            reference=reference,
            translator=translator,
            wake=self._wake,
        )

        @asynccontextmanager
        async def opener(_new: bool) -> AsyncIterator[Desk]:  # noqa: FBT001 (the context's)
            yield desk

        context = Context(translator=translator, opener=opener)
        self.app = cyclopts.App(name="voikukkia-node", result_action="return_value")
        for feature in FEATURES:
            self.app.command(feature.app(context))
        self.database = database

    async def _wake(self) -> None:
        self.woken += 1

    async def run(self, *words: str) -> None:
        """Run one command."""
        await self.app.run_async(list(words), exit_on_error=False, print_error=False)

    async def groups(self) -> tuple[Group, ...]:
        """Return what is stored now."""
        return await self.database.read(store.all_groups)


@pytest.fixture
def counter(database: Database, clock: Clock, reference: Reference) -> Counter:
    return Counter(database, clock, reference)


async def test_a_group_from_first_word_to_its_end(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    await counter.run("organiser", "add", "Porvoo", "--kind", "kunta", "--municipality", "Porvoo")
    await counter.run("instructor", "add", "Aino Esimerkki", "--role", "professional")
    await counter.run("training", "add", "ohjaaja-1", "20.11.2025", "--held-by", "Kasper")
    await counter.run(
        "group",
        "add",
        "Porvoo",
        "--lifecycle",
        "planned",
        "--start",
        "11/2026",
        "--instructors",
        "ohjaaja-1",
        "--organisers",
        "porvoo",
        "--languages",
        "fi, sv",
    )
    await counter.run("group", "edit", "porvoo-2026-1", "--travel-costs", "paid")
    await counter.run("group", "open", "porvoo-2026-1")
    await counter.run("group", "takes-parents", "porvoo-2026-1", "no")
    dates = "; ".join(f"{n}.8.2026" for n in range(1, 11))
    await counter.run("meeting", "set-dates", "porvoo-2026-1", dates)
    await counter.run("meeting", "change", "porvoo-2026-1", "1.8.2026", "--attendance", "6")
    await counter.run("group", "start", "porvoo-2026-1")
    await counter.run("group", "end", "porvoo-2026-1")
    capsys.readouterr()
    await counter.run("group", "list")
    await counter.run("group", "show", "porvoo-2026-1")
    await counter.run("meeting", "list", "porvoo-2026-1")

    said = capsys.readouterr().out
    assert "porvoo-2026-1  ended  Porvoo  first meeting 1.8.2026" in said
    assert "meets_in: Porvoo" in said
    assert "starting the group, getting to know each other" in said
    (group,) = await counter.groups()
    assert (group.lifecycle, group.travel_costs, group.takes_parents) == ("ended", "paid", False)
    assert group.meetings[0].attendance == 6
    assert counter.woken == 11


@pytest.mark.parametrize(
    ("words", "lifecycle"),
    [
        (("fill",), "full"),
        (("cancel",), "cancelled"),
        (("postpone", "--until", "1/2027"), "postponed"),
        (("start",), "running"),
        (("correct", "draft"), "draft"),
    ],
)
async def test_steps(counter: Counter, words: tuple[str, ...], lifecycle: str) -> None:
    await counter.run("group", "add", "Porvoo", "--lifecycle", "open", "--id", "oma")
    await counter.run("group", words[0], "oma", *words[1:])
    (group,) = await counter.groups()
    assert group.lifecycle == lifecycle


async def test_copy_withdraw_plan_and_single_meetings(counter: Counter) -> None:
    await counter.run("group", "add", "Porvoo", "--id", "oma")
    await counter.run("group", "plan", "oma")
    await counter.run("group", "withdraw", "oma")
    await counter.run("group", "copy", "oma")
    await counter.run("meeting", "add", "oma", "5.11.2026", "--hour", "17.30", "--minutes", "150")
    await counter.run("meeting", "add", "oma", "12.11.2026")
    await counter.run("meeting", "remove", "oma", "12.11.2026")
    old, copy = await counter.groups()
    assert (old.lifecycle, old.withdrawn_on is not None) == ("planned", True)
    assert [(m.starts_at, m.minutes) for m in old.meetings] == [("17:30", 150)]
    assert (copy.id, copy.lifecycle) == ("porvoo-2026-1", "draft")


async def test_activities_lists_and_erasure(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    await counter.run("activity", "add", "cafe", "Tampere", "https://ry.example")
    await counter.run("activity", "list")
    await counter.run("activity", "remove", "tampere-cafe-1")
    await counter.run("organiser", "add", "Porvoo", "--kind", "kunta", "--municipality", "Porvoo")
    await counter.run("organiser", "edit", "porvoo", "--ethical-principles-on", "1.9.2020")
    await counter.run("organiser", "end", "porvoo", "31.12.2022")
    await counter.run("organiser", "list")
    await counter.run("instructor", "add", "Aino Esimerkki", "--role", "peer")
    await counter.run("instructor", "edit", "ohjaaja-1", "--was-in-group", "yes")
    await counter.run("instructor", "list")
    await counter.run("training", "add", "ohjaaja-1", "20.11.2025")
    await counter.run("training", "list")
    await counter.run("training", "remove", "1")
    await counter.run("instructor", "forget", "ohjaaja-1")
    said = capsys.readouterr().out
    assert "tampere-cafe-1  cafe  Tampere  https://ry.example" in said
    assert "porvoo  municipality  Porvoo  -> Itä-Uudenmaan hyvinvointialue" in said
    assert "ohjaaja-1  peer  Aino Esimerkki" in said
    assert "1  ohjaaja-1  20.11.2025  voikukkia_instructor  4" in said
    assert "Erased for good." in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("group add Prvoo", "Did you mean Porvoo"),
        ("group show nowhere", "No group has the id nowhere."),
        ("group open nowhere", "No group has the id nowhere."),
        ("group takes-parents nowhere perhaps", "neither yes nor no"),
        ("group postpone nowhere --until spring", "Write the month as 9/2027."),
        ("meeting set-dates nowhere yesterday", "Write the date as 1.9.2026."),
        ("meeting list nowhere", "No group has the id nowhere."),
        ("organiser end nowhere yesterday", "Write the date as 1.9.2026."),
        ("organiser add Porvoo", "Choose the kind"),
        ("instructor forget nobody", "No instructor has the id nobody."),
        ("instructor add Aino", "Choose the role"),
        ("training add nobody 1.1.2025", "add it first"),
        ("training remove 9", "No training has the number 9."),
        ("activity add cafe Tampere http://a.example", "begins with https://"),
        ("activity remove nothing", "No activity has the id nothing."),
    ],
)
async def test_a_refusal_ends_the_command_and_wakes_nobody(
    counter: Counter, words: str, said: str
) -> None:
    with pytest.raises(CommandError) as refused:
        await counter.run(*words.split())
    assert said in " ".join(str(text) for text in refused.value.args)
    assert counter.woken == 0


@pytest.mark.parametrize(
    "words", ["group", "group add", "meeting", "organiser add", "instructor", "training add"]
)
async def test_help_teaches_with_an_example(
    counter: Counter, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await counter.run(*words.split(), "--help")
    said = capsys.readouterr().out
    assert "Example: voikukkia-node" in said or "Commands" in said


async def test_what_was_done_to_a_group_and_back(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    await counter.run("group", "add", "Porvoo", "--start", "11/2026")
    await counter.run("group", "edit", "porvoo-2026-1", "--travel-costs", "paid")
    (changed,) = await counter.groups()
    capsys.readouterr()

    await counter.run("group", "history", "porvoo-2026-1")
    told = capsys.readouterr().out
    await counter.run("group", "undo", "porvoo-2026-1")
    (undone,) = await counter.groups()
    await counter.run("group", "undo", "porvoo-2026-1")
    await counter.run("group", "remove", "porvoo-2026-1")
    assert await counter.groups() == ()
    await counter.run("group", "restore", "porvoo-2026-1")

    assert "Travel costs: to be asked -> paid" in told
    assert undone.travel_costs == "ask"
    assert await counter.groups() == (changed,)


@pytest.mark.parametrize("command", ["history", "undo", "remove", "restore"])
async def test_a_group_without_a_past(counter: Counter, command: str) -> None:
    with pytest.raises(CommandError):
        await counter.run("group", command, "porvoo-2026-9")


async def test_dates_are_proposed_before_they_are_set(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    await counter.run("group", "add", "Porvoo", "--start", "11/2026")
    capsys.readouterr()

    await counter.run("meeting", "propose", "porvoo-2026-1", "5.11.2026")
    shown = capsys.readouterr().out
    (before,) = await counter.groups()
    await counter.run("meeting", "propose", "porvoo-2026-1", "5.11.2026", "--save")
    (after,) = await counter.groups()

    assert shown.startswith("5.11.2026; 12.11.2026; ")
    assert "24.12.2026" not in shown
    assert before.meetings == ()
    assert [m.theme for m in after.meetings] == list(range(1, 11))
    for wrong in (("x", "5.11.2026"), ("porvoo-2026-1", "31.2.2027")):
        with pytest.raises(CommandError):
            await counter.run("meeting", "propose", *wrong)


async def test_an_organiser_that_no_group_names_is_removed(counter: Counter) -> None:
    await counter.run("organiser", "add", "Porvoo", "--kind", "kunta", "--municipality", "Porvoo")
    await counter.run("group", "add", "Porvoo", "--organisers", "porvoo", "--start", "11/2026")

    with pytest.raises(CommandError, match="porvoo-2026-1"):
        await counter.run("organiser", "remove", "porvoo")
    await counter.run("group", "edit", "porvoo-2026-1", "--organisers", "")
    await counter.run("organiser", "remove", "porvoo")

    with pytest.raises(CommandError):
        await counter.run("organiser", "edit", "porvoo", "--name", "Y")
