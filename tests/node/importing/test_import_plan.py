"""Every row is new, changed, unchanged or refused with a reason at its cell."""

from datetime import date
from typing import TypeVar

import pytest
from msgspec.structs import replace

from node.groups.forms import Roster
from node.groups.model import Group
from node.importing.model import (
    Change,
    Changed,
    New,
    Plan,
    Refused,
    RowOutcome,
    Sheet,
    Unchanged,
)
from node.importing.plan import Kept, plan
from node.importing.read import read
from node.organisers.model import Organiser
from shared.reference import lookup

TODAY = date(2026, 11, 21)
REFERENCE = lookup.load()
T = TypeVar("T", bound=RowOutcome)


def judged(text: str, *groups: Group, organisers: tuple[Organiser, ...] = ()) -> Plan:
    sheet = read(text.encode())
    assert isinstance(sheet, Sheet), sheet
    roster = Roster(groups=frozenset(g.id for g in groups), organisers=organisers)
    kept = Kept(groups=groups, roster=roster)
    return plan(sheet, kept, reference=REFERENCE, today=TODAY, language="fi")


def one(kind: type[T], text: str, *groups: Group, organisers: tuple[Organiser, ...] = ()) -> T:
    (outcome,) = judged(text, *groups, organisers=organisers).outcomes
    assert isinstance(outcome, kind), outcome
    return outcome


def problems(text: str, *groups: Group) -> list[tuple[str | None, str]]:
    return [(p.heading, str(p.text)) for p in one(Refused, text, *groups).problems]


def made(text: str) -> Group:
    return one(New, text).group


def test_a_new_group_gets_an_id_and_every_field() -> None:
    group = made(
        "kunta;palvelee;kohderyhmä;kieli;tila;ottaa uusia;alkaa;kesto minuutteina;päivät\n"
        'Porvoo;"Askola, Loviisa";isät;ruotsi;avoin;ei;1/2027;120 min;"12.1.2027 19.1.2027"\n'
    )
    assert group.id == "porvoo-2027-1"
    assert (group.meets_in, group.serves) == ("638", ("018", "434"))
    assert (group.audience, group.languages, group.lifecycle) == ("fathers", ("sv",), "open")
    assert group.takes_parents is False
    assert [m.day for m in group.meetings] == [date(2027, 1, 12), date(2027, 1, 19)]
    assert {m.minutes for m in group.meetings} == {120}


def test_swedish_and_english_headings_and_words() -> None:
    swedish = made("kommun;målgrupp;språk;läge;börjar\nBorgå;mammor;svenska;öppen;1/2027\n")
    english = made("municipality;audience;language;state;start\nPorvoo;mothers;sv;open;2027-01\n")
    assert swedish == english


@pytest.mark.parametrize(
    ("cell", "month"), [("9.2027", "2027-09"), ("9/2027", "2027-09"), ("2027-09", "2027-09")]
)
def test_a_month_as_people_write_it(cell: str, month: str) -> None:
    group = made(f"kunta;alkaa\nPorvoo;{cell}\n")
    assert (group.start_month, group.meetings) == (month, ())


def test_a_start_that_is_a_whole_date_is_the_first_meeting() -> None:
    group = made("kunta;alkaa\nPorvoo;1.9.2027\n")
    assert [m.day for m in group.meetings] == [date(2027, 9, 1)]
    assert (group.start_month, group.last_day) == ("2027-09", None)


@pytest.mark.parametrize(("cell", "yes"), [("TOSI", True), ("EPÄTOSI", False), ("VOIKUKKIA", True)])
def test_what_excel_makes_of_yes_and_no(cell: str, *, yes: bool) -> None:
    assert made(f"kunta;nimi\nPorvoo;{cell}\n").wants_name is yes


def test_an_id_of_ones_own_is_kept_in_the_form_of_an_id() -> None:
    assert made("tunnus;kunta\nG1 / Syksy;Porvoo\n").id == "g1-syksy"


@pytest.mark.parametrize(
    ("row", "heading", "told"),
    [
        ("Provoo;suomi;avoin;120;9/2027", "Kunta", "Porvoo"),
        (";suomi;avoin;120;9/2027", "Kunta", "municipality"),
        ("Porvoo;marsukieli;avoin;120;9/2027", "Kieli", "marsukieli"),
        ("Porvoo;suomi;auki?;120;9/2027", "Tila", "auki?"),
        ("Porvoo;suomi;avoin;200;31.9.2027", "Alkaa", "31.9.2027"),
        ("Porvoo;suomi;avoin;200;1.9.2027", "Kesto", "180"),
    ],
)
def test_an_error_stands_at_its_cell(row: str, heading: str, told: str) -> None:
    found = problems(f"Kunta;Kieli;Tila;Kesto;Alkaa\n{row}\n")
    assert any(at == heading and told in text for at, text in found), found


