"""The history page in words: fields, closed lists, places, amounts; no code of ours is shown."""

import re
from typing import get_args

import pytest

from node import records
from node.app import translator
from node.feedback.model import Feedback
from node.history.model import Change, Entry, Kind, Verb
from node.history.telling import WORDS, changes, record_name
from node.history.wording import FIELDS
from shared.reference.lookup import Reference
from shared.runtime.accounts.model import Account
from tests.browser.lived import MORNING
from tests.node.web.conftest import Pages

UNTOLD = {"revision", "changed_at", "checked_at"}
"""Fields that the program counts itself; the history does not keep them."""


def entry(kind: Kind, *changed: Change, record: str = "1", verb: Verb = "changed") -> Entry:
    return Entry(
        number=1,
        at=MORNING,
        staff=1,
        via="page",
        batch=None,
        kind=kind,
        record=record,
        verb=verb,
        fields=tuple(one.field for one in changed),
        changes=changed,
    )


def told(reference: Reference, kind: Kind, field: str, before: object, after: object) -> list[str]:
    (one,) = changes(
        entry(kind, Change(field=field, before=before, after=after)), reference, translator("fi")
    )
    return [one.field, one.before, one.after]


def test_every_field_that_the_history_shows_has_a_name() -> None:
    kept = [keeper.type for kind, keeper in records.KEEPERS.items() if kind != "feedback"]
    structs = [*kept, *get_args(Feedback), Account]
    fields = {field for struct in structs for field in struct.__struct_fields__} - UNTOLD

    assert {field for field in fields if field not in FIELDS} == set()


@pytest.mark.parametrize(
    ("kind", "field", "before", "after", "words"),
    [
        ("coverage", "says", "not_known", "none", ["Mitä sanotaan", "Emme tiedä", "Ei ryhmää nyt"]),
        ("coverage", "since", None, "2026-09-01", ["Alkaen", "–", "1.9.2026"]),
        ("organiser", "kind", "ngo", "parish", ["Laji", "järjestö", "seurakunta"]),
        ("organiser", "area", "13", None, ["Alue", "Pohjois-Savo", "–"]),
        ("workshop", "place", "297", "13", ["Paikka", "Kuopio", "Pohjois-Savo"]),
        ("cost", "planned_cents", None, 125050, ["Suunniteltu, euroa", "–", "1\u00a0250,50"]),
        ("activity", "languages", ["fi"], ["fi", "sv"], ["Kielet", "suomi", "suomi, ruotsi"]),
        ("activity", "show_area_only", False, True, ["Näytä vain alue", "ei", "kyllä"]),
        ("group", "travel_costs", "ask", "paid", ["Matkakulut", "kysyttävä", "korvataan"]),
        ("agreement", "kind", "of_later", "other", ["Laji", "of_later", "muu sopimus"]),
        (
            "network",
            "pause",
            None,
            {"starts": "2027-06-01", "until": "2027-08-01"},
            ["Tauko", "–", "1.6.2027–1.8.2027"],
        ),
    ],
)
def test_old_and_new_are_told_in_words(
    reference: Reference, kind: Kind, field: str, before: object, after: object, words: list[str]
) -> None:
    assert told(reference, kind, field, before, after) == words


def test_a_record_is_called_as_people_call_it(reference: Reference) -> None:
    finnish = translator("fi")
    named: dict[tuple[Kind, str], str] = {
        ("coverage", "297"): "Kuopio",
        ("feedback", "sheet-4"): "yhden paperin vastaukset nro 4",
        ("group", "kuopio-2026-1"): "kuopio-2026-1",
        ("instructor", "0f3a"): "",
        ("backup", "backup"): "",
    }

    assert {
        key: record_name(entry(key[0], record=key[1]), reference, finnish) for key in named
    } == named


def test_organisers_are_named_and_people_stay_ids(reference: Reference) -> None:
    finnish, names = translator("fi"), {"seura": "Esimerkin seurakunta"}
    changed = Change(field="organisers", before=["seura"], after=["seura", "gone"])
    led = Change(field="instructors", before=[], after=["ohjaaja-1"])
    lines = changes(entry("group", changed, led), reference, finnish, names)
    assert [(one.before, one.after) for one in lines] == [
        ("Esimerkin seurakunta", "Esimerkin seurakunta, gone"),
        ("–", "ohjaaja-1"),
    ]
    (promised,) = changes(
        entry("commitment", Change(field="organiser", before=None, after="seura")),
        reference,
        finnish,
        names,
    )
    assert promised.after == "Esimerkin seurakunta"
    removed = Change(field="name", before="Poistettu ry", after=None)
    assert record_name(entry("organiser", record="seura"), reference, finnish, names) == (
        "Esimerkin seurakunta"
    )
    assert record_name(entry("organiser", removed, record="x"), reference, finnish, names) == (
        "Poistettu ry"
    )


def test_the_words_are_those_of_kinds_that_are_kept() -> None:
    assert {kind for kind, _ in WORDS} <= records.KEEPERS.keys()


async def test_the_page_tells_a_word_on_a_municipality(house: Pages) -> None:
    await house.lead.press("/network/places/words", {"says-297": "none", "press": "sure"})

    shown = await house.reader.open("/history", "fi")

    assert re.search(r"<strong>Kunta Kuopio</strong>", shown)
    assert "<del>Emme tiedä</del> → <ins>Ei ryhmää nyt</ins>" in shown
