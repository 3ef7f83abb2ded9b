"""The list of courses Kasper has held: kept by the operator, told to every node (rule 16)."""

from datetime import date
from functools import partial
from pathlib import Path
from sqlite3 import Connection

import pytest

from hub.registry.courses import decide, forms, store
from hub.registry.courses.model import Kind
from hub.registry.decide import Decided
from shared.text import Text
from shared.wire.session import COURSES_MAX, Course, Welcome
from tests.hub.cli.test_hub_cli import Line
from tests.hub.ingest.builders_ingest import NOON, hub_in

TODAY = date(2026, 11, 16)
TAMPERE = Course(kind="voikukkia_instructor", day=date(2026, 10, 9), days=4, place="Tampere")
KUOPIO = Course(kind="peer_instructor", day=date(2026, 3, 14), days=2, place="Kuopio")


@pytest.mark.parametrize("day", ["9.10.2026", "2026-10-09", " 9.10.2026 "])
def test_a_course_is_read_from_what_an_operator_types(day: str) -> None:
    assert forms.read(day, " Tampere ", "voikukkia_instructor", None, today=TODAY) == TAMPERE
    assert forms.read("14.3.2026", "Kuopio", "peer_instructor", 2, today=TODAY) == KUOPIO


@pytest.mark.parametrize(
    ("day", "place", "days", "why"),
    [
        ("31.2.2026", "Tampere", None, "not a date"),
        ("viime viikolla", "Tampere", None, "not a date"),
        ("17.11.2026", "Tampere", None, "when it is over"),
        ("9.10.2026", "", None, "1 to 120"),
        ("9.10.2026", "<b>", None, "1 to 120"),
        ("9.10.2026", "x" * 121, None, "1 to 120"),
        ("9.10.2026", "Tampere", 61, "1 to 60"),
    ],
)
def test_what_is_no_course(day: str, place: str, days: int | None, why: str) -> None:
    kind: Kind = "voikukkia_instructor"
    read = forms.read(day, place, kind, days, today=TODAY)
    assert isinstance(read, Text)
    assert why in str(read)


async def test_a_welcome_tells_the_whole_list_newest_first(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        before = await node.hello()
        for course in (KUOPIO, TAMPERE, TAMPERE):
            done = await stand.desk.database.write(partial(decide.add, course=course, at=NOON))
            assert isinstance(done, Decided)
        after = await node.hello()
        assert isinstance(before, Welcome)
        assert isinstance(after, Welcome)
        assert (before.courses, after.courses) == ((), (TAMPERE, KUOPIO))


async def test_the_list_has_an_end(tmp_path: Path) -> None:
    def fill(db: Connection) -> None:
        for n in range(COURSES_MAX):
            store.put(db, Course(kind="peer_instructor", day=TODAY, days=1, place=f"Paikka {n}"))

    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await stand.desk.database.write(fill)
        refused = await stand.desk.database.write(lambda db: decide.add(db, TAMPERE, NOON))
        said = await node.hello()
        assert isinstance(refused, Text)
        assert isinstance(said, Welcome)
        assert isinstance(said.courses, tuple)
        assert len(said.courses) == COURSES_MAX


def test_the_operator_adds_lists_and_removes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = Line(tmp_path / "hub", capsys)
    line.ok("init")

    line.ok("course", "add", "9.10.2026", "Tampere")
    line.ok("course", "add", "2026-03-14", "Kuopio", "--kind", "peer_instructor", "--days", "2")

    assert line.ok("course", "list").splitlines() == [
        "1  9.10.2026  4  voikukkia_instructor  Tampere",
        "2  14.3.2026  2  peer_instructor  Kuopio",
    ]
    assert "not a date" in line.refused("course", "add", "eilen", "Tampere")
    assert "number 7" in line.refused("course", "remove", "7")
    line.ok("course", "remove", "1")
    assert line.ok("course", "list").splitlines() == ["2  14.3.2026  2  peer_instructor  Kuopio"]