def test_all_errors_of_a_row_are_told_at_once() -> None:
    found = problems("kunta;kieli;tulkki\nProvoo;marsukieli;ehkä\n")
    assert {heading for heading, _ in found} == {"kunta", "kieli", "tulkki"}


def test_a_good_row_beside_a_bad_one_is_taken() -> None:
    outcomes = judged("kunta;alkaa\nPorvoo;9/2027\nProvoo;9/2027\n").outcomes
    assert [type(o) for o in outcomes] == [New, Refused]


def test_a_list_without_quotes_is_found_out() -> None:
    found = problems("kunta;palvelee\nPorvoo;Askola;Sipoo\n")
    assert any("without quotes" in text for _, text in found)


KNOWN = Group(
    id="porvoo-2027-1",
    lifecycle="open",
    meets_in="638",
    serves=("018",),
    start="month",
    start_month="2027-01",
    notes="Own notes",
)


def test_a_row_that_says_what_is_kept_is_unchanged() -> None:
    text = "tunnus;kunta;palvelee;tila;alkaa\nporvoo-2027-1;Porvoo;Askola;avoin;1/2027\n"
    assert one(Unchanged, text, KNOWN).group == KNOWN


def test_a_change_tells_old_and_new() -> None:
    text = "tunnus;kunta;palvelee;matkakulut\nPORVOO-2027-1;Porvoo;Askola, Sipoo;korvataan\n"
    changed = one(Changed, text, KNOWN)
    assert changed.changes == (
        Change(field="serves", before="Askola", after="Askola, Sipoo"),
        Change(field="travel_costs", before="kysy", after="korvataan"),
    )
    assert changed.group == replace(KNOWN, serves=("018", "753"), travel_costs="paid")


def test_an_empty_cell_changes_nothing() -> None:
    assert one(Unchanged, "tunnus;kunta;palvelee\nporvoo-2027-1;;\n", KNOWN).group == KNOWN


def test_without_an_id_municipality_date_audience_and_language_tell_the_group() -> None:
    row = "kunta;alkaa;kohderyhmä;kieli;ottaa uusia\nPorvoo;1/2027;{};suomi;ei\n"
    changed = one(Changed, row.format("kaikki"), KNOWN)
    assert (changed.group.id, changed.group.takes_parents) == (KNOWN.id, False)
    assert one(New, row.format("isät"), KNOWN).group.id == "porvoo-2027-2"


def test_an_unknown_id_is_a_new_group_and_its_likeness_is_told() -> None:
    new = one(New, "tunnus;kunta;alkaa\noma-1;Porvoo;1/2027\n", KNOWN)
    assert (new.group.id, new.resembles) == ("oma-1", KNOWN.id)


def test_a_row_that_fits_two_groups_asks_for_the_id() -> None:
    twin = replace(KNOWN, id="porvoo-2027-2")
    found = problems("kunta;alkaa\nPorvoo;1/2027\n", KNOWN, twin)
    assert found[0][0] == "tunnus"
    assert "porvoo-2027-1, porvoo-2027-2" in found[0][1]


def test_the_same_group_twice_is_refused_the_second_time() -> None:
    by_id = judged("tunnus;kunta\nporvoo-2027-1;Porvoo\nporvoo-2027-1;Porvoo\n", KNOWN)
    new = judged("kunta;alkaa\nPorvoo;9/2027\nPorvoo;9/2027\n")
    ids = judged("tunnus;kunta\na;Porvoo\na;Porvoo\n")
    kept = judged("kunta;alkaa\nPorvoo;1/2027\nPorvoo;1/2027\n", KNOWN)
    for found in (by_id, new, ids, kept):
        (second,) = found.refused
        assert "Row 2" in str(second.problems[0].text)


def test_a_life_cycle_is_not_turned_back_by_an_old_file() -> None:
    running = replace(KNOWN, lifecycle="running", start_confirmed_on=TODAY)
    found = problems("tunnus;kunta;tila\nporvoo-2027-1;Porvoo;avoin\n", running)
    assert found[0][0] == "tila"


def dated() -> Group:
    return made('tunnus;kunta;päivät\nd;Porvoo;"12.1.2027, 19.1.2027"\n')


def test_a_month_that_repeats_known_dates_says_nothing_new() -> None:
    for start in ("1/2027", "12.1.2027"):
        assert one(Unchanged, f"tunnus;alkaa\nd;{start}\n", dated()).line == 2


