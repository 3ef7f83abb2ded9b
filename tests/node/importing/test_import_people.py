"""Lists of instructors and trainings: who a row is about, and what a lead is told."""

from datetime import date

import pytest

from node.groups.forms import Roster
from node.importing.model import Changed, Kept, Kind, New, Plan, Refused, Sheet, Unchanged
from node.importing.plan import plan
from node.importing.read import read
from node.instructors.model import Instructor
from node.trainings.model import Training
from shared.reference import lookup

PRO = Instructor(id="ohjaaja-1", name="Testi Ohjaaja", role="professional")
PEER = Instructor(id="ohjaaja-2", name="testi  ohjaaja", role="peer")
DONE = Training(
    id=7,
    instructor="ohjaaja-1",
    kind="voikukkia_instructor",
    day=date(2025, 9, 1),
    days=4,
    held_by="Kasper",
)


def judged(
    text: str, kind: Kind, *people: Instructor, trainings: tuple[Training, ...] = ()
) -> Plan:
    sheet = read(text.encode(), kind)
    assert isinstance(sheet, Sheet), sheet
    kept = Kept(roster=Roster(instructors=people), trainings=trainings, last_number=len(people))
    return plan(sheet, kept, reference=lookup.load(), today=date(2026, 9, 1), language="fi")


def told(found: Plan) -> list[tuple[str | None, str]]:
    return [(p.heading, str(p.text)) for row in found.refused for p in row.problems]


def test_a_person_is_known_by_id_else_by_name_and_role() -> None:
    text = "tunnus;nimi;rooli;puhelin\nohjaaja-1;;;040 1111\n;TESTI OHJAAJA;vertainen;040 2222\n"
    first, second = judged(text, "instructors", PRO, PEER).outcomes
    assert isinstance(first, Changed)
    assert isinstance(second, Changed)
    assert (first.record.id, second.record.id) == ("ohjaaja-1", "ohjaaja-2")
    assert [(c.field, c.before, c.after) for c in second.changes] == [("phone", "-", "040 2222")]


def test_a_name_that_two_people_bear_needs_the_role_or_the_id() -> None:
    found = judged("nimi;puhelin\nTesti Ohjaaja;040 1111\n", "instructors", PRO, PEER)
    assert told(found)[0][0] == "tunnus"


def test_a_new_person_of_a_known_name_is_told() -> None:
    found = judged("nimi;rooli\nTesti Ohjaaja;vertainen\n", "instructors", PRO)
    (new,) = found.outcomes
    assert isinstance(new, New)
    assert (new.record.id, new.resembles) == ("ohjaaja-2", "ohjaaja-1")
    assert {look.caution.rule for look in found.looks} >= {17, 18, 33}


@pytest.mark.parametrize(
    ("row", "heading"),
    [
        (";ammattilainen;;", "nimi"),
        ("Uusi Ohjaaja;velho;;", "rooli"),
        ("Uusi Ohjaaja;;;", "rooli"),
        ("Uusi Ohjaaja;vertainen;ei numeroa;", "puhelin"),
        ("Uusi Ohjaaja;vertainen;;31.2.2030", "säilytetään"),
    ],
)
def test_what_is_wrong_with_a_person_stands_at_its_cell(row: str, heading: str) -> None:
    found = judged(f"nimi;rooli;puhelin;säilytetään\n{row}\n", "instructors")
    assert [at for at, _ in told(found)] == [heading]


def test_the_same_person_twice_is_refused_the_second_time() -> None:
    text = "nimi;rooli\nUusi Ohjaaja;vertainen\nuusi ohjaaja;vertainen\n"
    found = judged(text, "instructors")
    assert [type(row) for row in found.outcomes] == [New, Refused]
    assert "Row 2" in told(found)[0][1]


def test_a_training_is_known_by_person_kind_and_day() -> None:
    text = "ohjaaja;koulutus;päivä;paikka\nTesti Ohjaaja;;1.9.2025;Oulu\n"
    (changed,) = judged(text, "trainings", PRO, trainings=(DONE,)).outcomes
    assert isinstance(changed, Changed)
    assert changed.record == Training(
        id=7,
        instructor="ohjaaja-1",
        kind="voikukkia_instructor",
        day=date(2025, 9, 1),
        days=4,
        held_by="Kasper",
        place="Oulu",
    )


def test_empty_cells_change_nothing_in_a_training() -> None:
    text = "ohjaaja;koulutus;päivä;kesto päivinä;kouluttaja\nohjaaja-1;;45901;;\n"
    (row,) = judged(text, "trainings", PRO, trainings=(DONE,)).outcomes
    assert isinstance(row, Unchanged)


def test_the_role_tells_two_of_one_name_apart() -> None:
    text = "ohjaaja;rooli;koulutus;päivä\nTesti Ohjaaja;{};vertaisohjaajakoulutus;1.5.2026\n"
    (new,) = judged(text.format("ammattilainen"), "trainings", PRO, PEER).outcomes
    assert isinstance(new, New)
    assert isinstance(new.record, Training)
    assert new.record.instructor == "ohjaaja-1"


def test_a_training_of_nobody_known_is_refused() -> None:
    found = judged("ohjaaja;päivä\nEi Kukaan;1.9.2025\n;1.9.2025\n", "trainings", PRO)
    assert [at for at, _ in told(found)] == ["ohjaaja", "ohjaaja"]
