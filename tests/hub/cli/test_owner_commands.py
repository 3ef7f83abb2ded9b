"""`voikukkia-hub owners`: what is typed, what is said."""

import asyncio
from pathlib import Path

import pytest

from tests.hub.availability.build import ASKOLA, PORVOO, SIPOO
from tests.hub.cli.test_hub_cli import Line
from tests.hub.ingest.builders_ingest import HandClock, hub_in


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    """Return the command line on a hub with two networks that share Porvoo."""
    folder = tmp_path / "hub"

    async def begun() -> None:
        async with hub_in(folder, HandClock()) as stand:
            await stand.active_node("east", PORVOO, ASKOLA)
            await stand.active_node("west", PORVOO, SIPOO)

    asyncio.run(begun())
    return Line(folder, capsys)


def test_an_invitation_takes_nothing_from_the_network_that_reports(line: Line) -> None:
    before = line.ok("owners", "list")

    line.ok("invite", "new", "--name-fi", "Uusi", "--municipalities", "Askola, Sipoo, Loviisa")

    assert line.ok("owners", "list") == before
    assert "Askola" not in line.ok("owners", "unsettled")


def test_what_is_not_settled_is_listed_until_an_owner_is_named(line: Line) -> None:
    assert line.ok("owners", "unsettled") == "2026-Q4, Porvoo: nobody is named among east, west\n"
    assert "2026-Q4: east reports Askola\n" in line.ok("owners", "list")

    assert "east alone reports" in line.ok("owners", "set", "east", "Porvoo", "--from", "2026-Q4")

    assert "Everything is settled" in line.ok("owners", "unsettled", "--quarter", "4/2026")
    assert "2026-Q4: east reports Askola, Porvoo*\n" in line.ok("owners", "list")


def test_refusals_come_in_words(line: Line) -> None:
    owners = ("owners", "set", "west", "Porvoo", "--from")

    assert "is no quarter" in line.refused(*owners, "soon")
    assert "is past" in line.refused(*owners, "2025-Q1")
    assert "two years" in line.refused(*owners, "2030-Q1")
    assert "Is it Porvoo" in line.refused("owners", "set", "west", "Porvo", "--from", "2026-Q4")
    assert "does not answer" in line.refused("owners", "set", "west", "Askola", "--from", "2026-Q4")
    assert "is no quarter" in line.refused("owners", "list", "--quarter", "x")
    assert "Nobody reports" in line.ok("owners", "list", "--quarter", "2020-Q1")