def test_a_month_that_contradicts_known_dates_is_refused() -> None:
    assert problems("tunnus;alkaa\nd;3/2027\n", dated())[0][0] == "alkaa"
    assert problems("tunnus;alkaa\nd;13.1.2027\n", dated())[0][0] == "alkaa"


def test_changed_dates_are_told() -> None:
    changed = one(Changed, 'tunnus;päivät\nd;"12.1.2027, 26.1.2027"\n', dated())
    (change,) = changed.changes
    assert change == Change(
        field="meetings", before="12.1.2027, 19.1.2027", after="12.1.2027, 26.1.2027"
    )


def test_a_postponed_group_takes_its_new_month() -> None:
    opened = replace(dated(), lifecycle="open")
    changed = one(Changed, "tunnus;tila;alkaa\nd;siirretty;3/2027\n", opened)
    assert (changed.group.lifecycle, changed.group.start_month) == ("postponed", "2027-03")
    assert changed.group.meetings == opened.meetings


def test_a_length_without_dates_is_kept_for_the_meetings_to_come() -> None:
    group = made("kunta;alkaa;kesto;kello\nPorvoo;9/2027;120;17.00\n")
    assert (group.minutes, group.starts_at, group.meetings) == (120, "17:00", ())


ORGANISERS = "kunta;järjestäjät;järjestäjän laji\nPorvoo;{};{}\n"


@pytest.mark.parametrize(
    ("names", "kinds", "expected"),
    [
        (
            "Loviisa, Porvoo",
            "kunta",
            [("municipality", "434", None), ("municipality", "638", None)],
        ),
        ("Loviisa ja Porvoo", "", [("municipality", "434", None), ("municipality", "638", None)]),
        ("Lovisa stad", "", [("municipality", "434", None)]),
        ("Loviisan kaupunki", "", [("municipality", "434", None)]),
        (
            "Loviisa, Porvoo",
            "kunnat yhdessä",
            [("municipality", "434", None), ("municipality", "638", None)],
        ),
        ("Itä-Uudenmaan hyvinvointialue", "", [("county", None, "01")]),
        ("Oma Yhdistys", "järjestö", [("ngo", None, None)]),
        (
            "Loviisa, Oma Yhdistys",
            '"kunta, järjestö"',
            [("municipality", "434", None), ("ngo", None, None)],
        ),
        ("Soite", "kuntayhtymä", [("joint_authority", None, "01")]),
        ("Sosiaalipalvelut", "kunta", [("municipality", "638", None)]),
    ],
)
def test_new_organisers_are_made_from_name_and_kind(
    names: str, kinds: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    new = one(New, ORGANISERS.format(f'"{names}"', kinds))
    assert [(o.kind, o.municipality, o.area) for o in new.organisers] == expected
    assert len(new.group.organisers) == len(expected)


def test_a_known_organiser_is_not_made_again() -> None:
    known = Organiser(id="kasper", name="Oma Yhdistys", kind="ngo")
    new = one(New, ORGANISERS.format("oma yhdistys", ""), organisers=(known,))
    assert (new.organisers, new.group.organisers) == ((), ("kasper",))


def test_an_organiser_is_made_once_for_all_rows() -> None:
    text = "kunta;kohderyhmä;järjestäjät\nPorvoo;isät;Loviisa\nPorvoo;äidit;Loviisa\n"
    first, second = judged(text).accepted
    assert [len(row.organisers) for row in (first, second)] == [1, 0]
    assert first.group.organisers == second.group.organisers


def test_a_refused_row_leaves_no_organiser_behind() -> None:
    text = "kunta;kieli;järjestäjät\nPorvoo;marsukieli;Loviisa\nPorvoo;suomi;Loviisa\n"
    refused, new = judged(text).outcomes
    assert isinstance(refused, Refused)
    assert isinstance(new, New)
    assert len(new.organisers) == 1


@pytest.mark.parametrize(
    ("names", "kinds", "heading"),
    [
        ("Outo Toimija", "", "järjestäjät"),
        ("Outo Toimija", "kerho", "järjestäjän laji"),
        ("Loviisa, Porvoo, Sipoo", '"kunta, järjestö"', "järjestäjän laji"),
    ],
)
def test_an_organiser_nobody_can_place_is_refused(names: str, kinds: str, heading: str) -> None:
    found = problems(ORGANISERS.format(f'"{names}"', kinds))
    assert found[0][0] == heading


def test_an_instructor_nobody_knows_is_refused_and_never_made() -> None:
    found = problems("kunta;ohjaajat\nPorvoo;Testi Esimerkki\n")
    assert found[0][0] == "ohjaajat"
