"""The commands of activities, work beside the groups and feedback, from words to words."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import cyclopts
import pytest

import node.activities.commands
import node.feedback.commands
import node.work.commands
from node.app import translator
from node.counter import CommandError, Context
from node.desk import Desk
from node.groups import edit as groups
from node.organisers import edit as organisers
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database


class Counter:
    """These commands over one open database, in Finnish."""

    def __init__(self, desk: Desk) -> None:
        @asynccontextmanager
        async def opener(_new: bool) -> AsyncIterator[Desk]:  # noqa: FBT001 (the context's)
            yield desk

        context = Context(translator=desk.translator, opener=opener)
        self.app = cyclopts.App(name="voikukkia-node", result_action="return_value")
        self.app.command(node.activities.commands.app(context))
        self.app.command(node.feedback.commands.app(context))
        node.work.commands.register(self.app, context)

    async def run(self, *words: str) -> None:
        """Run one command."""
        await self.app.run_async(list(words), exit_on_error=False, print_error=False)


@pytest.fixture
async def counter(database: Database, clock: Clock, reference: Reference) -> Counter:
    async def wake() -> None:
        pass

    organiser = {"name": "Yhdistys ry", "kind": "ngo", "id": "ry"}
    await organisers.save(database, clock, reference, organiser)
    await groups.save(database, clock, reference, {"meets_in": "Kuopio"})
    return Counter(
        Desk(
            database=database,
            clock=clock,
            reference=reference,
            translator=translator("fi"),
            wake=wake,
        )
    )


@pytest.mark.parametrize(
    ("noun", "added", "changed", "line"),
    [
        (
            "workshop",
            ("--day", "1.9.2026", "--place", "Kuopio", "--held-by", "Kasper"),
            ("--took-part", "14"),
            "1  1.9.2026  Kuopio  14  Kasper  -",
        ),
        (
            "participation",
            ("--kind", "ohjausryhmä", "--name", "Savon ryhmä", "--days", "1.2.2026; 3.5.2026"),
            ("--parents", "3"),
            "1  Savon ryhmä  ohjausryhmä  -  2026  1.2.2026; 3.5.2026  3  -",
        ),
        (
            "commitment",
            ("--organiser", "Yhdistys ry", "--kind", "työnohjaus", "--valid-from", "1.1.2026"),
            ("--valid-until", "31.12.2026"),
            "1  Yhdistys ry  työnohjaus  1.1.2026  31.12.2026  -",
        ),
        (
            "agreement",
            ("--party", "Seurakunta", "--kind", "aiesopimus", "--starts", "1.1.2026"),
            ("--ends", "31.12.2026"),
            "1  Seurakunta  aiesopimus  1.1.2026  31.12.2026  -",
        ),
        (
            "cost",
            ("--group", "kuopio-2026-1", "--kind", "tilat", "--planned-eur", "300"),
            ("--actual-eur", "287,50"),
            "1  kuopio-2026-1  tilat  300  287.5  -",
        ),
    ],
)
async def test_a_record_from_first_word_to_its_return(
    counter: Counter,
    capsys: pytest.CaptureFixture[str],
    noun: str,
    added: tuple[str, ...],
    changed: tuple[str, ...],
    line: str,
) -> None:
    await counter.run(noun, "add", *added)
    await counter.run(noun, "edit", "1", *changed)
    await counter.run(noun, "remove", "1")
    capsys.readouterr()
    await counter.run(noun, "list")
    assert capsys.readouterr().out == ""

    await counter.run(noun, "restore", "1")
    await counter.run(noun, "list")

    assert capsys.readouterr().out.splitlines() == ["Se on palautettu.", line]
    with pytest.raises(CommandError):
        await counter.run(noun, "edit", "9", *changed)
    with pytest.raises(CommandError):
        await counter.run(noun, "remove", "9")
    with pytest.raises(CommandError):
        await counter.run(noun, "add")


async def test_an_activity_is_changed_and_brought_back(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    await counter.run("activity", "add", "cafe", "Kuopio", "https://ry.example")
    await counter.run("activity", "edit", "kuopio-cafe-1", "--link", "https://uusi.example")
    await counter.run("activity", "remove", "kuopio-cafe-1")
    await counter.run("activity", "restore", "kuopio-cafe-1")
    capsys.readouterr()
    await counter.run("activity", "list")
    assert capsys.readouterr().out == "kuopio-cafe-1  cafe  Kuopio  https://uusi.example\n"
    with pytest.raises(CommandError):
        await counter.run("activity", "restore", "kuopio-cafe-1")


async def test_a_name_of_a_person_is_warned_of(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    named = ("--name", "Maija Meikäläinen", "--days", "1.2.2026")
    await counter.run("participation", "add", "--kind", "vanhempainraati", *named)
    assert "näyttää henkilön nimeltä" in capsys.readouterr().out


async def test_feedback_from_asking_to_a_summary(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    await counter.run("feedback", "ask", "kuopio-2026-1", "31.8.2026")
    await counter.run("feedback", "edit", "1", "--on", "1.9.2026")
    await counter.run("feedback", "forms", "1", "--number", "2")
    codes = re.findall(r"^\w{3}-\w{3}$", capsys.readouterr().out, re.MULTILINE)
    assert len(codes) == 2
    for code in codes:
        await counter.run("feedback", "enter", code, "5", "4", "x", "5", "3", "5")
    with pytest.raises(CommandError, match="entered already"):
        await counter.run("feedback", "enter", codes[0], "5")
    capsys.readouterr()
    await counter.run("feedback", "show", "1")
    assert "Vastauksia on liian vähän" in capsys.readouterr().out

    await counter.run("feedback", "enter", "1", "2", "--remark", "Kiitos")

    capsys.readouterr()
    await counter.run("feedback", "list")
    await counter.run("feedback", "show", "1")
    await counter.run("feedback", "year", "2026")
    said = capsys.readouterr().out
    assert "1  kuopio-2026-1  1.9.2026  3" in said
    assert "4,0  (0 1 0 0 2)  Sain ryhmästä tukea vanhemmuuteeni." in said
    assert "remark-1: Kiitos" in said
    assert "sheet-3" in said
    await counter.run("feedback", "remove", "sheet-3")
    await counter.run("feedback", "restore", "sheet-3")
    await counter.run("feedback", "count", "1", "0 0 0 0 3")
    capsys.readouterr()
    await counter.run("feedback", "list")
    assert capsys.readouterr().out == "1  kuopio-2026-1  1.9.2026  6\n"


async def test_a_questionnaire_of_the_networks_own(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    await counter.run(
        "feedback", "questionnaire", "Oma", "Yksi", "Kaksi", "--sv", "Ett", "--sv", "Två"
    )
    await counter.run("feedback", "questionnaires")
    said = capsys.readouterr().out
    assert "own-1  Oma\n  1. Yksi\n  2. Kaksi" in said
    assert "ours-1  VOIKUKKIA 1" in said
    await counter.run("feedback", "ask", "kuopio-2026-1", "31.8.2026", "--questionnaire", "Oma")
    with pytest.raises(CommandError):
        await counter.run("feedback", "remove", "own-1")


@pytest.mark.parametrize(
    "words",
    [
        ("feedback", "ask", "nowhere", "1.9.2026"),
        ("feedback", "edit", "9"),
        ("feedback", "forms", "9"),
        ("feedback", "forms", "1", "--number", "99"),
        ("feedback", "enter", "9", "5"),
        ("feedback", "enter", "XXX-XXX", "5"),
        ("feedback", "show", "9"),
        ("feedback", "count", "9", "0 0 0 0 1"),
        ("feedback", "remove", "sheet-9"),
        ("feedback", "remove", "nothing"),
        ("feedback", "restore", "round-9"),
    ],
)
async def test_refusals_end_the_command(counter: Counter, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        await counter.run(*words)


@pytest.mark.parametrize(
    "noun", ["workshop", "participation", "commitment", "agreement", "cost", "feedback"]
)
async def test_help_teaches_with_an_example(
    counter: Counter, noun: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for verb in ("ask",) if noun == "feedback" else ("add", "edit"):
        await counter.run(noun, verb, "--help")
        assert "Example: voikukkia-node" in capsys.readouterr().out
